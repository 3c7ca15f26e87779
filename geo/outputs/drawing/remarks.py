"""What a drawing says of itself: its name and description, and the small print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.outputs.drawing import features
from geo.outputs.markup import xml
from geo.outputs.rows import MOST_PROJECTS, sources, trace_line
from geo.outputs.rows import left_out as projects_left_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.model import ContextLayer, MapLayer, MapModel
    from geo.outputs.markup import Reader


def name_and_description(model: MapModel, reader: Reader) -> tuple[str, str]:
    """What a screen reader says of a drawing, escaped for XML."""
    about = reader.word("drawing.description", n=len(model.projects))
    return xml(reader.of(model.title)), xml(about)


def remarks(
    model: MapModel, reader: Reader, *, traced: bool = True, crowded: Sequence[int] = ()
) -> list[str]:
    """Say what the drawing does not show, what it is drawn from, and who made that.

    ``crowded`` are the numbers that there was no room for; ``traced`` asks for the version of
    the data.
    """
    shown = model.projects[:MOST_PROJECTS]
    unplaced = [project.number for project in shown if project.geometry is None]
    left_out = features.left_out(model) + projects_left_out(model)
    said = []
    if unplaced:
        said.append(reader.word("drawing.unplaced", numbers=_runs(unplaced)))
    if crowded:
        said.append(reader.word("drawing.crowded", numbers=_runs(crowded)))
    if left_out:
        said.append(reader.word("drawing.left_out", n=left_out))
    said += [_report(model, reader), _attributions(model, reader)]
    return [*said, trace_line(reader) if traced else ""]


def _report(model: MapModel, reader: Reader) -> str:
    """The source that the map is about, where it names one."""
    source = next((row for row in sources(reader) if row.number == model.report), None)
    if source is None:
        return ""
    named = " · ".join(filter(None, (source.title, source.publisher, source.date)))
    return reader.word("drawing.report", source=named)


def _runs(numbers: Sequence[int]) -> str:
    """Numbers as a list in which neighbours are joined: 1, 4–7."""
    runs: list[list[int]] = []
    for each in sorted(numbers):
        if runs and each == runs[-1][-1] + 1:
            runs[-1].append(each)
        else:
            runs.append([each])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)


def _attributions(model: MapModel, reader: Reader) -> str:
    """Who made the base map and the layers, each once; geo/page/src/print.ts says the same."""
    layers: list[ContextLayer | MapLayer] = [*model.context, *model.layers]
    named = [part.strip() for layer in layers for part in reader.of(layer.attribution).split(";")]
    once = [
        part
        for part in dict.fromkeys(filter(None, named))
        if not any(part in other != part for other in named)
    ]
    return "\u00a0· ".join(once)
