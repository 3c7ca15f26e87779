"""Canonical GeoJSON text, and files that are either the old one or the new one, whole."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import time
from typing import TYPE_CHECKING, Any

from geo import unfinished
from geo.errors import MapError
from geo.rounding import DECIMALS, coordinates_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

__all__ = [
    "DECIMALS",
    "collection_head",
    "collection_text",
    "feature_text",
    "geometry_text",
    "json_text",
    "write_bytes",
    "write_chunks",
    "write_collection",
    "write_text",
]

_MEMBERS = frozenset({"type", "id", "properties", "geometry"})
#: The permission to write, of anybody. Whoever took it away wants the file as it is.
_WRITABLE = 0o222
#: Whether a file must be closed before it is moved, and how long to wait for other programs.
_CLOSED_FIRST = os.name == "nt"
_WAITS_S: tuple[float, ...] = (0.05, 0.1, 0.2, 0.4)
_GEOMETRY_MEMBERS = frozenset({"type", "coordinates", "geometries"})
_ENCODE = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def collection_text(
    features: Iterable[Mapping[str, Any]],
    *,
    members: Mapping[str, Any] | None = None,
    decimals: int = DECIMALS,
) -> str:
    """A FeatureCollection, one feature a line.

    ``members`` are foreign members of the collection. Coordinates (degrees) are
    rounded to ``decimals`` places, or as many more as the feature needs; no other
    number is touched.
    """
    start = collection_head(members or {})
    lines = ",\n".join(feature_text(feature, decimals=decimals) for feature in features)
    return f"{start}\n{lines}\n]}}\n" if lines else f"{start}]}}\n"


def collection_head(members: Mapping[str, Any]) -> str:
    """The text of a collection up to its features, with its foreign members."""
    head = {"type": "FeatureCollection", **members}
    return json_text(head)[:-1] + ', "features": ['


def feature_text(
    feature: Mapping[str, Any], *, decimals: int = DECIMALS, coordinates: str | None = None
) -> str:
    """One feature on one line: type, id, properties, geometry, then its foreign members.

    ``coordinates`` is the text of those of the geometry, where it is known already.
    """
    parts = ['{"type": "Feature"']
    if "id" in feature:
        parts.append(f'"id": {_ENCODE(feature["id"])}')
    if "properties" in feature:
        parts.append(f'"properties": {_ENCODE(feature["properties"])}')
    parts.append(f'"geometry": {geometry_text(feature.get("geometry"), decimals, coordinates)}')
    if len(feature) > len(_MEMBERS) or not _MEMBERS.issuperset(feature):
        parts += (
            f"{_ENCODE(key)}: {_ENCODE(value)}"
            for key, value in feature.items()
            if key not in _MEMBERS
        )
    return _encodable(", ".join(parts) + "}")


def geometry_text(geometry: Any, decimals: int = DECIMALS, coordinates: str | None = None) -> str:
    """A geometry on one line: type, coordinates, members of a collection, then the rest."""
    if not isinstance(geometry, dict):
        return _ENCODE(geometry)
    kind = geometry.get("type")
    parts = [f'"type": {_ENCODE(kind)}'] if "type" in geometry else []
    if "coordinates" in geometry:
        if coordinates is None:
            coordinates = coordinates_text(geometry["coordinates"], str(kind), decimals)
        parts.append(f'"coordinates": {coordinates}')
    if "geometries" in geometry:
        members = geometry["geometries"]
        if isinstance(members, list):
            inner = ", ".join(geometry_text(member, decimals) for member in members)
            parts.append(f'"geometries": [{inner}]')
        else:
            parts.append(f'"geometries": {_ENCODE(members)}')
    parts += (
        f"{_ENCODE(key)}: {_ENCODE(value)}"
        for key, value in geometry.items()
        if key not in _GEOMETRY_MEMBERS
    )
    return f"{{{', '.join(parts)}}}"


def json_text(value: Any) -> str:
    """JSON on one line. Half a surrogate pair, which no UTF-8 can hold, stays an escape."""
    return _encodable(_ENCODE(value))


def _encodable(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        return re.sub("[\ud800-\udfff]", lambda match: f"\\u{ord(match[0]):04x}", text)
    return text


def write_collection(
    path: Path,
    features: Iterable[Mapping[str, Any]],
    *,
    members: Mapping[str, Any] | None = None,
    decimals: int = DECIMALS,
) -> None:
    """Write a FeatureCollection, one feature a line, in place of ``path``."""
    write_text(path, collection_text(features, members=members, decimals=decimals))


def write_text(path: Path, text: str, *, instead_of: bytes | None = None) -> None:
    """Write UTF-8 text with newlines as they are, in place of ``path``."""
    write_bytes(path, text.encode(), instead_of=instead_of)


def write_bytes(path: Path, data: bytes, *, instead_of: bytes | None = None) -> None:
    """Put ``data`` in place of ``path`` in one step: see `write_chunks`."""
    write_chunks(path, (data,), instead_of=instead_of)


def write_chunks(
    path: Path, chunks: Iterable[bytes | memoryview], *, instead_of: bytes | None = None
) -> None:
    """Put the chunks in place of ``path`` in one step, so that no reader ever sees half of it.

    ``instead_of`` is what the file held when the chunks were made of it: where it holds
    something else by now, somebody has saved it meanwhile, and it stays.

    Raises MapError where the folder can't be made or written; the former file stays.
    """
    try:
        if path.exists() and not path.stat().st_mode & _WRITABLE:
            raise PermissionError(errno.EACCES, "the file is read-only")
        path.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.beside(path) as (handle, temporary):
            _fill(handle, chunks, temporary, path, instead_of)
    except OSError as error:
        reason = error.strerror or str(error)
        message = f"{path}: can't be written ({reason}); the former file, if any, is as it was"
        raise MapError(message) from error


def _fill(
    handle: int,
    chunks: Iterable[bytes | memoryview],
    temporary: str,
    path: Path,
    instead_of: bytes | None,
) -> None:
    with os.fdopen(handle, "wb") as file:
        file.writelines(chunks)
        file.flush()
        os.fsync(file.fileno())
        os.chmod(temporary, _mode(path))  # noqa: PTH101 - mkstemp gives a str
        if instead_of is not None and path.read_bytes() != instead_of:
            message = f"{path}: somebody has saved the file meanwhile; it stays; run this again"
            raise MapError(message)
        # Open until it is in its place, and locked so long; but Windows moves no open file.
        if not _CLOSED_FIRST:
            os.replace(temporary, path)  # noqa: PTH105 - mkstemp gives a str
            return
    _replace_patiently(temporary, path)


def _replace_patiently(temporary: str, path: Path) -> None:
    """Windows refuses while another program has the file open, often for a moment only."""
    for wait in _WAITS_S:
        with contextlib.suppress(PermissionError):
            os.replace(temporary, path)  # noqa: PTH105 - mkstemp gives a str
            return
        time.sleep(wait)
    try:
        os.replace(temporary, path)  # noqa: PTH105 - mkstemp gives a str
    except PermissionError as error:
        reason = "another program has it open: close it there and run this again"
        raise PermissionError(error.errno, reason) from error


def _mode(path: Path) -> int:
    """The permissions of the file that is replaced, else what the umask gives a new one."""
    with contextlib.suppress(OSError):
        return path.stat().st_mode & 0o777
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask
