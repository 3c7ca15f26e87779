"""The drawn map."""

from __future__ import annotations

import re
from dataclasses import replace
from math import cos, radians
from xml.etree import ElementTree as ET

import pytest

from geo.layout import Layout, SvgOptions
from geo.model import Geometry, MapFeature, MapModel, Trace
from geo.outputs.drawing.frame import Frame, frame_bounds, known_bounds, round_length_m
from geo.outputs.drawing.ground import Ground
from geo.outputs.drawing.labels import Box, Candidate, Placer, beside, text_width, wrap
from geo.outputs.drawing.look import Look
from geo.outputs.drawing.paths import parts, path_data
from geo.outputs.qr import code
from geo.outputs.svg import Sheet, draw, picture, render

SVG = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"
WIDTHS = (400, 860, 1600)
LANGUAGES = ("kk", "ru", "en")


def drawn(model: MapModel, language: str = "en", **options: object) -> ET.Element:
    return ET.fromstring(draw(model, language, **options))  # type: ignore[arg-type]


def texts(root: ET.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def badge_ids(root: ET.Element) -> set[str]:
    return {
        element.get("id", "").removeprefix("gm-n-")
        for element in root.iter()
        if element.get("id", "").startswith("gm-n-")
    }


def rectangles(root: ET.Element, element: ET.Element, x: float, y: float) -> list[Box]:
    """The rectangles of an element moved by (x, y), those of the shapes that it uses included."""
    if element.tag == f"{SVG}rect":
        left, top = (float(element.get(key, 0)) for key in ("x", "y"))
        width, height = (float(element.get(key, 0)) for key in ("width", "height"))
        return [Box(x + left, y + top, x + left + width, y + top + height)]
    inside = [(each, x, y) for each in element]
    if element.tag == f"{SVG}use":
        x, y = x + float(element.get("x", 0)), y + float(element.get("y", 0))
        name = element.get(LINK, "").removeprefix("#")
        inside = [(each, x, y) for each in root.iter() if each.get("id") == name]
    return [box for each, to_x, to_y in inside for box in rectangles(root, each, to_x, to_y)]


def badge_boxes(root: ET.Element) -> list[Box]:
    return [
        box
        for group in root.iter()
        if group.get("id", "").startswith("gm-n-")
        for box in rectangles(root, group, 0, 0)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_is_xml_of_the_width_asked_for(made_map: MapModel, language: str, width: int) -> None:
    root = drawn(made_map, language, width=width, key=True)
    assert root.get("viewBox", "").split()[:3] == ["0", "0", str(width)]


def test_hostile_texts_are_shown_as_text(
    hostile_map: MapModel, hostile_texts: tuple[str, ...]
) -> None:
    root = drawn(hostile_map, key=True)
    assert not {element.tag for element in root.iter()} & {f"{SVG}script", f"{SVG}img"}
    assert root.findtext(f"{SVG}title") == hostile_texts[1]


def test_characters_that_xml_forbids_are_replaced(hostile_map: MapModel) -> None:
    written = draw(hostile_map, "en", key=True)
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\uffff]", written)
    assert "nul\ufffd" in written


def test_has_name_and_description_for_screen_readers(made_map: MapModel) -> None:
    root = drawn(made_map, "ru")
    named = {root.find(f"{SVG}title").get("id"), root.find(f"{SVG}desc").get("id")}  # type: ignore[union-attr]
    assert root.get("role") == "img"
    assert set(root.get("aria-labelledby", "").split()) == named


def test_every_place_has_its_number(made_map: MapModel) -> None:
    root = drawn(made_map)
    assert badge_ids(root) == {"airport", "road", "park", "field", "plant", "highway"}


def test_what_has_no_place_is_named_below(made_map: MapModel) -> None:
    assert any(text.endswith(": 6") for text in texts(drawn(made_map)))


def test_key_lists_every_name(made_map: MapModel) -> None:
    shown = " ".join(texts(drawn(made_map, "kk", key=True)))
    assert all(project.name[0] in shown for project in made_map.projects)


def test_legend_has_words_for_what_is_used(made_map: MapModel) -> None:
    shown = texts(drawn(made_map, "kk"))
    used = made_map.words["kk"]
    keys = ("status.suspended", "precision.district", "sector.roads")
    assert all(used[key] in shown for key in keys)
    assert used["sector.gas"] not in shown


def test_schematic_line_is_dashed_and_exact_is_not(made_map: MapModel) -> None:
    def dashes(precision: str) -> set[str | None]:
        road = replace(made_map.projects[1], line_precision=precision)
        root = drawn(replace(made_map, projects=(road,)))
        group = next(each for each in root.iter() if each.get("id") == "gm-p-road")
        return {path.get("stroke-dasharray") for path in group.iter(f"{SVG}path")}

    assert dashes("exact") == {None}
    assert dashes("schematic") > {None}


def test_no_address_and_no_script_is_needed(made_map: MapModel) -> None:
    root = drawn(made_map, key=True)
    links = {value for each in root.iter() for key, value in each.attrib.items() if "href" in key}
    assert all(link.startswith("#") for link in links)
    assert "url(http" not in draw(made_map, "en")


def test_what_is_used_is_there(made_map: MapModel) -> None:
    root = drawn(made_map, key=True)
    used = {use.get(LINK, "").removeprefix("#") for use in root.iter(f"{SVG}use")}
    assert {"gm-b1", "gm-sector-aviation", "gm-status-completed"} < used
    assert used <= {each.get("id") for each in root.iter()}


def test_colours_need_no_style_sheet(made_map: MapModel) -> None:
    root = drawn(made_map, key=True)
    assert not [each for each in root.iter() if each.get("class") or each.tag == f"{SVG}style"]
    assert all(path.get("fill") for path in root.iter(f"{SVG}path") if path.get("stroke"))


def test_ids_are_unique_and_begin_with_the_prefix(made_map: MapModel) -> None:
    ids = [each.get("id", "") for each in drawn(made_map, prefix="a-").iter() if each.get("id")]
    assert len(ids) == len(set(ids))
    assert all(each.startswith("a-") for each in ids)


def test_same_map_gives_the_same_bytes(made_map: MapModel) -> None:
    assert render(made_map) == render(made_map)


def test_render_names_its_file(made_map: MapModel) -> None:
    files = render(made_map)
    assert list(files) == ["map.svg"]
    assert files["map.svg"].startswith(b"<svg ")


def test_coordinates_have_one_decimal(made_map: MapModel) -> None:
    for path in drawn(made_map).iter(f"{SVG}path"):
        if not path.get("transform"):
            assert not re.search(r"\d\.\d\d", path.get("d", ""))


def test_map_without_anything_is_drawn(made_map: MapModel) -> None:
    empty = replace(made_map, projects=(), context=(), layers=(), sources=(), headlines=())
    assert drawn(empty).tag == f"{SVG}svg"


def test_project_outside_the_bounds_is_in_the_frame(made_map: MapModel) -> None:
    place: Geometry = {"type": "Point", "coordinates": [71.4, 51.2]}
    far = replace(made_map.projects[0], id="far", geometry=place, anchor=(71.4, 51.2), bounds=None)
    assert badge_ids(drawn(replace(made_map, projects=(far,)))) == {"far"}


def test_128_projects_at_one_place_do_not_cover_each_other(made_map: MapModel) -> None:
    crowd = tuple(
        replace(made_map.projects[0], number=number, id=f"n{number}") for number in range(1, 129)
    )
    root = drawn(replace(made_map, projects=crowd))
    bodies = badge_boxes(root)
    assert len(bodies) > 10
    assert not any(a.meets(b) for i, a in enumerate(bodies) for b in bodies[:i])


def test_names_do_not_lie_on_badges(made_map: MapModel) -> None:
    root = drawn(made_map)
    names = [
        Box(x - wide * end, y - size, x + wide * (1 - end), y)
        for labels in root.iter(f"{SVG}g")
        if labels.get("id") in {"gm-places", "gm-waters"}
        for group in labels
        for size in [float(group.get("font-size", ""))]
        for end in [{None: 0.0, "middle": 0.5, "end": 1.0}[group.get("text-anchor")]]
        for name in group
        for wide in [text_width(name.text or "", size)]
        for x, y in [(float(name.get("x", "")), float(name.get("y", "")))]
    ]
    assert len(names) >= 4
    taken = names + badge_boxes(root)
    assert not any(a.meets(b) for i, a in enumerate(taken) for b in taken[:i])


def test_many_plain_features_are_thinned_and_counted(made_map: MapModel) -> None:
    features = tuple(
        MapFeature(f"w{i}", "wells", ("", "", ""), (), point, None, None)
        for i in range(5000)
        for point in [{"type": "Point", "coordinates": [78 + i / 2000, 45]}]
    )
    written = draw(replace(made_map, features=features), "en")
    assert len(written) < 80_000
    assert any("4000" in text for text in texts(ET.fromstring(written)))


def test_scale_bar_is_true_in_the_middle_of_the_frame() -> None:
    frame = Frame.around((76, 44, 82, 47), 0, 0, 800)
    middle = frame.project([(79, 45.5), (80, 45.5)])
    ground_m = radians(1) * 6378137 * cos(radians(45.5))
    shown_m = (middle[1][0] - middle[0][0]) * frame.metres_per_pixel()
    assert shown_m == pytest.approx(ground_m, rel=0.005)


@pytest.mark.parametrize(("width", "metres"), [(800, 50_000), (100, 200_000)])
def test_scale_bar_has_a_round_length(width: float, metres: float) -> None:
    assert round_length_m(Frame.around((76, 44, 82, 47), 0, 0, width), 100) == metres


def test_frame_shows_projects_and_keeps_to_the_bounds(made_map: MapModel) -> None:
    west, south, east, north = frame_bounds(replace(made_map, projects=made_map.projects[:1]))
    assert (west, south) > made_map.bounds[:2]
    assert (east, north) <= made_map.bounds[2:]
    assert west < 80.83 < east
    assert south < 46.19 < north


FRAME = Frame.around((0, 0, 10, 10), 0, 0, 500, 500)


def test_line_through_the_frame_is_cut_at_its_edges() -> None:
    found = parts({"type": "LineString", "coordinates": [[-90, 5], [90, 5]]}, FRAME)
    ((start, end),) = found.lines
    assert -10 < start[0] < 0
    assert 500 < end[0] < 510


def test_area_around_the_frame_fills_it() -> None:
    ring = [[-50, -50], [60, -50], [60, 60], [-50, 60], [-50, -50]]
    ((outer,),) = parts({"type": "Polygon", "coordinates": [ring]}, FRAME).polygons
    assert len(outer) == 4


def test_vertices_that_are_not_seen_are_dropped() -> None:
    line = [[step / 1000, 5 + 1e-7 * (step % 2)] for step in range(10_000)]
    ((*points,),) = parts({"type": "LineString", "coordinates": line}, FRAME).lines
    assert len(points) == 2


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        {"type": "GeometryCollection", "geometries": []},
        {"type": "Point", "coordinates": []},
        {"type": "MultiPolygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[]]},
        {"type": "LineString", "coordinates": [[5, 5], [5, 5]]},
        {"type": "Point", "coordinates": [5, -90]},
        {"type": "Curve", "coordinates": [[5, 5]]},
    ],
)
def test_geometry_without_extent_draws_nothing(geometry: dict[str, object] | None) -> None:
    found = parts(geometry, FRAME)
    assert (found.points, found.lines, found.polygons) == ([], [], [])


