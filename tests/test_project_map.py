from __future__ import annotations

import io
import json
import re
import warnings
from html import unescape
from pathlib import Path
from typing import Any

import folium
import folium.plugins
import pytest
from jinja2 import Template

import geo
from geo.cli import main
from geo.errors import LayersError, MapError, NetworkWarning, PolicyWarning
from geo.outputs.html import asset
from geo.project_map import ProjectMap
from tests.making import Layers, page_data, plain, project

PLACE = [45.02, 78.37]
#: folium without its types, which some of it lacks.
made: Any = folium


@pytest.fixture
def region(layers: Layers) -> Layers:
    return layers.bounded().projects(project())


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder without node_modules in it or above."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def saved(m: ProjectMap) -> str:
    file = io.BytesIO()
    m.save(file, close_file=False)
    return file.getvalue().decode()


def package(here: Path, name: str, version: str, files: dict[str, str | bytes]) -> None:
    """Put an npm package into node_modules."""
    for path, data in ({"package.json": json.dumps({"version": version})} | files).items():
        file = here / "node_modules" / name / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data.encode() if isinstance(data, str) else data)


def test_a_map_is_a_folium_map(region: Layers) -> None:
    m = geo.build(region.path)
    assert isinstance(m, folium.Map)
    assert m.model.projects[0].id == "a-road"


def test_the_map_knows_its_bounds_and_its_middle(region: Layers) -> None:
    m = geo.build(region.path)
    assert m.get_bounds() == [[42.9, 76.3], [50.3, 83.3]]
    assert m.location == pytest.approx([46.6, 79.8])


def test_a_map_opens_in_the_language_that_is_asked_for(region: Layers) -> None:
    assert '<html lang="ru">' in saved(geo.build(str(region.path), language="ru"))


def test_bad_layers_are_an_error_with_all_problems(layers: Layers) -> None:
    layers.projects(project(status="plan", sector="road"))
    with pytest.raises(LayersError) as caught:
        geo.build(layers.path)
    assert [problem.code for problem in caught.value.problems] == ["bad-value", "bad-value"]


def test_a_map_without_additions_is_byte_for_byte_what_the_command_line_makes(
    region: Layers, here: Path
) -> None:
    geo.build(region.path).save(here / "mine.html")
    assert main(["--layers", str(region.path)]) == 0
    assert (here / "mine.html").read_bytes() == (here / "output" / "map.html").read_bytes()


@pytest.mark.parametrize("kind", [str, Path, lambda name: str(name).encode()])
def test_a_map_is_saved_to_a_path_of_any_kind(region: Layers, here: Path, kind: Any) -> None:
    geo.build(region.path).save(kind("mine.html"))
    assert (here / "mine.html").read_text().startswith("<!doctype html>")


@pytest.mark.parametrize("close", [True, False])
def test_a_map_is_saved_to_an_open_file(region: Layers, close: bool) -> None:
    file = io.BytesIO()
    geo.build(region.path).save(file, close_file=close)
    assert file.closed is close


def test_a_map_that_can_not_be_saved_says_why(region: Layers, here: Path) -> None:
    (here / "mine.html").mkdir()
    with pytest.raises(MapError, match="can't be written"):
        geo.build(region.path).save("mine.html")


def test_a_notebook_shows_the_page_itself(region: Layers) -> None:
    m = geo.build(region.path)
    shown = re.search(r'<iframe srcdoc="([^"]*)"', m._repr_html_())
    assert shown is not None
    assert unescape(shown[1]) == saved(m)


def test_a_marker_with_a_popup_needs_nothing_from_the_network(region: Layers) -> None:
    m = geo.build(region.path)
    folium.Marker(PLACE, popup="Taldykorgan popup", tooltip="a tooltip").add_to(m)
    page = saved(m)
    assert "L.marker" in page
    assert "Taldykorgan popup" in page
    assert not re.search(r'<(?:script|link|img)[^>]+(?:src|href)="(?:https?:)?//', page)


@pytest.mark.parametrize(
    "thing",
    [
        folium.Marker(PLACE, icon=folium.Icon(color="red", icon="info-sign")),
        folium.Marker(PLACE, icon=folium.Icon(icon="plane", prefix="fa")),
        folium.Marker(PLACE, icon=folium.DivIcon("<b>A</b>")),
        folium.CircleMarker(PLACE, radius=4),
        made.PolyLine([PLACE, [46, 79]]),
        folium.FeatureGroup("Mine").add_child(folium.Popup("a popup")),
        folium.GeoJson({"type": "Point", "coordinates": [78, 45]}),
        folium.LayerControl(),
        made.LatLngPopup(),
    ],
    ids=lambda thing: type(thing).__name__,
)
def test_folium_s_own_objects_need_nothing_from_the_network(region: Layers, thing: Any) -> None:
    m = geo.build(region.path)
    thing._parent = None
    thing.add_to(m)
    with warnings.catch_warnings():
        warnings.simplefilter("error", NetworkWarning)
        assert thing.get_name().rpartition("_")[0] in saved(m)


