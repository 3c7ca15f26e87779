"""What to paste to show the map in a page of one's own: HTML, Markdown, Quarto.

The frame is sandboxed and loads when it comes into view; it needs no inline script and no
inline style, so that it works under a strict content policy of the host. Beside the snippets
stand the map, two pictures of it, and the script that fits the frame's height.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from geo.outputs import html, png, svg
from geo.outputs.html import asset
from geo.outputs.markup import Reader, tag, xml

if TYPE_CHECKING:
    from geo.model import MapModel

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$@^&:\"'=])")
#: What the page needs: its script, its downloads, its links to sources. Not the host's origin.
_SANDBOX = "allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox"


def render(model: MapModel) -> dict[str, bytes]:
    """The snippets with all that they name, in the model's language."""
    snippets = _Snippets(model)
    return {
        "map.embed.html": snippets.html().encode(),
        "map.embed.md": snippets.markdown().encode(),
        "map.embed.qmd": snippets.quarto().encode(),
        "map.embed.js": asset("embed.js").encode(),
        **html.render(model),
        **svg.render(model),
        **png.render(model),
    }


class _Snippets:
    def __init__(self, model: MapModel) -> None:
        self.reader = Reader(model, model.language)
        self.title = " ".join(self.reader.of(model.title).split())
        self.about = self.reader.word("drawing.description", n=len(model.projects))
        self.page = model.address or "map.html"
        self.height = model.layout.embed.height

    def html(self) -> str:
        """A figure with the frame, and below it a link and a picture for where it is refused."""
        return f"{self._figure()}\n{self._script()}\n"

    def markdown(self) -> str:
        """A picture that leads to the map, for where only Markdown is taken."""
        picture = (
            f"![{_plain(self.title)}. {_plain(self.about)}]({_target(self._beside('map.svg'))})"
        )
        return (
            f"[{picture}]({_target(self.page)})\n\n[{_plain(self._open())}]({_target(self.page)})\n"
        )

    def quarto(self) -> str:
        """For ``{{< include map.embed.qmd >}}``: the frame on the web, the picture on paper."""
        image = f"![{_plain(self.title)}]({_target(self._beside('map.png'))})"
        picture = f'{image}{{fig-alt="{_quoted(self.about)}"}}'
        return (
            '::: {.content-visible when-format="html"}\n'
            f"```{{=html}}\n{self.html()}```\n"
            ":::\n\n"
            '::: {.content-visible unless-format="html"}\n'
            f"{picture}\n"
            ":::\n"
        )

    def _figure(self) -> str:
        frame = tag(
            "iframe",
            "",
            src=f"{self.page}#lang={self.reader.language}&frame=1",
            title=self.title,
            data_projectmap="",
            width="100%",
            height=self.height,
            frameborder=0,
            loading="lazy",
            sandbox=_SANDBOX,
            referrerpolicy="no-referrer",
            allow="clipboard-write; fullscreen",
        )
        picture = tag(
            "img",
            src=self._beside("map.svg"),
            alt=f"{self.title}. {self.about}",
            width="100%",
            loading="lazy",
        )
        link = tag("a", xml(self._open()), href=self.page)
        return (
            f"<figure>\n{frame}\n"
            f"<figcaption>{xml(self.title)}. {link}</figcaption>\n"
            f"<noscript>{tag('a', picture, href=self.page)}</noscript>\n"
            "</figure>"
        )

    def _script(self) -> str:
        return tag("script", "", src=self._beside("map.embed.js"), defer="")

    def _open(self) -> str:
        return self.reader.word("frame.open_full")

    def _beside(self, name: str) -> str:
        """The address of a file that stands beside the page."""
        return urljoin(self.page, name)


def _plain(text: str) -> str:
    """A text that Markdown leaves as it is."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def _quoted(text: str) -> str:
    """A text inside the quotes of an attribute of Pandoc."""
    return " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')


def _target(address: str) -> str:
    """An address inside the brackets of Markdown."""
    return re.sub(r"[()<>\s\\`|]", lambda match: f"%{ord(match[0]):02X}", address)
