"""The drawn map as a static SVG: base map, numbered projects, legend, scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.outputs.drawing import legend
from geo.outputs.drawing.arrange import SPACE, arranged
from geo.outputs.drawing.frame import Frame, frame_bounds, known_bounds
from geo.outputs.drawing.framed import Framed
from geo.outputs.drawing.ground import Ground
from geo.outputs.drawing.labels import Box, wrap
from geo.outputs.drawing.legend import Block, Strip
from geo.outputs.drawing.look import Look
from geo.outputs.drawing.palette import FONT
from geo.outputs.drawing.remarks import name_and_description, remarks
from geo.outputs.drawing.shapes import shapes
from geo.outputs.markup import Reader, number, tag
from geo.outputs.rows import MOST_PROJECTS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.model import MapModel

_TITLE_SIZE, _TITLE_ROW = 21.0, 27.0
_BELOW_TITLE = 6.0
_ATTEMPTS = 4


def render(model: MapModel) -> dict[str, bytes]:
    """Draw the map in its first language, of the size that its layout says."""
    size = model.layout.svg
    drawn = draw(model, model.language, width=size.width, height=size.height, key=True)
    return {"map.svg": (drawn + "\n").encode()}


def draw(
    model: MapModel,
    language: str,
    *,
    width: float = 860,
    height: float | None = None,
    margin: int = 16,
    title: bool = True,
    explained: bool = True,
    key: bool = False,
    notes: Sequence[str] = (),
    prefix: str = "gm-",
) -> str:
    """The SVG of a `picture`."""
    sheet = Sheet(width, height, margin, title, explained, key, tuple(notes), prefix)
    return picture(model, language, sheet).svg


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on a drawing, ``width`` CSS pixels wide.

    Without a ``height`` it is as high as what is on it; with one, the map takes the room that
    the rest leaves, which stands below or beside it. ``explained`` asks for the legend and the
    small print, ``key`` for a list of numbers and names, which is left out where a height has
    no room for it; ``notes`` are further small print. ``prefix`` begins every id.
    ``traced`` says from which data it was made, in the small print. ``more`` gives further
    marks, as geo.outputs.drawing.framed takes them.
    """

    width: float
    height: float | None = None
    margin: float = 16
    title: bool = True
    explained: bool = True
    key: bool = True
    notes: tuple[str, ...] = ()
    prefix: str = "gm-"
    traced: bool = True
    more: Callable[[Frame, Look], Sequence[tuple[Box, str]]] | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished drawing, its size in CSS pixels, and where the badges and names stand.

    ``places`` are boxes with the ids of their projects, for links.
    """

    svg: str
    width: float
    height: float
    places: tuple[tuple[str, Box], ...]


def picture(model: MapModel, language: str, sheet: Sheet) -> Picture:
    """Draw the map on a sheet.

    What had no room for its number is only known once it is drawn, and saying so takes room:
    so it is drawn again until it says what it shows.
    """
    crowded: tuple[int, ...] = ()
    for _attempt in range(_ATTEMPTS):
        drawing = _Drawing(model, language, sheet, crowded)
        drawn = drawing.picture()
        if drawing.unnumbered in ((), crowded):
            break
        crowded = drawing.unnumbered
    return drawn


class _Drawing:
    def __init__(
        self, model: MapModel, language: str, sheet: Sheet, crowded: tuple[int, ...]
    ) -> None:
        self.model, self.sheet, self.language = model, sheet, language
        self.crowded = crowded
        self.unnumbered: tuple[int, ...] = ()
        self.reader, self.look = Reader(model, language), Look.of(model, sheet.prefix)
        self.body: list[str] = []
        self.places: list[tuple[str, Box]] = []
        self.heights: dict[tuple[str, float], float] = {}
        explained = sheet.explained
        self.groups = legend.legend_groups(model, self.reader, self.look) if explained else ()
        self.named = model.projects[:MOST_PROJECTS] if sheet.key else ()

    def picture(self) -> Picture:
        """Draw it."""
        sheet = self.sheet
        left, top = float(sheet.margin), float(sheet.margin)
        inner = float(sheet.width - 2 * sheet.margin)
        if sheet.title:
            top = self._title(left, top, inner)
        if sheet.height is None:
            frame = Frame.around(frame_bounds(self.model), left, top, inner)
            self._map(frame)
            bottom = frame.bottom
            for part in ("legend", "key"):
                bottom += self._add(self._part(part, Strip(left, bottom + SPACE, inner)))
            bottom += self._add(self._prints(Strip(left, bottom + SPACE, inner), key=True))
            total = float(round(bottom + sheet.margin))
        else:
            total = float(sheet.height)
            self._fill(Box(left, top, left + inner, total - sheet.margin))
        return Picture(self._svg(total), float(sheet.width), total, tuple(self.places))

    def _title(self, left: float, top: float, width: float) -> float:
        for line in wrap(self.reader.of(self.model.title), _TITLE_SIZE, width, bold=True):
            self.body.append(self.look.text(line, left, top + 20, _TITLE_SIZE, font_weight="bold"))
            top += _TITLE_ROW
        return top + _BELOW_TITLE

    def _fill(self, room: Box) -> None:
        """Fill a room with the map and what explains it."""
        bounds = frame_bounds(self.model)
        plan = arranged(bounds, room, self)
        box = plan.frame
        size = box.right - box.left, box.bottom - box.top
        frame = Frame.around(bounds, box.left, box.top, *size)
        known = known_bounds(self.model)
        # A wide sheet may show more than the base map knows: there, rivers would just end.
        self._map(frame.trimmed(known) if known else frame)
        for part, strip in (("legend", plan.legend), ("key", plan.key)):
            if strip:
                self._add(self._part(part, strip._replace(top=strip.top + SPACE)))
        key = plan.key is not None
        top = room.bottom - self.small(key=key) + SPACE
        self._add(self._prints(Strip(room.left, top, room.right - room.left), key=key))

    @property
    def narrowest(self) -> float:
        """See geo.outputs.drawing.arrange.Explained."""
        return legend.narrowest(self.groups)

    def height(self, part: str, width: float) -> float:
        """See geo.outputs.drawing.arrange.Explained."""
        known = self.heights.get((part, width))
        if known is None:
            block = self._part(part, Strip(0, 0, width))
            known = self.heights[part, width] = _with_space(block)
        return known

    def small(self, *, key: bool) -> float:
        """See geo.outputs.drawing.arrange.Explained."""
        width = self.sheet.width - 2 * self.sheet.margin
        return _with_space(self._prints(Strip(0, 0, width), key=key))

    def _map(self, frame: Frame) -> None:
        more = self.sheet.more(frame, self.look) if self.sheet.more else ()
        framed = Framed(self.model, self.reader, self.look, self.sheet.prefix, more=more)
        block = framed.draw(frame, Ground.of(self.model, frame, self.look))
        numbered = {name for name, _box in block.places}
        self.unnumbered = tuple(
            project.number
            for project in self.model.projects[:MOST_PROJECTS]
            if project.geometry is not None and project.id not in numbered
        )
        self._add(block)

    def _part(self, part: str, strip: Strip) -> Block:
        if part == "legend":
            return legend.legend(self.groups, strip, self.look)
        return legend.key(self.named, self.reader, strip, self.look)

    def _prints(self, strip: Strip, *, key: bool) -> Block:
        lines: list[str] = []
        if self.sheet.explained:
            traced, crowded = self.sheet.traced, self.crowded
            lines = remarks(self.model, self.reader, traced=traced, crowded=crowded)
        if self.named and not key:
            lines.insert(0, self.reader.word("drawing.no_key"))
        address = self.model.address if self.sheet.explained else ""
        return legend.small_print([*lines, *self.sheet.notes], strip, self.look, address)

    def _add(self, block: Block) -> float:
        """Put a block on the sheet; how much room it takes."""
        self.body.append(block.markup)
        self.places += block.places
        return _with_space(block)

    def _svg(self, height: float) -> str:
        prefix, width = self.sheet.prefix, self.sheet.width
        name, about = name_and_description(self.model, self.reader)
        projects = self.model.projects[:MOST_PROJECTS]
        return tag(
            "svg",
            f'<title id="{prefix}title">{name}</title><desc id="{prefix}desc">{about}</desc>',
            tag("defs", shapes(self.look, projects, "".join(self.body))),
            tag("rect", width=width, height=height, **self.look.palette.fill("paper")),
            *self.body,
            xmlns="http://www.w3.org/2000/svg",
            xmlns__xlink="http://www.w3.org/1999/xlink",
            width=width,
            height=height,
            viewBox=f"0 0 {number(width)} {number(height)}",
            font_family=FONT,
            role="img",
            aria_labelledby=f"{prefix}title {prefix}desc",
            xml__lang=self.language,
            lang=self.language,
        )


def _with_space(block: Block) -> float:
    """The height of a block with the space above it; 0 for an empty one."""
    return block.height + SPACE if block.height else 0