def test_what_an_analyst_puts_into_the_page_by_hand_is_kept(region: Layers) -> None:
    m = geo.build(region.path)
    root: Any = m.get_root()
    root.header.add_child(folium.Element("<style>.mine{}</style>"))
    root.html.add_child(folium.Element("<h3>Mine</h3>"))
    root.script.add_child(folium.Element("console.debug('mine');"))
    page = saved(m)
    for part in ("<style>.mine{}</style>", "<h3>Mine</h3>", "console.debug('mine');"):
        assert page.count(part) == 1
    assert saved(m) == page


def test_a_macro_on_the_root_of_the_map_is_kept(region: Layers) -> None:
    macro: Any = made.MacroElement()
    macro._template = Template("{% macro html(this, kwargs) %}<h3>Mine</h3>{% endmacro %}")
    m = geo.build(region.path)
    m.get_root().add_child(macro)
    assert "<h3>Mine</h3>" in saved(m)


@pytest.mark.parametrize(
    ("icon", "markers", "awesome"),
    [
        (None, False, False),
        (folium.DivIcon("<b>A</b>"), False, False),
        (folium.Icon(icon="info-sign"), True, False),
        (folium.Icon(icon="plane", prefix="fa"), True, True),
        (folium.DivIcon('<i class="fa fa-plane"></i>'), False, True),
    ],
)
def test_the_styles_of_icons_are_in_the_page_where_it_has_such_icons(
    region: Layers,
    icon: folium.Icon | None,
    markers: bool,
    awesome: bool,
) -> None:
    m = geo.build(region.path)
    folium.Marker(PLACE, icon=icon).add_to(m)
    page = saved(m)
    assert (asset("folium.css") in page) is markers
    assert (asset("fontawesome.css") in page) is awesome


def test_tiles_from_the_network_are_named_in_a_warning(region: Layers) -> None:
    m = geo.build(region.path)
    folium.TileLayer("https://tiles.example/{z}/{x}/{y}.png", attr="Example").add_to(m)
    with pytest.warns(NetworkWarning, match=re.escape("https://tiles.example/{z}/{x}/{y}.png")):
        saved(m)


def test_what_the_page_s_policy_shuts_off_is_said_where_the_map_is_saved(region: Layers) -> None:
    m = geo.build(region.path)
    root: Any = m.get_root()
    root.script.add_child(folium.Element("eval('1');"))
    with pytest.warns(PolicyWarning, match="unsafe-eval") as caught:
        m.save("mine.html")
    assert [warning.filename for warning in caught] == [__file__]


def test_what_an_analyst_allows_stands_in_the_policy_and_is_said_no_more(region: Layers) -> None:
    m = geo.build(region.path)
    root: Any = m.get_root()
    root.script.add_child(folium.Element("eval('1');"))
    m.allows.append(("script-src", "'unsafe-eval'"))
    with warnings.catch_warnings():
        warnings.simplefilter("error", PolicyWarning)
        page = saved(m)
    policy = re.search(r'Policy" content="([^"]*)"', page)
    assert policy is not None
    assert re.search(r"script-src [^;]* 'unsafe-eval'", policy[1])


def test_a_tile_layer_may_load_images_from_its_servers_and_nothing_else(region: Layers) -> None:
    m = geo.build(region.path)
    folium.TileLayer("https://{s}.tiles.example/{z}/{x}/{y}.png", attr="Example").add_to(m)
    with pytest.warns(NetworkWarning):
        page = saved(m)
    assert "img-src data: blob: https://*.tiles.example;" in page
    assert "connect-src 'none'" in page


def test_a_plugin_that_is_not_at_hand_is_named_in_a_warning_and_linked(region: Layers) -> None:
    m = geo.build(region.path)
    made.plugins.MarkerCluster([PLACE]).add_to(m)
    with pytest.warns(NetworkWarning, match=r"leaflet\.markercluster\.js") as caught:
        m.save("mine.html")
    assert [warning.filename for warning in caught] == [__file__]
    page = Path("mine.html").read_text()
    assert re.search(r'<script src="[^"]*leaflet\.markercluster\.js"></script>', page)


def test_a_plugin_whose_package_is_at_hand_is_put_into_the_page(region: Layers, here: Path) -> None:
    package(
        here,
        "leaflet.markercluster",
        "1.5.3",
        {
            "dist/leaflet.markercluster.js": "cluster('</script>');",
            "dist/MarkerCluster.css": ".a{background:url(a.png)} .b{background:url('no.png')}",
            "dist/MarkerCluster.Default.css": ".c{background:url(data:x)}",
            "dist/a.png": b"\x89PNG",
        },
    )
    m = geo.build(region.path)
    made.plugins.MarkerCluster([PLACE]).add_to(m)
    page = saved(m)
    assert r"<script>cluster('<\/script>');</script>" in page
    assert ".a{background:url(data:image/png;base64,iVBORw==)} .b{background:url('no.png')}" in page
    assert ".c{background:url(data:x)}" in page
    assert "cdnjs" not in page


