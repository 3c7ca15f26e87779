"""Archives without the time of their making: the same files give the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_EPOCH = (1980, 1, 1, 0, 0, 0)
#: Files that are packed already.
_PACKED = (".parts", ".pmtiles")
_THEN = "2000-01-01T00:00:00Z"


def at_rest(data: bytes, then: str = _THEN) -> bytes:
    """An Office file that says ``then`` wherever it would say when it was made."""
    source = zipfile.ZipFile(io.BytesIO(data))
    file = io.BytesIO()
    with source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for info in source.infolist():
            part = source.read(info)
            if info.filename == "docProps/core.xml":
                part = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", then.encode(), part)
            archive.writestr(_still(info.filename), part)
    return file.getvalue()


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A ZIP of files in the order of their names, its dates at rest."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            archive.writestr(_still(name), data)
    return file.getvalue()


def _still(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_STORED if name.endswith(_PACKED) else zipfile.ZIP_DEFLATED
    info.create_system = 3
    info.external_attr = 0o644 << 16
    return info
