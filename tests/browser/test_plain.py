"""A layer from elsewhere: dropped in, it shows, with no code and no settings."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.browser.conftest import OpenPage

ROOT = Path(__file__).parents[2]
GEOMETRIES: dict[str, dict[str, Any] | None] = {
    "point": {"type": "Point", "coordinates": [79.0, 45.0]},
    "points": {"type": "MultiPoint", "coordinates": [[79.2, 45.1], [79.4, 45.2]]},
    "line": {"type": "LineString", "coordinates": [[79, 46], [79.5, 46.3], [80, 46]]},
    "lines": {
        "type": "MultiLineString",
        "coordinates": [[[78, 44], [78.5, 44.5]], [[78.6, 44.5], [79, 44]]],
    },
    "area": {
        "type": "Polygon",
        "coordinates": [
            [[80, 44], [81, 44], [81, 45], [80, 45], [80, 44]],
            [[80.4, 44.4], [80.4, 44.6], [80.6, 44.6], [80.6, 44.4], [80.4, 44.4]],
        ],
    },
    "areas": {
        "type": "MultiPolygon",
        "coordinates": [
            [[[77, 45], [77.5, 45], [77.5, 45.5], [77, 45]]],
            [[[77.6, 45], [78, 45], [78, 45.5], [77.6, 45]]],
        ],
    },
    "mixed": {
        "type": "GeometryCollection",
        "geometries": [
            {"type": "Point", "coordinates": [81.5, 46.5]},
            {"type": "LineString", "coordinates": [[81.5, 46.5], [82, 46.8]]},
        ],
    },
    "nowhere": None,
}


@pytest.fixture
def layers(tmp_path: Path) -> Path:
    """The shipped layers with a file from elsewhere beside them."""
    folder = tmp_path / "layers"
    shutil.copytree(ROOT / "layers", folder)
    features = [
        {
            "type": "Feature",
            "id": f"foreign-{name}",
            "properties": {
                "name": f"The {name}",
                "year": 2024,
                "count": 12500000000,
                "ok": True,
                "nothing": None,
                "tags": ["a", 1],
                "web": "https://example.org/x",
            },
            "geometry": geometry,
        }
        for name, geometry in GEOMETRIES.items()
    ]
    features.append({"type": "Feature", "properties": None, "geometry": GEOMETRIES["point"]})
    data = {"type": "FeatureCollection", "features": features}
    (folder / "foreign.geojson").write_text(json.dumps(data), encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", GEOMETRIES)
def test_a_foreign_feature_opens_with_its_properties_as_they_are(
    open_page: OpenPage, layers: Path, name: str
) -> None:
    page = open_page(f"lang=en&project=foreign-{name}", layers=layers)
    popup = page.locator(f'[data-popup="foreign-{name}"]')
    expect(popup).to_contain_text(f"The {name}")
    for shown in ("2024", "12500000000", "true", '["a", 1]'):
        expect(popup).to_contain_text(shown)
    expect(popup).not_to_contain_text("nothing")


def test_a_feature_without_properties_breaks_no_other(open_page: OpenPage, layers: Path) -> None:
    page = open_page("lang=en&project=foreign-8", layers=layers)
    expect(page.locator('[data-popup="foreign-8"]')).to_be_visible()
    page.evaluate("projectMap.open('usharal-airport')")
    expect(page.locator('[data-popup="usharal-airport"]')).to_be_visible()


@pytest.mark.parametrize("name", ["point", "line", "area", "mixed"])
def test_a_foreign_feature_opens_from_the_map_with_the_keyboard(
    open_page: OpenPage, layers: Path, name: str
) -> None:
    page = open_page("lang=en", layers=layers)
    target = page.locator(f'#map [data-open="foreign-{name}"]')
    target.focus()
    target.press("Enter")
    expect(page.locator(f'[data-popup="foreign-{name}"]')).to_be_visible()


def test_the_layer_stands_in_the_layer_control_under_its_file_name(
    open_page: OpenPage, layers: Path
) -> None:
    page = open_page("lang=en", layers=layers)
    page.get_by_role("button", name="Layers").click()
    expect(page.locator("#corner li", has_text="foreign")).to_be_visible()


def test_a_title_and_a_colour_come_from_the_file_beside_it(
    open_page: OpenPage, layers: Path
) -> None:
    (layers / "foreign.toml").write_text(
        '[title]\nen = "Foreign things"\n[style]\ncolor = "#ff00aa"\nweight = 5\n', encoding="utf-8"
    )
    page = open_page("lang=en", layers=layers)
    page.get_by_role("button", name="Layers").click()
    expect(page.locator("#corner")).to_contain_text("Foreign things")
    assert page.locator('#map path[stroke="#ff00aa"][stroke-width="5"]').count() >= 4