def test_path_steps_do_not_add_up_rounding() -> None:
    data = path_data([[(0, 0), *((step * 0.14, 0) for step in range(1, 101))]])
    steps = re.findall(r"-?[\d.]+", data.partition("l")[2])[::2]
    assert sum(map(float, steps)) == pytest.approx(14, abs=0.26)


def test_path_data_has_no_needless_characters() -> None:
    line = [(10.1, 20.2), (7.1, 24.4), (7.6, 22.3), (7.5, 22.4)]
    assert path_data([line], closed=True) == "M10 20l-3 4.5 .5-2z"
    assert path_data([line], unit=0.5) == "M20 40l-6 9 1-4"
    assert path_data([[(1, 2), (1, 2)]]) == "M1 2h0"


@pytest.mark.parametrize("width", [200, 400, 860])
def test_shared_base_map_lies_where_the_frame_has_it(made_map: MapModel, width: int) -> None:
    look = Look.of(made_map, "gm-", inline=True)
    ground = Ground.of(made_map, Frame.around(made_map.bounds, 1, 1, 858), look)
    frame = Frame.around(made_map.bounds, 5, 9, width)
    moved = ground.draw(frame, look).partition("transform=")[2]
    left, top, scale = map(float, re.findall(r"-?[\d.]+", moved)[:3])
    x, y = map(float, re.findall(r"M(\d+) (\d+)", ground.paths["lakes"])[0])
    corner = frame.project(made_map.context[0].shapes[0].geometry["coordinates"][0])[0]
    assert (left + x * scale, top + y * scale) == pytest.approx(corner, abs=0.4)


