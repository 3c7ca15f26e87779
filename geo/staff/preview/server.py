"""The server of the preview: a loopback socket, uvicorn with limits, and a builder's thread."""

from __future__ import annotations

import errno
import secrets
import socket
import threading
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from geo.errors import MapError
from geo.staff.preview.application import Application
from geo.staff.preview.board import Board
from geo.staff.preview.building import Builder, State, described
from geo.staff.preview.gate import Gate
from geo.staff.watching import Watch, follow

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable
    from pathlib import Path

LOOPBACK = "127.0.0.1"
#: The port where none is asked for, and how many after it are tried before any free one.
PORT, _NEXT_PORTS = 8000, 10

#: Open connections. A browser keeps up to six to one host.
MOST_CONNECTIONS = 64
#: Bytes of a request with its headers.
MOST_REQUEST = 16 * 1024
#: How long a connection may take before its first request was let in, in seconds.
REQUEST_S = 10
#: How long an idle connection is kept for further requests, in seconds.
IDLE_S = 5


class Connection(H11Protocol):
    """One connection: cut when there are too many, or when it takes too long."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.app_state = {**self.app_state, "connection": self}
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take it, unless there are too many."""
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            transport.abort()
        else:
            self.allow(REQUEST_S)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        if self._deadline:
            self._deadline.cancel()
        super().connection_lost(exc)

    @property
    def is_closing(self) -> bool:
        """Whether nothing more can be said."""
        return self.transport.is_closing()

    def allow(self, seconds: float) -> None:
        """Cut the connection in so many seconds, and not before."""
        if self._deadline:
            self._deadline.cancel()
        self._deadline = self.loop.call_later(seconds, self.transport.abort)


class _Server(uvicorn.Server):
    """uvicorn that says when it is ready, and lets the streams go when it stops."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None], board: Board) -> None:
        super().__init__(config)
        self._ready = ready
        self._board = board

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop; open streams would keep it waiting."""
        self._board.close()
        await super().shutdown(sockets)


@dataclass(frozen=True, slots=True)
class Voice:
    """Who hears of the preview: of its address once it answers, and of each state."""

    ready: Callable[[str], None]
    state: Callable[[State], None]


class Preview:
    """The preview of a folder of layers.

    ``port`` None means `PORT` or a free one near it, 0 any free one.

    Raises MapError where the port is taken or there is no folder, UsageError where the map
    has no such language.
    """

    def __init__(
        self,
        folder: Path,
        voice: Voice,
        *,
        language: str | None = None,
        port: int | None = None,
    ) -> None:
        self._stop = threading.Event()
        self._watch = Watch(folder, self._stop)
        self._builder = Builder(folder, language)
        self._voice = voice
        self._board = Board()
        self._show(self._builder.first())
        self._socket = _bound(port)
        self.port: int = self._socket.getsockname()[1]
        token = secrets.token_urlsafe(16)
        self.address = f"http://{LOOPBACK}:{self.port}/{token}/"
        gate = Gate(self.port, token)
        application = Application(gate, self._board, lambda state: described(state, folder))
        config = uvicorn.Config(
            application,
            http=Connection,
            ws="none",
            loop="asyncio",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            log_level="error",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            backlog=MOST_CONNECTIONS,
            timeout_keep_alive=IDLE_S,
            timeout_graceful_shutdown=2,
            h11_max_incomplete_event_size=MOST_REQUEST,
        )
        self._server = _Server(config, lambda: voice.ready(self.address), self._board)

    def run(self) -> None:
        """Serve until Ctrl-C, which is raised as KeyboardInterrupt, or until `stop`."""
        builder = threading.Thread(target=self._rebuild, name="builder", daemon=True)
        with closing(self._socket):
            builder.start()
            try:
                self._server.run(sockets=[self._socket])
            finally:
                self._stop.set()
                # A long build is not waited for: it writes nothing.
                builder.join(timeout=2)

    def stop(self) -> None:
        """Make `run` return, from any thread."""
        self._server.should_exit = True

    def _rebuild(self) -> None:
        def look() -> State:
            self._board.publish(replace(self._board.state, building=True))
            return self._builder.build()

        with closing(self._watch):
            follow(self._watch, look, lambda state: state.is_wrong, self._show)

    def _show(self, state: State) -> None:
        self._board.publish(state)
        # Whoever read the messages may have gone; the page goes on.
        with suppress(OSError):
            self._voice.state(state)


def _bound(port: int | None) -> socket.socket:
    """A socket bound to the loopback address, which no other program may share."""
    ports = [*range(PORT, PORT + _NEXT_PORTS), 0] if port is None else [port]
    for tried in ports:
        bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows lets another one in without
                bound.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
            else:
                bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bound.bind((LOOPBACK, tried))
            # Two sockets may be bound to a port that none listens at yet.
            bound.listen(MOST_CONNECTIONS)
        except OSError as error:
            bound.close()
            if port is None and tried:
                continue
            raise MapError(_said(tried, error)) from error
        return bound
    raise AssertionError


def _said(port: int, error: OSError) -> str:
    hint = "leave --port out, or say --port 0, for a free one"
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is taken by another program; {hint}"
    return f"port {port} can't be used ({error.strerror or error}); {hint}"
