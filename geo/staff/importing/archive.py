"""Archives, unpacked where nothing in them can reach out or overflow.

Each member goes to a folder of its own number with a harmless name, so that no path of the
archive is ever followed.
"""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from geo.errors import MapError
from geo.staff.importing.encodings import guessed_name
from geo.staff.importing.limits import FREE_BYTES, MAX_BYTES, MAX_FILES, MAX_RATIO

if TYPE_CHECKING:
    from collections.abc import Iterable

_CHUNK = 1024 * 1024
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
#: Files that systems leave in archives.
_LITTER = re.compile(r"(?:^|/)(?:__MACOSX/|\.|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive: its name there, and where it was unpacked."""

    name: str
    path: Path


def unpack(source: Path, to: Path) -> list[Member]:
    """Unpack the files of a ZIP archive below ``to``.

    Raises MapError for an archive that is broken, encrypted, or hostile.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            return _unpack(source, archive, to)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        message = f"{source}: the archive is broken or cut off ({error}); take it again"
        raise MapError(message) from error
    except (NotImplementedError, RuntimeError) as error:
        message = f"{source}: the archive is packed in a way that can't be read ({error})"
        message = f"{message}; unpack it and give the file in it"
        raise MapError(message) from error


def names_in(source: Path) -> list[str]:
    """The names of the files in an archive, [] where it can't be read."""
    try:
        with zipfile.ZipFile(source) as archive:
            return [info.filename for info in archive.infolist()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return []


def refuse_bomb(source: Path, infos: Iterable[zipfile.ZipInfo], limit: int = MAX_BYTES) -> None:
    """Raise MapError where an archive says that it would unpack to too much."""
    infos = list(infos)
    if len(infos) > MAX_FILES:
        message = f"{source}: {len(infos)} files in the archive; at most {MAX_FILES} are read"
        message = f"{message}. Unpack it, and give the file that is meant"
        raise MapError(message)
    for info in infos:
        if info.file_size > FREE_BYTES and info.file_size > MAX_RATIO * max(info.compress_size, 1):
            message = f"{source}: {info.filename!r} unpacks to {_mb(info.file_size)}"
            message = f"{message} from {_mb(info.compress_size)}: it looks like a bomb"
            raise MapError(message)
    whole = sum(info.file_size for info in infos)
    if whole > limit:
        message = f"{source}: the archive unpacks to {_mb(whole)}; at most {_mb(limit)} are read"
        raise MapError(message)


def _unpack(source: Path, archive: zipfile.ZipFile, to: Path) -> list[Member]:
    # A damaged archive may have a member without a name, of which is_dir() makes an error.
    infos = [info for info in archive.infolist() if info.filename and not info.is_dir()]
    refuse_bomb(source, infos)
    left = MAX_BYTES
    folders: dict[str, Path] = {}
    found: list[Member] = []
    taken: set[Path] = set()
    for info, name in zip(infos, _names(infos), strict=True):
        _refuse_hostile(source, info, name)
        if _LITTER.search(name):
            continue
        inside = PurePosixPath(name.replace("\\", "/"))
        folder = folders.setdefault(str(inside.parent).casefold(), to / str(len(folders)))
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / _harmless(inside.name)
        if Path(str(path).casefold()) in taken:
            message = f"{source}: {name!r} stands twice in the archive"
            raise MapError(message)
        taken.add(Path(str(path).casefold()))
        left = _copy(source, archive, info, path, left)
        found.append(Member(name, path))
    return found


def _names(infos: list[zipfile.ZipInfo]) -> list[str]:
    """The names of the members; those that don't say UTF-8 are guessed all alike."""
    raw = [
        info.filename.encode("cp437", "replace")
        for info in infos
        if not info.flag_bits & _UTF8_NAME
    ]
    encoding = guessed_name(b"\n".join(raw))
    return [
        info.filename
        if info.flag_bits & _UTF8_NAME
        else info.filename.encode("cp437", "replace").decode(encoding, "replace")
        for info in infos
    ]


def _refuse_hostile(source: Path, info: zipfile.ZipInfo, name: str) -> None:
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or ".." in parts or re.match(r"^[A-Za-z]:", name):
        message = f"{source}: the archive has a file with a path that leads out of it: {name!r}"
        message = f"{message}. Nothing was read"
        raise MapError(message)
    if stat.S_ISLNK(info.external_attr >> 16):
        message = f"{source}: the archive has a link in it: {name!r}. Nothing was read"
        raise MapError(message)
    if info.flag_bits & _ENCRYPTED:
        message = f"{source}: the archive has a password; unpack it and give the file in it"
        raise MapError(message)


def _copy(
    source: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path, left: int
) -> int:
    """Unpack one member, and return how many bytes are left of the limit."""
    with archive.open(info) as packed, path.open("wb") as file:
        while chunk := packed.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                message = f"{source}: the archive unpacks to more than {_mb(MAX_BYTES)}"
                raise MapError(message)
            file.write(chunk)
    return left


def _harmless(name: str) -> str:
    """A file name that every system takes and none acts upon."""
    clean = re.sub(r'[\x00-\x1f\x7f<>:"/\\|?*]', "_", name).strip(" .") or "_"
    stem, dot, suffix = clean.rpartition(".")
    if re.fullmatch(r"(?i)con|prn|aux|nul|com\d|lpt\d", stem or clean):
        return f"_{clean}"
    longest = 100
    return clean if len(clean) <= longest else f"{stem[:longest]}{dot}{suffix[:10]}"


def _mb(size: int) -> str:
    return f"{size / 1024**2:,.0f} MB".replace(",", " ")
