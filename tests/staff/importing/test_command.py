from __future__ import annotations

import io
import stat
import zipfile
from typing import TYPE_CHECKING

import pytest

import geo.staff.importing.archive as archives
from geo.errors import MapError
from tests.making import plain
from tests.staff.exchanging import Office, archive, shapefile

if TYPE_CHECKING:
    from pathlib import Path

BOMB = """<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><kml><Document><name>&b;</name></Document></kml>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<kml><Placemark><name>&x;</name></Placemark></kml>"""


class Terminal(io.StringIO):
    """A standard input at which a person sits."""

    def isatty(self) -> bool:
        return True


def source(office: Office) -> Path:
    return office.collection(plain(name="Мост"))


def new(office: Office) -> Path:
    return office.layers.path / "new.geojson"


def test_a_dry_run_shows_and_writes_nothing(office: Office) -> None:
    assert "features: 1 (1 Point)" in office.look(source(office))
    assert not new(office).exists()


def test_in_a_pipe_a_yes_must_be_said(office: Office) -> None:
    done = office.run("import", str(source(office)), "--layer", "new")
    assert done.code == 2
    assert "--yes" in done.err
    assert not new(office).exists()


def test_in_a_pipe_the_preview_is_shown_all_the_same(office: Office) -> None:
    done = office.run("import", str(source(office)), "--layer", "new")
    assert "features: 1 (1 Point)" in done.err


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("yes\n", 0), ("n\n", 1), ("", 1)])
def test_at_a_terminal_it_asks(
    office: Office, monkeypatch: pytest.MonkeyPatch, answer: str, code: int
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    done = office.run("import", str(source(office)), "--layer", "new")
    assert (done.code, new(office).exists()) == (code, code == 0)
    assert "[y/N]" in done.err


def test_the_files_are_named_on_standard_output(office: Office) -> None:
    done = office.take(source(office))
    assert done.out == f"{new(office).with_suffix('.toml')}\n{new(office)}\n"


def test_whom_to_name_is_asked_for(office: Office) -> None:
    assert "add attribution and licence to new.toml" in office.take(source(office)).err


def test_a_write_that_fails_leaves_the_former_layer(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.layers.plain({**plain(a=1), "id": "x"}, name="new")
    before = new(office).read_bytes()

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    done = office.take(office.collection(plain(a=2)))
    assert (done.code, new(office).read_bytes() == before) == (1, True)


@pytest.mark.parametrize(
    "name",
    [
        "http://127.0.0.1:9/a.geojson",
        "https://127.0.0.1:9/a.geojson",
        "/vsicurl/http://127.0.0.1:9/a.geojson",
        "/vsizip/a.zip",
        "PG:dbname=x",
        "GPKG:a.gpkg:roads",
        "WFS:http://127.0.0.1:9/",
        "\\\\server\\share\\a.shp",
    ],
)
def test_only_files_of_this_machine_are_read(office: Office, name: str) -> None:
    done = office.take(name)
    assert (done.code, "only files of this machine are read" in done.err) == (2, True)


def test_a_file_that_is_not_there_is_said(office: Office) -> None:
    done = office.take("nowhere.shp")
    assert (done.code, "nowhere.shp: there is no such file" in done.err) == (2, True)


@pytest.mark.parametrize("name", ["../x", "A B", "con", "x.y", "", "_map", "жол", "a/b"])
def test_a_name_that_no_layer_can_have_is_refused(office: Office, name: str) -> None:
    done = office.take(source(office), layer=name)
    assert (done.code, done.err.startswith("error: --layer")) == (2, True)


def test_a_folder_is_read_like_an_archive(office: Office) -> None:
    folder = office.path / "given"
    folder.mkdir()
    shapefile(folder / "a.shp", [(79, 45)], [{b"NAME": b"a"}])
    (folder / "readme.txt").write_text("hello")
    assert office.taken(folder)[0]["properties"] == {"NAME": "a"}


@pytest.mark.parametrize("text", [BOMB, OUTSIDE, BOMB.replace("UTF-8", "x").replace("?>", "?>\n")])
@pytest.mark.parametrize("name", ["a.kml", "a.gpx"])
def test_xml_that_declares_entities_is_refused(office: Office, name: str, text: str) -> None:
    done = office.take(office.file(name, text.replace("kml", name[2:])))
    assert (done.code, "declares a DOCTYPE or entities" in done.err) == (1, True)


def test_entities_in_utf_16_are_refused_too(office: Office) -> None:
    done = office.take(office.file("a.kml", BOMB.encode("utf-16")))
    assert (done.code, "declares a DOCTYPE or entities" in done.err) == (1, True)


def test_a_code_page_in_which_a_doctype_could_hide_is_refused(office: Office) -> None:
    text = b'<?xml version="1.0" encoding="cp037"?><kml></kml>'
    done = office.take(office.file("a.kml", text))
    assert (done.code, "encoding 'cp037' is not known" in done.err) == (1, True)


@pytest.mark.parametrize(
    "name", ["../a.geojson", "/etc/a.geojson", "a/../../b.geojson", "C:\\a.geojson", "..\\a.csv"]
)
def test_an_archive_that_leads_out_of_itself_is_refused(office: Office, name: str) -> None:
    done = office.take(archive(office.path / "a.zip", {name: b"{}"}))
    assert (done.code, "leads out of it" in done.err) == (1, True)


def test_an_archive_with_a_link_is_refused(office: Office) -> None:
    path = office.path / "a.zip"
    link = zipfile.ZipInfo("a.geojson")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as made:
        made.writestr(link, "/etc/passwd")
    done = office.take(path)
    assert (done.code, "has a link in it" in done.err) == (1, True)


def test_an_archive_that_unpacks_to_too_much_is_refused(office: Office) -> None:
    done = office.take(archive(office.path / "a.zip", {"a.geojson": bytes(30_000_000)}))
    assert (done.code, "it looks like a bomb" in done.err) == (1, True)


def test_an_archive_of_too_many_files_is_refused(office: Office) -> None:
    files = {f"{number}.txt": b"" for number in range(5001)}
    done = office.take(archive(office.path / "a.zip", files))
    assert (done.code, "5001 files in the archive" in done.err) == (1, True)


def test_an_archive_that_lies_about_its_sizes_is_stopped(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MAX_BYTES", 1000)
    monkeypatch.setattr(archives, "refuse_bomb", lambda *_arguments: None)
    done = office.take(archive(office.path / "a.zip", {"a.geojson": b"x" * 5000}))
    assert (done.code, "unpacks to more than" in done.err) == (1, True)


def test_a_cut_archive_is_refused(office: Office) -> None:
    path = archive(office.path / "a.zip", {"a.geojson": b"x" * 5000})
    path.write_bytes(path.read_bytes()[:-40])
    assert office.take(path).code == 1


def test_an_archive_in_an_archive_is_listed(office: Office) -> None:
    inner = archive(office.path / "inner.zip", {"a.csv": b"lon,lat\n79,45\n"})
    outer = {"inner.zip": inner.read_bytes(), "b.csv": b"lon,lat\n79,45\n"}
    said = office.look(archive(office.path / "a.zip", outer))
    assert "inner.zip (an archive in the archive)" in said


def test_an_archive_without_layers_says_what_it_has(office: Office) -> None:
    done = office.take(archive(office.path / "a.zip", {"a.docx": b"x", "b.txt": b""}))
    assert (done.code, "it has a.docx, b.txt" in done.err) == (1, True)


def test_no_text_of_a_source_acts_on_the_terminal(office: Office) -> None:
    said = office.look(office.collection(plain(**{"a\x1b]0;x\x07": "\x1b[2J\u202e"})))
    assert "\x1b" not in said
    assert "\u202e" not in said


def test_no_value_is_a_template_or_markup(office: Office) -> None:
    text = "{{ 7*7 }} <img src=x onerror=alert(1)> =1+1"
    assert office.taken(office.collection(plain(a=text)))[0]["properties"] == {"a": text}


def test_hostile_titles_stay_texts_of_the_settings(office: Office) -> None:
    text = "<kml><Document><Placemark><name>a</name></Placemark></Document></kml>"
    path = office.file('x"\nkind = projects.kml', text)
    office.taken(path)
    assert (office.layers.path / "new.toml").read_text().startswith('kind = "plain"\n')
    with pytest.raises(MapError):
        archives.unpack(path, office.path / "nowhere")


def test_the_same_source_gives_the_same_bytes(office: Office) -> None:
    office.take(source(office), layer="one")
    office.take(source(office), layer="two")
    one, two = (office.layers.path / f"{name}.geojson" for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()


def test_documents_nested_without_end_are_read_as_deep_as_makes_sense(office: Office) -> None:
    deep = "<Document>" * 5000 + "</Document>" * 5000
    mark = "<Placemark><Point><coordinates>79,45</coordinates></Point></Placemark>"
    source = office.file("a.kml", f"<kml>{deep}{mark}</kml>")
    assert "1 × folder that is nested too deep" in office.look(source)


def test_text_that_was_garbled_before_is_said(office: Office) -> None:
    garbled = "Қаратал көпірі".encode().decode("cp1251", "replace")
    assert "WARNING: garbled letters" in office.look(office.collection(plain(name=garbled)))


def test_a_long_cell_is_no_coordinate(office: Office) -> None:
    source = office.file("a.csv", f"lon,lat\n79,45\n1{' ' * 100_000}x,45\n")
    assert "1 × coordinates that can't be read (row 3)" in office.look(source)


def test_two_columns_do_not_go_to_one_field(office: Office) -> None:
    source = office.file("a.csv", "lon,lat,a,b\n78,45,1,2\n")
    done = office.take(source, "--map", "a=c", "--map", "b=c")
    assert (done.code, "another column goes to 'c' already" in done.err) == (2, True)


def test_features_with_one_id_are_all_taken_and_said(office: Office) -> None:
    office.layers.plain({"id": "a"} | plain(n=1), name="new")
    twins = [{"id": "a"} | plain(n=2), {"id": "a"} | plain(n=3)]
    done = office.take(office.collection(*twins))
    assert [f["properties"]["n"] for f in office.features()] == [2, 3]
    assert "1 feature with the id of another one in the source" in done.err
