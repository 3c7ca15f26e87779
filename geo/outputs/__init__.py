"""One module for one output; each sees nothing but a MapModel.

An output has ``render(model) -> {file name: bytes}``. Its options are in ``model.layout``.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from geo.errors import MapError

if TYPE_CHECKING:
    from collections.abc import Iterable

#: The outputs by the name that ``--to`` takes, each imported only when it is asked for.
FORMATS = {
    "html": "geo.outputs.html",
    "svg": "geo.outputs.svg",
    "png": "geo.outputs.png",
    "pdf": "geo.outputs.pdf",
    "docx": "geo.outputs.docx",
    "pptx": "geo.outputs.pptx",
    "xlsx": "geo.outputs.xlsx",
    "csv": "geo.outputs.csv",
    "gpkg": "geo.outputs.gpkg",
    "geojson": "geo.outputs.geojson",
    "site": "geo.outputs.site",
    "embed": "geo.outputs.embed",
}
#: What an output needs beside the project's own dependencies: the extra of pyproject.toml,
#: and the packages of it by the names under which they are imported.
EXTRAS = {
    "png": ("pdf", ("typst", "font_roboto", "fontTools")),
    "pdf": ("pdf", ("typst", "font_roboto", "fontTools")),
    "docx": ("office", ("docx", "typst", "font_roboto", "fontTools")),
    "embed": ("pdf", ("typst", "font_roboto", "fontTools")),
    "pptx": ("office", ("pptx", "typst", "font_roboto", "fontTools")),
    "xlsx": ("office", ("openpyxl",)),
    "site": ("office", ("docx", "pptx", "openpyxl", "typst", "font_roboto", "fontTools")),
}


def require(names: Iterable[str]) -> None:
    """Raise one MapError that names every extra that these outputs lack."""
    lacking = [name for name in names if not all(map(find_spec, EXTRAS.get(name, ("", ()))[1]))]
    if lacking:
        extras = ",".join(dict.fromkeys(EXTRAS[name][0] for name in lacking))
        needs = f"{lacking[0]} needs" if len(lacking) == 1 else f"{', '.join(lacking)} need"
        message = (
            f"{needs} packages that are not installed; install them: "
            f'python -m pip install -e ".[{extras}]"'
        )
        raise MapError(message)