@pytest.mark.parametrize(
    "address",
    [
        "https://cdn.example/npm/@scope/thing@1.2.3/dist/thing.js",
        "https://cdn.example/npm/@scope/thing@1.9/thing.js",
        "https://cdn.example/npm/@scope/thing@v1.2.3-beta.1/thing.js?module#x",
    ],
)
def test_a_package_with_a_scope_is_found_by_its_address(
    region: Layers, here: Path, address: str
) -> None:
    package(here, "@scope/thing", "1.5.0", {"dist/thing.js": "thing();"})
    m = geo.build(region.path)
    m.add_js_link("thing", address)
    folium.CircleMarker(PLACE).add_to(m)
    assert "<script>thing();</script>" in saved(m)


@pytest.mark.parametrize("version", ["2.0.0", "0.9.1", ""])
def test_a_package_of_another_major_version_is_not_used(
    region: Layers, here: Path, version: str
) -> None:
    names = ("leaflet.markercluster.js", "MarkerCluster.css", "MarkerCluster.Default.css")
    package(here, "leaflet.markercluster", version, {f"dist/{name}": "never" for name in names})
    m = geo.build(region.path)
    made.plugins.MarkerCluster([PLACE]).add_to(m)
    with pytest.warns(NetworkWarning):
        assert "<script>never" not in saved(m)


@pytest.mark.parametrize(
    "address",
    [
        "https://cdn.example/npm/thing@1.0.0/../../secret.js",
        "https://cdn.example/npm/thing@1.0.0/..%2F..%2Fsecret.js",
        "https://cdn.example/npm/thing@1.0.0/%2E%2E/%2E%2E/secret.js",
        "https://cdn.example/npm/..@1.0.0/secret.js",
    ],
)
def test_an_address_does_not_lead_out_of_its_package(
    region: Layers, here: Path, address: str
) -> None:
    package(here, "thing", "1.0.0", {"index.js": ""})
    (here / "secret.js").write_text("the secret")
    (here / "package.json").write_text('{"version": "1.0.0"}')
    m = geo.build(region.path)
    m.add_js_link("thing", address)
    folium.Marker(PLACE).add_to(m)
    with pytest.warns(NetworkWarning):
        assert "the secret" not in saved(m)


def with_additions(layers: Layers) -> ProjectMap:
    m = geo.build(layers.path)
    group = folium.FeatureGroup("Mine").add_to(m)
    folium.Marker(PLACE, popup=folium.Popup("<b>one</b>"), icon=folium.Icon()).add_to(group)
    folium.CircleMarker(PLACE, tooltip="two").add_to(group)
    folium.LayerControl().add_to(m)
    return m


def test_a_map_with_additions_is_the_same_bytes_each_time(region: Layers) -> None:
    m = with_additions(region)
    first = saved(m)
    assert saved(m) == first
    assert saved(with_additions(region)) == first
    assert not re.search(r"_[0-9a-f]{32}", first)


def test_two_maps_share_nothing(region: Layers) -> None:
    one, other = geo.build(region.path), geo.build(region.path)
    before = saved(other)
    one.add_css_link("mine", "https://example.org/mine.css")
    root: Any = one.get_root()
    root.html.add_child(folium.Element("<h3>Mine</h3>"))
    folium.Marker(PLACE).add_to(one)
    assert saved(other) == before
    assert "mine" not in dict(folium.Map.default_css)


@pytest.mark.parametrize("text", ["{{ 7*7 }}", "{% raw %}", "{# note", "${7*7}", "{n}"])
def test_layer_data_is_no_template_even_with_additions(layers: Layers, text: str) -> None:
    layers.plain(plain(name=text, **{text: text}))
    layers.write("_map.toml", f"[title]\nkk = '{text}'\nru = '{text}'\nen = '{text}'\n")
    m = geo.build(layers.path)
    folium.Marker(PLACE).add_to(m)
    page = saved(m)
    assert f"<title>{text}</title>" in page
    data = re.search(r'id="map-data">(.*?)</script>', page, re.DOTALL)
    assert data is not None
    (feature,) = page_data(data[1])["features"]
    assert feature["name"] == text
    assert [text, text] in feature["properties"]


def test_projects_are_a_geodataframe(region: Layers) -> None:
    region.projects(project(), project(None, id="nowhere", location_precision="region"))
    frame = geo.build(region.path).to_geodataframe("en")
    assert [*frame.index] == ["a-road", "nowhere"]
    assert frame.loc["a-road", "name"] == "A road"
    assert frame.loc["a-road", "geometry"].x == 79.5
    assert frame.loc["nowhere", "geometry"] is None
    assert frame.crs.to_epsg() == 4326


def test_no_projects_are_an_empty_geodataframe(layers: Layers) -> None:
    assert geo.build(layers.plain(plain()).path).to_geodataframe().empty
