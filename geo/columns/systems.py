"""Whether a file is in degrees of WGS 84."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.columns.errors import ColumnsError

if TYPE_CHECKING:
    from pathlib import Path


def check_degrees(path: Path, said: Any) -> None:
    """Raise ColumnsError for another coordinate system, or none; ``said`` is any form of one."""
    from pyproj import CRS  # noqa: PLC0415 - a tenth of a second
    from pyproj.exceptions import CRSError  # noqa: PLC0415 - the same

    folder = "" if path.parent.as_posix() == "layers" else f" --layers {path.parent.as_posix()}"
    command = f"python make_map.py import {path.as_posix()} --layer {path.stem}{folder}"
    try:
        system = CRS.from_user_input(said) if said else None
    except CRSError:
        system = None
    if system is None:
        message = "the file doesn't say which coordinate system it is in"
        hint = f"if you know it, convert it: {command} --crs EPSG:CODE, then move this file away"
        raise ColumnsError(message, hint, code="crs")
    flat = system.to_2d() if system.is_geographic else system
    if not flat.equals(CRS.from_epsg(4326), ignore_axis_order=True):
        message = f"the layer is in another coordinate system: {system.name:.120}"
        hint = f"convert it: {command}, then move this file away"
        raise ColumnsError(message, hint, code="crs")
