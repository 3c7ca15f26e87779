"""Whatever stands in a folder of layers is text in all that is made of it, never more than text.

Each output is made of a folder of attacks and of the same folder with harmless words, and read
by a parser of its format. The hostile one has no element, attribute, action or link that the
harmless one lacks; and each text that arrives in the harmless one arrives in the other.
"""

from __future__ import annotations

import csv
import importlib
import io
import json
import re
import sqlite3
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pypdf
import pytest
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from geo import words as words_module
from geo.layout import Layout
from geo.outputs import FORMATS, html
from geo.sheets.cells import FORMULA
from tests.hostile import ATTACKS, HARMLESS, MARK, Hostile, arrived, folder, marked
from tests.making import Layers, page_data, plain, project
from tests.outputs.packed.decoding import Decoded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from geo.model import MapModel

#: Drawings cut a long name short, and leave one out for which there is no room.
DRAWN = {"svg", "png", "pdf", "pptx", "embed"}
#: Elements that hold apart a text that turns the direction of writing.
APART = {"bdi", "bdi dir"}
#: A line end in a text, in a document of Word.
BREAK = "word/document.xml {http://schemas.openxmlformats.org/wordprocessingml/2006/main}br"


@dataclass
class Seen:
    """What a parser made of an output: the names of all that may do something, and the texts."""

    names: set[str] = field(default_factory=set)
    texts: list[str] = field(default_factory=list)

    def link(self, address: str) -> None:
        """Note where a link leads: the kind of address and the host."""
        split = urlsplit(address.strip())
        host = split.netloc if split.scheme in {"http", "https"} else ""
        self.names.add(f"link to {split.scheme}:{host}" if split.scheme else "link within")

    @property
    def text(self) -> str:
        """All texts."""
        return "\n".join(self.texts)


class Markup(HTMLParser):
    """An HTML page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.seen = Seen()
        self.ids: list[str] = []
        self.data: str | None = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.names |= {tag, *(f"{tag} {name}" for name, _value in attrs)}
        for name, value in attrs:
            self.seen.texts.append(value or "")
            if name in {"href", "src", "action", "xlink:href"}:
                self.seen.link(value or "")
            if name == "id":
                self.ids.append(value or "")
        if tag == "script":
            self.data = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self.data is not None and '"columns"' in self.data[:40]:
            self.seen.texts += strings(json.loads(self.data))
            self.data = None

    def handle_data(self, data: str) -> None:
        self.seen.texts.append(data)
        if self.data is not None:
            self.data += data

    def handle_comment(self, data: str) -> None:
        self.seen.names.add(f"<!--{data}")

    def handle_decl(self, decl: str) -> None:
        self.seen.names.add(f"<!{decl}")

    def unknown_decl(self, data: str) -> None:
        self.seen.names.add(f"<![{data}")

    def handle_pi(self, data: str) -> None:
        self.seen.names.add(f"<?{data}")


def strings(value: Any) -> Iterator[str]:
    """All texts in parsed JSON, keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        yield from (text for item in value.values() for text in strings(item))
    elif isinstance(value, list):
        yield from (text for item in value for text in strings(item))


def of_html(data: bytes) -> Seen:
    return Markup(data.decode()).seen


def of_xml(data: bytes) -> Seen:
    seen = Seen()
    for item in ET.fromstring(data).iter():
        seen.names |= {item.tag, *(f"{item.tag} {name}" for name in item.attrib)}
        seen.texts += [item.text or "", item.tail or "", *item.attrib.values()]
        for name, value in item.attrib.items():
            if name.rpartition("}")[2] in {"href", "src"}:
                seen.link(value)
            if name == "TargetMode" and value == "External":
                seen.link(item.attrib["Target"])
    return seen


def of_json(data: bytes) -> Seen:
    return Seen(texts=list(strings(json.loads(data))))


def of_csv(data: bytes) -> Seen:
    text = data.decode("utf-8-sig")
    parted = ";" if text.split("\n", 1)[0].count(";") > 2 else ","
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=parted))
    seen = Seen({f"{len(row)} cells" for row in rows})
    for text in (cell for row in rows for cell in row):
        seen.texts.append(text)
        if text.startswith(FORMULA) and not re.fullmatch(r"[+-]?\d+([.,]\d+)?", text):
            seen.names.add(f"formula {text}")
    return seen


