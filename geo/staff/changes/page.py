"""The HTML map of the changes: one file, no scripts, each language of the map in it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from geo.outputs.markup import html, number, tag, xml
from geo.outputs.policy import hash_source
from geo.staff.changes.backdrop import backdrop
from geo.staff.changes.briefing import paragraph
from geo.staff.changes.entries import line_html
from geo.staff.changes.extents import Numbered
from geo.staff.changes.model import ADDED, CHANGED, REMOVED
from geo.staff.changes.picture import (
    DETAIL_PX,
    NARROW_PX,
    PREFIX,
    SIGNS,
    WIDE_PX,
    Pictures,
)
from geo.staff.changes.voice import Voice
from geo.words import available_languages, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.staff.changes.model import Comparison, RecordChange

#: A list of more is slow to open, and read by nobody.
MOST = 200
_HERE = Path(__file__).parent
_SLOT = re.compile(r"<!--slot:(\w+)-->|\{slot:(\w+)\}")
_TIMES = ("before", "both", "after")


def page(comparison: Comparison) -> bytes:
    """The page. Data stands in it as escaped text alone."""
    return _Page(comparison).text().encode("utf-8", "replace")


class _Page:
    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison
        catalogue = comparison.new.catalogue or comparison.old.catalogue
        own = catalogue.settings.languages if catalogue else available_languages()
        known = [code for code in own if code in available_languages()]
        self.languages = known or [*available_languages()]
        wanted = catalogue.language if catalogue else ""
        self.language = wanted if wanted in self.languages else self.languages[0]
        changes = comparison.features[:MOST]
        self.numbered = [Numbered(index, change) for index, change in enumerate(changes, 1)]
        model = backdrop(comparison, self.languages)
        self.title = dict(zip(self.languages, model.title, strict=True)) if model else {}
        self.pictures = Pictures(model, self.numbered) if model else None
        details = [(each, self._detail(each)) for each in self.numbered]
        self.details = {each.number: found for each, found in details if found}

    def _detail(self, each: Numbered) -> tuple[str, float, float] | None:
        return self.pictures.detail(each) if self.pictures else None

    def text(self) -> str:
        """All of it."""
        pages = "\n".join(map(self._main, self.languages))
        symbols = "".join(symbol for symbol, _metres, _long in self.details.values())
        shared = (self.pictures.shared() if self.pictures else "") + symbols
        palette = self.pictures.look.palette.css(pages + shared) if self.pictures else ""
        title = html(self._title(self.language))
        style = (_HERE / "review.css").read_text(encoding="utf-8")
        style += self._switching() + palette + self._scales()
        slots = {
            "lang": xml(self.language),
            "title": title,
            "style": style,
            "hash": hash_source(style),
            "switches": self._switches(),
            "bar": self._bar(),
            "pages": pages,
            "shared": tag("svg", shared, width=0, height=0),
        }
        template = (_HERE / "review.html").read_text(encoding="utf-8")
        return _SLOT.sub(lambda match: slots[match[1] or match[2]], template)

    def _title(self, language: str) -> str:
        what = words(language)["changes.title"]
        title = self.title.get(language)
        return f"{what}: {title}" if title else what

    def _switches(self) -> str:
        """Which language, and which time: inputs that the style sheet looks at."""
        found = [
            tag(
                "input",
                type="radio",
                class_="switch",
                name_="language",
                id=f"in-{code}",
                checked="" if code == self.language else None,
            )
            for code in self.languages
        ]
        found += [
            tag(
                "input",
                type="radio",
                class_="switch",
                name_="time",
                id=f"at-{time}",
                checked="" if time == "both" else None,
            )
            for time in _TIMES
        ]
        return "\n".join(found)

    def _switching(self) -> str:
        """The rules that show one language and one time."""
        rules = [
            f"#in-{code}:checked~main[lang={code}]{{display:block}}"
            f"#in-{code}:checked~.bar [lang={code}]{{display:flex}}"
            for code in self.languages
        ]
        for ids, mark in ((self.languages, "in"), (_TIMES, "at")):
            for each in ids:
                label = f".bar label[for={mark}-{each}]"
                rules.append(
                    f"#{mark}-{each}:checked~{label}{{background:var(--tint);font-weight:600}}"
                    f"#{mark}-{each}:focus-visible~{label}{{outline:3px solid var(--link)}}"
                )
        # Once where the drawings stand, once where what they share stands.
        for time, hidden in (("before", "after"), ("after", "before")):
            rules += [
                f"#at-{time}:checked~{where} :is(.d-{hidden},.d-way){{visibility:hidden}}"
                for where in ("main", ".sprite")
            ]
        return "\n".join(rules)

    def _bar(self) -> str:
        languages = "".join(
            tag("label", xml(words(code)["language.name"]), for_=f"in-{code}")
            for code in self.languages
        )
        times = "".join(
            f'<div class="choice" lang="{code}"><span>{xml(words(code)["changes.show"])}:</span>'
            + "".join(
                tag("label", xml(words(code)[f"changes.{time}"]), for_=f"at-{time}")
                for time in _TIMES
            )
            + "</div>"
            for code in self.languages
        )
        return f'<div class="choice">{languages}</div>{times if self.details else ""}'

    def _main(self, language: str) -> str:
        voice = Voice(self.comparison, language)
        content = [
            f"<h1>{html(self._title(language))}<small>{voice.between(html)}</small></h1>",
            f'<p class="counts">{html(voice.summary())}</p>',
        ]
        if self.comparison.differs:
            content.append(f'<p class="brief">{html(paragraph(self.comparison, language))}</p>')
        content.append(self._overview(language, voice))
        entries = "\n".join(self._entry(each, voice) for each in self.numbered)
        if entries:
            content.append(f"<h2>{xml(voice.word('changes.list'))}</h2>")
            content.append(f'<ol class="list">\n{entries}\n</ol>')
        left = len(self.comparison.features) - len(self.numbered)
        if left:
            said = voice.word("changes.left_out", n=voice.wording.number(left))
            content.append(f"<p>{html(said)}</p>")
        found = self.comparison
        content += [
            self._records(key, records, voice)
            for key, records in (("sources", found.sources), ("settings", found.settings))
        ]
        whole = "".join(f"<li>{html(said)}</li>" for said in voice.whole())
        if whole:
            content.append(f"<h2>{xml(voice.word('changes.files'))}</h2>")
            content.append(f'<ul class="files">{whole}</ul>')
        return f'<main lang="{language}">\n' + "\n".join(filter(None, content)) + "\n</main>"

    def _overview(self, language: str, voice: Voice) -> str:
        pictures = self.pictures
        if pictures is None or not pictures.drawn:
            note = voice.word("changes.not_on_map") if self.numbered else ""
            return f"<p>{html(note)}</p>" if note else ""
        title = self._title(language)
        drawn = "".join(
            tag(
                "div",
                pictures.overview(width, language, f"{language}-{size[0]}-", title),
                class_=size,
            )
            for size, width in (("wide", WIDE_PX), ("narrow", NARROW_PX))
        )
        return f'<figure class="overview" id="{language}-map">{drawn}{self._legend(voice)}</figure>'

    def _legend(self, voice: Voice) -> str:
        """What the lines mean, as far as they are drawn."""
        kinds = {each.change.kind for each in self.pictures.drawn} if self.pictures else set()
        samples = [(kind, kind, kind == REMOVED) for kind in (ADDED, REMOVED) if kind in kinds]
        if CHANGED in kinds:
            samples += [("before", "before", True), ("after", CHANGED, False)]
        entries = "".join(
            f"<span>{self._sample(role, dashed=dashed)}{xml(voice.word(f'changes.{key}'))}</span>"
            for key, role, dashed in samples
        )
        return f"<figcaption>{entries}</figcaption>"

    def _sample(self, role: str, *, dashed: bool) -> str:
        palette = self.pictures.look.palette if self.pictures else None
        paint = palette.stroke(role, 3) if palette else {}
        line = tag("path", d="M0 6H34", stroke_dasharray="5 4" if dashed else None, **paint)
        return tag("svg", line, viewBox="0 0 34 12", aria_hidden="true")

    def _entry(self, each: Numbered, voice: Voice) -> str:
        change, language = each.change, voice.language
        kind = "renamed" if change.is_renamed else change.kind
        layer = f" · <code>{html(change.item.layer.id)}</code>" if change.item else ""
        lines = "".join(map(line_html, voice.lines(change)))
        head = (
            f'<span class="number">{SIGNS[change.kind]}{each.number}</span><div>'
            f"<h3>{html(voice.name(change))}</h3>"
            f'<p class="about"><span class="kind">{xml(voice.word(f"changes.{kind}"))}</span> · '
            f"<code>{html(change.id)}</code>{layer}{self._to_map(each, voice)}</p>"
            f"{f'<dl>{lines}</dl>' if lines else ''}</div>"
        )
        return (
            f'<li class="change {change.kind}" id="{language}-c-{each.number}">'
            f"{head}{self._figure(each, voice)}</li>"
        )

    def _to_map(self, each: Numbered, voice: Voice) -> str:
        if not any(each.shapes):
            return ""
        said = xml(voice.word("changes.on_map"))
        return " · " + "".join(
            f'<a class="{size}" href="#{voice.language}-{size[0]}-{each.number}">{said}</a>'
            for size in ("wide", "narrow")
        )

    def _figure(self, each: Numbered, voice: Voice) -> str:
        """The change close up, with the length of its scale bar in words beside the bar."""
        found = self.details.get(each.number)
        if found is None:
            return ""
        _symbol, metres, _long = found
        width, height = DETAIL_PX
        shown = tag(
            "svg",
            tag("use", href=f"#{PREFIX}i-{each.number}"),
            viewBox=f"0 0 {width} {height}",
            role="img",
            aria_label=f"{voice.word('changes.detail')}: {voice.name(each.change)}",
        )
        unit, shown_length = ("m", metres) if metres < 1000 else ("km", metres / 1000)  # noqa: PLR2004 - a kilometre
        scale = voice.word(f"page.scale_{unit}", n=f"{shown_length:g}")
        return (
            f'<figure class="detail">{shown}'
            f'<figcaption class="s-{each.number}">{xml(scale)}</figcaption></figure>'
        )

    def _scales(self) -> str:
        """Where the words beside each scale bar begin: the policy lets no attribute say it."""
        return "".join(
            f".s-{key}{{left:{number((long + 16) / DETAIL_PX[0] * 100)}%}}"
            for key, (_symbol, _metres, long) in self.details.items()
        )

    def _records(self, key: str, records: Sequence[RecordChange], voice: Voice) -> str:
        if not records:
            return ""
        entries = "".join(
            f'<li class="change {record.kind}">'
            f'<span class="number">{SIGNS[record.kind] or "~"}</span><div>'
            f"<h3><code>{html(record.id)}</code></h3>"
            f"<dl>{''.join(map(line_html, voice.record(record)))}</dl></div></li>"
            for record in records[:MOST]
        )
        return f'<h2>{xml(voice.word(f"changes.{key}"))}</h2><ul class="list">{entries}</ul>'
