"""GeoPackages as databases: read only, and only if nothing in them could act."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_VIRTUAL = ("rtree",)
#: Functions of SQLite and GDAL that reach out of a database.
_ACTING = re.compile(r"\b(load_extension|readfile|writefile|gdal_\w+|ogr_\w+)\s*\(", re.IGNORECASE)


class DatabaseError(Exception):
    """Why a database is not read."""


def is_database(path: Path) -> bool:
    """Whether a file is an SQLite database."""
    with path.open("rb") as file:
        return file.read(6) == b"SQLite"


def refuse_hostile(path: Path) -> None:
    """Raise DatabaseError for a database that is no GeoPackage, or has in it what could act."""
    try:
        with database(path) as base:
            rows = base.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
    except (sqlite3.Error, ValueError) as error:
        message = f"the database can't be read ({error}); is it open elsewhere?"
        raise DatabaseError(message) from error
    names = {str(name).lower() for _kind, name, _sql in rows}
    if "gpkg_contents" not in names:
        message = "an SQLite database, but no GeoPackage"
        message = f"{message}; save it as a GeoPackage (QGIS: Export, Save Features As)"
        raise DatabaseError(message)
    for kind, name, sql in rows:
        acting = _ACTING.search(str(sql or "")) if kind in {"view", "trigger"} else None
        if acting:
            message = f"the {kind} {name!r} calls {acting[1]}"
            message = f"{message}, which reaches out of the database; it is not read"
            raise DatabaseError(message)
        words = str(sql or "").lower().split()
        if words[:3] == ["create", "virtual", "table"]:
            using = words[words.index("using") + 1].split("(")[0] if "using" in words else ""
            if using not in _VIRTUAL:
                message = f"the {kind} {name!r} is virtual, made by {using!r}"
                message = f"{message}; such a database is not read"
                raise DatabaseError(message)


@contextmanager
def database(path: Path) -> Iterator[sqlite3.Connection]:
    """The database, opened so that nothing can be written to it."""
    base = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=1)
    try:
        yield base
    finally:
        base.close()