def test_placer_takes_the_cheapest_free_place() -> None:
    placer = Placer(FRAME)
    place, other = Box(10, 10, 50, 30), Box(60, 10, 100, 30)
    wishes = [Candidate(place, 0), Candidate(other, 1)]
    assert [placer.place(wishes) for _ in range(3)] == [place, other, None]


def test_placer_keeps_within_the_frame() -> None:
    assert Placer(FRAME).place(beside((499, 250), 80, 14, 4)).right < 500  # type: ignore[union-attr]


@pytest.mark.parametrize("text", ["Талдықорған", "illi", "Жұмыс", "WWW", "…—№"])
def test_text_width_grows_with_the_text(text: str) -> None:
    assert text_width(text, 10) < text_width(text + "i", 10) < text_width(text + "i", 11)


@pytest.mark.parametrize("width", [30, 100, 400])
def test_wrapped_lines_fit_and_lose_nothing(width: float) -> None:
    text = "Қазақстан – Қытай халықаралық өнеркәсіп қаласы " + "ұ" * 60
    lines = wrap(text, 12, width)
    assert max(text_width(line, 12) for line in lines) <= width
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_number_and_unit_stay_on_one_line() -> None:
    assert "2,6\xa0трлн" in " ".join(wrap("жалпы құны 2,6\xa0трлн теңге", 12, 60))