def of_office(data: bytes) -> Seen:
    """The parts of a zip; texts that are cut into runs are put together."""
    seen = Seen()
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            seen.names.add(re.sub(r"\d+", "N", name))
            if not name.endswith((".xml", ".rels")):
                continue
            data = package.read(name)
            part, whole = of_xml(data), ET.fromstring(data)
            seen.names |= {f"{re.sub(r'[0-9]+', 'N', name)} {each}" for each in part.names}
            seen.texts += ["".join(whole.itertext()), *part.texts]
    return seen


def of_workbook(data: bytes) -> Seen:
    import openpyxl

    seen = of_office(data)
    # A cell's look says whether its text would be a formula, which is asked below.
    seen.names = {name for name in seen.names if not name.endswith("}c s")}
    for sheet in openpyxl.load_workbook(io.BytesIO(data)):
        for row in sheet.iter_rows():
            for cell in row:
                seen.names.add(f"cell {cell.data_type}")
                seen.texts.append(str(cell.value or ""))
                if cell.hyperlink:
                    seen.link(cell.hyperlink.target or "")
                text = isinstance(cell.value, str) and cell.value.startswith(FORMULA)
                if text and not cell.quotePrefix:
                    seen.names.add("a text that becomes a formula when it is edited")
    return seen


def of_pdf(data: bytes) -> Seen:
    reader, seen = pypdf.PdfReader(io.BytesIO(data)), Seen()
    for number in range(1, len(reader.xref.get(0, {})) or 1_000_000):
        try:
            found = reader.get_object(IndirectObject(number, 0, reader))
        except (pypdf.errors.PdfReadError, KeyError):
            continue
        if found is None:
            break
        _pdf_names(found, seen)
    seen.texts += [page.extract_text() for page in reader.pages]
    return seen


def _pdf_names(value: Any, seen: Seen) -> None:
    if isinstance(value, DictionaryObject):
        seen.names |= {str(key) for key in value if not isinstance(value, StreamObject)}
        if "/S" in value:
            seen.names.add(f"/S {value['/S']}")
        if "/URI" in value:
            seen.link(str(value["/URI"]))
    items = value.values() if isinstance(value, DictionaryObject) else value
    if isinstance(value, DictionaryObject | ArrayObject):
        for item in items:
            if not isinstance(item, IndirectObject):
                _pdf_names(item, seen)


def of_png(data: bytes) -> Seen:
    seen, position = Seen(), 8
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    while position < len(data):
        length = int.from_bytes(data[position : position + 4])
        seen.names.add(data[position + 4 : position + 8].decode())
        position += length + 12
    return seen


def of_package(data: bytes) -> Seen:
    """A GeoPackage, its tables read by SQLite."""
    seen = Seen()
    base = sqlite3.connect(":memory:")
    base.deserialize(data)
    tables = base.execute("SELECT name, type FROM sqlite_master").fetchall()
    for table, kind in tables:
        seen.names.add(kind)
        seen.texts.append(table)
        if kind == "table":
            found = base.execute(f'SELECT * FROM "{table.replace(chr(34), chr(34) * 2)}"')  # noqa: S608 - quoted
            seen.texts += [column[0] for column in found.description]
            seen.texts += [value for row in found for value in row if isinstance(value, str)]
    base.close()
    return seen


def of_markdown(data: bytes) -> Seen:
    import mistune

    render = mistune.create_markdown(
        escape=False, plugins=["strikethrough", "table", "url", "footnotes", "task_lists", "math"]
    )
    return of_html(str(render(data.decode())).encode())


def of_script(data: bytes) -> Seen:
    """A script of ours, in which nothing of the data stands."""
    return Seen({data.decode()})


READERS: dict[str, Callable[[bytes], Seen]] = {
    ".html": of_html,
    ".svg": of_xml,
    ".png": of_png,
    ".pdf": of_pdf,
    ".docx": of_office,
    ".pptx": of_office,
    ".xlsx": of_workbook,
    ".csv": of_csv,
    ".gpkg": of_package,
    ".geojson": of_json,
    ".md": of_markdown,
    ".qmd": of_markdown,
    ".js": of_script,
    ".txt": lambda data: Seen(texts=[data.decode()]),
}


