"""What slides say of a project, as runs of text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.outputs.office.deck import QUIET, Cell, Paragraph, Part, TableRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.outputs.markup import Reader
    from geo.outputs.rows import Figure, Row, Said

SMALL = 10.5
_MOST_FIGURES = 4


@dataclass(frozen=True, slots=True)
class Passages:
    """Words of projects in one language. ``colours`` are those of statuses."""

    reader: Reader
    colours: Mapping[str, str]

    def sector_row(self, row: Row) -> TableRow:
        """A project among those of its sector, with its first figures."""
        figures = [self.figure(figure, 11) for figure in row.figures[:_MOST_FIGURES]]
        more = len(row.figures) - _MOST_FIGURES
        if more > 0:
            said = self.reader.word("table.more", n=more)
            figures.append((Part(said, SMALL, colour=QUIET),))
        about = [(Part(row.name, 13, bold=True),)]
        if row.place:
            about.append((Part(row.place, 11, colour=QUIET),))
        if row.certainty:
            about.append((Part(row.certainty, 11, colour=QUIET),))
        number: Cell = ((Part(str(row.number), 13, bold=True),),)
        return number, tuple(about), self.status(row), tuple(figures)

    def status(self, row: Row) -> Cell:
        """The status with its colour, and as of when who says so."""
        cited = _cited(row.status_source.source)
        return (
            (
                Part("●\u00a0", 13, colour=self.colours[row.project.status]),
                Part(row.status, 13, bold=True),
            ),
            (Part(row.status_as_of + cited, 11, colour=QUIET),),
        )

    def figure(self, figure: Figure, points: float) -> Paragraph:
        """A figure with its name, on one line."""
        parts = [Part(f"{figure.label}: ", points, colour=QUIET)]
        if figure.differ:
            parts.append(Part(f"({figure.differ}) ", points, colour=QUIET))
        return (*parts, *self.values(figure, points))

    @staticmethod
    def values(figure: Figure, points: float) -> list[Part]:
        """The values of a figure with the numbers of their sources."""
        parts = []
        for index, said in enumerate(figure.values):
            parts.append(Part("; " if index else "", points))
            parts.append(Part(said.text, points, bold=True))
            parts.append(Part(_cited(said.source.source), points - 1, colour=QUIET))
        return [part for part in parts if part.text]

    def about(self, row: Row) -> list[Paragraph]:
        """What a project is, for a slide of its own."""
        kind = " · ".join(part for part in (row.sector, row.place) if part)
        lines: list[Paragraph] = [
            *self.status(row),
            (Part(kind, 13, colour=QUIET),),
            (Part("", 6),),
        ]
        if row.summary:
            lines.append((Part(row.summary, 15),))
        for text in (row.note, row.certainty):
            if text:
                lines += [(Part("", 6),), (Part(text, 12, colour=QUIET),)]
        for word, meaning in row.precisions:
            key = self.reader.word("page.legend_precision")
            said = f"{key}: {word}" + (f" ({meaning})" if meaning else "")
            lines += [(Part("", 6),), (Part(said, 12, colour=QUIET),)]
        return lines

    @staticmethod
    def remarks(figure: Figure) -> list[Paragraph]:
        """Notes and dates of a figure's values, small, where there are any."""
        said = ["; ".join(each.details) for each in figure.values if each.details]
        remark = " / ".join(([figure.differ] if figure.differ else []) + said)
        return [(Part(remark, 10, colour=QUIET),)] if remark else []

    def told(self, row: Row) -> str:
        """All that is known of a project, as plain text for whoever speaks."""
        lines = [f"{row.number}. {row.name}", row.summary, row.note]
        lines.append(f"{row.status} {row.status_as_of}{_cited(row.status_source.source)}")
        for figure in row.figures:
            values = "; ".join(map(_plain, figure.values))
            differ = f" ({figure.differ})" if figure.differ else ""
            lines.append(f"{figure.label}{differ}: {values}")
        return "\n".join(line for line in lines if line)


def _plain(said: Said) -> str:
    details = "".join(f" · {part}" for part in said.details)
    return f"{said.text}{details}{_cited(said.source.source)}"


def _cited(number: int) -> str:
    return f" [{number}]" if number else ""
