"""Canonical GeoJSON text, and files that are either the old one or the new one, whole."""

from __future__ import annotations

import contextlib
import json
import os
import re
import tempfile
from typing import TYPE_CHECKING, Any

from geo.errors import MapError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

#: 1e-6 degrees of latitude is 0.11 m.
DECIMALS = 6


def collection_text(
    features: Iterable[Mapping[str, Any]],
    *,
    members: Mapping[str, Any] | None = None,
    decimals: int = DECIMALS,
) -> str:
    """A FeatureCollection, one feature a line.

    ``members`` are foreign members of the collection. Coordinates (degrees) are
    rounded to ``decimals`` places; no other number is touched.
    """
    head = {"type": "FeatureCollection", **(members or {})}
    start = _json(head)[:-1] + ', "features": ['
    lines = ",\n".join(feature_text(feature, decimals=decimals) for feature in features)
    return f"{start}\n{lines}\n]}}\n" if lines else f"{start}]}}\n"


def feature_text(feature: Mapping[str, Any], *, decimals: int = DECIMALS) -> str:
    """One feature on one line: type, id, properties, geometry, then its foreign members."""
    ordered: dict[str, Any] = {"type": "Feature"}
    for key in ("id", "properties", "geometry"):
        if key in feature:
            ordered[key] = feature[key]
    ordered["geometry"] = _rounded_geometry(feature.get("geometry"), decimals)
    for key, value in feature.items():
        ordered.setdefault(key, value)
    return _json(ordered)


def _json(value: Any) -> str:
    """JSON on one line. Half a surrogate pair, which no UTF-8 can hold, stays an escape."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return re.sub("[\ud800-\udfff]", lambda match: f"\\u{ord(match[0]):04x}", text)


def _rounded_geometry(geometry: Any, decimals: int) -> Any:
    """The geometry with its coordinates rounded, those of a collection's members too."""
    if not isinstance(geometry, dict):
        return geometry
    rounded = dict(geometry)
    if "coordinates" in rounded:
        rounded["coordinates"] = _rounded(rounded["coordinates"], decimals)
    if isinstance(rounded.get("geometries"), list):
        rounded["geometries"] = [_rounded_geometry(m, decimals) for m in rounded["geometries"]]
    return rounded


def _rounded(value: Any, decimals: int) -> Any:
    if isinstance(value, float):
        shorter = round(value, decimals)
        return int(shorter) if shorter.is_integer() else shorter
    if isinstance(value, list | tuple):
        return [_rounded(item, decimals) for item in value]
    return value


def write_collection(
    path: Path,
    features: Iterable[Mapping[str, Any]],
    *,
    members: Mapping[str, Any] | None = None,
    decimals: int = DECIMALS,
) -> None:
    """Write a FeatureCollection, one feature a line, in place of ``path``."""
    write_text(path, collection_text(features, members=members, decimals=decimals))


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text with newlines as they are, in place of ``path``."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, data: bytes) -> None:
    """Put ``data`` in place of ``path`` in one step, so that no reader ever sees half of it.

    Raises MapError where the folder can't be made or written; the former file stays.
    """
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(
            prefix=f".{path.name}.", suffix=".part", dir=path.parent
        )
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, _mode(path))  # noqa: PTH101 - mkstemp gives a str
        os.replace(temporary, path)  # noqa: PTH105
    except OSError as error:
        reason = error.strerror or str(error)
        message = f"{path}: can't be written ({reason}); the former file, if any, is as it was"
        raise MapError(message) from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(temporary)  # noqa: PTH108


def _mode(path: Path) -> int:
    """The permissions of the file that is replaced, else what the umask gives a new one."""
    with contextlib.suppress(OSError):
        return path.stat().st_mode & 0o777
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask
