"""What the tests of office files share."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import zipfile
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_ADDRESS = re.compile(r'TargetMode="External"')
_TARGET = re.compile(r'Target="([^"]*)"')


def parts(data: bytes) -> dict[str, bytes]:
    """The parts of an office file by their names."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def addresses(data: bytes) -> Iterator[str]:
    """Every address outside the file that one of its parts names."""
    for name, part in parts(data).items():
        if name.endswith(".rels"):
            for relation in re.findall(r"<Relationship .*?>", part.decode()):
                if _ADDRESS.search(relation):
                    yield _TARGET.search(relation)[1]  # type: ignore[index]


def as_pdf(data: bytes, name: str, folder: Path) -> bytes:
    """What LibreOffice prints of an office file; skips where it isn't installed."""
    program = shutil.which("soffice")
    if program is None:
        if os.environ.get("PROJECTMAP_NEEDS_OFFICE"):
            pytest.fail("LibreOffice is not installed")
        pytest.skip("LibreOffice is not installed")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command: list[str | Path] = [
        program,
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        folder,
        name,
    ]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=240)
    return (folder / name).with_suffix(".pdf").read_bytes()
