"""`python -m tests.fuzz [--seconds N] [TARGET …]`: look for inputs that break something.

Guided by which code an input reaches. What breaks is left in tests/fuzz/found; what reaches
new code, in tests/fuzz/grown, where the next run goes on. What broke goes into the corpus
when it is mended.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).parent
CORPUS, GROWN, FOUND = HERE / "corpus", HERE / "grown", HERE / "found"
#: Longer inputs find little that shorter ones don't; an input may take so many seconds.
_LONGEST, _SLOWEST = 4096, 20


def _options(name: str) -> list[str]:
    return [
        f"-max_len={_LONGEST}",
        f"-timeout={_SLOWEST}",
        "-rss_limit_mb=3000",
        f"-dict={HERE / 'words.dict'}",
        f"-artifact_prefix={FOUND / name}-",
        "-print_final_stats=1",
    ]


def _run(name: str, *arguments: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "tests.fuzz.harness", name, *arguments]
    done = subprocess.run(command, cwd=HERE.parents[1], capture_output=True, check=False)
    said = done.stdout + done.stderr
    return done.returncode, said.decode("utf-8", "replace")


def fuzz(name: str, seconds: int) -> bool:
    """Try one target; print how much was tried and what broke."""
    grown = GROWN / name
    grown.mkdir(parents=True, exist_ok=True)
    FOUND.mkdir(exist_ok=True)
    folders = [str(grown), str(CORPUS / name)]
    code, said = _run(name, *_options(name), f"-max_total_time={seconds}", *folders)
    tried = re.search(r"number_of_executed_units:\s*(\d+)", said)
    reached = re.findall(r"cov: (\d+)", said)
    print(
        f"{name}: {tried[1] if tried else '?'} executions in {seconds} s, "
        f"{reached[-1] if reached else '?'} edges, {'broken' if code else 'nothing broke'}",
        flush=True,
    )
    if code:
        start = said.find("=== Uncaught Python exception")
        print(said[max(start, 0) :][:4000], file=sys.stderr)
        print(*re.findall(r"Test unit written to (.+)", said), sep="\n", file=sys.stderr)
    return code == 0


def main() -> int:
    """Exit code 1 where something broke."""
    names = sorted(path.name for path in CORPUS.iterdir())
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(names))
    parser.add_argument("--seconds", type=int, default=60, help="for each target (default: 60)")
    options = parser.parse_args()
    if not find_spec("atheris"):
        print('atheris is not installed: python -m pip install -e ".[fuzz]"', file=sys.stderr)
        return 2
    targets = options.targets or names
    sound = [fuzz(name, options.seconds) for name in targets]
    return 0 if all(sound) else 1


if __name__ == "__main__":
    sys.exit(main())
