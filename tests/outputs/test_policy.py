"""What the page's security policy lets through, word for word."""

from __future__ import annotations

import base64
import hashlib
import re
from html import unescape

import pytest

from geo.model import Basemap
from geo.outputs import html
from geo.outputs.demands import demands_of
from geo.outputs.policy import Needs, hash_source, origin, parsed, policy, tile_hosts, widened
from tests.making import Layers, plain, project


def rules(page: str) -> dict[str, tuple[str, ...]]:
    found = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', page)
    assert found is not None
    return parsed(unescape(found[1]))


def made(layers: Layers) -> str:
    return html.page(layers.projects(project()).model("en"))


def hashed(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_the_policy_comes_before_all_that_could_run_or_load(layers: Layers) -> None:
    page = made(layers)
    before = page.partition("<meta http-equiv")[0]
    assert before == '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'


def test_nothing_is_let_through_but_what_is_named(layers: Layers) -> None:
    said = rules(made(layers))
    for name in ("default-src", "connect-src", "form-action", "base-uri"):
        assert said[name] == ("'none'",)
    assert said["img-src"] == ("data:", "blob:")
    assert set(said) == {
        "default-src",
        "script-src",
        "style-src",
        "img-src",
        "connect-src",
        "form-action",
        "base-uri",
        "require-trusted-types-for",
        "trusted-types",
    }


def test_there_is_no_unsafe_word_in_it(layers: Layers) -> None:
    assert "unsafe" not in str(rules(made(layers)))


@pytest.mark.parametrize("kind", ["script", "style"])
def test_each_script_and_style_of_the_page_is_hashed_and_nothing_else_is(
    layers: Layers, kind: str
) -> None:
    page = made(layers)
    texts = re.findall(f"<{kind}>(.*?)</{kind}>", page, re.DOTALL)
    assert len(texts) == 2
    assert sorted(rules(page)[f"{kind}-src"]) == sorted(map(hashed, texts))


def test_no_attribute_of_the_page_is_a_style_or_a_script(layers: Layers) -> None:
    page = made(layers.plain(plain(name="well")))
    markup = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    assert not re.search(r"<[^>]*\s(?:style|on\w+)\s*=", markup)


@pytest.mark.parametrize(
    "attack", ["<script>window.hit=1</script>", "<style>b{}</style>", "</style><style>b{}</style>"]
)
def test_data_that_looks_like_a_script_or_a_style_gets_no_hash(layers: Layers, attack: str) -> None:
    page = made(layers.plain(plain(name=attack, **{attack: attack})))
    (text,) = re.findall(r"<\w+>(.*?)<", attack)[-1:]
    assert hashed(text) not in str(rules(page))
    assert len(rules(page)["script-src"]) == len(rules(page)["style-src"]) == 2


def test_line_ends_do_not_change_a_hash(layers: Layers) -> None:
    page = made(layers)
    assert "\r" not in page


def test_the_servers_of_base_maps_on_offer_may_be_asked_for_images(layers: Layers) -> None:
    layers.write("_map.toml", 'basemaps = ["OpenStreetMap.Mapnik", "OpenTopoMap"]\n')
    said = rules(made(layers))
    assert said["img-src"] == (
        "data:",
        "blob:",
        "https://tile.openstreetmap.org",
        *(f"https://{name}.tile.opentopomap.org" for name in "abc"),
    )
    assert said["connect-src"] == ("'none'",)


def test_a_server_without_subdomains_is_named_once() -> None:
    map_ = Basemap("x", "x", "https://Tiles.example:8443/{z}/{x}/{y}.png", "", 18, ())
    assert tile_hosts([map_, map_]) == ["https://tiles.example:8443"]


@pytest.mark.parametrize(
    "address",
    ["http://a.example/", "//a.example/", "https://", "https://a b/", "https://a.example;x/", "x"],
)
def test_an_address_that_a_policy_can_not_name_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="no address"):
        origin(address)


def test_a_policy_can_be_widened_and_read_again() -> None:
    said = widened(policy(["a"], ["b"]), {"script-src": "'self'", "connect-src": "'self'"})
    assert parsed(said)["script-src"] == (hash_source("a"), "'self'")
    assert parsed(said)["connect-src"] == ("'self'",)
    assert parsed(said)["default-src"] == ("'none'",)


