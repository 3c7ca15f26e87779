"""One target under libFuzzer: `python -m tests.fuzz.harness TARGET [options of libFuzzer]`."""

from __future__ import annotations

import logging
import shutil
import sys
import tempfile
import warnings
from pathlib import Path

import atheris


def main() -> None:
    """Try inputs until libFuzzer has had enough; it leaves by itself."""
    name, *options = sys.argv[1:]
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    # Much is imported only when it is needed, so all that follows is watched.
    with atheris.instrument_imports(include=["geo"]):
        from tests.fuzz.targets import TARGETS

        target = TARGETS[name]

        def one(data: bytes) -> None:
            shutil.rmtree(folder)
            folder.mkdir()
            target(data, folder)

        atheris.Setup([name, *options], one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
