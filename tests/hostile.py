"""Attacks in every place of a folder of layers where a text may stand, all at once.

Each attack stands in each place, followed by a mark of its own, so that whatever is made of
the folder can be asked what became of each of them.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from tests.making import FACTS, SOURCES, Layers, collection, plain, project

#: An element, an attribute and a function that nothing of ours has.
MARK = "xmark"

ATTACKS: dict[str, str] = {
    # HTML, in an element, an attribute, a script, a style, a comment.
    "element": f"<{MARK} {MARK}=1>",
    "end of an attribute": f'"><{MARK}>',
    "other end of an attribute": f"' {MARK}='1",
    "end of a script": f"</script><script>{MARK}()</script>",
    "end of a title": f"</title></style></textarea></noscript><{MARK}>",
    "image": f"<img src=x onerror={MARK}()>",
    "drawing": f'"><svg onload={MARK}()>',
    "comment": f"<!-- {MARK}",
    "end of a comment": f"--><{MARK}>",
    "entities": f"&lt;{MARK}&gt;&#60;{MARK}>",
    "script address": f"javascript:{MARK}()",
    "data address": f"data:text/html,<script>{MARK}()</script>",
    # Templates, and what JavaScript takes for its own.
    "slot": f"{{slot:data}}<!--slot:script-->{MARK}",
    "template": f"{{{{ 7*7 }}}}{{% raw %}}{{# {MARK}",
    "literal": f"${{{MARK}()}}`\\",
    "prototype": "__proto__",
    "format": "{0.__class__} %s%n {title} {n}",
    "separator": f"a\u2028{MARK}()\u2029b",
    # XML, alone and in office files.
    "section": f"]]><{MARK}>",
    "doctype": f'<!DOCTYPE x [<!ENTITY {MARK} SYSTEM "file:///etc/passwd">]>&{MARK};',
    "instruction": f"<?{MARK} ?><xml-stylesheet>",
    "escape of a workbook": "_x003C_xmark_x003E_",
    "field": f'{{ INCLUDEPICTURE "https://example.org/{MARK}" }} MERGEFIELD',
    # Spreadsheets.
    "formula": f'=HYPERLINK("https://example.org/{MARK}","go")',
    "command": "=cmd|' /C calc'!A0",
    "plus": "+1+cmd|' /C calc'!A0",
    "minus": "-2+3+cmd|' /C calc'!A0",
    "at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "cells": 'a",=1+1,"b;=1+1;"',
    # Typst and Markdown.
    "typst": f'#eval("1+1") $x$ @{MARK} *b* _i_ #link("https://example.org")[x]',
    "markdown link": f"[x](javascript:{MARK}()) ![x](https://example.org/{MARK}.png)",
    "markdown": f"# h *b* ~~s~~ | a | `c` <{MARK}> https://example.org @user #1",
    # Expressions and styles of QGIS, shells.
    "expression": f"' || eval('{MARK}') || '\" [% env('HOME') %] @layer",
    "shell": f"$({MARK}) `{MARK}` ; rm -rf x | {MARK} & %PATH%",
    # Terminals and those who read logs.
    "terminal": "\x1b[2J\x1b]0;owned\x07\x1b[31m\x9b2J",
    "log": "x\r\n::error file=a::owned\r##[error]owned",
    # What reads as another.
    "override": "\u202eeltit\u202c \u2066x\u2069",
    "unseen": "a\u200bb\u2060c\ufeffd\u00ade",
    "lookalike": "Aлакөл \u0430lmaty",
    "nothing": "a\0b\x08c\x7fd",
    "noncharacter": "a\uffffb\ufffec\ud7ff",
    "combining": "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L",
}
HARMLESS: dict[str, str] = {name: f"harmless {n}" for n, name in enumerate(ATTACKS)}

_LANGUAGES = ("kk", "ru", "en")
#: What no file's name may hold, on Windows at least.
_NO_NAME = re.compile(r'[\0-\x1f<>:"/\\|?*]')


@dataclass
class Hostile:
    """A folder, and what stands in it: text by the name of the attack and the place."""

    layers: Layers
    attacks: dict[str, str]
    texts: dict[tuple[str, str], str] = field(default_factory=dict)

    def text(self, attack: str, place: str) -> str:
        """The attack with the mark of the place."""
        said = f"{self.attacks[attack]} m{len(self.texts)}m"
        return self.texts.setdefault((attack, place), said)

    def words(self, attack: str, place: str) -> dict[str, str]:
        """The same in each language."""
        return {code: self.text(attack, f"{place} {code}") for code in _LANGUAGES}


def core(text: str) -> str:
    """What is left of a text when it has been broken, escaped for a reader, or cleaned."""
    shown = re.sub(r"\[U\+20[26][0-9A-F]\]|\\u[0-9a-f]{4}|\\[btfrn]", "", text)
    return "".join(each for each in shown if each.isprintable() and each not in " \ufffd\xad")


def arrived(hostile: Hostile, said: str) -> set[tuple[str, str]]:
    """The places whose whole text stands in what was made, in a list as JSON writes it."""
    bare = core(said)
    return {
        where
        for where, text in hostile.texts.items()
        if core(text) in bare or core(json.dumps(text, ensure_ascii=False)[1:-1]) in bare
    }


def marked(hostile: Hostile, said: str) -> set[tuple[str, str]]:
    """The places of which at least the mark stands there."""
    bare = core(said)
    return {where for where, text in hostile.texts.items() if core(text.rsplit(" ", 1)[1]) in bare}


def folder(path: Path, attacks: dict[str, str]) -> Hostile:
    """Write the folder."""
    made = Hostile(Layers(path), attacks)
    _projects(made)
    _plain(made)
    _base_map(made)
    _settings(made)
    return made


def toml(text: str) -> str:
    """A string of TOML, which has no NUL."""
    return json.dumps(text.replace("\0", "\1"), ensure_ascii=False).replace("\x7f", "\\u007f")


def cell(text: str) -> str:
    """A cell of CSV."""
    return '"' + text.replace('"', '""') + '"'


def _table(words: dict[str, str]) -> str:
    return "".join(f"{code} = {toml(text)}\n" for code, text in words.items())


def _place(number: int) -> dict[str, object]:
    row, column = divmod(number, 7)
    return {"type": "Point", "coordinates": [77 + column * 0.8, 44.2 + row * 0.5]}


def _projects(made: Hostile) -> None:
    features, sources, facts = [], [], []
    for number, attack in enumerate(made.attacks):
        said = {
            f"{name}_{code}": text
            for name in ("name", "summary", "note", "place", "location_note")
            for code, text in made.words(attack, f"project {name}").items()
        }
        feature = project(
            _place(number), id=f"p{number}", source=f"s{number}", **said,
            locator=made.text(attack, "project locator"),
        )  # fmt: skip
        key = made.text(attack, "member key")
        features.append(feature | {key: made.text(attack, "member value")})
        title, publisher = made.text(attack, "source title"), made.text(attack, "source publisher")
        address = "".join(made.text(attack, "source address").split())
        titles = made.words(attack, "source title in").values()
        own = [f"s{number}", title, publisher, "2025", "en", f"https://example.kz/{address}"]
        sources.append([*own, made.text(attack, "source licence"), *titles])
        row = [f"p{number}", f"own{number}", "1", "km", "", f"s{number}"]
        row += [made.text(attack, "fact locator"), made.text(attack, "fact note")]
        facts.append([*row, *made.words(attack, "fact note in").values()])
    made.layers.write("roads.geojson", collection(*features, name=made.text("element", "member")))
    credits_ = made.text("element", "layer credits"), made.text("image", "layer licence")
    made.layers.write(
        "roads.toml",
        f'kind = "projects"\nattribution = {toml(credits_[0])}\nlicence = {toml(credits_[1])}\n',
    )
    for name, head, notes, rows in (
        ("sources.csv", SOURCES + ",licence", "title", sources),
        ("facts.csv", FACTS, "note", facts),
    ):
        columns = ",".join([head, *(f"{notes}_{code}" for code in _LANGUAGES)])
        lines = [",".join(map(cell, row)) for row in rows]
        made.layers.write(name, "\n".join([columns, *lines, ""]))


def _plain(made: Hostile) -> None:
    for number, attack in enumerate(made.attacks):
        name = _NO_NAME.sub("_", made.text(attack, "name of a file")).strip()
        made.texts[attack, "name of a file"] = name
        key = made.text(attack, "property key")
        said: dict[str, object] = {key: made.text(attack, "property value")}
        said["list"] = [made.text(attack, "property in a list")]
        said["deep"] = {"key": made.text(attack, "property in an object")}
        feature = plain(_place(number), name=made.text(attack, "plain name"), **said)
        own = {"id": made.text(attack, "plain id")}
        made.layers.plain(own | feature, name=name)
        credits_ = "".join(
            f"{key} = {toml(made.text(attack, f'plain {key}'))}\n"
            for key in ("attribution", "licence")
        )
        title, about = (made.words(attack, f"plain {key}") for key in ("title", "description"))
        made.layers.write(
            f"{name}.toml",
            f"{credits_}[title]\n{_table(title)}[description]\n{_table(about)}",
        )


def _base_map(made: Hostile) -> None:
    towns = [
        plain(_place(number), **{
            f"name_{code}": text for code, text in made.words(attack, "name of a town").items()
        })
        for number, attack in enumerate(made.attacks)
    ]  # fmt: skip
    made.layers.plain(*towns, name="context/settlements")
    said = " ".join(made.text(attack, "base map credits") for attack in made.attacks)
    made.layers.write("context/settlements.toml", f'kind = "context"\nattribution = {toml(said)}\n')


def _settings(made: Hostile) -> None:
    whole = {
        place: {
            code: " ".join(made.text(attack, f"map {place} {code}") for attack in made.attacks)
            for code in _LANGUAGES
        }
        for place in ("title", "summary")
    }
    labels = "".join(
        f"[facts.own{number}]\n{_table(made.words(attack, 'fact label'))}"
        for number, attack in enumerate(made.attacks)
    )
    text = f"[title]\n{_table(whole['title'])}[summary]\n{_table(whole['summary'])}{labels}"
    made.layers.write("_map.toml", text)


def refused(path: Path, attack: str) -> tuple[Layers, int]:
    """A folder with the attack wherever only certain values may stand, and how many those are."""
    layers = Layers(path)
    chosen = "sector status status_date source location_precision line_precision role certainty"
    said = dict.fromkeys([*chosen.split(), "location_source"], attack)
    geometry = {"type": attack, "coordinates": [attack]}
    layers.projects(project(id=attack), project(id="b", **said), project(geometry, id="c"))
    cells = ["a", *[cell(f"x{attack}")] * 3, *[""] * 2]
    layers.write("sources.csv", f"{SOURCES}\nreport,T,P,2025,en,\n{','.join(cells)}\n")
    rows = [
        ["b" if column else attack, "length", "1", "km", "2025", "report", "", ""]
        for column in range(7)
    ]
    for column, row in enumerate(rows):
        row[column] = f"x{attack}" if column else attack
    layers.write(
        "facts.csv", "\n".join([FACTS, *(",".join(map(cell, row)) for row in rows[:6]), ""])
    )
    layers.write("roads.toml", f'kind = "projects"\n[style]\ncolor = {toml(attack)}\n')
    settings = [f"report = {toml(attack)}", f"basemaps = [{toml(attack)}]"]
    settings += [f"headline = [[{toml(attack)}, {toml(attack)}]]", f"address = {toml(attack)}"]
    settings += [f"language = {toml(attack)}", f"{toml(attack)} = 1"]
    layers.write("_map.toml", "\n".join([*settings, ""]))
    return layers, 10
