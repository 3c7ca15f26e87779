"""Parts of QGIS expressions. Whatever comes from the data goes through `quoted` or `column`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def quoted(text: str) -> str:
    """A text in an expression, never a part of the expression."""
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def column(name: str) -> str:
    """A column in an expression."""
    return '"' + name.replace('"', '""') + '"'


def first_filled(columns: Iterable[str], otherwise: str = "''") -> str:
    """The first of the columns that holds something."""
    filled = [f"nullif(trim({column(name)}), '')" for name in columns]
    return f"coalesce({', '.join([*filled, otherwise])})"


def one_of(value: str, cases: Iterable[tuple[str, str]], otherwise: str) -> str:
    """What belongs to the value of an expression; the results are expressions too."""
    whens = " ".join(f"WHEN {value} = {quoted(key)} THEN {then}" for key, then in cases)
    return f"CASE {whens} ELSE {otherwise} END" if whens else otherwise


def of_feature(expression: str, otherwise: str) -> str:
    """An expression of a feature's columns, with what it is in the legend, which has none."""
    return f"if($id IS NULL, {otherwise}, {expression})"


def matches(name: str, pattern: str, *, empty: bool) -> str:
    """Whether a column matches a regular expression; ``empty`` says that it may hold nothing."""
    found = f"regexp_match(coalesce({column(name)}, ''), {quoted(pattern)}) > 0"
    return f"coalesce({column(name)}, '') = '' OR {found}" if empty else found


def fresh_slug(columns: Sequence[str], layers: Iterable[str]) -> str:
    """An id for a new feature: its name as a slug, with a number where the slug is taken.

    ``columns`` hold names in Latin letters; ``layers`` are the ids of the layers, in all of
    which it must be the only one.
    """
    name = first_filled(columns, "'project'")
    ascii_only = f"regexp_replace(lower({name}), '[^a-z0-9]+', '-')"
    trimmed = f"regexp_replace({ascii_only}, '^-+|-+$', '')"
    slug = f"coalesce(nullif({trimmed}, ''), 'project')"
    number = "coalesce(to_int(nullif(regexp_substr(\"id\", '-([0-9]+)$'), '')), 1)"
    taken = "regexp_match(\"id\", '^' || @slug || '(-[0-9]+)?$') > 0"
    highest = [
        f"coalesce(aggregate({quoted(layer)}, 'max', {number}, {taken}), 0)" for layer in layers
    ]
    most = f"max({', '.join([*highest, '0'])})"
    numbered = "if(@most = 0, @slug, @slug || '-' || to_string(@most + 1))"
    return f"with_variable('slug', {slug}, with_variable('most', {most}, {numbered}))"
