from __future__ import annotations

import datetime as dt
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from geo.staff.importing.coordinates import angle, number, pair
from tests.staff.exchanging import Office, library

if TYPE_CHECKING:
    from pathlib import Path


def point(office: Office, text: str, *options: str) -> list[Any]:
    (feature,) = office.taken(office.file("a.csv", text), *options)
    found: list[Any] = feature["geometry"]["coordinates"]
    return found


@pytest.mark.parametrize(
    "header",
    [
        "lon,lat",
        "Longitude,Latitude",
        "Долгота,Широта",
        "бойлық,ендік",
        "X,Y",
        '"Долгота, °","Широта, °"',
        "Географиялық бойлық,Географиялық ендік",
    ],
)
def test_columns_of_coordinates_are_known_by_their_names(office: Office, header: str) -> None:
    assert point(office, f"{header}\n79.5,45.25\n") == [79.5, 45.25]


def test_latitude_may_come_first(office: Office) -> None:
    assert point(office, "Широта,Долгота\n45.25,79.5\n") == [79.5, 45.25]


def test_a_decimal_comma_and_semicolons_are_read(office: Office) -> None:
    assert point(office, "lon;lat\n79,5;45,25\n") == [79.5, 45.25]


@pytest.mark.parametrize("mark", ["\t", "|", ";"])
def test_other_separators_are_told(office: Office, mark: str) -> None:
    assert point(office, f"name{mark}lon{mark}lat\na, b{mark}79.5{mark}45.25\n") == [79.5, 45.25]


def test_a_line_that_tells_excel_the_separator_is_obeyed(office: Office) -> None:
    assert point(office, "sep=;\nlon;lat\n79.5;45.25\n") == [79.5, 45.25]


def test_wkt_is_read(office: Office) -> None:
    text = 'n,wkt\n1,"LINESTRING (79 45, 80 46)"\n'
    assert point(office, text) == [[79, 45], [80, 46]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("45,5", 45.5),
        ("45°12'30\" с.ш.", 45.2083333),
        ("45° 12′ 30″ N", 45.2083333),
        ("N45°12.5'", 45.2083333),
        ("45 12 30", 45.2083333),
        ("45°12'30,5\"", 45.2084722),
        ("79°05'00\" в.д.", 79.0833333),
        ("79°05'00\" ш.б.", 79.0833333),
        ("45°30' солтүстік ендік", 45.5),
        ("33°30'S", -33.5),
        ("-33°30'", -33.5),
        ("79 град 5 мин 0 сек", 79.0833333),
        ("13 500 000,5", 13500000.5),
    ],
)
def test_coordinates_are_read_as_people_type_them(text: str, expected: float) -> None:
    found = angle(text)
    assert found is not None
    assert found[0] == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("text", ["", "abc", "45°75'00\"", "1/2", "45..5", "=1+1", None, True])
def test_what_is_no_coordinate_is_none(text: object) -> None:
    assert angle(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "45.25, 79.5",
        "45.25 79.5",
        "45,25; 79,5",
        "45°15'00\"N 79°30'00\"E",
        "79°30'00\"E 45°15'00\"N",
        "45°15' с.ш., 79°30' в.д.",
    ],
)
def test_a_cell_with_both_is_read(text: str) -> None:
    assert pair(text) == (79.5, 45.25)


def test_no_number_is_infinite() -> None:
    assert number("1e999") is None


def test_rows_without_coordinates_are_listed_by_number(office: Office) -> None:
    source = office.file("a.csv", "n,lon,lat\n1,79,45\n2,,\n3,79,north\n")
    said = office.look(source)
    assert "1 × row without coordinates (row 3)" in said
    assert "1 × coordinates that can't be read (row 4)" in said


def test_a_row_without_coordinates_stays_a_feature(office: Office) -> None:
    found = office.taken(office.file("a.csv", "n,lon,lat\n1,79,45\n2,,\n"))
    assert [feature["geometry"] is None for feature in found] == [False, True]


def test_without_columns_of_coordinates_it_is_refused(office: Office) -> None:
    done = office.take(office.file("a.csv", "name,size\na,1\n"))
    assert (done.code, "no columns with coordinates" in done.err) == (1, True)


def test_numbers_become_numbers_and_codes_stay_texts(office: Office) -> None:
    text = "lon,lat,km,cost,bin,note\n79,45,27,1.50,010140000123,\n79,45,3,2,940140000385,x\n"
    (first, _second) = office.taken(office.file("a.csv", text))
    assert first["properties"] == {"km": 27, "cost": 1.5, "bin": "010140000123", "note": None}


