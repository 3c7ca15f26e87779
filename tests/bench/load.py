"""`python -m tests.bench.load`: the preview under load, by wrk or ab; and what hurts it not.

The page of the shipped layers is asked for as fast as the machine can, by as many connections
as the preview keeps; then by ten times as many, while slow clients hold connections open. Each
time it is asked at the end whether the page still comes, and how fast.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

MAP = Path(__file__).parents[2] / "make_map.py"
SECONDS = 5


def main() -> int:
    """Exit code 2 where there is no tool to make the load, 1 where the preview broke down."""
    tool = shutil.which("wrk") or shutil.which("ab")
    if tool is None:
        print("neither wrk nor ab is here: install wrk or apache2-utils", file=sys.stderr)
        return 2
    command = [sys.executable, str(MAP), "serve", "--port", "0"]
    with subprocess.Popen(
        command, cwd=MAP.parent, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as preview:
        assert preview.stdout
        address = preview.stdout.readline().strip()
        try:
            print(f"{Path(tool).name}, {SECONDS} s each; alone: {_alone(address):.0f} ms a page")
            for connections, slow in ((1, 0), (16, 0), (160, 0), (16, 40)):
                print(_loaded(tool, address, connections, slow), flush=True)
        finally:
            begun = time.monotonic()
            preview.terminate()
            preview.wait(30)
            print(f"ended within {time.monotonic() - begun:.1f} s, exit code {preview.returncode}")
    return 0


def _alone(address: str) -> float:
    """Milliseconds for one page."""
    begun = time.monotonic()
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 - ours
        answer.read()
    return (time.monotonic() - begun) * 1000


def _loaded(tool: str, address: str, connections: int, slow: int) -> str:
    port = int(re.findall(r":(\d+)/", address)[0])
    with contextlib.ExitStack() as held:
        for _each in range(slow):
            bare = held.enter_context(socket.create_connection(("127.0.0.1", port), timeout=30))
            bare.sendall(b"GET / HT")
        if tool.endswith("wrk"):
            options = ["-t", "1", "-c", str(connections), "-d", f"{SECONDS}s", "--latency"]
        else:
            options = ["-q", "-s", "30", "-c", str(connections), "-t", str(SECONDS)]
        done = subprocess.run(
            [tool, *options, address], capture_output=True, text=True, check=False
        )
        after = _alone(address)
    said = done.stdout + done.stderr
    rate = re.search(r"Requests(?:/sec| per second): +([\d.]+)", said)
    middle = re.search(r"50%\s+([\d.]+\s*\w*)", said)
    errors = re.search(r"Non-2xx.*|Socket errors.*|Failed requests.*", said)
    return (
        f"{connections:4} connections, {slow} slow clients: {rate[1] if rate else '?'} pages/s, "
        f"median {middle[1] if middle else '?'}; {errors[0] if errors else 'no errors'}; "
        f"then {after:.0f} ms a page"
    )


if __name__ == "__main__":
    sys.exit(main())
