"""Rules for sources.csv, facts.csv and what _map.toml points at."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo.catalogue import FACT_COLUMNS, MAP_FILE, SOURCE_COLUMNS
from geo.errors import Problem, Severity
from geo.facts import parse_value
from geo.rules.basemaps import basemap_problems
from geo.rules.fields import is_day
from geo.schema import FACT_KEYS, PARTIAL_DATE, SLUG, UNITS, Certainty
from geo.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from geo.catalogue import Catalogue
    from geo.tables import Row


def source_problems(catalogue: Catalogue) -> Iterator[Problem]:
    """What is wrong with sources.csv."""
    titles = [f"title_{code}" for code in catalogue.settings.languages]
    rows = list(catalogue.sources.values())
    yield from _column_problems(rows, [*SOURCE_COLUMNS, "licence", *titles])
    for row in catalogue.sources.values():
        if not re.fullmatch(SLUG, row["id"]):
            hint = "small Latin letters, digits, '-' and '_'"
            yield row.problem("bad-value", "id", f"{row['id']!r} is no slug", hint)
        yield from _date_problem(row, "date")
        url = row["url"]
        if url and not re.fullmatch(r"https?://[^\s/?#]+\S*", url):
            hint = "a whole address, with https://; or leave it empty"
            yield row.problem("bad-value", "url", f"{url!r} is no web address", hint)
        if not any(row[column] for column in ("title", "publisher", *titles)):
            yield row.problem(
                "missing-field", "title", "the source has neither title nor publisher"
            )


def fact_problems(catalogue: Catalogue, projects: Collection[str] | None) -> Iterator[Problem]:
    """What is wrong with facts.csv; ``projects`` are the ids that there are, None where unknown."""
    notes = [f"note_{code}" for code in catalogue.settings.languages]
    yield from _column_problems(catalogue.facts, [*FACT_COLUMNS, "certainty", *notes])
    keys = {*FACT_KEYS, *catalogue.settings.facts}
    seen: dict[tuple[str, ...], int] = {}
    for row in catalogue.facts:
        if projects is not None:
            yield from _known(row, "project", projects, "there is no project")
        yield from _known(row, "key", keys, "there is no fact key")
        yield from _known(row, "unit", UNITS, "there is no unit")
        if not row["source"]:
            hint = "each figure says who said it: the id of a row of sources.csv"
            yield row.problem("no-source", "source", "the figure has no source", hint)
        else:
            yield from _known(row, "source", catalogue.sources, "there is no source")
        if row["certainty"] and row["certainty"] not in {*Certainty}:
            hint = did_you_mean(row["certainty"], [*Certainty])
            yield row.problem(
                "bad-value", "certainty", f"{row['certainty']!r} is not allowed", hint
            )
        yield from _date_problem(row, "as_of")
        yield from _value_problem(row)
        yield from _note_problems(row, catalogue.settings.languages)
        same = tuple(row[name] for name in ("project", "key", "value", "unit", "as_of", "source"))
        if same in seen:
            message = f"the row says the same as line {seen[same]}"
            yield row.problem("duplicate-row", "key", message, "remove it", Severity.WARNING)
        seen.setdefault(same, row.line)


def settings_problems(catalogue: Catalogue, projects: Collection[str]) -> Iterator[Problem]:
    """What _map.toml points at and is not there."""
    settings = catalogue.settings
    path = catalogue.folder / MAP_FILE
    if settings.report and settings.report not in catalogue.sources:
        hint = did_you_mean(settings.report, catalogue.sources)
        message = f"report: there is no source {settings.report!r} in sources.csv"
        yield Problem(Severity.ERROR, "unknown-source", path, 1, 1, "", message, hint)
    facts = {(row["project"], row["key"]) for row in catalogue.facts}
    for project, key in settings.headline:
        if (project, key) not in facts:
            message = f"headline: facts.csv has no fact {key!r} of {project!r}"
            hint = did_you_mean(project, projects) if project not in projects else ""
            yield Problem(Severity.ERROR, "unknown-fact", path, 1, 1, "", message, hint)
    for name, label in settings.facts.items():
        missing = [code for code in settings.languages if not label.words.get(code)]
        if missing:
            message = f"facts.{name}: no words in {', '.join(missing)}"
            yield Problem(Severity.WARNING, "missing-text", path, 1, 1, "", message)
    if settings.bounds and not settings.box:
        hint = "write [west, south, east, north] in degrees"
        message = f"bounds: {list(settings.bounds)} is no box of longitudes and latitudes"
        yield Problem(Severity.ERROR, "bad-value", path, 1, 1, "", message, hint)
    yield from basemap_problems(catalogue)
    yield from _title_problems(catalogue)


def _title_problems(catalogue: Catalogue) -> Iterator[Problem]:
    titled = [(catalogue.folder / MAP_FILE, "title", catalogue.settings.title)]
    titled.append((catalogue.folder / MAP_FILE, "summary", catalogue.settings.summary))
    for layer in catalogue.layers:
        path = layer.path.with_suffix(".toml")
        titled.append((path, "title", layer.settings.title))
        titled.append((path, "description", layer.settings.description))
        for key in ("attribution", "licence"):
            words = getattr(layer.settings, key)
            if not isinstance(words, str):
                titled.append((path, key, words))
    for path, key, words in titled:
        missing = [code for code in catalogue.settings.languages if not words.get(code)]
        if words and missing:
            message = f"{key}: no words in {', '.join(missing)}"
            yield Problem(Severity.WARNING, "missing-text", path, 1, 1, "", message)


def _column_problems(rows: Sequence[Row], known: Collection[str]) -> Iterator[Problem]:
    for row in rows[:1]:
        for place, name in enumerate(row.cells, 1):
            if name and name not in known:
                message = f"the column {name!r} is not known; nothing of it is shown"
                hint = did_you_mean(name, known)
                yield Problem(
                    Severity.WARNING, "unknown-column", row.path, 1, place, "", message, hint
                )


def _known(row: Row, column: str, known: Collection[str], said: str) -> Iterator[Problem]:
    if row[column] not in known:
        message = f"{said} {row[column]!r}" if row[column] else "the cell is empty"
        yield row.problem(f"unknown-{column}", column, message, did_you_mean(row[column], known))


def _date_problem(row: Row, column: str) -> Iterator[Problem]:
    text = row[column]
    whole = len(text) == len("2025-08-14")
    if text and (not re.fullmatch(PARTIAL_DATE, text) or (whole and not is_day(text))):
        hint = "write 2025, 2025-08 or 2025-08-14"
        yield row.problem("bad-value", column, f"{text!r} is no date", hint)


def _value_problem(row: Row) -> Iterator[Problem]:
    if row["unit"] not in UNITS:
        return
    try:
        value, _high = parse_value(row["value"], row["unit"])
    except ValueError as error:
        yield row.problem("bad-value", "value", str(error))
        return
    if isinstance(value, str):
        yield from _date_problem(row, "value")


def _note_problems(row: Row, languages: tuple[str, ...]) -> Iterator[Problem]:
    said = [code for code in languages if row[f"note_{code}"]]
    for code in languages if said else ():
        if code not in said and not row["note"]:
            message = "the note is missing; another language stands in for it"
            yield row.problem("missing-text", f"note_{code}", message, severity=Severity.WARNING)