def test_of_a_directive_that_stands_twice_the_first_counts_as_in_browsers() -> None:
    assert parsed("img-src data:; IMG-SRC *;;")["img-src"] == ("data:",)


def test_what_is_added_gets_a_hash_and_its_style_attributes_too(layers: Layers) -> None:
    more = html.Additions(
        head="<style>.mine{}</style>",
        body='<p style="color:red">x</p>',
        scripts="<script>mine()</script>",
    )
    needs = demands_of(more.head + more.body + more.scripts).needs()
    page = html.page(
        layers.projects(project()).model("en"),
        html.Additions(more.head, more.body, more.scripts, needs),
    )
    said = rules(page)
    assert hashed("mine()") in said["script-src"]
    assert hashed(".mine{}") in said["style-src"]
    assert said["style-src-attr"] == ("'unsafe-hashes'", hashed("color:red"))
    assert "unsafe-inline" not in str(said)
    assert "unsafe-eval" not in str(said)


def test_what_is_not_asked_for_is_not_let_through(layers: Layers) -> None:
    page = html.page(layers.projects(project()).model(), html.Additions(body="<p>mine</p>"))
    said = rules(page)
    assert {"style-src-attr", "frame-src"}.isdisjoint(said)
    assert said["connect-src"] == said["default-src"] == ("'none'",)


@pytest.mark.parametrize(
    ("markup", "kind", "source"),
    [
        ("<script src='https://a.example/x@1/y.js?v'></script>", "script_sources", "/x@1/y.js"),
        ("<script src=//a.example/y.js></script>", "script_sources", "/y.js"),
        ("<link rel=stylesheet href=https://a.example/y.css>", "style_sources", "/y.css"),
        ("<img src=https://a.example/y.png>", "image_sources", ""),
        ("<iframe src=https://a.example/y></iframe>", "frame_sources", ""),
        ("<script src='https://a.example/a;b.js'></script>", "script_sources", ""),
    ],
)
def test_a_linked_file_is_let_through_by_its_address(markup: str, kind: str, source: str) -> None:
    found = demands_of(markup)
    assert getattr(found, kind) == [f"https://a.example{source}"]
    assert found.refused == []


@pytest.mark.parametrize(
    ("script", "values"),
    [
        ('$(`<div style="width: 100%">x</div>`)', ["width: 100%"]),
        (r'var o = {"html": "\u003cdiv style=\"a:b\"\u003e"};', ["a:b"]),
        ("x = '<b style=\"a:b\">' + '<b style=\"c:d\">'", ["a:b", "c:d"]),
    ],
)
def test_styles_in_the_markup_that_a_script_writes_are_found(
    script: str, values: list[str]
) -> None:
    found = demands_of(f"<script>{script}</script>")
    assert found.style_attributes == values
    assert found.refused == []


@pytest.mark.parametrize(
    ("markup", "needs"),
    [
        ("<p onclick='x()'>", "script-src-attr 'unsafe-inline'"),
        ("<script>eval('x')</script>", "script-src 'unsafe-eval'"),
        ("<script>new Function('x')()</script>", "script-src 'unsafe-eval'"),
        ('<script>p.innerHTML = `<b style="${x}">`</script>', "style-src-attr 'unsafe-inline'"),
        ("<script>p.setAttribute('style', x)</script>", "style-src-attr 'unsafe-inline'"),
        ("<script src=http://a.example/x.js></script>", "only https"),
        ("<form></form>", "<form>"),
        ("<base href=/>", "<base>"),
    ],
)
def test_what_can_not_be_let_through_is_said_with_what_it_would_need(
    markup: str, needs: str
) -> None:
    (said,) = demands_of(markup).refused
    assert needs in said


@pytest.mark.parametrize(
    "script",
    ["my.eval(x)", "Function.prototype.call(x)", 'Function("return this")()', "evaluate(x)"],
)
def test_what_only_looks_like_eval_is_not_said(script: str) -> None:
    assert demands_of(f"<script>{script}</script>").refused == []


def test_what_an_analyst_allows_stands_alone_where_a_hash_would_undo_it() -> None:
    needs = Needs(style_attributes=("a:b",), allowed=(("style-src-attr", "'unsafe-inline'"),))
    said = parsed(policy(["a"], ["b"], needs=needs))
    assert said["style-src-attr"] == ("'unsafe-inline'",)
    assert said["style-src"] == (hash_source("b"),)
