"""The preview's own few addresses, as an ASGI application. Nothing is read from the disk."""

from __future__ import annotations

import json
from http import HTTPStatus
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from geo.outputs.policy import widened

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    from geo.staff.preview.board import Board
    from geo.staff.preview.building import Page, State
    from geo.staff.preview.gate import Gate

    Message = MutableMapping[str, Any]
    Send = Callable[[Message], Awaitable[None]]
    Headers = list[tuple[bytes, bytes]]

#: How long an answer may take, in seconds: to slower readers the connection is cut.
ANSWER_S = 30
#: A stream says that it is alive after so long without news.
BEAT_S = 10

_FILES = {
    "preview.js": "text/javascript; charset=utf-8",
    "keeping.js": "text/javascript; charset=utf-8",
    "preview.css": "text/css; charset=utf-8",
}
_HEADERS: Headers = [
    (b"cache-control", b"no-store"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
]
_NOTHING = "default-src 'none'; frame-ancestors 'none'"
_WAITING = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
#: What the preview's own files need beside what the page's policy lets through.
_MORE = {
    "script-src": "'self'",
    "style-src": "'self'",
    "connect-src": "'self'",
    "frame-ancestors": "'none'",
}


class Application:
    """Answers requests: the page, what the preview adds to it, and the news."""

    def __init__(
        self, gate: Gate, board: Board, describe: Callable[[State], dict[str, Any]]
    ) -> None:
        self._gate = gate
        self._board = board
        self._describe = describe
        own = files(__package__) / "page"
        self._waiting = (own / "waiting.html").read_bytes()
        self._files = {
            name.encode(): (kind, (own / name).read_bytes()) for name, kind in _FILES.items()
        }

    async def __call__(self, scope: Message, _receive: object, send: Send) -> None:
        """Answer one request."""
        path: bytes = scope["raw_path"]
        refusal = self._gate.refusal(scope["method"], path, scope["headers"])
        if refusal:
            await _refuse(send, refusal.status, refusal.reason)
            return
        connection = scope["state"]["connection"]
        connection.allow(ANSWER_S)
        name = path.split(b"/", 2)[2] if path.count(b"/") > 1 else None
        if name == b"":
            await self._page(send, self._board.state.page)
        elif name == b"events":
            await self._events(send, connection, is_head=scope["method"] == "HEAD")
        elif name in self._files:
            kind, data = self._files[name]
            await _answer(send, HTTPStatus.OK, kind, data)
        elif name is None:
            to = [(b"location", path + b"/")]
            await _answer(send, HTTPStatus.PERMANENT_REDIRECT, "text/plain", b"", more=to)
        else:
            await _refuse(send, HTTPStatus.NOT_FOUND, "The preview has no such page.")

    async def _page(self, send: Send, page: Page | None) -> None:
        data, policy = self._waiting, _WAITING
        if page:
            policy, data = widened(page.policy, _MORE), page.html
        await _answer(send, HTTPStatus.OK, "text/html; charset=utf-8", data, policy=policy)

    async def _events(self, send: Send, connection: Any, *, is_head: bool) -> None:
        """The state, and again each time it changes, for as long as the page is open."""
        kind = b"text/event-stream; charset=utf-8"
        headers = [*_HEADERS, (b"content-type", kind), (b"connection", b"close")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        if not is_head:
            async with self._board.news() as news:
                while not connection.is_closing and not self._board.is_closed:
                    state = await news.next(BEAT_S)
                    text = ":\n\n" if state is None else _event(self._describe(state))
                    connection.allow(ANSWER_S)
                    body = text.encode()
                    await send({"type": "http.response.body", "body": body, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def _event(said: dict[str, Any]) -> str:
    """A server-sent event. JSON in ASCII has no line break in it."""
    return f"retry: 1000\nevent: state\ndata: {json.dumps(said)}\n\n"


async def _refuse(send: Send, status: HTTPStatus, reason: str) -> None:
    more = [(b"connection", b"close")]
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        more.append((b"allow", b"GET, HEAD"))
    text = f"{reason}\n".encode()
    await _answer(send, status, "text/plain; charset=utf-8", text, more=more)


async def _answer(
    send: Send,
    status: HTTPStatus,
    kind: str,
    data: bytes,
    *,
    policy: str = _NOTHING,
    more: Headers | None = None,
) -> None:
    headers = [
        *_HEADERS,
        (b"content-type", kind.encode()),
        (b"content-length", str(len(data)).encode()),
        (b"content-security-policy", policy.encode()),
        *(more or []),
    ]
    await send({"type": "http.response.start", "status": status.value, "headers": headers})
    await send({"type": "http.response.body", "body": data, "more_body": False})