SHEETS = [(1120, 790), (790, 1120), (960, 540), (1500, 700), (500, 900)]


def edges(root: ET.Element) -> Box:
    """The box round all frames, badges and texts of a drawing, as wide as they may be."""
    boxes = [Box(0, 0, 0, 0)]
    for group in root.iter():
        if group.tag == f"{SVG}text" and group.get("x") and group.get("font-size"):
            x, y, size = (float(group.get(key, 0)) for key in ("x", "y", "font-size"))
            wide = text_width(group.text or "", size) if not group.get("text-anchor") else 0
            boxes.append(Box(x, y - size, x + wide, y))
    return Box(0, 0, max(box.right for box in boxes), max(box.bottom for box in boxes))


@pytest.mark.parametrize(("width", "height"), SHEETS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_on_a_sheet_of_fixed_size_nothing_stands_outside(
    made_map: MapModel, language: str, width: int, height: int
) -> None:
    made = picture(made_map, language, Sheet(width, height))
    root = ET.fromstring(made.svg)
    outer = edges(root)
    assert (made.width, made.height) == (width, height)
    assert outer.right <= width
    assert outer.bottom <= height
    assert all(box.right <= width and box.bottom <= height for _name, box in made.places)


@pytest.mark.parametrize(("width", "height"), SHEETS[:3])
def test_a_sheet_has_the_names_where_there_is_room(
    made_map: MapModel, width: int, height: int
) -> None:
    shown = " ".join(texts(ET.fromstring(picture(made_map, "ru", Sheet(width, height)).svg)))
    assert "Аэропорт Ушарал" in shown
    assert made_map.words["ru"]["drawing.no_key"] not in shown


def test_a_sheet_without_room_for_the_names_says_so(made_map: MapModel) -> None:
    many = tuple(replace(made_map.projects[0], number=n, id=f"n{n}") for n in range(1, 129))
    made = picture(replace(made_map, projects=many), "en", Sheet(700, 500))
    shown = texts(ET.fromstring(made.svg))
    assert made_map.words["en"]["drawing.no_key"] in shown


@pytest.mark.parametrize("height", [None, 700])
def test_numbers_without_room_on_the_map_are_named(made_map: MapModel, height: int | None) -> None:
    crowd = tuple(replace(made_map.projects[0], number=n, id=f"n{n}") for n in range(1, 129))
    model = replace(made_map, projects=crowd)
    root = ET.fromstring(picture(model, "en", Sheet(900, height, key=False)).svg)
    (said,) = [text for text in texts(root) if text.startswith("Numbers that there was no room")]
    numbers = {int(name.removeprefix("n")) for name in badge_ids(root)}
    first = int(re.findall(r"\d+", said)[0])
    assert first not in numbers
    assert {*range(1, first)} <= numbers


def test_a_wide_sheet_shows_no_more_than_the_base_map_knows(made_map: MapModel) -> None:
    bounds = (80.0, 44.0, 80.5, 46.0)
    model = replace(made_map, projects=(), bounds=bounds)
    known = known_bounds(model)
    assert known == (78.37, 44.0, 80.94, 46.23)
    frame = Frame.around(bounds, 0, 0, 1200, 400).trimmed(known)
    ((left, _), (right, _)) = frame.project([(78.37, 45), (80.94, 45)])
    assert (left, right) == pytest.approx((frame.left, frame.right))
    assert frame.left + frame.right == pytest.approx(1200, abs=200)


def test_a_sheet_that_is_hardly_one_is_drawn(made_map: MapModel) -> None:
    made = picture(made_map, "en", Sheet(200, 200))
    assert (made.width, made.height) == (200, 200)


def test_the_drawing_names_its_report_and_its_data(made_map: MapModel) -> None:
    trace = Trace("0123456789abcdef" * 4, ("2025",) * 3, "2025")
    shown = texts(drawn(replace(made_map, trace=trace)))
    assert "Based on: Есеп & ]]> · Ақорда · 14 August 2025" in shown
    assert "Data version: 0123456789ab · newest source: 2025" in shown


def test_an_address_is_written_and_coded(made_map: MapModel) -> None:
    address = "https://example.kz/карта?a=1&b=2"
    root = drawn(replace(made_map, address=address))
    assert address in texts(root)
    codes = [path.get("d") for path in root.iter(f"{SVG}path")]
    assert code(address).path in codes


def test_layout_says_the_size_of_the_file(made_map: MapModel) -> None:
    layout = Layout(svg=SvgOptions(width=900, height=640))
    root = ET.fromstring(render(replace(made_map, layout=layout))["map.svg"])
    assert (root.get("width"), root.get("height")) == ("900", "640")
