"""The one table of the benchmark: as text, Markdown or JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from tests.bench.budgets import BEST, budget, verdict
from tests.bench.cells import BUILD, FIGURES, Store
from tests.bench.tools import RIVALS, THIS, TOOLS, Tool

#: What rivals have no such thing as.
_OURS_ALONE = ("filter", "filter_cpu", "search", "search_cpu")


@dataclass(frozen=True)
class Row:
    """One figure of one workload, of all tools."""

    count: int
    figure: str
    values: dict[str, float | None]
    #: Why there is no value, by tool.
    failed: dict[str, str]
    ratios: dict[str, float | None]
    budget: str
    limit: float | None
    verdict: str

    def title(self) -> str:
        """The figure with its unit."""
        name, unit = FIGURES[self.figure]
        return f"{name}, {unit}"


def rows(store: Store, counts: Sequence[int]) -> list[Row]:
    """All rows for which something is known."""
    found = [_row(store, count, figure) for count in counts for figure in FIGURES]
    return [row for row in found if row.failed or any(v is not None for v in row.values.values())]


def _row(store: Store, count: int, figure: str) -> Row:
    values = {tool.name: store.median(tool.name, count, figure) for tool in TOOLS}
    failed = {
        name: why
        for name, value in values.items()
        if value is None and _has(name, figure) and (why := store.failure(name, count, figure))
    }
    mine = values[THIS]
    rivals = {tool.name: values[tool.name] for tool in RIVALS}
    ratios = {
        name: mine / value if mine is not None and value else None for name, value in rivals.items()
    }
    allowed = budget(count, figure)
    limit = allowed.limit(rivals) if allowed else None
    said = allowed.said() if allowed else ""
    met = verdict(mine, limit, failed=THIS in failed) if allowed else ""
    return Row(count, figure, values, failed, ratios, said, limit, met)


HEAD = (
    "",
    *(tool.title for tool in TOOLS),
    *(f"÷ {tool.title}" for tool in RIVALS),
    "budget",
    "",
)


def cells(row: Row) -> list[str]:
    """The row as texts, one for each column of ``HEAD``."""
    taken = [_value(row, tool) for tool in TOOLS]
    ratios = ["" if ratio is None else f"{ratio:.2f}" for ratio in row.ratios.values()]
    allowed = row.budget
    if allowed and row.limit is not None and BEST in allowed:
        allowed = f"{allowed} = {number(row.limit)}"
    return [row.title(), *taken, *ratios, allowed, row.verdict]


def _value(row: Row, tool: Tool) -> str:
    value = row.values[tool.name]
    if value is not None:
        return number(value)
    if not _has(tool.name, row.figure):
        return "none"
    if tool.name in row.failed:
        if row.figure in BUILD:
            return "fails"
        return "doesn't open" if row.figure == "drawn" else "–"
    return ""


def _has(tool: str, figure: str) -> bool:
    return tool == THIS or figure not in _OURS_ALONE


def number(value: float) -> str:
    """Three digits, or all that stand before the point."""
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f}"


def reasons(found: Sequence[Row]) -> list[str]:
    """Why there are figures that there should be and aren't, each once."""
    said: dict[str, None] = {}
    for row in found:
        for name, why in row.failed.items():
            what = FIGURES[row.figure][0].partition(",")[0]
            said.setdefault(f"{row.count:,} features, {name}, {what}: {why}")
    kept: dict[tuple[str, str], str] = {}
    for line in said:
        where, _, why = line.partition(": ")
        count, name, _what = where.rsplit(", ", 2)
        kept.setdefault((f"{count}, {name}", why), line)
    return [*kept.values()]


def text(found: Sequence[Row]) -> str:
    """For a terminal."""
    lines = []
    table = [cells(row) for row in found]
    widths = [max(map(len, column)) for column in zip(HEAD, *table, strict=True)]
    count = None
    for row, line in zip(found, table, strict=True):
        if row.count != count:
            count = row.count
            lines += ["", _aligned([f"{count:,} features", *HEAD[1:]], widths)]
        lines.append(_aligned(line, widths))
    return "\n".join([*lines, "", *reasons(found)]).strip("\n")


def _aligned(line: Sequence[str], widths: Sequence[int]) -> str:
    first, *middle, allowed, met = (
        f"{said:{'<' if n in {0, len(line) - 2, len(line) - 1} else '>'}{width}}"
        for n, (said, width) in enumerate(zip(line, widths, strict=True))
    )
    return "  ".join([first, *middle, allowed, met]).rstrip()


def markdown(found: Sequence[Row]) -> str:
    """For a page of text."""
    lines = []
    count = None
    for row in found:
        if row.count != count:
            count = row.count
            head = [f"{count:,} features", *HEAD[1:]]
            align = ["---", *["--:"] * (len(HEAD) - 3), "---", "---"]
            lines += ["", _piped(head), _piped(align)]
        lines.append(_piped(cells(row)))
    notes = [f"- {reason}" for reason in reasons(found)]
    return "\n".join([*lines, "", *notes]).strip("\n")


def _piped(line: Sequence[str]) -> str:
    return f"| {' | '.join(each.replace('|', '&#124;') for each in line)} |"


def as_json(found: Sequence[Row], store: Store) -> str:
    """For programs: the medians, and each run that they are of."""
    table = [
        {
            "count": row.count,
            "figure": row.figure,
            "unit": FIGURES[row.figure][1],
            "values": row.values,
            "runs": {
                tool.name: [
                    each.figures[row.figure]
                    for each in store.of(tool.name, row.count)
                    if row.figure in each.figures
                ]
                for tool in TOOLS
            },
            "failed": row.failed,
            "ratios": row.ratios,
            "budget": row.budget,
            "limit": row.limit,
            "verdict": row.verdict,
        }
        for row in found
    ]
    return json.dumps(table, ensure_ascii=False, indent=1)
