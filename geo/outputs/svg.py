"""The drawn map as a static SVG: base map, numbered projects, legend, scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.outputs.drawing import corners, features, legend, marks
from geo.outputs.drawing.basemap import BaseMap, labels
from geo.outputs.drawing.frame import Frame, frame_bounds
from geo.outputs.drawing.ground import Ground
from geo.outputs.drawing.labels import Placer, wrap
from geo.outputs.drawing.legend import Strip
from geo.outputs.drawing.look import Look
from geo.outputs.drawing.palette import FONT
from geo.outputs.drawing.shapes import shapes
from geo.outputs.markup import Reader, tag, xml

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.model import ContextLayer, MapLayer, MapModel
    from geo.outputs.drawing.legend import Block
    from geo.outputs.drawing.marks import Drawn

_TITLE_SIZE, _TITLE_ROW = 21.0, 27.0
_SPACE = 16.0
# A drawing of more projects is slow to open and no longer read.
MOST_PROJECTS = 300


def render(model: MapModel) -> dict[str, bytes]:
    """Draw the map in its first language."""
    return {"map.svg": (draw(model, model.language, key=True) + "\n").encode()}


def draw(
    model: MapModel,
    language: str,
    *,
    width: int = 860,
    height: int | None = None,
    margin: int = 16,
    title: bool = True,
    explained: bool = True,
    key: bool = False,
    notes: Sequence[str] = (),
    prefix: str = "gm-",
) -> str:
    """Draw the map, ``width`` pixels wide.

    ``height`` is that of the map's frame, else what its bounds ask for. Below the frame
    stand the legend and the small print if ``explained``, with ``key`` a list of numbers
    and names, and ``notes`` as further small print. ``prefix`` begins every id.
    """
    reader, look = Reader(model, language), Look.of(model, prefix)
    left, inner = float(margin), float(width - 2 * margin)
    y = float(margin)
    body: list[str] = []

    if title:
        for line in wrap(reader.of(model.title), _TITLE_SIZE, inner, bold=True):
            body.append(look.text(line, left, y + 20, _TITLE_SIZE, font_weight="bold"))
            y += _TITLE_ROW
        y += 6

    frame = Frame.around(frame_bounds(model), left, y, inner, height)
    body.append(_Sheet(model, reader, look, prefix).framed(frame, Ground.of(model, frame, look)))
    y = frame.bottom

    def add(make: Callable[[Strip], Block]) -> None:
        nonlocal y
        block = make(Strip(left, y + _SPACE, inner))
        body.append(block.markup)
        y += block.height + _SPACE if block.height else 0

    groups = legend.legend_groups(model, reader, look) if explained else ()
    named = model.projects[:MOST_PROJECTS] if key else ()
    small = [*(remarks(model, reader) if explained else ()), *notes]
    add(lambda strip: legend.legend(groups, strip, look))
    add(lambda strip: legend.key(named, reader, strip, look))
    add(lambda strip: legend.small_print(small, strip, look))

    total = round(y + margin)
    name, about = _said(model, reader)
    return tag(
        "svg",
        f'<title id="{prefix}title">{name}</title><desc id="{prefix}desc">{about}</desc>',
        tag("defs", shapes(look, model.projects[:MOST_PROJECTS], "".join(body))),
        tag("rect", width=width, height=total, **look.palette.fill("paper")),
        *body,
        xmlns="http://www.w3.org/2000/svg",
        xmlns__xlink="http://www.w3.org/1999/xlink",
        width=width,
        height=total,
        viewBox=f"0 0 {width} {total}",
        font_family=FONT,
        role="img",
        aria_labelledby=f"{prefix}title {prefix}desc",
        xml__lang=language,
        lang=language,
    )


@dataclass(frozen=True, slots=True)
class Inline:
    """A drawing as part of an HTML page, whose ids begin with ``name``.

    Its badges lead to ``#{links}{project id}``. Only with ``parts`` do the marks of a
    project have ids, by which the page's script leaves them out on paper.
    """

    name: str
    width: int
    links: str
    parts: bool

    def frame(self, model: MapModel) -> Frame:
        """The map's frame, which is all that is drawn."""
        return Frame.around(frame_bounds(model), 1, 1, self.width - 2)

    def draw(self, model: MapModel, reader: Reader, look: Look, ground: Ground) -> str:
        """Draw the map on a base map that the page has already, as it has `shapes`."""
        frame = self.frame(model)
        height = round(frame.height + 2)
        name, about = _said(model, reader)
        sheet = _Sheet(model, reader, look, self.name, self.links, self.parts)
        return tag(
            "svg",
            f"<title>{name}</title><desc>{about}</desc>",
            sheet.framed(frame, ground),
            class_="gm-drawing",
            width=self.width,
            height=height,
            viewBox=f"0 0 {self.width} {height}",
            # A picture would hide the links in it from screen readers.
            role="group",
        )


