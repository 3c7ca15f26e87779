"""How each output is laid out: [layout.FORMAT] of _map.toml, and --set FORMAT.OPTION=VALUE.

Each format has a model of its own here, with a default for every option.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from geo.suggest import did_you_mean

#: Millimetres of a sheet in portrait.
PAPERS = {"a4": (210, 297), "a3": (297, 420)}

Paper = Literal["a4", "a3"]
Orientation = Literal["portrait", "landscape"]
#: What a site offers in each language, and what it has once.
DOCUMENTS = ("pdf", "docx", "pptx", "xlsx", "csv", "png", "svg")
DATA = ("geojson", "gpkg")
Pixels = Annotated[int, Field(ge=200, le=20_000)]


def _parted(value: object) -> object:
    """A list of names written as one text, as in ``--set site.formats=pdf,xlsx``, or none."""
    if value is None:
        return ()
    if isinstance(value, str):
        return tuple(filter(None, (name.strip() for name in value.split(","))))
    return value


def _whole(value: object) -> object:
    """A whole number written as text, as in ``--set html.decimals=5``."""
    return int(value) if isinstance(value, str) and value.isdecimal() else value


Names = Annotated[tuple[str, ...], BeforeValidator(_parted)]


class Options(BaseModel):
    """The options of one format."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SheetOptions(Options):
    """Options of what is printed on sheets."""

    paper: Paper = "a4"
    orientation: Orientation = "landscape"

    @property
    def size_mm(self) -> tuple[int, int]:
        """Width and height of the sheet."""
        short, long = PAPERS[self.paper]
        return (long, short) if self.orientation == "landscape" else (short, long)


class HtmlOptions(Options):
    """``drawing``: a ``packed`` page reads the data of very many features when it needs them.

    ``auto`` packs what a ``plain`` page would be slow with. ``decimals`` of degrees are kept of
    lines and areas in a packed page; 5 are about a metre, 0 leaves it to their number.
    """

    drawing: Literal["auto", "plain", "packed"] = "auto"
    decimals: Annotated[Literal[0, 5, 6], BeforeValidator(_whole)] = 0


class SvgOptions(Options):
    """``width`` and ``height`` of the whole drawing in CSS pixels, 96 to the inch.

    Without a height it is as high as its map, legend and names ask for.
    """

    width: Pixels = 1120
    height: Pixels | None = None


class PngOptions(Options):
    """``width`` and ``height`` in pixels, and how many of them go to the inch.

    The default is a sheet of A4 at 300 dots per inch, in landscape.
    """

    width: Pixels = 3508
    height: Pixels | None = None
    dpi: Annotated[int, Field(ge=48, le=1200)] = 300


class PdfOptions(SheetOptions):
    """``table``: whether the tables of projects and the sources follow the map."""

    table: bool = True


class DocxOptions(SheetOptions):
    """``template``: a Word file whose styles are taken; a path from the folder of layers."""

    orientation: Orientation = "portrait"
    template: str = ""


class PptxOptions(Options):
    """``slides``: one for each sector, or for each project.

    ``template``: a PowerPoint file whose master is taken; a path from the folder of layers.
    """

    ratio: Literal["16:9", "4:3"] = "16:9"
    slides: Literal["sector", "project"] = "sector"
    template: str = ""


class EmbedOptions(Options):
    """``height`` of the frame in CSS pixels until the map tells its own, or where it can't."""

    height: Annotated[int, Field(ge=200, le=2000)] = 600


class TableOptions(Options):
    """``figures``: those that several projects have as columns, or ``all``."""

    figures: Literal["shared", "all"] = "shared"


class XlsxOptions(SheetOptions, TableOptions):
    """``paper`` and ``orientation`` are those it is printed on."""


class CsvOptions(TableOptions):
    """``separator``: ``auto`` is what Excel expects where the language is spoken.

    With ``;`` decimals have a comma, with ``,`` a point.
    """

    separator: Literal["auto", ",", ";"] = "auto"


class GpkgOptions(TableOptions):
    """``ground``: whether the base map is in it."""

    ground: bool = True


class GeojsonOptions(Options):
    """``languages``: texts in ``all`` of them, or in the ``one`` of the build."""

    languages: Literal["all", "one"] = "all"


class SiteOptions(Options):
    """``formats``: what can be downloaded beside the map; ``languages``: none stands for all."""

    formats: Names = (*DOCUMENTS, *DATA)
    languages: Names = ()

    @field_validator("formats")
    @classmethod
    def _known(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if name not in (*DOCUMENTS, *DATA):
                message = (
                    f"there is no {name!r} for a site; {did_you_mean(name, (*DOCUMENTS, *DATA))}"
                )
                raise ValueError(message)
        return names


class Layout(Options):
    """The options of all formats."""

    html: HtmlOptions = HtmlOptions()
    svg: SvgOptions = SvgOptions()
    png: PngOptions = PngOptions()
    pdf: PdfOptions = PdfOptions()
    docx: DocxOptions = DocxOptions()
    pptx: PptxOptions = PptxOptions()
    xlsx: XlsxOptions = XlsxOptions()
    csv: CsvOptions = CsvOptions()
    gpkg: GpkgOptions = GpkgOptions()
    geojson: GeojsonOptions = GeojsonOptions()
    site: SiteOptions = SiteOptions()
    embed: EmbedOptions = EmbedOptions()

    def within(self, folder: Path) -> Layout:
        """The layout with the paths of its templates from ``folder``."""
        found = {}
        for name, options in (("docx", self.docx), ("pptx", self.pptx)):
            if options.template:
                path = str((folder / options.template).absolute())
                found[name] = options.model_copy(update={"template": path})
        return self.model_copy(update=found)
