"""What explains the drawing, below it: legend, key of projects, small print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from geo.outputs.drawing.labels import Box, text_width, wrap
from geo.outputs.drawing.look import BADGE_HEIGHT, badge_width
from geo.outputs.drawing.paths import path_data
from geo.outputs.drawing.shapes import pill
from geo.outputs.markup import tag

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from geo.model import MapModel, MapProject
    from geo.outputs.drawing.look import Look
    from geo.outputs.markup import Reader

_SIZE, _ROW, _HEAD_ROW = 13.0, 23.0, 22.0
_GAP = 24.0
_LEAST_PX = 190.0
_KEY_COLUMN_PX, _KEY_LINES, _KEY_LINE_ROW = 330, 6, 16.0
_SMALL, _SMALL_ROW = 11.0, 15.0
# A module of a QR code: half a millimetre on paper, which phones read from 15 cm.
_CODE_MODULE = 2.0
# Precisions that a map shows, and the status in whose colour the samples are.
_PRECISIONS = ("exact", "approximate", "schematic", "settlement", "district")
_SAMPLE_STATUS = "planned"


class Strip(NamedTuple):
    """Where a block begins, and how wide it may be."""

    left: float
    top: float
    width: float


class Block(NamedTuple):
    """A finished block, and where in it the badges of projects stand, by their ids."""

    markup: str
    height: float
    places: tuple[tuple[str, Box], ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the legend: words, and a sample ``width`` pixels wide, drawn at x and mid-y."""

    draw: Callable[[float, float], str]
    width: float
    text: str


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under a heading."""

    title: str
    entries: Sequence[Entry]


def legend_groups(model: MapModel, reader: Reader, look: Look) -> list[Group]:
    """Status, precision and sector, as far as the map uses them, in the order of the style."""
    projects = model.projects
    drawn = [project for project in projects if project.geometry]
    precisions = {project.precision for project in drawn}
    precisions |= {project.line_precision for project in drawn}

    def precision_entry(precision: str) -> Entry:
        def sample(x: float, y: float) -> str:
            return _precision_sample(precision, x, y, look)

        return Entry(sample, 46, reader.word(f"precision.{precision}"))

    def sector_entry(sector: str) -> Entry:
        def sample(x: float, y: float) -> str:
            glyph = look.glyph(sector, x, y)
            return tag("g", glyph, **look.palette.fill("ink")) if glyph else ""

        return Entry(sample, 18, reader.word(f"sector.{sector}"))

    statuses = used(model.style.get("status", {}), (project.status for project in projects))
    sectors = used(model.style.get("sector", {}), (project.sector for project in projects))
    groups = (
        status_group(statuses, reader, look),
        Group(
            reader.word("page.legend_precision"),
            [precision_entry(each) for each in _PRECISIONS if each in precisions],
        ),
        Group(reader.word("page.legend_sector"), [sector_entry(each) for each in sectors]),
    )
    return [group for group in groups if group.entries]


def status_group(statuses: Iterable[str], reader: Reader, look: Look) -> Group:
    """The colours of statuses, each with its sign."""

    def entry(status: str) -> Entry:
        def sample(x: float, y: float) -> str:
            size = BADGE_HEIGHT, BADGE_HEIGHT
            body = pill(look, (x, y), size, f"status-{status}", "paper")
            sign = look.sign(status, x + BADGE_HEIGHT / 2, y)
            return body + tag("g", sign, **look.palette.fill("paper"))

        return Entry(sample, badge_width(""), reader.word(f"status.{status}"))

    return Group(reader.word("page.legend_status"), [entry(status) for status in statuses])


def narrowest(groups: Sequence[Group]) -> float:
    """The width in which all words of the legend stand on one line."""
    return max((max(_columns(group, len(group.entries))) for group in groups), default=_LEAST_PX)


def used(order: Iterable[str], used: Iterable[str]) -> list[str]:
    """The words in use: those that the style knows in its order, then others."""
    known, unique = list(order), sorted(set(used))
    return [*(word for word in known if word in unique), *(w for w in unique if w not in known)]


def _precision_sample(precision: str, x: float, y: float, look: Look) -> str:
    data = path_data([[(x + 18, y), (x + 46, y)]])
    match precision:
        case "exact" | "approximate" | "schematic":
            point = look.point(precision, _SAMPLE_STATUS, (x + 8, y))
            return point + look.line(precision, _SAMPLE_STATUS, data, quiet=False)
        case "settlement":
            return look.point(precision, _SAMPLE_STATUS, (x + 23, y))
        case _:
            halo = look.point(precision, _SAMPLE_STATUS, (0, 0))
            return tag("g", halo, transform=f"translate({x + 23:g} {y:g})scale(.42)")


def legend(groups: Sequence[Group], strip: Strip, look: Look) -> Block:
    """Lay groups side by side, in columns as even as fit."""
    if not groups:
        return Block("", 0)
    shelves = min((_shelves(groups, rows, strip.width) for rows in range(3, 15)), key=_height)
    written: list[str] = []
    y = strip.top
    for shelf in shelves:
        x = strip.left
        tallest = 0
        for group, rows, columns in shelf:
            written.append(look.text(group.title, x, y + 14, _SIZE, "quiet", font_weight="bold"))
            sample = max(entry.width for entry in group.entries)
            for index, entry in enumerate(group.entries):
                column, row = divmod(index, rows)
                entry_x = x + sum(columns[:column])
                middle = y + _HEAD_ROW + row * _ROW + _ROW / 2
                words = wrap(entry.text, _SIZE, strip.width - sample - 8)[0]
                written.append(entry.draw(entry_x, middle))
                written.append(look.text(words, entry_x + sample + 8, middle + 4.5, _SIZE))
            x += sum(columns) + _GAP
            tallest = max(tallest, min(rows, len(group.entries)))
        y += _HEAD_ROW + tallest * _ROW + 10
    return Block("".join(written), y - strip.top - 10)


Shelf = list[tuple[Group, int, list[float]]]


def _shelves(groups: Sequence[Group], rows: int, width: float) -> list[Shelf]:
    shelves: list[Shelf] = []
    room = 0.0
    for group in groups:
        columns = _columns(group, rows)
        many = rows
        while len(columns) > 1 and sum(columns) > width:
            many += 1
            columns = _columns(group, many)
        if not shelves or sum(columns) > room:
            shelves.append([])
            room = width
        shelves[-1].append((group, many, columns))
        room -= sum(columns) + _GAP
    return shelves


def _columns(group: Group, rows: int) -> list[float]:
    """Widths of a group's columns, the gap between them included."""
    sample = max(entry.width for entry in group.entries)
    widths = [
        max(
            sample + 8 + text_width(entry.text, _SIZE)
            for entry in group.entries[first : first + rows]
        )
        for first in range(0, len(group.entries), rows)
    ]
    head = text_width(group.title, _SIZE, bold=True)
    columns = [*(column + 14 for column in widths[:-1]), widths[-1]]
    columns[-1] += max(0.0, head - sum(columns))
    return columns


