"""What ``verify`` says of a page: unaltered, of which program, of which layers, who signed it."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import folium
import pytest

import geo
from geo.cli import main
from geo.outputs import html, manifest
from geo.verifying.elements import strange
from geo.verifying.reading import page_of, parts_of
from tests.making import Layers, plain, project

if TYPE_CHECKING:
    from collections.abc import Callable

    Verify = Callable[..., tuple[int, str]]

NEEDED = "PROJECTMAP_NEEDS_BROWSER"


@pytest.fixture
def region(layers: Layers) -> Layers:
    layers.projects(project()).plain(plain(name="well"))
    return layers.write("_map.toml", 'report = "report"\n')


@pytest.fixture
def page(region: Layers, tmp_path: Path) -> Path:
    """A built page."""
    assert main(["build", "--layers", str(region.path), "--output", str(tmp_path)]) == 0
    return tmp_path / "map.html"


@pytest.fixture
def verify(capsys: pytest.CaptureFixture[str]) -> Verify:
    """Runs the command; gives its exit code and what it printed."""

    def run(*arguments: object) -> tuple[int, str]:
        capsys.readouterr()
        code = main(["verify", *map(str, arguments)])
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


def change(page: Path, old: str, new: str) -> None:
    text = page.read_text(encoding="utf-8")
    assert old in text
    page.write_text(text.replace(old, new, 1), encoding="utf-8")


def forged(page: Path, old: str, new: str) -> None:
    """Change a page and write a manifest that agrees with it, as one who knows how would."""
    change(page, old, new)
    text = page.read_text(encoding="utf-8")
    parts = parts_of(text)
    assert parts is not None
    said = parts["manifest"]
    for name in ("style", "script", "static", "data"):
        digits = manifest.digest(parts[name])
        said = re.sub(rf'"{name}":"[0-9a-f]{{64}}"', f'"{name}":"{digits}"', said)
    said = re.sub(r'"page":"[0-9a-f]{64}"', f'"page":"{"0" * 64}"', said)
    text = text.replace(parts["manifest"], said, 1)
    page.write_text(manifest.sealed(text, said), encoding="utf-8")


def test_a_page_as_it_was_built_agrees_with_itself(page: Path, verify: Verify) -> None:
    code, said = verify(page)
    assert code == 0
    assert re.search(r"unaltered +ok", said)
    assert re.search(r"program +ok", said)
    assert re.search(r"network +ok +it can reach none", said)


def test_it_is_said_that_a_manifest_alone_proves_nothing(page: Path, verify: Verify) -> None:
    assert "can forge its manifest too" in verify(page)[1]


def test_a_page_is_proved_by_the_layers_that_it_is_made_from(
    page: Path, region: Layers, verify: Verify
) -> None:
    code, said = verify(page, "--layers", region.path)
    assert code == 0
    assert "byte for byte" in said
    assert "This file is what it says it is." in said


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_layers_are_built_in_the_language_of_the_page(
    region: Layers, tmp_path: Path, verify: Verify, language: str
) -> None:
    to = ["--layers", str(region.path), "--output", str(tmp_path), "--lang", language]
    assert main(["build", *to]) == 0
    assert verify(tmp_path / "map.html", "--layers", region.path)[0] == 0


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("A road will be built", "A road was built", "data"),
        ("<h1>", "<h1>No ", "static"),
        ("color-scheme", "colour-scheme", ""),
        ("<title>", "<title>x", ""),
        ("\n</html>", "</html>\n", ""),
        ("default-src 'none'", "default-src *", ""),
        ('"use strict"', '"use  strict"', "script"),
    ],
)
def test_any_change_is_found(page: Path, verify: Verify, old: str, new: str, where: str) -> None:
    change(page, old, new)
    code, said = verify(page)
    assert code == 1
    assert re.search(rf"unaltered +NO +no: it was changed after it was made.*{where}", said)
    assert "Do not trust this file" in said


def test_line_ends_that_a_mail_changed_are_told_from_other_changes(
    page: Path, verify: Verify
) -> None:
    page.write_bytes(page.read_bytes().replace(b"\n", b"\r\n"))
    code, said = verify(page)
    assert code == 1
    assert "its line ends are other ones than were written; nothing else is" in said


def test_a_forged_manifest_is_found_out_by_the_layers(
    page: Path, region: Layers, verify: Verify
) -> None:
    forged(page, "A road will be built", "A road was built")
    code, said = verify(page)
    assert code == 0
    assert "can forge its manifest too" in said
    code, said = verify(page, "--layers", region.path)
    assert code == 1
    assert "a build of them now gives another static" in said or "another data" in said


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"use strict"', 'window.hit=1;"use strict"', "its script is not that of projectmap"),
        ("<h1>", "<img src=x onerror=y><h1>", "no page of ours has <img>"),
        ("<h1>", "<h1 style=a>", "style of <h1>"),
        ("<h1>", "<iframe></iframe><h1>", "<iframe>"),
        ("<h1>", '<a href="javascript:x"></a><h1>', "href of <a>"),
        ("<h1>", '<a href="https://a.example" ping="https://b.example">x</a><h1>', "ping of <a>"),
        ("<h1>", '<meta http-equiv="refresh" content="0;url=https://a.example"><h1>', "<meta>"),
        ("<h1>", "<!--x--><h1>", "a comment"),
        ("</head>", '<link rel="preconnect" href="https://a.example">\n</head>', "<link>"),
        ("</head>", '<meta http-equiv="refresh" content="0">\n</head>', "http-equiv of <meta>"),
        ("</body>", "<script>x</script>\n</body>", "which is not checked"),
        ("default-src 'none'", "default-src *", "default-src"),
        ("connect-src 'none'", "connect-src https:", "connect-src"),
        ("img-src data:", "img-src * data:", "img-src *"),
        ("script-src '", "script-src 'unsafe-inline' '", "script-src 'unsafe-inline'"),
        ("form-action 'none'", "form-action *", "form-action"),
        ("base-uri 'none'; ", "", "base-uri"),
        ("trusted-types default", "trusted-types *", "trusted-types"),
        ("img-src data: blob:", "img-src data: blob:; frame-src *", "frame-src *"),
    ],
)
def test_what_no_page_of_ours_has_is_said_even_where_the_manifest_agrees(
    page: Path, verify: Verify, old: str, new: str, told: str
) -> None:
    forged(page, old, new)
    said = verify(page)[1]
    assert re.search(r"unaltered +ok", said)
    assert not re.search(r"network +ok", said)
    assert told in said


def test_a_policy_that_comes_too_late_is_none(page: Path, verify: Verify) -> None:
    change(page, "<head>\n", '<head>\n<link rel="preload" href="https://a.example">\n')
    code, said = verify(page)
    assert code == 1
    assert "it has no policy before all else" in said


def test_the_files_that_differ_are_named(page: Path, region: Layers, verify: Verify) -> None:
    (region.path / "places.geojson").unlink()
    region.write("_map.toml", "# Said otherwise.\n").facts()
    code, said = verify(page, "--layers", region.path)
    assert code == 1
    for told in ("places.geojson is not there", "_map.toml is another", "facts.csv came later"):
        assert told in said


def test_line_ends_and_marks_of_the_layers_make_no_difference(
    page: Path, region: Layers, verify: Verify
) -> None:
    for path in region.path.iterdir():
        text = path.read_bytes().replace(b"\n", b"\r\n")
        path.write_bytes(b"\xef\xbb\xbf" + text if path.suffix == ".geojson" else text)
    assert verify(page, "--layers", region.path)[0] == 0


def test_the_digits_of_a_file_are_those_that_sha256sum_prints(page: Path, region: Layers) -> None:
    said = page_of(page.read_text(encoding="utf-8")).manifest
    assert said is not None
    names = {path.name for path in region.path.iterdir()}
    assert set(said.files) == names
    for name, digits in said.files.items():
        assert hashlib.sha256((region.path / name).read_bytes()).hexdigest() == digits


def test_the_manifest_names_version_files_parts_and_sources(page: Path) -> None:
    parts = parts_of(page.read_text(encoding="utf-8"))
    assert parts is not None
    said = json.loads(parts["manifest"])
    assert said["generator"] == manifest.GENERATOR
    assert said["sources"] == ["report"]
    assert set(said["parts"]) == {"style", "script", "static", "data"}
    assert len(said["data"]) == 64


def test_the_manifest_of_the_shipped_map_is_small(root: Path) -> None:
    parts = parts_of(html.page(geo.load_map(root / "layers")))
    assert parts is not None
    assert len(parts["manifest"].encode()) < 4096


def test_no_path_of_this_machine_is_in_the_manifest(page: Path, region: Layers) -> None:
    assert str(region.path) not in page.read_text(encoding="utf-8")


def test_a_page_of_another_version_is_said_to_be_one(
    region: Layers, tmp_path: Path, verify: Verify, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(manifest, "GENERATOR", "projectmap 0.0.1")
        (tmp_path / "old.html").write_text(html.page(region.model()), encoding="utf-8")
    code, said = verify(tmp_path / "old.html", "--layers", region.path)
    assert "as projectmap 0.0.1 wrote it" in said
    assert code in {0, 1}


def test_what_was_added_with_folium_is_told_from_the_map(
    region: Layers, tmp_path: Path, verify: Verify
) -> None:
    shown = geo.build(region.path)
    folium.Marker([45, 78], popup="mine").add_to(shown)
    shown.save(tmp_path / "mine.html")
    code, said = verify(tmp_path / "mine.html", "--layers", region.path)
    assert code == 0
    assert "what an analyst added with folium, which is not checked" in said
    assert "its policy lets it ask nobody" in said
    assert "gives the same data and drawing" in said


def test_a_page_with_base_maps_names_whom_it_may_ask(
    region: Layers, tmp_path: Path, verify: Verify
) -> None:
    region.write("_map.toml", 'basemaps = ["OpenStreetMap.Mapnik"]\n')
    assert main(["build", "--layers", str(region.path), "--output", str(tmp_path)]) == 0
    code, said = verify(tmp_path / "map.html", "--layers", region.path)
    assert code == 0
    assert "it asks https://tile.openstreetmap.org" in said


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "it has no manifest"),
        (b"<html></html>", "it has no manifest"),
        (b"\xff\xfe", "is not UTF-8"),
        (b'<script type="application/json" id="map-manifest">{"a":1}</script>', "no manifest"),
        (b'<script type="application/json" id="map-manifest">{{{{{</script>', "no manifest"),
    ],
)
def test_what_is_no_page_of_ours_is_said(
    tmp_path: Path, verify: Verify, data: bytes, said: str
) -> None:
    (tmp_path / "x.html").write_bytes(data)
    code, told = verify(tmp_path / "x.html")
    assert code == 1
    assert said in told


def test_a_file_that_is_not_there_is_wrong_use(tmp_path: Path, verify: Verify) -> None:
    assert verify(tmp_path / "none.html")[0] == 2


def test_layers_with_errors_are_said_to_have_them(
    page: Path, region: Layers, verify: Verify
) -> None:
    region.projects(project(status="plan"))
    code, said = verify(page, "--layers", region.path)
    assert code == 1
    assert "did you mean 'planned'" in said


def test_what_stands_in_a_page_reaches_the_terminal_as_text(
    page: Path, region: Layers, verify: Verify
) -> None:
    forged(page, '"files":{', '"files":{"\\u001b[2J":"x",')
    assert "\x1b" not in verify(page, "--layers", region.path)[1]


@pytest.mark.parametrize("name", ["--signature", "--public-key"])
def test_a_signature_and_its_key_go_together(page: Path, verify: Verify, name: str) -> None:
    code, said = verify(page, name, page)
    assert code == 2
    assert "go together" in said


@pytest.mark.parametrize(
    "markup",
    ["<a href='data:x'>", "<use href='https://a.example'/>", "<svg onload=x>", "<b target=x>"],
)
def test_markup_that_could_load_or_run_is_strange(markup: str) -> None:
    assert strange(markup)


@pytest.mark.parametrize(
    "markup",
    [
        '<meta name="a" content="b">',
        '<link rel="canonical" href="https://a.example/">',
        '<script type="application/ld+json">{}</script>',
    ],
)
def test_metadata_is_not_strange(markup: str) -> None:
    assert strange(markup, metadata=True) == []


@pytest.mark.parametrize("kind", ["script", "style", "iframe", "base"])
def test_what_is_no_metadata_is_strange_in_a_head(kind: str) -> None:
    assert strange(f"<{kind}></{kind}>", metadata=True) == [f"<{kind}>"]


class Keys:
    """A key of OpenSSH for once, and what it signs."""

    def __init__(self, folder: Path, name: str) -> None:
        self.private = folder / name
        self.public = folder / f"{name}.pub"
        make = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name]
        subprocess.run([*make, "-f", str(self.private)], check=True)

    def sign(self, path: Path, namespace: str = "file") -> Path:
        command = ["ssh-keygen", "-q", "-Y", "sign", "-f", str(self.private), "-n", namespace]
        path.with_name(f"{path.name}.sig").unlink(missing_ok=True)
        subprocess.run([*command, str(path)], check=True, capture_output=True)
        return path.with_name(f"{path.name}.sig")


@pytest.fixture
def office(tmp_path: Path) -> Keys:
    if shutil.which("ssh-keygen") is None:
        reason = "no ssh-keygen on this machine: install OpenSSH"
        if os.environ.get(NEEDED):
            pytest.fail(reason)
        pytest.skip(reason)
    return Keys(tmp_path, "office")


def test_a_signature_by_the_key_given_proves_the_page(
    page: Path, office: Keys, verify: Verify
) -> None:
    signed = office.sign(page)
    code, said = verify(page, "--signature", signed, "--public-key", office.public)
    assert code == 0
    assert re.search(r"signature +ok +good", said)
    assert "This file is what it says it is." in said


def test_a_list_of_allowed_signers_says_who_it_was(
    page: Path, office: Keys, verify: Verify, tmp_path: Path
) -> None:
    allowed = tmp_path / "allowed"
    key = office.public.read_text(encoding="utf-8")
    allowed.write_text(f'maps@office.example namespaces="file" {key}', encoding="utf-8")
    code, said = verify(page, "--signature", office.sign(page), "--public-key", allowed)
    assert code == 0
    assert "of maps@office.example" in said


def test_a_page_that_was_changed_after_it_was_signed_is_found(
    page: Path, office: Keys, verify: Verify
) -> None:
    signed = office.sign(page)
    forged(page, "A road will be built", "A road was built")
    code, said = verify(page, "--signature", signed, "--public-key", office.public)
    assert code == 1
    assert "not a signature of this file by that key" in said


def test_a_signature_by_another_key_is_found(
    page: Path, office: Keys, verify: Verify, tmp_path: Path
) -> None:
    signed = Keys(tmp_path, "other").sign(page)
    code, said = verify(page, "--signature", signed, "--public-key", office.public)
    assert code == 1
    assert "of a key that is not the one given" in said


def test_a_signature_that_was_made_for_something_else_is_found(
    page: Path, office: Keys, verify: Verify
) -> None:
    signed = office.sign(page, "git")
    assert verify(page, "--signature", signed, "--public-key", office.public)[0] == 1


@pytest.mark.skipif(shutil.which("minisign") is None, reason="no minisign on this machine")
def test_a_signature_of_minisign_proves_the_page_and_no_other(
    page: Path, verify: Verify, tmp_path: Path
) -> None:
    public, private = tmp_path / "minisign.pub", tmp_path / "minisign.key"
    subprocess.run(["minisign", "-G", "-W", "-p", public, "-s", private], check=True)
    subprocess.run(["minisign", "-S", "-s", private, "-m", page], check=True)
    signed = page.with_name(f"{page.name}.minisig")
    assert verify(page, "--signature", signed, "--public-key", public)[0] == 0
    forged(page, "A road will be built", "A road was built")
    assert verify(page, "--signature", signed, "--public-key", public)[0] == 1


def test_a_file_that_is_no_signature_is_wrong_use(page: Path, verify: Verify) -> None:
    code, said = verify(page, "--signature", page, "--public-key", page)
    assert code == 2
    assert "neither a signature of minisign nor one of ssh-keygen" in said


def test_a_tool_that_is_missing_is_named(
    page: Path, verify: Verify, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "x.minisig").write_text("untrusted comment: x\n", encoding="utf-8")
    monkeypatch.setenv("PATH", str(tmp_path))
    code, said = verify(page, "--signature", tmp_path / "x.minisig", "--public-key", page)
    assert code == 1
    assert "minisign is needed" in said


def test_the_page_of_a_site_is_made_from_its_layers_too(
    region: Layers, tmp_path: Path, verify: Verify
) -> None:
    pytest.importorskip("typst")
    region.write("_map.toml", 'address = "https://maps.example/region/"\n')
    to = ["--layers", str(region.path), "--output", str(tmp_path)]
    assert main(["build", "--to", "site", *to]) == 0
    with zipfile.ZipFile(tmp_path / "map.site.zip") as files:
        files.extract("index.html", tmp_path)
    code, said = verify(tmp_path / "index.html", "--layers", region.path)
    assert code == 0, said
    assert re.search(r"network +ok", said)


@pytest.fixture
def packed(region: Layers, tmp_path: Path) -> Path:
    """A built page whose data lie in parts."""
    asked = ["build", "--layers", str(region.path), "--output", str(tmp_path)]
    assert main([*asked, "--set", "html.drawing=packed", "--set", "html.decimals=5"]) == 0
    return tmp_path / "map.html"


def test_a_packed_page_is_proved_by_its_layers(
    packed: Path, region: Layers, verify: Verify
) -> None:
    code, said = verify(packed, "--layers", region.path)
    assert code == 0
    assert f"each of its {packed.stat().st_size} bytes" in said
    assert "byte for byte" in said
    assert said.count(" ok ") == 4


def test_a_part_that_was_changed_is_named(packed: Path, verify: Verify) -> None:
    text = packed.read_text(encoding="utf-8")
    start = text.index('class="part">') + 30
    packed.write_text(
        text[:start] + ("A" if text[start] != "A" else "B") + text[start + 1 :], encoding="utf-8"
    )
    code, said = verify(packed)
    assert code == 1
    assert "it was changed after it was made, in its parts" in said


def test_something_else_among_the_parts_is_strange(packed: Path, verify: Verify) -> None:
    text = packed.read_text(encoding="utf-8")
    change(packed, text[text.index('class="part">') :][:40], 'class="part"><b>AA')
    assert verify(packed)[0] == 1


def test_packed_parts_of_other_layers_are_named(
    packed: Path, region: Layers, verify: Verify
) -> None:
    old = packed.read_bytes()
    region.projects(project(summary_en="Another text."))
    asked = ["build", "--layers", str(region.path), "--output", str(packed.parent)]
    assert main([*asked, "--set", "html.drawing=packed", "--set", "html.decimals=5"]) == 0
    packed.write_bytes(old)
    code, said = verify(packed, "--layers", region.path)
    assert code == 1
    assert "roads.geojson is another" in said
