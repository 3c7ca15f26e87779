from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.making import plain
from tests.staff.exchanging import ESRI_WGS84, Office, archive, shapefile

if TYPE_CHECKING:
    from pathlib import Path

RUSSIAN = "Мост через Каратал"
KAZAKH = "Қаратал көпірі, Үштөбе"
POINT = (78.0, 45.2)


def bridge(path: Path, text: bytes, **said: object) -> Path:
    return shapefile(path / "bridge.shp", [POINT], [{b"NAME": text}], **said)  # type: ignore[arg-type]


def name(office: Office, source: Path, *options: str) -> object:
    (feature,) = office.taken(source, *options)
    return feature["properties"]["NAME"]


def test_the_code_page_byte_of_the_table_is_believed(office: Office) -> None:
    source = bridge(office.path, RUSSIAN.encode("cp1251"), ldid=0xC9)
    assert name(office, source) == RUSSIAN


def test_the_code_page_file_is_believed(office: Office) -> None:
    source = bridge(office.path, RUSSIAN.encode("cp866"), cpg="866")
    assert name(office, source) == RUSSIAN


@pytest.mark.parametrize("page", ["cp1251", "utf-8", "cp866"])
def test_a_code_page_that_nothing_says_is_told_by_the_letters(office: Office, page: str) -> None:
    source = bridge(office.path, RUSSIAN.encode(page))
    assert name(office, source) == RUSSIAN


def test_kazakh_letters_of_the_kazakh_code_page_are_told_from_serbian_ones(office: Office) -> None:
    source = bridge(office.path, KAZAKH.encode("kz1048"))
    assert name(office, source) == KAZAKH


def test_what_was_assumed_of_the_code_page_is_said(office: Office) -> None:
    source = bridge(office.path, RUSSIAN.encode("cp1251"))
    assert "by its letters it is cp1251" in office.look(source)


def test_a_code_page_that_is_said_wrong_is_put_right_and_said(office: Office) -> None:
    source = bridge(office.path, RUSSIAN.encode("cp1251"), cpg="UTF-8")
    assert "says that the code page is utf-8, but the letters are cp1251" in office.look(source)
    assert name(office, source) == RUSSIAN


def test_the_option_outweighs_what_the_file_says(office: Office) -> None:
    source = bridge(office.path, RUSSIAN.encode("cp1251"), ldid=0x26)
    assert name(office, source, "--encoding", "windows-1251") == RUSSIAN


def test_an_option_that_can_not_be_is_refused(office: Office) -> None:
    source = bridge(office.path, RUSSIAN.encode("cp1251"))
    done = office.take(source, "--encoding", "utf-8")
    assert (done.code, "they look like cp1251" in done.err) == (2, True)


@pytest.mark.parametrize("start", ["", "a"])
def test_a_letter_cut_in_half_does_not_make_another_code_page_of_a_table(
    office: Office, start: str
) -> None:
    office.layers.plain(plain(id=1, text=start + "Мост " * 60))
    office.run("export", str(office.path / "out.shp"), "--layer", "places")
    for cpg in (True, False):
        done = office.look(office.path / "out.shp")
        assert "kz1048" not in done
        assert "Мост Мост" in done
        if cpg:
            (office.path / "out.cpg").unlink()


def test_one_broken_letter_does_not_make_another_code_page_of_a_table(office: Office) -> None:
    source = bridge(office.path, RUSSIAN.encode() + b"\xd0.", cpg="UTF-8")
    assert str(name(office, source)).startswith(RUSSIAN)


def test_an_unknown_code_page_is_refused(office: Office) -> None:
    done = office.take(bridge(office.path, b"a"), "--encoding", "cp9999")
    assert (done.code, "no such code page" in done.err) == (2, True)


def test_letters_lost_as_question_marks_are_said(office: Office) -> None:
    lost = "Каз?стан ж?не ??? к?пірі".encode("cp1251")
    assert "question marks where letters were" in office.look(bridge(office.path, lost, ldid=0xC9))


def test_russian_names_of_columns_are_read(office: Office) -> None:
    row = {"Название".encode("cp1251"): "Мост".encode("cp1251")}
    source = shapefile(office.path / "a.shp", [POINT], [row], ldid=0xC9)
    (feature,) = office.taken(source)
    assert feature["properties"] == {"Название": "Мост"}


