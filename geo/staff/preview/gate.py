"""Who is let in: the browser of the person at this machine, by the address that was printed.

A page of any site may send requests to a loopback address, and a name of its own may lead
there too. So the host must be this one, the page that asks must be ours, and the address
must hold a token that no other page knows.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_HOSTS = ("127.0.0.1", "localhost", "[::1]")
_HTTP_PORT = 80
_METHODS = {"GET", "HEAD"}
#: What a browser says of who asks: this page, or the person by the address bar.
_SITES = {b"same-origin", b"none"}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request isn't answered."""

    status: HTTPStatus
    reason: str


class Gate:
    """The checks that each request must pass. ``port`` is the one that the server listens at."""

    def __init__(self, port: int, token: str) -> None:
        self._token = token.encode()
        self._hosts = {f"{host}:{port}".encode() for host in _HOSTS}
        if port == _HTTP_PORT:
            self._hosts |= {host.encode() for host in _HOSTS}
        self._origins = {b"http://" + host for host in self._hosts}

    def refusal(
        self, method: str, path: bytes, headers: Iterable[tuple[bytes, bytes]]
    ) -> Refusal | None:
        """Why not, or None. ``path`` is as sent, names of headers are in lower case."""
        said: dict[bytes, list[bytes]] = {}
        for name, value in headers:
            said.setdefault(name, []).append(value.strip())
        hosts = said.get(b"host", [])
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            return Refusal(HTTPStatus.MISDIRECTED_REQUEST, "This address is not served here.")
        foreign = any(origin not in self._origins for origin in said.get(b"origin", []))
        if foreign or any(site not in _SITES for site in said.get(b"sec-fetch-site", [])):
            return Refusal(
                HTTPStatus.FORBIDDEN,
                "Another site asked for the preview. Paste its address into the browser yourself.",
            )
        if method not in _METHODS:
            return Refusal(HTTPStatus.METHOD_NOT_ALLOWED, "The preview can only be read.")
        if said.get(b"transfer-encoding") or set(said.get(b"content-length", ())) - {b"0"}:
            return Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The preview takes no data.")
        first = path.removeprefix(b"/").partition(b"/")[0]
        if not hmac.compare_digest(first, self._token):
            return Refusal(
                HTTPStatus.NOT_FOUND,
                "Open the address that the command printed; it is another one after each start.",
            )
        return None
