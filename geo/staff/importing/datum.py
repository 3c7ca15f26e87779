"""The way from a coordinate system to WGS 84: which datum shift, and how good EPSG says it is."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.errors import UsageError
from geo.staff.importing.words import vocabulary

if TYPE_CHECKING:
    from pyproj import CRS, Transformer

    from geo.model import Bounds

_WGS84 = 4326
_MARGIN = 0.01
#: An operation that is off by more than this is of no use for a map of projects.
_COARSE_M = 20
_AREA = 160


@dataclass(frozen=True, slots=True)
class Shift:
    """An operation to or from WGS 84. ``accuracy_m`` is None where it isn't stated."""

    transformer: Transformer
    name: str
    code: str
    area: str
    accuracy_m: float | None
    ballpark: bool
    #: The other operations: code, name, accuracy, and how far from this one they lead, in m.
    others: tuple[tuple[str, str, float | None, float], ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def is_none(self) -> bool:
        """Whether the datum is WGS 84 itself."""
        return not self.name

    def lines(self) -> list[str]:
        """What a person should know of it."""
        if self.is_none:
            return ["datum: WGS 84, no shift"]
        stated = "accuracy not stated" if self.accuracy_m is None else f"±{self.accuracy_m:g} m"
        found = [f"datum shift: {self.name}{_in_brackets(self.code)}, {stated}; no grid is used"]
        if self.area:
            found.append(f"  made for: {_short(self.area)}")
        for code, name, accuracy, metres in self.others[:3]:
            good = "accuracy not stated" if accuracy is None else f"±{accuracy:g} m"
            found.append(f"  else --operation {code}: {name}, {good}, {metres:.1f} m away here")
        return found

    def warnings(self) -> list[str]:
        """What should make a person stop."""
        found = []
        if self.ballpark:
            found.append(
                "the datum shift is not known to PROJ (ballpark): places may be off by 100 m and "
                "more. Ask for the system's EPSG code, or its parameters (+towgs84=…), as --crs"
            )
        elif self.accuracy_m is not None and self.accuracy_m > _COARSE_M:
            found.append(f"the datum shift is good to {self.accuracy_m:g} m only")
        elif self.accuracy_m is None and not self.is_none:
            found.append("how good the datum shift is isn't stated")
        if self.missing:
            found.append(f"a better shift needs a grid that isn't here: {', '.join(self.missing)}")
        return found


def shift(crs: CRS, degrees: Bounds, wanted: str = "", *, back: bool = False) -> Shift:
    """The operation for data whose bounds are about ``degrees``; ``back`` is from WGS 84.

    PROJ picks by the box of each operation; where boxes of several hold the data, words.toml
    says which one was made for that country. Raises UsageError for a ``wanted`` that isn't among
    them.
    """
    from pyproj.aoi import AreaOfInterest

    # pyproj re-exports it without saying so.
    from pyproj.network import (  # type: ignore[attr-defined]
        set_network_enabled,
    )
    from pyproj.transformer import TransformerGroup

    set_network_enabled(active=False)
    west, south, east, north = degrees
    area: Any = AreaOfInterest(
        max(west - _MARGIN, -180),
        max(south - _MARGIN, -90),
        min(east + _MARGIN, 180),
        min(north + _MARGIN, 90),
    )
    start, end = (_WGS84, crs) if back else (crs, _WGS84)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        group = TransformerGroup(start, end, always_xy=True, area_of_interest=area)
        found = list(group.transformers)
        missing = tuple(
            dict.fromkeys(
                grid.short_name
                for operation in group.unavailable_operations[:1]
                for grid in operation.grids
                if not grid.available
            )
        )
    known = [_described(transformer) for transformer in found]
    index = _index(known, wanted, crs, degrees)
    chosen = known[index]
    centre = ((west + east) / 2, (south + north) / 2)
    others = tuple(
        (item.code, item.name, item.accuracy_m, _apart(chosen, item, centre, back=back))
        for item in known
        if item is not chosen and item.code and not item.ballpark
    )
    return Shift(
        chosen.transformer,
        chosen.name,
        chosen.code,
        chosen.area,
        chosen.accuracy_m,
        chosen.ballpark,
        tuple(other for other in others if (other[2] or 0) < _COARSE_M * 5),
        missing,
    )


def _described(transformer: Transformer) -> Shift:
    steps = [
        step
        for step in transformer.operations or ()
        if step.type_name == "Transformation" and not step.name.startswith("Null ")
    ]
    if not steps and "Ballpark" in transformer.description:
        return Shift(transformer, "Ballpark geographic offset", "", "", None, ballpark=True)
    name = " + ".join(step.name for step in steps)
    if name.startswith("Transformation from") or (
        not steps and "helmert" in (transformer.definition or "")
    ):
        name = "by the parameters stated with the system (TOWGS84)"
    codes = [_code(step) for step in steps]
    ballpark = any("Ballpark" in step.name for step in steps)
    accuracy = transformer.accuracy if transformer.accuracy >= 0 else None
    area = steps[0].area_of_use.name if len(steps) == 1 and steps[0].area_of_use else ""
    code = codes[0] if len(codes) == 1 else ""
    return Shift(transformer, name, code, area, accuracy, ballpark)


def _code(step: Any) -> str:
    found = step.to_json_dict().get("id") or {}
    authority = str(found.get("authority", "")).removeprefix("INVERSE(").rstrip(")")
    return f"{authority}:{found['code']}" if "code" in found else ""


def _index(known: list[Shift], wanted: str, crs: CRS, degrees: Bounds) -> int:
    codes = [item.code.upper() for item in known]
    if wanted:
        named = wanted.upper() if ":" in wanted else f"EPSG:{wanted}"
        if named not in codes:
            offered = ", ".join(dict.fromkeys(code for code in codes if code)) or "none"
            message = f"--operation {wanted}: no shift of this name leads from {crs.name} to WGS 84"
            message = f"{message}; there are: {offered}"
            raise UsageError(message)
        return codes.index(named)
    datum = _datum_code(crs)
    west, south, east, north = degrees
    for rule in vocabulary()["shifts"]:
        box = rule["bounds"]
        inside = box[0] <= west and box[1] <= south and east <= box[2] and north <= box[3]
        if rule["datum"] == datum and inside and rule["operation"] in codes:
            return codes.index(rule["operation"])
    return 0


def _datum_code(crs: CRS) -> str:
    base = crs.geodetic_crs
    code = base.to_epsg(25) if base is not None else None
    return f"EPSG:{code}" if code else ""


def _apart(one: Shift, other: Shift, centre: tuple[float, float], *, back: bool) -> float:
    """How far from each other two operations put the middle of the data, in metres."""
    from pyproj import Geod
    from pyproj.enums import TransformDirection

    forward, inverse = TransformDirection.FORWARD, TransformDirection.INVERSE
    out, home = (forward, inverse) if back else (inverse, forward)
    x, y = one.transformer.transform(*centre, direction=out)
    lon, lat = other.transformer.transform(x, y, direction=home)
    lon_here, lat_here = one.transformer.transform(x, y, direction=home)
    return float(abs(Geod(ellps="WGS84").inv(lon_here, lat_here, lon, lat)[2]))


def _short(text: str) -> str:
    return text if len(text) <= _AREA else f"{text[:_AREA].rpartition(' ')[0]} …"


def _in_brackets(text: str) -> str:
    return f" ({text})" if text else ""
