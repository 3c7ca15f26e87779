"""MapModel -> the JSON that the page carries; geo/page/src/unpack.ts reads it.

The dataclasses field by field, with their names; what is empty, and what is the rule, is
left out. To keep the page small, four things are packed:

- projects, sources, facts and the like are rows of values in the order of ``columns``, which
  has the names of the fields; null, or the end of the row, stands for what is left out;
- a text is a string where all languages agree, else an array in the order of the languages;
  one that occurs again is a number instead, its place in ``texts``;
- the base map is strings of a letter or two for a coordinate: see geo/outputs/ground.py;
- the words of a language are an array in the order of ``words.keys``, without those that
  only Python says.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from geo.model import ContextLayer, MapModel
from geo.outputs import ground
from geo.outputs.packed.fields import DETAIL_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

#: Fields that stay where they are empty: a value of 0 is a value.
_KEPT = {"value", "high"}
#: What a field says where nothing else is said; it is left out.
_RULES = {"certainty": "stated", "role": "project"}
#: Fields that are left out where they say the same as another one.
_SAME_AS = {"line_precision": "precision"}
#: Fields that say how other outputs are laid out, and what the page's manifest says.
_NOT_SHOWN = {"inputs", "layer_bytes", "layout", "path"}
#: Fields whose lists are written as rows.
_TABLES = {
    "facts",
    "features",
    "headlines",
    "layers",
    "measures",
    "projects",
    "sources",
    "statements",
}
#: Sections of the locale files that are spoken before the page is made, or never on it.
_SPOKEN = {
    "briefing",
    "changes",
    "fact",
    "field",
    "geometry",
    "locator",
    "overview",
    "sheet",
    "site",
    "unit",
    "unit_name",
}
#: The section that only a map with archives of tiles needs.
_OF_TILES = "pmtiles"
#: The section that only a packed page needs.
_OF_PARTS = "packed"
#: Said where the data can't be read, so it stands in the page's script.
_BUILT_IN = "page.broken"

_Text = tuple[str, ...]


def payload(model: MapModel, *, packed: Mapping[str, Any] | None = None) -> str:
    """The model as JSON text that may stand inside a <script> element.

    ``packed`` is what the page says of its packed parts.
    """
    counted = Counter(_texts(model))
    again = [text for text, count in counted.items() if count > 1 and len(set(text)) > 1]
    packer = _Packer({text: number for number, text in enumerate(again)})
    data = packer.plain(model) | {"texts": again, "words": _words(model, packed=packed is not None)}
    columns = _columns(data)
    data = {"columns": columns, **_rows(data, columns)}
    if packed is not None:
        data["columns"] = {**columns, **DETAIL_COLUMNS}
        data["packed"] = packed
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c")


class _Packer:
    def __init__(self, numbers: Mapping[_Text, int]) -> None:
        self.numbers = numbers

    def plain(self, value: Any) -> Any:
        """What JSON can say of a value."""
        if isinstance(value, ContextLayer):
            return dict(self._members(value)) | ground.packed(value)
        if hasattr(value, "__dataclass_fields__"):
            return dict(self._members(value))
        if isinstance(value, tuple):
            if value and isinstance(value[0], ContextLayer):
                return {layer.id: self.plain(layer) for layer in value}
            return [self.plain(item) for item in value]
        return value

    def _members(self, value: Any) -> Iterator[tuple[str, Any]]:
        for name, is_text in _fields(cast("Hashable", type(value))):
            if name in _NOT_SHOWN:
                continue
            member = getattr(value, name)
            shown = self._text(member) if is_text else self.plain(member)
            if _RULES.get(name) == shown:
                continue
            if name in _SAME_AS and getattr(value, _SAME_AS[name]) == member:
                continue
            if shown or (name in _KEPT and shown is not None) or (is_text and shown == 0):
                yield name, shown

    def _text(self, words: _Text) -> str | int | list[str]:
        if len(set(words)) == 1:
            return words[0]
        return self.numbers.get(words, list(words))


@cache
def _fields(kind: Hashable) -> tuple[tuple[str, bool], ...]:
    """The fields of a dataclass and whether each is a Text."""
    return tuple((item.name, item.type == "Text") for item in fields(cast("type[Any]", kind)))


def _is_table(name: str, value: Any) -> bool:
    return name in _TABLES and isinstance(value, list) and isinstance(value[0], dict)


def _columns(data: Any) -> dict[str, list[str]]:
    """The fields of each table, those that most rows have first, so that rows end early."""
    counts: dict[str, Counter[str]] = {}

    def count(value: Any) -> None:
        if isinstance(value, list):
            for item in value:
                count(item)
        elif isinstance(value, dict):
            for name, member in value.items():
                if _is_table(name, member):
                    for row in member:
                        counts.setdefault(name, Counter()).update(row.keys())
                count(member)

    count({key: value for key, value in data.items() if key != "context"})
    return {name: [field for field, _n in seen.most_common()] for name, seen in counts.items()}


def _rows(value: Any, columns: Mapping[str, list[str]]) -> Any:
    """The same data with its tables as rows."""
    if not isinstance(value, dict):
        return value
    found = {}
    for name, member in value.items():
        if name == "context" or not _is_table(name, member):
            found[name] = member
            continue
        found[name] = []
        for item in member:
            shown = _rows(item, columns)
            row = [shown.get(field) for field in columns[name]]
            while row and row[-1] is None:
                row.pop()
            found[name].append(row)
    return found


def _texts(value: Any) -> Iterator[_Text]:
    """All texts of a model, each as often as it occurs."""
    if hasattr(value, "__dataclass_fields__"):
        for name, is_text in _fields(cast("Hashable", type(value))):
            if name in _NOT_SHOWN:
                continue
            member = getattr(value, name)
            if is_text:
                yield member
            else:
                yield from _texts(member)
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)


def _words(model: MapModel, *, packed: bool) -> dict[str, list[str | None]]:
    """``keys``, and in their order what each language says, null where it has no such form."""
    words = model.words
    tiled = model.own_basemap or any(layer.tiles for layer in model.layers)
    spoken = {*_SPOKEN, *([] if tiled else [_OF_TILES]), *([] if packed else [_OF_PARTS])}
    keys = dict.fromkeys(key for own in words.values() for key in own)
    kept = [key for key in keys if key != _BUILT_IN and key.split(".")[0] not in spoken]
    said = {language: [own.get(key) for key in kept] for language, own in words.items()}
    return {"keys": list[str | None](kept), **said}
