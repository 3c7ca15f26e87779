"""Columns of a source onto the fields of a layer, by name; and what of them is left."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geo.errors import UsageError
from geo.schema import field_order
from geo.staff.importing.encodings import KAZAKH
from geo.staff.importing.words import field_words, folded
from geo.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.staff.importing.table import Table

_CUT, _LEAST_CUT = 10, 4
#: No heading says more in more letters.
_HEADING = 200
#: The column that an export gives to a feature's own id, where that isn't a property too.
OWN_ID = "feature_id"


@dataclass(frozen=True, slots=True)
class Mapped:
    """A column and the field that it goes to, with how that is known; "" goes nowhere."""

    column: str
    target: str
    how: str


@dataclass(frozen=True, slots=True)
class Mapping:
    """All columns of a source in their order."""

    columns: tuple[Mapped, ...]
    notes: tuple[str, ...] = field(default=())

    @property
    def targets(self) -> dict[str, str]:
        """The fields by column, of columns that go somewhere."""
        return {item.column: item.target for item in self.columns if item.target}

    def column_of(self, target: str) -> str:
        """The column that a field is filled from, "" for none."""
        return next((item.column for item in self.columns if item.target == target), "")


def asked(pairs: Sequence[str]) -> dict[str, str]:
    """The pairs of ``--map old=new``; an empty new leaves the column out.

    Raises UsageError for what is no pair, or names a column or a field twice.
    """
    found: dict[str, str] = {}
    for pair in pairs:
        old, mark, new = pair.partition("=")
        if not mark or not old.strip():
            message = f"--map {pair}: say it as --map old=new (--map old= leaves it out)"
            raise UsageError(message)
        if old.strip() in found:
            message = f"--map {pair}: {old.strip()!r} was mapped before"
            raise UsageError(message)
        if new.strip() and new.strip() in found.values():
            message = f"--map {pair}: another column goes to {new.strip()!r} already"
            raise UsageError(message)
        found[old.strip()] = new.strip()
    return found


def onto_projects(table: Table, said: dict[str, str], languages: Sequence[str]) -> Mapping:
    """The columns of a table onto the fields of a projects layer."""
    known = list(field_order(tuple(languages)))
    for old, new in said.items():
        if new and new not in known:
            message = f"--map {old}={new}: a project has no such field; {did_you_mean(new, known)}"
            raise UsageError(message)
    return _mapped(table, said, lambda name: _project_field(table, name, known, languages))


def onto_plain(table: Table, said: dict[str, str], existing: Iterable[str]) -> Mapping:
    """The columns of a table as they are, or as the layer that is there already has them."""
    known = list(existing)
    lower = {name.casefold(): name for name in known}
    shape = table.form == "shapefile"

    def target(name: str) -> tuple[str, str]:
        if not known or name in known:
            return name, ""
        if name.casefold() in lower:
            return lower[name.casefold()], "name"
        cut = [item for item in known if len(name) == _CUT and item.startswith(name)]
        if shape and len(cut) == 1:
            return cut[0], "name cut short"
        return name, "new"

    return _mapped(table, said, target)


def _mapped(table: Table, said: dict[str, str], target: Any) -> Mapping:
    columns = table.fields
    missing = [old for old in said if old not in columns]
    if missing:
        hint = did_you_mean(missing[0], columns)
        message = f"--map {missing[0]}=…: the source has no such column; {hint}"
        raise UsageError(message)
    taken = {new: f"--map {old}" for old, new in said.items() if new}
    found, notes = [], []
    # Names that are the field's own come before those that only mean it.
    order = sorted(columns, key=lambda name: target(name)[0] != name)
    chosen: dict[str, Mapped] = {}
    for name in order:
        if name in said:
            chosen[name] = Mapped(name, said[name], "--map")
            continue
        wanted, how = target(name)
        if wanted and wanted in taken:
            notes.append(
                f"{name!r} would be {wanted} too, which comes from {taken[wanted]!r}: left"
            )
            chosen[name] = Mapped(name, "", "")
            continue
        if wanted:
            taken[wanted] = name
        chosen[name] = Mapped(name, wanted, how)
    found = [chosen[name] for name in columns]
    return Mapping(tuple(found), tuple(notes))


def _project_field(
    table: Table, name: str, known: list[str], languages: Sequence[str]
) -> tuple[str, str]:
    lower = {field.casefold(): field for field in known}
    plain = re.sub(r"[\s-]+", "_", name.strip()).casefold()
    if plain in lower:
        return lower[plain], "" if lower[plain] == name else "name"
    word = field_words().get(folded(name), "")
    how = "by its meaning"
    base, code = _language_of_heading(name[:_HEADING])
    if not word and base:
        word = field_words().get(base, "")
        word = re.sub(r"_(?:\*|[a-z]{2})$", f"_{code}", word) if word else ""
    if word.endswith("_*"):
        code = _language(table, name, languages)
        word, how = f"{word[:-2]}_{code}", f"by its meaning; {code} by the letters of its texts"
    if word in known:
        return word, how
    cut = [field for field in known if len(name) == _CUT and field.startswith(name.casefold())]
    if table.form == "shapefile" and not cut:
        cut = _cut_words(name, known)
    return (cut[0], "name cut short") if len(cut) == 1 else ("", "")


def _cut_words(name: str, known: list[str]) -> list[str]:
    """The fields that a word cut by a Shapefile may mean: 10 letters, or 5 Cyrillic in UTF-8."""
    start = folded(name)
    if len(start) < _LEAST_CUT:
        return []
    return [
        field
        for field in dict.fromkeys(field_words().values())
        if field in known
        and any(w.startswith(start) for w, f in field_words().items() if f == field)
    ]


def _language_of_heading(name: str) -> tuple[str, str]:
    """A heading such as «Название (каз)» or name_rus as its base and a language."""
    match = re.fullmatch(
        r"(.*?)\s*(kaz|kk|kz|каз|қаз|rus|ru|рус|орыс|eng|en|англ|ағыл)\w*", folded(name)
    )
    if not match or not match[1]:
        return "", ""
    code = "kk" if match[2][0] in "kкқ" else "ru" if match[2][0] in "rро" else "en"
    return match[1].strip(), code


def _language(table: Table, name: str, languages: Sequence[str]) -> str:
    texts = (str(record.values.get(name) or "") for record in table.records[:2000])
    return language_of("".join(texts), languages)


def language_of(text: str, languages: Sequence[str]) -> str:
    """The language of a text by its letters: Kazakh ones, other Cyrillic ones, or Latin."""
    if any(letter in KAZAKH + "іІ" for letter in text):
        code = "kk"
    elif re.search("[А-яЁё]", text):
        code = "ru"
    else:
        code = "en"
    return code if code in languages else languages[0]
