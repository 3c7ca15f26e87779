"""`python -m tests.fuzz [--seconds N | --runs N] [TARGET …]`: look for inputs that break it.

Guided by which code an input reaches. What breaks is left in tests/fuzz/found; what reaches
new code, in tests/fuzz/grown, where the next run goes on. What broke goes into the corpus
when it is mended.

With ``--runs`` it is bounded by executions instead, and the same code is tried with the same
inputs each time: from the corpus alone, with a fixed seed. So does CI.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).parent
CORPUS, GROWN, FOUND = HERE / "corpus", HERE / "grown", HERE / "found"
#: Longer inputs find little that shorter ones don't; an input may take so many seconds.
_LONGEST, _SLOWEST = 4096, 20
#: The same on a machine that does other things too, where no verdict may be one by the clock.
_PATIENT, _SEED = 600, 20251124


def _options(name: str) -> list[str]:
    return [
        f"-max_len={_LONGEST}",
        "-rss_limit_mb=3000",
        f"-dict={HERE / 'words.dict'}",
        f"-artifact_prefix={FOUND / name}-",
        "-print_final_stats=1",
    ]


def _run(name: str, *arguments: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "tests.fuzz.harness", name, *arguments]
    settings = os.environ | {"PYTHONHASHSEED": "0"}
    done = subprocess.run(
        command, cwd=HERE.parents[1], env=settings, capture_output=True, check=False
    )
    said = done.stdout + done.stderr
    return done.returncode, said.decode("utf-8", "replace")


def fuzz(name: str, *, seconds: int = 0, runs: int = 0) -> bool:
    """Try one target; print how much was tried and what broke."""
    FOUND.mkdir(exist_ok=True)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        grown = Path(scratch) if runs else GROWN / name
        grown.mkdir(parents=True, exist_ok=True)
        bounds = [f"-max_total_time={seconds}", f"-timeout={_SLOWEST}"]
        if runs:
            bounds = [f"-runs={runs}", f"-seed={_SEED}", f"-timeout={_PATIENT}"]
        code, said = _run(name, *_options(name), *bounds, str(grown), str(CORPUS / name))
    tried = re.search(r"number_of_executed_units:\s*(\d+)", said)
    reached = re.findall(r"cov: (\d+)", said)
    print(
        f"{name}: {tried[1] if tried else '?'} executions in {time.monotonic() - begun:.0f} s, "
        f"{reached[-1] if reached else '?'} edges, {'broken' if code else 'nothing broke'}",
        flush=True,
    )
    if code:
        start = said.find("=== Uncaught Python exception")
        print(said[max(start, 0) :][:4000], file=sys.stderr)
        for path in re.findall(r"Test unit written to (.+)", said):
            print(f"{path}: {Path(path).read_bytes()!r}", file=sys.stderr)
    return code == 0


def main() -> int:
    """Exit code 1 where something broke."""
    names = sorted(path.name for path in CORPUS.iterdir())
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(names))
    bounds = parser.add_mutually_exclusive_group()
    bounds.add_argument("--seconds", type=int, default=60, help="for each target (default: 60)")
    bounds.add_argument("--runs", type=int, default=0, help="executions, the same each time")
    options = parser.parse_args()
    if not find_spec("atheris"):
        print('atheris is not installed: python -m pip install -e ".[fuzz]"', file=sys.stderr)
        return 2
    targets = options.targets or names
    bound = {"runs": options.runs} if options.runs else {"seconds": options.seconds}
    with ThreadPoolExecutor(os.cpu_count() if options.runs else 1) as pool:
        sound = list(pool.map(lambda name: fuzz(name, **bound), targets))
    return 0 if all(sound) else 1


if __name__ == "__main__":
    sys.exit(main())
