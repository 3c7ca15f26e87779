"""Which requests the preview lets in."""

from __future__ import annotations

import pytest

from geo.staff.preview.gate import Gate

TOKEN = "s3cret"  # noqa: S105 - of this test only
PATH = f"/{TOKEN}/".encode()


def status(
    *headers: tuple[str, str], method: str = "GET", path: bytes = PATH, port: int = 8000
) -> int:
    """What the gate answers; 200 where it lets the request in."""
    sent = [(name.encode(), value.encode()) for name, value in headers]
    refusal = Gate(port, TOKEN).refusal(method, path, sent)
    return refusal.status.value if refusal else 200


HOST = ("host", "127.0.0.1:8000")


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8000", "localhost:8000", "LOCALHOST:8000", "[::1]:8000"]
)
def test_the_names_of_this_machine_are_let_in(host: str) -> None:
    assert status(("host", host)) == 200


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.example",
        "evil.example:8000",
        "127.0.0.1",
        "127.0.0.1:8001",
        "127.0.0.1:80000",
        "127.0.0.1:8000.evil.example",
        "127.0.0.1.evil.example:8000",
        "localhost.evil.example:8000",
        "localhost.:8000",
        "user@localhost:8000",
        "0.0.0.0:8000",
        "127.1:8000",
        "2130706433:8000",
        "[::]:8000",
        "[::ffff:127.0.0.1]:8000",
        "localhost:8000, evil.example",
    ],
)
def test_any_other_name_is_refused_as_a_rebound_one(host: str) -> None:
    assert status(("host", host)) == 421


def test_a_request_without_a_host_is_refused() -> None:
    assert status() == 421


def test_a_request_with_two_hosts_is_refused() -> None:
    assert status(HOST, HOST) == 421


def test_at_port_80_a_browser_leaves_the_port_out() -> None:
    assert status(("host", "localhost"), port=80) == 200


@pytest.mark.parametrize(
    "origin", ["http://127.0.0.1:8000", "http://localhost:8000", "http://[::1]:8000"]
)
def test_the_page_itself_may_ask(origin: str) -> None:
    assert status(HOST, ("origin", origin)) == 200


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "",
        "http://evil.example",
        "http://127.0.0.1",
        "http://127.0.0.1:3000",
        "https://127.0.0.1:8000",
        "http://127.0.0.1:8000.evil.example",
        "file://",
        "chrome-extension://abcdef",
    ],
)
def test_another_origin_is_refused(origin: str) -> None:
    assert status(HOST, ("origin", origin)) == 403


@pytest.mark.parametrize(
    ("site", "expected"),
    [("same-origin", 200), ("none", 200), ("same-site", 403), ("cross-site", 403), ("", 403)],
)
def test_only_the_page_and_the_person_may_ask(site: str, expected: int) -> None:
    assert status(HOST, ("sec-fetch-site", site)) == expected


@pytest.mark.parametrize(
    "method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get", "BREW"]
)
def test_the_preview_can_only_be_read(method: str) -> None:
    assert status(HOST, method=method) == 405


@pytest.mark.parametrize(
    "header", [("content-length", "5"), ("content-length", "-1"), ("transfer-encoding", "chunked")]
)
def test_a_request_may_bring_no_data(header: tuple[str, str]) -> None:
    assert status(HOST, header) == 413


@pytest.mark.parametrize(
    "path",
    [
        b"",
        b"/",
        b"//",
        b"/other/",
        b"/s3cre/",
        b"/s3crett/",
        b"/S3CRET/",
        b"/%73%33cret/",
        b"/x/s3cret/",
        b"//s3cret/",
        b"http://127.0.0.1:8000/s3cret/",
        b"*",
    ],
)
def test_without_the_token_there_is_nothing(path: bytes) -> None:
    assert status(HOST, path=path) == 404
