"""Online base maps by their xyzservices names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo.basemaps import basemap, providers
from geo.model import Credit
from tests.making import project

if TYPE_CHECKING:
    from geo.model import Basemap
    from tests.making import Layers


def offering(layers: Layers, *names: str) -> Layers:
    layers.projects(project())
    listed = ", ".join(f'"{name}"' for name in names)
    return layers.write("_map.toml", f"bounds = [76.3, 42.9, 83.3, 50.3]\nbasemaps = [{listed}]\n")


def usable() -> list[Basemap]:
    found = []
    for name in providers():
        try:
            found.append(basemap(name))
        except ValueError:
            continue
    return found


def test_a_named_base_map_is_in_the_model(layers: Layers) -> None:
    (found,) = offering(layers, "OpenStreetMap.Mapnik").model().basemaps
    assert found.url == "https://tile.openstreetmap.org/{z}/{x}/{y}.png"


def test_a_base_map_that_is_named_twice_is_offered_once(layers: Layers) -> None:
    names = ("OpenTopoMap", "OpenTopoMap")
    assert len(offering(layers, *names).model().basemaps) == 1


def test_a_map_without_names_offers_none(layers: Layers) -> None:
    assert offering(layers).model().basemaps == ()


def test_an_attribution_becomes_text_and_links() -> None:
    assert basemap("OpenStreetMap.Mapnik").credits == (
        Credit("© ", ""),
        Credit("OpenStreetMap", "https://www.openstreetmap.org/copyright"),
        Credit(" contributors", ""),
    )


def test_servers_of_several_names_keep_the_place_of_the_name() -> None:
    found = basemap("OpenTopoMap")
    assert "{s}" in found.url
    assert found.subdomains == "abc"


def test_every_base_map_that_can_be_offered_says_whom_to_name() -> None:
    nameless = [
        found.id
        for found in usable()
        if not "".join(credit.text for credit in found.credits).strip()
    ]
    assert nameless == []


def test_every_base_map_that_can_be_offered_has_a_whole_address() -> None:
    shown = [found.url.format(x=1, y=2, z=3, s="a") for found in usable()]
    assert [url for url in shown if not url.startswith("https://") or "{" in url] == []


def test_an_unknown_name_is_an_error_with_the_nearest_one(layers: Layers) -> None:
    problem = offering(layers, "OpenStreetMap.Mapnick").problem()
    assert problem.code == "unknown-basemap"
    assert "OpenStreetMap.Mapnik" in problem.hint


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Jawg.Terrain", "key"),
        ("CartoDB.Positron", "key"),
        ("NASAGIBS.BlueMarble3413", "EPSG:3413"),
        ("JusticeMap.income", "broken"),
    ],
)
def test_a_base_map_of_no_use_is_an_error_with_the_reason(
    layers: Layers, name: str, reason: str
) -> None:
    problem = offering(layers, name).problem()
    assert problem.code == "unusable-basemap"
    assert reason in problem.message
