from __future__ import annotations

import io
import re
import struct
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from geo.errors import MapError
from geo.layout import HtmlOptions, Layout, SiteOptions
from geo.model import MapModel
from tests.outputs.conftest import same

pytest.importorskip("typst", reason="the extra 'pdf' is not installed")

ADDRESS = "https://example.org/map/"


def site(model: MapModel, *formats: str, **options: Any) -> dict[str, bytes]:
    from geo.outputs.site import render

    layout = Layout(site=SiteOptions(formats=formats, **options))
    made = render(replace(model, layout=layout))["map.site.zip"]
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def meta(page: str) -> dict[str, str]:
    found = re.findall(
        r'<meta (?:property|name)="((?:og|twitter):[^"]*)" content="([^"]*)"/>', page
    )
    return dict(found)


def test_documents_stand_in_a_folder_for_each_language(made_map: MapModel) -> None:
    files = site(made_map, "csv", "svg", "geojson")
    folders = {f"{code}/map.{end}" for code in ("kk", "ru", "en") for end in ("csv", "svg")}
    beside = {"index.html", "files.html", "preview.png", "README.txt", "map.geojson"}
    assert set(files) == folders | beside


def test_a_document_is_in_the_language_of_its_folder(made_map: MapModel) -> None:
    assert "Аэропорт Ушарал" in site(made_map, "csv")["ru/map.csv"].decode()


def test_languages_can_be_chosen(made_map: MapModel) -> None:
    files = site(made_map, "csv", languages=("ru",))
    assert [name for name in files if name.endswith(".csv")] == ["ru/map.csv"]


def test_a_language_that_the_map_has_not_is_refused(made_map: MapModel) -> None:
    with pytest.raises(MapError, match="the map has no 'de'; it has kk, ru, en"):
        site(made_map, "csv", languages=("de",))


def test_a_format_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match="there is no 'exlsx' for a site; did you mean 'xlsx'"):
        SiteOptions(formats=("exlsx",))


def test_link_previews_have_title_text_and_picture(made_map: MapModel) -> None:
    page = site(replace(made_map, address=ADDRESS), "csv")["index.html"].decode()
    found = meta(page)
    assert found["og:title"] == "Жетісу жобалары"
    assert found["og:image"] == f"{ADDRESS}preview.png"
    assert found["og:url"] == ADDRESS
    assert found["twitter:card"] == "summary_large_image"


def test_without_an_address_there_is_no_picture(made_map: MapModel) -> None:
    found = meta(site(made_map, "csv")["index.html"].decode())
    assert "og:image" not in found
    assert found["og:title"] == "Жетісу жобалары"


def test_the_page_names_each_document(made_map: MapModel) -> None:
    files = site(made_map, "csv", "geojson")
    links = re.findall(r'<link rel="alternate" .*?href="([^"]*)"/>', files["index.html"].decode())
    assert links == ["kk/map.csv", "ru/map.csv", "en/map.csv", "map.geojson"]


def test_the_page_is_otherwise_the_one_that_stands_alone(made_map: MapModel) -> None:
    from geo.outputs.html import page

    shown = site(made_map, "csv")["index.html"].decode()
    assert len(shown) - len(page(made_map)) < 4000


def test_the_preview_has_the_size_that_networks_ask_for(made_map: MapModel) -> None:
    picture = site(made_map, "csv")["preview.png"]
    assert struct.unpack(">II", picture[16:24]) == (1200, 630)


def test_the_list_of_files_leads_to_each(made_map: MapModel) -> None:
    files = site(made_map, "csv", "geojson")
    listed = files["files.html"].decode()
    leading = {address.partition("#")[0] for address in re.findall(r'href="([^"#]+)', listed)}
    assert leading == {"index.html", "kk/map.csv", "ru/map.csv", "en/map.csv", "map.geojson"}
    assert "<script" not in listed


def test_a_hostile_title_is_text(made_map: MapModel) -> None:
    files = site(replace(made_map, title=same('"><script>alert(1)</script>')), "csv")
    assert b"<script>alert" not in files["files.html"]
    assert b"<script>alert" not in files["index.html"]


def test_the_same_map_gives_the_same_bytes(made_map: MapModel) -> None:
    assert site(made_map, "csv", "gpkg") == site(made_map, "csv", "gpkg")


def test_dates_in_the_zip_are_at_rest(made_map: MapModel) -> None:
    from geo.outputs.site import render

    layout = Layout(site=SiteOptions(formats=("csv",)))
    data = render(replace(made_map, layout=layout))["map.site.zip"]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist() == sorted(archive.namelist())


def test_the_parts_of_a_packed_page_lie_beside_it(made_map: MapModel, tmp_path: Path) -> None:
    from geo.outputs.site import render
    from geo.verifying.judging import alone
    from geo.verifying.reading import read_page

    layout = Layout(site=SiteOptions(formats=()), html=HtmlOptions(drawing="packed"))
    made = render(replace(made_map, layout=layout))["map.site.zip"]
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        archive.extractall(tmp_path)
    page = tmp_path / "index.html"
    text = page.read_text(encoding="utf-8")
    assert 'class="part"' not in text
    assert "connect-src 'self';" in text
    assert [each.good for each in alone(read_page(page), page)] == [True] * 4
    (tmp_path / "map.parts").write_bytes(b"x")
    assert [each.about for each in alone(read_page(page), page) if not each.good] == ["parts"]
