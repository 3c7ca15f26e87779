"""The preview's server, asked as a browser asks and as an attacker does."""

from __future__ import annotations

import re
import socket
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from geo.errors import MapError, UsageError
from geo.outputs.html import render
from geo.staff.preview import application, server
from geo.staff.preview.server import Preview, Voice
from tests.making import project
from tests.serving import PATIENCE_S, read_all, served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.making import Layers
    from tests.serving import Served

SILENT = Voice(lambda _address: None, lambda _state: None)


@pytest.fixture
def good(layers: Layers) -> Layers:
    return layers.projects(project())


@pytest.fixture
def preview(good: Layers) -> Iterator[Served]:
    with served(good.path) as running:
        yield running


def request(path: str, port: int, *, method: str = "GET", more: str = "") -> bytes:
    return f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{more}\r\n".encode()


def test_the_page_is_what_build_writes_and_one_script(preview: Served, good: Layers) -> None:
    built = render(good.model())["map.html"]
    shown = preview.get().body
    before, script, rest = shown.partition(b'<script type="module" blocking="render"')
    assert script
    # Its policy is in the header instead.
    policy = re.compile(rb"<meta http-equiv[^>]*>\n")
    assert before + rest.partition(b"</script>\n")[2] == policy.sub(b"", built, count=1)


def test_the_page_doesnt_hold_its_own_address(preview: Served) -> None:
    assert preview.token not in preview.get().text


def test_each_preview_has_an_address_of_its_own(good: Layers, preview: Served) -> None:
    with served(good.path) as other:
        assert other.port != preview.port
        assert other.token != preview.token


def test_only_this_machine_can_connect(preview: Served) -> None:
    assert preview.preview.address.startswith(f"http://127.0.0.1:{preview.port}/")
    assert preview.preview._socket.getsockname()[0] == "127.0.0.1"


@pytest.mark.parametrize("name", ["", "preview.js", "keeping.js", "preview.css", "events"])
def test_asking_for_the_head_brings_no_body(preview: Served, name: str) -> None:
    answer = preview.get(name, method="HEAD")
    assert (answer.status, answer.body) == (200, b"")


def test_without_its_last_slash_the_address_leads_to_the_page(preview: Served) -> None:
    answer = preview.get(path=preview.path.rstrip("/"))
    assert (answer.status, answer.headers["location"]) == (308, preview.path)


@pytest.mark.parametrize("name", ["", "preview.js", "keeping.js", "preview.css", "nothing-here"])
def test_every_answer_has_strict_headers(preview: Served, name: str) -> None:
    headers = preview.get(name).headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert "server" not in headers
    assert not [key for key in headers if key.startswith("access-control")]


def test_the_page_may_run_only_its_own_scripts(preview: Served) -> None:
    policy = preview.get().headers["content-security-policy"]
    (scripts,) = [part for part in policy.split("; ") if part.startswith("script-src")]
    assert "unsafe" not in scripts
    assert scripts.count("'sha256-") == 2