def _said(model: MapModel, reader: Reader) -> tuple[str, str]:
    """Name and description of a drawing, for screen readers."""
    about = reader.word("drawing.description", n=len(model.projects))
    return xml(reader.of(model.title)), xml(about)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What all parts of one drawing share."""

    model: MapModel
    reader: Reader
    look: Look
    prefix: str
    links: str = ""
    parts: bool = True

    def framed(self, frame: Frame, ground: Ground) -> str:
        """The map in its frame, from the ground up."""
        reader, look, prefix = self.reader, self.look, self.prefix
        base = BaseMap(self.model, frame)
        drawn = marks.drawn_projects(self.model.projects[:MOST_PROJECTS], frame)
        placer = Placer(frame)
        for item in drawn:
            marks.keep_clear(item, placer)
        bar = corners.scale_bar(frame, reader, look, placer)
        north = corners.north_arrow(frame, reader, look, placer)
        anchors = [point for item in drawn for point in item.parts.points]
        cities = base.reserve_cities(reader, placer, anchors)
        badges = self._badges(drawn, placer, frame)
        names = base.names(reader, placer, anchors)
        dots = cities.dots + names.dots
        places = labels([*cities.places, *names.places])
        inside = {"x": frame.left, "y": frame.top, "width": frame.width, "height": frame.height}
        content = (
            ground.draw(frame, look),
            self._labels(labels(names.waters), "waters", "watername", font_style="italic"),
            features.features(self.model, frame),
            *map(self._shape, drawn),
            tag("g", dots, **look.palette.both("paper", "quiet", 1.1)) if dots else "",
            self._labels(places, "places", "quiet"),
            *badges,
            tag("g", bar),
            north,
        )
        return "".join(
            (
                tag("clipPath", tag("rect", **inside), id=f"{prefix}frame"),
                tag("g", *content, clip_path=f"url(#{prefix}frame)"),
                tag("rect", **inside, **look.palette.stroke("border")),
            )
        )

    def _shape(self, item: Drawn) -> str:
        # A badge has the title too: where it is a link, once is enough.
        title = "" if self.links else marks.title(item.project, self.reader)
        return self._part("p", item, title + marks.shape(item, self.look))

    def _badges(self, drawn: Sequence[Drawn], placer: Placer, frame: Frame) -> list[str]:
        """Badges and the lines that lead to them, below all badges; as many as there is room."""
        leaders: list[str] = []
        badges: list[str] = []
        # Those with least choice first: places before lines, projects before context.
        order = sorted(drawn, key=lambda item: (item.quiet, bool(item.parts.lines)))
        for item in order:
            box = marks.place_badge(item, placer, frame)
            if box is None:
                continue
            project = item.project
            line = marks.leader(item, box, self.look.palette)
            leaders.append(self._part("l", item, line))
            badges.append(
                tag(
                    "a" if self.links else "g",
                    marks.title(project, self.reader),
                    self.look.badge((box.left + 1, box.middle[1]), project),
                    id=self._id("n", item),
                    **self.look.link(f"{self.links}{project.id}") if self.links else {},
                )
            )
        tabs = [self._part("t", item, marks.tabs(item, self.look, placer)) for item in order]
        return [*leaders, *badges, *tabs]

    def _part(self, kind: str, item: Drawn, markup: str) -> str:
        """What belongs to a project, under an id by which the page leaves it out."""
        name = self._id(kind, item)
        return tag("g", markup, id=name) if markup and name else markup

    def _id(self, kind: str, item: Drawn) -> str | None:
        return f"{self.prefix}{kind}-{item.project.id}" if self.parts else None

    def _labels(self, texts: str, name: str, role: str, **more: str) -> str:
        """Texts with a halo: a second use of them, for not every program knows paint-order."""
        if not texts:
            return ""
        palette, name = self.look.palette, f"{self.prefix}{name}"
        halo = tag(
            "g",
            tag("use", **self.look.link(name)),
            aria_hidden="true",
            stroke_linejoin="round",
            stroke_opacity=0.85,
            **palette.both("land", "land", 3),
        )
        return halo + tag("g", tag("g", texts, id=name, **more), **palette.fill(role))


def remarks(model: MapModel, reader: Reader) -> list[str]:
    """Say what the drawing does not show, and who made what it shows."""
    shown = model.projects[:MOST_PROJECTS]
    unplaced = [project.number for project in shown if project.geometry is None]
    left_out = features.left_out(model) + max(0, len(model.projects) - MOST_PROJECTS)
    said = []
    if unplaced:
        said.append(reader.word("drawing.unplaced", numbers=_runs(unplaced)))
    if left_out:
        said.append(reader.word("drawing.left_out", n=left_out))
    return [*said, _attributions(model)]


def _runs(numbers: Sequence[int]) -> str:
    """Numbers as a list in which neighbours are joined: 1, 4–7."""
    runs: list[list[int]] = []
    for each in sorted(numbers):
        if runs and each == runs[-1][-1] + 1:
            runs[-1].append(each)
        else:
            runs.append([each])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)


def _attributions(model: MapModel) -> str:
    """Who made the base map and the layers, each named once."""
    layers: list[ContextLayer | MapLayer] = [*model.context, *model.layers]
    named = [part.strip() for layer in layers for part in layer.attribution.split(";")]
    once = [
        part
        for part in dict.fromkeys(filter(None, named))
        if not any(part in other != part for other in named)
    ]
    return "\u00a0· ".join(once)