def test_a_part_of_a_shapefile_stands_for_it(office: Office) -> None:
    source = bridge(office.path, b"Bridge")
    assert name(office, source.with_suffix(".dbf")) == "Bridge"


def test_parts_with_capital_extensions_are_found(office: Office) -> None:
    source = bridge(office.path, RUSSIAN.encode("cp1251"), ldid=0xC9)
    for suffix in (".shp", ".shx", ".dbf", ".prj"):
        source.with_suffix(suffix).rename(source.with_suffix(suffix.upper()))
    assert name(office, source.with_suffix(".SHP")) == RUSSIAN


def test_a_missing_index_is_made_again_elsewhere(office: Office) -> None:
    source = bridge(office.path, b"Bridge")
    source.with_suffix(".shx").unlink()
    assert name(office, source) == "Bridge"
    assert not source.with_suffix(".shx").exists()


def test_without_a_table_there_are_shapes(office: Office) -> None:
    source = bridge(office.path, b"Bridge")
    source.with_suffix(".dbf").unlink()
    (feature,) = office.taken(source)
    assert feature["geometry"] == {"type": "Point", "coordinates": [78, 45.2]}


def test_without_a_table_it_is_said(office: Office) -> None:
    source = bridge(office.path, b"Bridge")
    source.with_suffix(".dbf").unlink()
    assert "bridge.dbf is missing" in office.look(source)


@pytest.mark.parametrize(("suffix", "left"), [(".shp", 120), (".dbf", 60), (".shp", 50)])
def test_a_cut_file_is_refused(office: Office, suffix: str, left: int) -> None:
    part = bridge(office.path, b"Bridge").with_suffix(suffix)
    part.write_bytes(part.read_bytes()[:left])
    done = office.take(office.path / "bridge.shp")
    assert (done.code, "cut off" in done.err) == (1, True)


def test_an_empty_shape_stays_a_feature_without_a_place(office: Office) -> None:
    rows = [{b"NAME": b"a"}, {b"NAME": b"b"}]
    source = shapefile(office.path / "a.shp", [POINT, None], rows)
    assert [feature["geometry"] is None for feature in office.taken(source)] == [False, True]


def test_a_zip_with_dos_names_is_read(office: Office) -> None:
    bridge(office.path, RUSSIAN.encode("cp1251"), ldid=0xC9)
    inside = {
        f"Мосты/мост{suffix}".encode("cp866").decode("cp437"): (
            office.path / f"bridge{suffix}"
        ).read_bytes()
        for suffix in (".shp", ".shx", ".dbf", ".prj")
    }
    source = archive(office.path / "a.zip", inside)
    assert name(office, source) == RUSSIAN


def test_several_shapefiles_of_a_zip_are_listed(office: Office) -> None:
    inside = {}
    for stem in ("roads", "dams"):
        made = shapefile(office.path / f"{stem}.shp", [POINT], [{b"NAME": stem.encode()}])
        for suffix in (".shp", ".shx", ".dbf", ".prj"):
            inside[f"data/{stem}{suffix}"] = made.with_suffix(suffix).read_bytes()
    done = office.take(archive(office.path / "a.zip", inside))
    assert done.code == 2
    assert "data/dams.shp" in done.err
    assert "data/roads.shp" in done.err


def test_one_of_several_is_taken_by_its_name(office: Office) -> None:
    inside = {}
    for stem in ("roads", "dams"):
        made = shapefile(office.path / f"{stem}.shp", [POINT], [{b"NAME": stem.encode()}])
        for suffix in (".shp", ".shx", ".dbf", ".prj"):
            inside[f"{stem}{suffix}"] = made.with_suffix(suffix).read_bytes()
    source = archive(office.path / "a.zip", inside)
    assert name(office, source, "--table", "dams") == "dams"


def test_without_a_prj_degrees_are_assumed_and_said(office: Office) -> None:
    source = bridge(office.path, b"Bridge", parts=(".shp", ".shx", ".dbf"))
    assert "assumed: nothing says the system" in office.look(source)


def test_the_source_is_left_as_it_was(office: Office) -> None:
    source = bridge(office.path, RUSSIAN.encode("cp1251"), prj=ESRI_WGS84)
    before = {path: path.read_bytes() for path in source.parent.glob("bridge.*")}
    office.taken(source)
    assert {path: path.read_bytes() for path in source.parent.glob("bridge.*")} == before