@pytest.mark.parametrize(
    "name",
    [
        "../",
        "..",
        "%2e%2e/",
        "../roads.geojson",
        "roads.geojson",
        "map.html",
        "/etc/passwd",
        "..%2f..%2f..%2fetc%2fpasswd",
        "..\\..\\layers\\roads.geojson",
        "preview.js/",
        "preview.js%00",
        "./preview.js",
        "preview.jS",
        "waiting.html",
        "__init__.py",
        "%",
        "a" * 8000,
    ],
)
def test_nothing_outside_the_previews_own_pages_is_served(preview: Served, name: str) -> None:
    answer = preview.get(name)
    assert answer.status == 404
    assert answer.body == b"The preview has no such page.\n"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 421),
        ({"Origin": "http://evil.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
@pytest.mark.parametrize("name", ["", "preview.js", "events"])
def test_foreign_requests_are_refused_even_with_the_token(
    preview: Served, name: str, headers: dict[str, str], status: int
) -> None:
    answer = preview.get(name, headers=headers)
    assert answer.status == status
    assert b"A road" not in answer.body


def test_a_guess_at_the_token_is_told_where_the_address_is(preview: Served) -> None:
    answer = preview.get(path="/")
    assert answer.status == 404
    assert answer.text.startswith("Open the address that the command printed")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_another_method_is_refused(preview: Served, method: str) -> None:
    answer = preview.get(method=method)
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")


def test_data_is_refused_unread(preview: Served) -> None:
    head = request(preview.path, preview.port, more="Content-Length: 1000000000\r\n")
    assert preview.raw(head).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    "data",
    [
        b"\r\n\r\n",
        b"\x00\xff\x00\xff\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 64,
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n folded: yes\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: nonsense\r\n\r\n",
        b"GET /\xd0\x96 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 20_000 + b"\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n",
    ],
    ids=range(19),
)
def test_a_malformed_request_is_refused_and_hurts_nobody(
    preview: Served, monkeypatch: pytest.MonkeyPatch, data: bytes
) -> None:
    monkeypatch.setattr(server, "REQUEST_S", 1)
    answer = preview.raw(data)
    assert not answer or answer.split(b" ")[1].startswith(b"4")
    assert b"Traceback" not in answer
    assert preview.get().status == 200


def test_a_client_that_never_asks_is_cut_off(
    preview: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "REQUEST_S", 0.2)
    with preview.connected() as slow:
        slow.sendall(b"GET / HT")
        assert read_all(slow) == b""


def test_a_client_that_asks_letter_by_letter_is_cut_off(
    preview: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "REQUEST_S", 0.5)
    with preview.connected() as slow:
        assert _letters_until_cut_off(slow) > 0
    assert preview.get().status == 200


def _letters_until_cut_off(slow: socket.socket) -> float:
    """Seconds left of those that were given it."""
    end = time.monotonic() + PATIENCE_S
    try:
        slow.sendall(b"GET / HTTP/1.1\r\nX: ")
        while time.monotonic() < end:
            slow.sendall(b"x")
            time.sleep(0.05)
    except OSError:
        return end - time.monotonic()
    return 0


def test_a_client_that_doesnt_read_is_cut_off(
    preview: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(application, "ANSWER_S", 0.5)
    size, times = len(preview.get().body), 100
    # Else a system with large buffers takes in all of it, and nobody has to wait.
    with preview.connected(takes=100_000) as slow:
        slow.sendall(request(preview.path, preview.port) * times)
        _wait_for_a_connection(preview)
        _wait_for_no_connection(preview)
        assert len(read_all(slow)) < size * times


def test_more_connections_than_allowed_are_not_kept(
    preview: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "MOST_CONNECTIONS", 5)
    with ExitStack() as crowd:
        connections = [crowd.enter_context(preview.connected()) for _ in range(30)]
        for refused in connections[5:]:
            assert read_all(refused) == b""
    _wait_for_no_connection(preview)
    assert preview.get().status == 200


def _wait_for_a_connection(preview: Served) -> None:
    """Until the server has seen what the system has taken in for it."""
    end = time.monotonic() + PATIENCE_S
    while not preview.preview._server.server_state.connections and time.monotonic() < end:
        time.sleep(0.001)


def _wait_for_no_connection(preview: Served) -> None:
    end = time.monotonic() + PATIENCE_S
    while preview.preview._server.server_state.connections and time.monotonic() < end:
        time.sleep(0.05)


def test_a_save_is_told_to_the_open_page(preview: Served, good: Layers) -> None:
    with preview.events() as events:
        before = next(events)
        good.projects(project(name_en="Another road"))
        after = next(state for state in events if state["build"] != before["build"])
    assert after["errors"] == 0
    assert b"Another road" in preview.get().body


def test_the_last_good_page_stays_while_there_are_errors(preview: Served, good: Layers) -> None:
    before = preview.get().body
    with preview.events() as events:
        build = next(events)["build"]
        good.projects(project(status="plan"))
        state = next(state for state in events if state["errors"])
    assert state["build"] == build
    assert preview.get().body == before
    (problem,) = state["problems"]
    assert (problem["file"], problem["line"], problem["column"]) == ("roads.geojson", 2, 147)
    assert problem["opens"] == "a-road"


def test_mended_layers_are_shown_again(preview: Served, good: Layers) -> None:
    good.projects(project(status="plan"))
    preview.until(lambda state: state.is_wrong)
    good.projects(project(name_en="Mended"))
    preview.until(lambda state: not state.is_wrong)
    assert b"Mended" in preview.get().body


def test_layers_with_errors_from_the_start_are_waited_for(layers: Layers) -> None:
    layers.projects(project(status="plan"))
    with served(layers.path) as preview:
        assert b"preview.js" in preview.get().body
        assert b"map-data" not in preview.get().body
        layers.projects(project())
        preview.until(lambda state: state.page is not None)
        assert b"map-data" in preview.get().body


def test_a_folder_that_goes_and_comes_back_is_shown_again(preview: Served, good: Layers) -> None:
    away = good.path.with_name("away")
    good.path.rename(away)
    state = preview.until(lambda state: state.is_wrong)
    assert "there is no such folder" in state.problems[0].message
    assert b"A road" in preview.get().body
    away.rename(good.path)
    preview.until(lambda state: not state.is_wrong)


def test_stopping_lets_open_pages_go(good: Layers) -> None:
    with served(good.path) as preview, preview.events() as events:
        next(events)
        preview.preview.stop()
        assert [state["build"] for state in events] == []


def test_a_port_that_is_taken_is_one_message(good: Layers) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(MapError, match=rf"^port {port} is taken by another program; leave"):
            Preview(good.path, SILENT, port=port)


def test_where_no_port_is_asked_for_a_taken_one_is_passed_by(
    good: Layers, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        monkeypatch.setattr(server, "PORT", port)
        with Preview(good.path, SILENT)._socket as found:
            assert found.getsockname()[1] not in {0, port}


def test_a_language_that_the_map_doesnt_have_is_wrong_use(good: Layers) -> None:
    with pytest.raises(UsageError, match="no such language"):
        Preview(good.path, SILENT, language="de", port=0)


def test_a_folder_that_isnt_there_is_one_message(layers: Layers) -> None:
    with pytest.raises(MapError, match="there is no such folder"):
        Preview(layers.path / "none", SILENT, port=0)