def read(files: Mapping[str, bytes]) -> Seen:
    """All files of an output; those of a site's zip too."""
    whole = Seen()
    for name, data in files.items():
        if name.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                seen = read({each: package.read(each) for each in package.namelist()})
        else:
            seen = READERS[name[name.rindex(".") :]](data)
        whole.names |= seen.names
        whole.texts += seen.texts
    return whole


def rendered(name: str, model: MapModel) -> dict[str, bytes]:
    """An output; a site with two of its files, since the others are looked at by themselves."""
    few = Layout.model_validate({"site": {"formats": "csv,svg"}, "png": {"width": 800}})
    files: dict[str, bytes] = importlib.import_module(FORMATS[name]).render(
        replace(model, layout=few)
    )
    return files


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Hostile:
    return folder(tmp_path_factory.mktemp("bad") / "layers", ATTACKS)


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> Hostile:
    return folder(tmp_path_factory.mktemp("good") / "layers", HARMLESS)


@pytest.mark.xdist_group("hostile")
@pytest.mark.parametrize("name", FORMATS)
def test_an_attack_is_text_in_each_output(hostile: Hostile, harmless: Hostile, name: str) -> None:
    bad = read(rendered(name, hostile.layers.model()))
    good = read(rendered(name, harmless.layers.model()))
    assert bad.names - good.names - APART - {BREAK} == set()
    if name in DRAWN:
        return
    lost = marked(harmless, good.text) - arrived(hostile, bad.text)
    # Names of tables have no character that nobody sees.
    assert sorted(each for each in lost if (name, each[1]) != ("gpkg", "name of a file")) == []


@pytest.mark.xdist_group("hostile")
def test_the_folder_is_built_in_spite_of_all(hostile: Hostile) -> None:
    assert [problem for problem in hostile.layers.check() if problem.is_error] == []


@pytest.mark.xdist_group("hostile")
def test_the_page_carries_each_text_as_it_stands(hostile: Hostile) -> None:
    text = html.page(hostile.layers.model())
    assert Markup(text).ids.count("map-data") == 1
    (data,) = re.findall(r'<script[^>]*id="map-data"[^>]*>(.*?)</script>', text, re.DOTALL)
    shown = page_data(data)
    for number, attack in enumerate(ATTACKS):
        (found,) = [each for each in shown["projects"] if each["id"] == f"p{number}"]
        assert found["summary"] == [
            hostile.texts[attack, f"project summary {code}"] for code in ("kk", "ru", "en")
        ]


def packed(model: MapModel) -> bytes:
    """The page that keeps its data in parts."""
    layout = Layout.model_validate({"html": {"drawing": "packed"}})
    return html.render(replace(model, layout=layout))["map.html"]


@pytest.mark.xdist_group("hostile")
def test_an_attack_is_text_in_the_packed_page(hostile: Hostile, harmless: Hostile) -> None:
    bad, good = (packed(each.layers.model()) for each in (hostile, harmless))
    assert of_html(bad).names - of_html(good).names - APART == set()
    texts = ["\n".join(strings(Decoded(page).places())) for page in (bad, good)]
    lost = marked(harmless, texts[1]) - arrived(hostile, texts[0])
    assert len(marked(harmless, texts[1])) > len(ATTACKS)
    assert lost == set()


@pytest.fixture
def hostile_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The words of the interface, each followed by markup."""
    for path in (Path(words_module.__file__).parent / "locale").glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        worse = re.sub(r'(?m)^([^#\n]*= "(?![a-z]{2}"$).*)"$', rf'\1<{MARK} {MARK}=1>"', text)
        (tmp_path / path.name).write_text(worse, encoding="utf-8")
    monkeypatch.setattr(words_module, "_FOLDER", tmp_path)
    words_module.words.cache_clear()
    yield
    words_module.words.cache_clear()


@pytest.mark.usefixtures("hostile_words")
@pytest.mark.parametrize("name", ["html", "svg", "site", "csv"])
def test_markup_in_the_words_of_a_language_is_text(layers: Layers, name: str) -> None:
    layers.projects(project()).facts("a-road,cost,5,KZT,2025,report,,")
    seen = read(rendered(name, layers.model("en")))
    assert MARK in seen.text
    assert not [each for each in seen.names if MARK in each]


def test_the_folder_s_own_name_is_text_too(tmp_path: Path) -> None:
    layers = Layers(tmp_path / f"<{MARK} {MARK}=1>").plain(plain())
    assert not [name for name in Markup(html.page(layers.model())).seen.names if MARK in name]
