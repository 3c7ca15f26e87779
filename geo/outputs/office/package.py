"""Office files as packages: templates opened with a clear refusal, the same bytes each time."""

from __future__ import annotations

import datetime as dt
import errno
import io
import zipfile
from typing import TYPE_CHECKING, Any, Protocol

from geo.errors import MapError
from geo.outputs.markup import unturned

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.outputs.markup import Reader

#: The first moment that a zip can record.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_TYPES = "[Content_Types].xml"
#: A template of more than this, unpacked, is no office file that anybody works with.
_MOST_BYTES = 200_000_000


class _Saved(Protocol):
    core_properties: Any

    def save(self, path_or_stream: Any) -> None: ...


def opened(kind: str, path: str, read: Callable[[Any], Any], types: dict[str, str]) -> Any:
    """Open a template, or the default one where ``path`` is empty.

    ``types`` turns the content type of a template file (.dotx, .potx) into that of a document.

    Raises MapError where the file can't be read as what it should be.
    """
    if not path:
        return read(None)
    try:
        return read(_as_document(path, types))
    except OSError as error:
        raise _refusal(kind, path, error.strerror or str(error)) from error
    except Exception as error:  # the readers raise whatever their XML and zip parsers do
        raise _refusal(kind, path, f"it is no {kind} file") from error


def _as_document(path: str, types: dict[str, str]) -> io.BytesIO:
    """The file with the content type of a document."""
    repacked = io.BytesIO()
    with zipfile.ZipFile(path) as template, zipfile.ZipFile(repacked, "w") as plain:
        if sum(item.file_size for item in template.infolist()) > _MOST_BYTES:
            raise OSError(errno.EFBIG, "it is too large")
        for item in template.infolist():
            data = template.read(item)
            plain.writestr(item, _typed(data, types) if item.filename == _TYPES else data)
    repacked.seek(0)
    return repacked


def _refusal(kind: str, path: str, reason: str) -> MapError:
    return MapError(f"{path}: can't be used as the {kind} template: {reason}")


def _typed(data: bytes, types: dict[str, str]) -> bytes:
    for template, document in types.items():
        data = data.replace(template.encode(), document.encode())
    return data


def described(document: _Saved, reader: Reader) -> None:
    """Set title, subject and language; no clock and no name of a person or machine."""
    model, properties = reader.model, document.core_properties
    then = moment(model.trace.newest_iso)
    properties.title = reader.of(model.title)[:255]
    properties.subject = reader.of(model.summary)[:255]
    properties.language = reader.word("language.cldr")
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.keywords = model.trace.short
    properties.created = properties.modified = then
    properties.revision = 1


def moment(iso: str) -> dt.datetime:
    """The first moment of a day, a month or a year; that of zips where none is known."""
    numbers = [int(part) for part in iso.split("-")] if iso else list(_EPOCH[:3])
    year, month, day = (*numbers, 1, 1)[:3]
    return dt.datetime(year, month, day)  # noqa: DTZ001 - the libraries want it without a zone


def packed(document: _Saved) -> bytes:
    """Save a document with neither the order nor the time of its parts left to chance."""
    raw = io.BytesIO()
    document.save(raw)
    out = io.BytesIO()
    with (
        zipfile.ZipFile(raw) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        names = sorted(source.namelist(), key=lambda name: (name != _TYPES, name))
        for name in names:
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            target.writestr(entry, _unturned(name, source.read(name)))
    return out.getvalue()


def _unturned(name: str, data: bytes) -> bytes:
    """A part in which no text reads as another: see `geo.outputs.markup.unturned`."""
    if not name.endswith((".xml", ".rels")) or b"\xe2\x80" not in data:
        return data
    return unturned(data.decode()).encode()
