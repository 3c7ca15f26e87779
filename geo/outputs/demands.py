"""What foreign HTML asks of the page's policy: found by reading it, before it is in the page.

What can be allowed by a hash or by its address is; the rest is said in ``refused``, with what
the policy would need for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

from geo.outputs.policy import Needs, origin

_JAVASCRIPT = {"", "module", "text/javascript", "application/javascript"}
_STYLE_IN_SCRIPT = re.compile(r"""\bstyle\s*=\s*(["'])(.*?)\1""", re.DOTALL)
_WRITES_STYLE = re.compile(r"""\bstyle\s*=\s*\\?["']|["']style["']\s*,""")
#: Not what libraries ask for the global object by, where there is no better way.
_EVALUATES = re.compile(r"""(?<![\w.$])(?:eval|Function)\s*\((?!\s*["']return this)""")
#: What would end a source, or the attribute in which the policy stands.
_NOT_IN_POLICY = ";, '\"<>&"
_ESCAPE = re.compile(r"\\u00([0-9a-fA-F]{2})|\\([\"'/])")
#: In the value of an attribute that a script puts together as it runs.
_PUT_TOGETHER = re.compile(r"""\$\{|["'`+\\]""")


@dataclass(slots=True)
class Demands:
    """What was found."""

    scripts: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    style_attributes: list[str] = field(default_factory=list)
    script_sources: list[str] = field(default_factory=list)
    style_sources: list[str] = field(default_factory=list)
    image_sources: list[str] = field(default_factory=list)
    frame_sources: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def needs(self, allowed: tuple[tuple[str, str], ...] = ()) -> Needs:
        """The same for a policy."""
        return Needs(
            scripts=_once(self.scripts),
            styles=_once(self.styles),
            style_attributes=_once(self.style_attributes),
            script_sources=_once(self.script_sources),
            style_sources=_once(self.style_sources),
            image_sources=_once(self.image_sources),
            frame_sources=_once(self.frame_sources),
            allowed=allowed,
        )


def _once(found: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))


def demands_of(markup: str) -> Demands:
    """Read ready HTML."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    for script in reader.found.scripts:
        _read_script(script, reader.found)
    return reader.found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found = Demands()
        self._into: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        handlers = sorted(name for name in said if name.startswith("on"))
        for name in handlers:
            self.found.refused.append(
                f"the attribute {name} of <{tag}> is a script that no hash can allow "
                "(script-src-attr 'unsafe-inline'); add the listener in a script instead"
            )
        if said.get("style"):
            self.found.style_attributes.append(said["style"])
        if tag == "script" and said.get("type", "").lower() in _JAVASCRIPT:
            if "src" in said:
                self._address("script_sources", said["src"], tag)
            else:
                self._into = self.found.scripts
                self._into.append("")
        elif tag == "style":
            self._into = self.found.styles
            self._into.append("")
        elif tag == "link" and "stylesheet" in said.get("rel", "").lower():
            self._address("style_sources", said.get("href", ""), tag)
        elif tag == "img" and not said.get("src", "").startswith(("data:", "blob:")):
            self._address("image_sources", said.get("src", ""), tag)
        elif tag in {"iframe", "frame"}:
            self._frame(said)
        elif tag in {"object", "embed", "base", "form", "video", "audio"}:
            self.found.refused.append(f"<{tag}> is shut off by the page's policy")

    def handle_data(self, data: str) -> None:
        if self._into is not None:
            self._into[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self._into = None

    def _frame(self, said: dict[str, str]) -> None:
        if "srcdoc" in said:
            return
        if said.get("src", "").startswith("data:"):
            self.found.frame_sources.append("data:")
        else:
            self._address("frame_sources", said.get("src", ""), "iframe")

    def _address(self, kind: str, address: str, tag: str) -> None:
        """Scripts and styles are allowed by their whole address, the rest by their host."""
        whole = f"https:{address}" if address.startswith("//") else address
        try:
            host = origin(whole)
        except ValueError:
            self.found.refused.append(
                f"<{tag}> loads {address or 'nothing'!r}; only https addresses can be let through"
            )
            return
        parts = urlsplit(whole)
        exact = kind in {"script_sources", "style_sources"} and not set(parts.path) & set(
            _NOT_IN_POLICY
        )
        getattr(self.found, kind).append(f"{host}{parts.path}" if exact else host)


def _read_script(script: str, found: Demands) -> None:
    """Styles and frames in the markup that a script writes, and what it can't do here."""
    text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)) if match[1] else match[2], script)
    values = [value for _quote, value in _STYLE_IN_SCRIPT.findall(text)]
    fixed = [value for value in values if not _PUT_TOGETHER.search(value)]
    found.style_attributes += [value for value in fixed if value]
    if re.search(r"<iframe[^>]*\ssrc=\\?[\"']data:", text):
        found.frame_sources.append("data:")
    if len(_WRITES_STYLE.findall(text)) > len(fixed):
        found.refused.append(
            "a script puts style attributes together as it runs, which no hash can allow "
            "(style-src-attr 'unsafe-inline'); set the properties of element.style instead"
        )
    if _EVALUATES.search(text):
        found.refused.append(
            "a script seems to make scripts of texts (script-src 'unsafe-eval'), as eval does"
        )
