"""Pictures of the real QGIS window for layers/README.md: ``python -m tests.qgis.pictures``.

Needs Debian's ``qgis`` and ``xvfb``. Works on a copy of the layers, with a profile of its own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from geo.cli import main

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
PICTURES = HERE / "pictures"
_SCREEN = "-screen 0 1120x700x24"
_PATIENCE = 300


def take() -> None:
    """Take all of them."""
    with tempfile.TemporaryDirectory() as name:
        base = Path(name)
        layers = base / "layers"
        shutil.copytree(ROOT / "layers", layers, ignore=shutil.ignore_patterns("*.qgs*"))
        if main(["qgis", "--layers", str(layers), "--lang", "en"]) != 0:
            raise SystemExit(1)
        temporary = base / "tmp"
        temporary.mkdir()
        PICTURES.mkdir(exist_ok=True)
        qgis = ["qgis", "--nologo", "--noversioncheck", "--profiles-path", str(base / "profile")]
        given = ["--code", str(HERE / "shoot.py"), "--project", str(layers / "map.qgs")]
        subprocess.run(
            ["xvfb-run", "-a", "-s", _SCREEN, *qgis, *given],
            env={
                **os.environ,
                "HOME": name,
                "LANG": "en_US.UTF-8",
                "XDG_RUNTIME_DIR": str(temporary),
                # QGIS warns of layers in the folder for temporary files.
                "TMPDIR": str(temporary),
                "PICTURES": str(PICTURES),
            },
            timeout=_PATIENCE,
            check=True,
        )
    for picture in sorted(PICTURES.glob("*.png")):
        print(picture.relative_to(ROOT), picture.stat().st_size)


if __name__ == "__main__":
    take()