@pytest.mark.parametrize("page", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "kz1048"])
def test_code_pages_of_texts_are_told(office: Office, page: str) -> None:
    name = "Мост через реку Каратал" if page == "cp1251" else "Қаратал өзенінің көпірі"
    source = office.file("a.csv", f"Атауы,lon,lat\n{name},79,45\n".encode(page))
    assert office.taken(source)[0]["properties"] == {"Атауы": name}


def test_titles_above_the_header_are_passed_over_and_said(office: Office) -> None:
    source = office.file("a.csv", "Перечень объектов,,\n,,\nНаименование,lon,lat\nМост,79,45\n")
    assert "the header stands in row 3" in office.look(source)
    assert office.taken(source)[0]["properties"] == {"Наименование": "Мост"}


def test_a_cut_csv_is_refused_with_its_line(office: Office) -> None:
    done = office.take(office.file("a.csv", 'n,lon,lat\n"a,79,45\n'))
    assert (done.code, "a.csv:2" in done.err or "a.csv:3" in done.err) == (1, True)


def test_metres_in_columns_ask_for_their_system(office: Office) -> None:
    done = office.take(office.file("a.csv", "x,y\n14487000,5117000\n"))
    assert (done.code, "EPSG:28414" in done.err) == (2, True)


def book(path: Path, rows: list[list[Any]], title: str = "Лист1") -> Path:
    made = library("openpyxl").Workbook()
    sheet = made.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    made.save(path)
    return path


def test_cells_keep_their_types(office: Office) -> None:
    rows: list[list[Any]] = [
        ["lon", "lat", "n", "cost", "yes", "day", "text"],
        [79, 45, 5, 1.5, True, dt.datetime(2025, 8, 14), "007"],  # noqa: DTZ001 - as Excel has it
    ]
    (feature,) = office.taken(book(office.path / "a.xlsx", rows))
    assert feature["properties"] == {
        "n": 5,
        "cost": 1.5,
        "yes": True,
        "day": "2025-08-14",
        "text": "007",
    }


def test_formulas_without_results_are_listed(office: Office) -> None:
    source = book(office.path / "a.xlsx", [["lon", "lat", "n"], [79, 45, "=1+1"]])
    assert "1 × formula without a saved result" in office.look(source)


def test_errors_of_a_sheet_are_listed(office: Office) -> None:
    source = book(office.path / "a.xlsx", [["lon", "lat", "n"], [79, 45, "#N/A"]])
    assert "1 × n: the error #N/A (row 2)" in office.look(source)


def test_rows_of_a_sheet_are_named_as_excel_counts_them(office: Office) -> None:
    source = book(office.path / "a.xlsx", [["lon", "lat"], [79, 45], [None, None], ["x", 45]])
    assert "coordinates that can't be read (row 4)" in office.look(source)


def test_several_sheets_are_listed(office: Office) -> None:
    path = office.path / "a.xlsx"
    made = library("openpyxl").Workbook()
    for title in ("Дороги", "Мосты"):
        made.create_sheet(title).append(["lon", "lat"])
    made.save(path)
    done = office.take(path)
    assert (done.code, "Дороги" in done.err) == (2, True)


def test_a_workbook_that_declares_entities_is_refused(office: Office) -> None:
    path = book(office.path / "a.xlsx", [["lon", "lat"], [79, 45]])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><sst>&a;</sst>'
    parts["xl/sharedStrings.xml"] = bomb
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    done = office.take(path)
    assert (done.code, "declares entities" in done.err) == (1, True)


def test_a_workbook_that_unpacks_to_too_much_is_refused(office: Office) -> None:
    path = book(office.path / "a.xlsx", [["lon", "lat"], [79, 45]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", bytes(20_000_000))
    done = office.take(path)
    assert (done.code, "bomb" in done.err) == (1, True)


def test_a_cut_workbook_is_refused(office: Office) -> None:
    path = book(office.path / "a.xlsx", [["lon", "lat"], [79, 45]])
    path.write_bytes(path.read_bytes()[:-200])
    assert office.take(path).code == 1


def test_without_the_extra_it_is_said_what_to_install(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = book(office.path / "a.xlsx", [["lon", "lat"], [79, 45]])
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    done = office.take(source)
    assert (done.code, 'pip install -e ".[import]"' in done.err) == (1, True)


def test_a_sheet_that_says_it_is_endless_is_read_as_far_as_it_goes(office: Office) -> None:
    path = book(office.path / "a.xlsx", [["lon", "lat"], [79, 45]])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    parts[name] = parts[name].replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')
    with zipfile.ZipFile(path, "w") as archive:
        for part, data in parts.items():
            archive.writestr(part, data)
    assert b"XFD1048576" in parts[name]
    assert len(office.taken(path)) == 1