def _height(shelves: list[Shelf]) -> float:
    return sum(
        _HEAD_ROW + 10 + _ROW * max(min(rows, len(group.entries)) for group, rows, _ in shelf)
        for shelf in shelves
    )


def key(projects: Sequence[MapProject], reader: Reader, strip: Strip, look: Look) -> Block:
    """Each project's badge and name, in columns read downwards."""
    many = max(1, int((strip.width + _GAP) // _KEY_COLUMN_PX))
    column = (strip.width - _GAP * (many - 1)) / many
    badge = max((badge_width(str(project.number)) for project in projects), default=0)
    names = [
        _at_most(_KEY_LINES, wrap(reader.of(project.name), _SIZE, column - badge - 8))
        for project in projects
    ]
    heights = [max(_ROW, len(lines) * _KEY_LINE_ROW + 7) for lines in names]
    share = sum(heights) / many
    written: list[str] = []
    places: list[tuple[str, Box]] = []
    x, y, tallest = strip.left, strip.top, 0.0
    for project, lines, height in zip(projects, names, heights, strict=True):
        # The next column begins when this one has its share.
        full = y > strip.top and y - strip.top + height / 2 > share
        if full and x + column < strip.left + strip.width - 1:
            x, y = x + column + _GAP, strip.top
        middle = y + BADGE_HEIGHT / 2 + 1
        written.append(look.badge((x, middle), project))
        places.append((project.id, Box(x, y, x + column, y + height)))
        written += [
            look.text(line, x + badge + 8, middle + 4.5 + _KEY_LINE_ROW * index, _SIZE)
            for index, line in enumerate(lines)
        ]
        y += height
        tallest = max(tallest, y - strip.top)
    return Block("".join(written), tallest, tuple(places))


def _at_most(count: int, lines: list[str]) -> list[str]:
    return lines if len(lines) <= count else [*lines[: count - 1], f"{lines[count - 1]}…"]


def small_print(lines: Sequence[str], strip: Strip, look: Look, address: str = "") -> Block:
    """Attributions and the like, wrapped; at their right the QR code of an address."""
    if not (address or any(lines)):
        return Block("", 0)
    width, height, markup = strip.width, 0.0, ""
    if address:
        from geo.outputs.qr import code  # noqa: PLC0415 - few maps have an address

        made = code(address)
        height = made.size * _CODE_MODULE
        width -= height + _GAP
        x, y = strip.left + strip.width - height, strip.top
        markup = tag(
            "path",
            d=made.path,
            transform=f"translate({x:g} {y:g})scale({_CODE_MODULE:g})",
            **look.palette.fill("ink"),
        )
    wrapped = [part for line in (*lines, address) if line for part in wrap(line, _SMALL, width)]
    written = [
        look.text(line, strip.left, strip.top + 11 + _SMALL_ROW * index, _SMALL, "quiet")
        for index, line in enumerate(wrapped)
    ]
    return Block("".join((*written, markup)), max(_SMALL_ROW * len(wrapped), height))
