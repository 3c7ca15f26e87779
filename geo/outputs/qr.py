"""The QR code of the map's address, as SVG path data or as a picture of its own."""

from __future__ import annotations

from dataclasses import dataclass

import segno

#: Modules of white that a code needs round it.
QUIET = 4


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code: ``size`` modules wide and high, the white round it not counted.

    ``path`` is SVG path data of its dark modules, one unit a module.
    """

    size: int
    path: str


def code(address: str) -> Code:
    """The code of an address; a quarter of it or less may be spoilt on paper."""
    made = segno.make(address, error="q", micro=False, boost_error=False)
    rows = [bytes(row) for row in made.matrix]
    path = "".join(
        f"M{start} {y}h{length}v1h-{length}z"
        for y, row in enumerate(rows)
        for start, length in _runs(row)
    )
    return Code(len(rows), path)


def svg(address: str, *, dark: str = "#000000", light: str = "#ffffff") -> str:
    """The code as an SVG picture with white round it."""
    made, side = code(address), code(address).size + 2 * QUIET
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<rect width="{side}" height="{side}" fill="{light}"/>'
        f'<path transform="translate({QUIET} {QUIET})" d="{made.path}" fill="{dark}"/></svg>'
    )


def png(address: str, *, scale: int = 8) -> bytes:
    """The code as a PNG picture with white round it, ``scale`` pixels a module."""
    from io import BytesIO  # noqa: PLC0415 - where there is an address

    out = BytesIO()
    segno.make(address, error="q", micro=False, boost_error=False).save(
        out, kind="png", scale=scale, border=QUIET
    )
    return out.getvalue()


def _runs(row: bytes) -> list[tuple[int, int]]:
    """Start and length of each run of dark modules."""
    runs: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if dark and runs and sum(runs[-1]) == x:
            runs[-1] = runs[-1][0], runs[-1][1] + 1
        elif dark:
            runs.append((x, 1))
    return runs
