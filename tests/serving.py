"""Runs a preview in this process, and talks to it as a browser does and as it doesn't."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import Queue
from typing import TYPE_CHECKING, Any

from geo.staff.preview.server import Preview, Voice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from geo.staff.preview.building import State

#: Far longer than anything takes: what doesn't come by then never will.
PATIENCE_S = 60


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Served:
    """A running preview."""

    preview: Preview
    states: Queue[State] = field(default_factory=Queue)

    @property
    def port(self) -> int:
        return self.preview.port

    @property
    def path(self) -> str:
        """The path of the page, with its token."""
        return "/" + self.preview.address.split("/", 3)[3]

    @property
    def token(self) -> str:
        return self.path.strip("/")

    def get(
        self,
        name: str = "",
        *,
        path: str | None = None,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Answer:
        """Ask for a page by its name behind the token, or by the whole path."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        try:
            where = self.path + name if path is None else path
            connection.request(method, where, body=body, headers=dict(headers or {}))
            answer = connection.getresponse()
            found = {key.lower(): value for key, value in answer.getheaders()}
            return Answer(answer.status, found, answer.read())
        finally:
            connection.close()

    def connected(self, takes: int = 0) -> socket.socket:
        """A bare connection. The system takes in about ``takes`` bytes that nobody reads."""
        bare = socket.socket()
        bare.settimeout(PATIENCE_S)
        if takes:
            bare.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, takes)
        bare.connect(("127.0.0.1", self.port))
        return bare

    def raw(self, data: bytes) -> bytes:
        """Send bytes as they are; all that comes back until the server hangs up."""
        with self.connected() as bare:
            bare.sendall(data)
            return read_all(bare)

    @contextmanager
    def events(self) -> Iterator[Iterator[dict[str, Any]]]:
        """The states that the page hears of."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        connection.request("GET", self.path + "events")
        answer = connection.getresponse()
        try:
            yield (json.loads(line[5:]) for line in answer if line.startswith(b"data:"))
        finally:
            answer.close()
            connection.close()

    def until(self, wanted: Callable[[State], bool]) -> State:
        """The first state from now on that is as wanted."""
        while True:
            state = self.states.get(timeout=PATIENCE_S)
            if wanted(state):
                return state


@contextmanager
def served(folder: Path, *, language: str | None = None) -> Iterator[Served]:
    """A preview of a folder at a free port, stopped and gone afterwards."""
    ready = threading.Event()
    states: Queue[State] = Queue()
    voice = Voice(lambda _address: ready.set(), states.put)
    preview = Preview(folder, voice, language=language, port=0)
    thread = threading.Thread(target=preview.run)
    thread.start()
    try:
        assert ready.wait(PATIENCE_S)
        yield Served(preview, states)
    finally:
        preview.stop()
        thread.join(PATIENCE_S)
    assert not thread.is_alive()


def read_all(bare: socket.socket) -> bytes:
    """All that comes until the other side hangs up."""
    found = b""
    try:
        while chunk := bare.recv(65536):
            found += chunk
    except ConnectionResetError:
        pass
    return found
