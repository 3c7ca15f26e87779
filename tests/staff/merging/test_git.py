"""What git does with layers once the driver is installed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.making import ABSENT, collection, project
from tests.staff.merging.conftest import BASE, ROOT, Repository

A, B, C = BASE
MOVED = {"type": "Point", "coordinates": [80.5, 46.5]}
FACTS = "project,key,value,unit,as_of,source,locator,note\n"


def test_edits_of_neighbours_merge(repository: Repository) -> None:
    repository.features(project(id="a", status="design"), B, C)
    repository.on_other()
    repository.features(A, project(id="b", status="completed"), C)
    repository.meet()
    assert repository.text() == collection(
        project(id="a", status="design"), project(id="b", status="completed"), C
    )


def test_edits_of_two_fields_of_a_feature_merge(repository: Repository) -> None:
    repository.features(A, project(id="b", name_ru="Другая"), C)
    repository.on_other()
    repository.features(A, project(id="b", summary_kk="Басқа", place_kk="Сарқан"), C)
    repository.meet()
    both = project(id="b", name_ru="Другая", summary_kk="Басқа", place_kk="Сарқан")
    assert repository.text() == collection(A, both, C)


def test_a_move_and_a_new_status_merge(repository: Repository) -> None:
    repository.features(A, project(MOVED, id="b"), C)
    repository.on_other()
    repository.features(A, project(id="b", status="completed"), C)
    repository.meet()
    assert repository.found()["b"] == project(MOVED, id="b", status="completed")


def test_the_same_edit_twice_is_no_conflict(repository: Repository) -> None:
    repository.features(A, project(id="b", status="completed"), C)
    repository.on_other()
    repository.features(A, project(id="b", status="completed", status_date="2026"), C)
    repository.meet()
    assert repository.found()["b"]["properties"]["status_date"] == "2026"


def test_two_values_of_a_field_are_a_conflict_that_names_both(repository: Repository) -> None:
    repository.features(A, project(id="b", status="completed"), C)
    repository.on_other()
    repository.features(project(id="a", status="design"), project(id="b", status="suspended"), C)
    said = repository.meet(code=1)
    assert f"{repository.layer}: conflict: [b] status" in said
    assert repository.unmerged() == [repository.layer]
    found = repository.found()
    assert found["a"]["properties"]["status"] == "design"
    assert found["b"]["properties"]["status"] == "completed"
    assert found["b"]["conflict"] == {
        "status": {"base": "planned", "ours": "completed", "theirs": "suspended"}
    }


def test_two_moves_are_a_conflict_of_the_geometry(repository: Repository) -> None:
    repository.features(A, project(MOVED, id="b"), C)
    repository.on_other()
    repository.features(A, project(None, id="b"), C)
    repository.meet(code=1)
    found = repository.found()["b"]
    assert found["geometry"] == MOVED
    assert found["conflict"]["geometry"]["theirs"] is None


def test_a_conflict_can_be_left_with_abort(repository: Repository) -> None:
    repository.features(A, project(id="b", status="completed"), C)
    repository.on_other()
    repository.features(A, project(id="b", status="suspended"), C)
    repository.meet(code=1)
    repository.git("merge", "--abort")
    assert repository.text() == collection(A, project(id="b", status="completed"), C)
    assert repository.git("status", "--porcelain") == ""


def test_a_deletion_and_an_edit_elsewhere_merge(repository: Repository) -> None:
    repository.features(A, C)
    repository.on_other()
    repository.features(A, B, project(id="c", status="design"))
    repository.meet()
    assert repository.text() == collection(A, project(id="c", status="design"))


@pytest.mark.parametrize("deleted_by", ["ours", "theirs"])
def test_a_deleted_feature_that_was_edited_is_kept_and_marked(
    repository: Repository, deleted_by: str
) -> None:
    versions = [(A, C), (A, project(id="b", status="design"), C)]
    if deleted_by == "theirs":
        versions.reverse()
    repository.features(*versions[0])
    repository.on_other()
    repository.features(*versions[1])
    repository.meet(code=1)
    assert [*repository.found()] == ["a", "b", "c"]
    kept = project(id="b", status="design") | {"conflict": {"feature": f"deleted by {deleted_by}"}}
    assert repository.found()["b"] == kept


def test_new_features_at_one_place_are_both_kept(repository: Repository) -> None:
    repository.features(A, B, C, project(id="ours"))
    repository.on_other()
    repository.features(A, B, C, project(id="theirs"))
    repository.meet()
    assert [*repository.found()] == ["a", "b", "c", "ours", "theirs"]


def test_two_new_features_of_one_id_are_merged_by_field(repository: Repository) -> None:
    repository.features(A, B, C, project(id="d", place_en="Here"))
    repository.on_other()
    repository.features(project(id="d", sector="energy"), A, B, C)
    repository.meet(code=1)
    found = repository.found()["d"]
    assert found["properties"]["place_en"] == "Here"
    assert found["conflict"] == {"sector": {"ours": "roads", "theirs": "energy"}}


def test_a_file_that_both_added_is_merged(repository: Repository) -> None:
    repository.layer = "layers/new.geojson"
    repository.features(A)
    repository.on_other()
    repository.features(B)
    repository.meet()
    assert [*repository.found()] == ["a", "b"]


def test_a_new_order_and_an_edit_merge(repository: Repository) -> None:
    repository.features(C, A, B)
    repository.on_other()
    repository.features(A, project(id="b", status="design"), C)
    repository.meet()
    assert repository.text() == collection(C, A, project(id="b", status="design"))


def test_what_qgis_wrote_anew_merges_with_an_edit(repository: Repository) -> None:
    """QGIS drops the ids, turns the keys round and writes null for each field."""
    wide = {"place_kk": None, "note_ru": None}
    saved = []
    for feature in (A, B, C):
        own = {key: feature["properties"][key] for key in reversed(feature["properties"])}
        saved.append({"type": "Feature", "properties": own | wide, "geometry": MOVED})
    lines = ",\n".join(map(json.dumps, saved))
    head = '{\n"type": "FeatureCollection",\n"name": "roads",\n"features": [\n'
    repository.write(repository.layer, f"{head}{lines}\n]\n}}\n")
    repository.on_other()
    repository.features(A, project(id="b", status="design", place_kk="Сарқан"), C)
    repository.meet()
    found = json.loads(repository.text())
    assert found["name"] == "roads"
    merged = found["features"][1]
    assert merged["geometry"] == MOVED
    assert merged["properties"]["status"] == "design"
    assert merged["properties"]["place_kk"] == "Сарқан"


def test_a_formatted_file_merges_with_a_move(repository: Repository) -> None:
    long = {"type": "Point", "coordinates": [79.512345678, 45.0]}
    repository.features(project(long, id="a"), project(long, id="b"))
    repository.commit("long numbers")
    repository.git("branch", "-f", "other")
    short = {"type": "Point", "coordinates": [79.512346, 45]}
    repository.features(project(short, id="a"), project(short, id="b"))
    repository.on_other()
    repository.features(project(long, id="a"), project(MOVED, id="b"))
    repository.meet()
    assert repository.text() == collection(project(short, id="a"), project(MOVED, id="b"))


def test_rebase_merges_each_commit(repository: Repository) -> None:
    repository.features(project(id="a", status="design"), B, C)
    repository.on_other()
    repository.features(A, project(id="b", status="design"), C)
    repository.commit()
    repository.features(A, project(id="b", status="completed"), C)
    repository.commit()
    repository.git("rebase", "-q", "main")
    assert repository.text() == collection(
        project(id="a", status="design"), project(id="b", status="completed"), C
    )


def test_cherry_pick_takes_over_one_edit(repository: Repository) -> None:
    repository.features(project(id="a", status="design"), B, C)
    repository.on_other()
    repository.features(A, project(id="b", status="design"), C)
    repository.meet("cherry-pick", "other")
    assert repository.text() == collection(
        project(id="a", status="design"), project(id="b", status="design"), C
    )


def test_stash_pop_merges(repository: Repository) -> None:
    repository.features(project(id="a", status="design"), B, C)
    repository.git("stash", "-q")
    repository.features(A, project(id="b", status="design"), C)
    repository.commit()
    repository.git("stash", "pop", "-q")
    assert [f["properties"]["status"] for f in repository.found().values()] == [
        "design",
        "design",
        "planned",
    ]


@pytest.mark.parametrize("name", ["layers/жол 2.geojson", "layers/a'b $(x).geojson"])
def test_a_renamed_layer_is_merged(repository: Repository, name: str) -> None:
    repository.git("mv", repository.layer, name)
    repository.on_other()
    repository.features(A, project(id="b", status="design"), C)
    repository.meet()
    assert repository.found(name)["b"]["properties"]["status"] == "design"


@pytest.mark.parametrize("name", ["layers/жол 2.geojson", "layers/a'b;`x`%L.geojson"])
def test_any_name_of_a_file_reaches_the_message(repository: Repository, name: str) -> None:
    repository.layer = name
    repository.features(A, B)
    repository.commit()
    repository.git("branch", "-f", "other")
    repository.features(A, project(id="b", status="design"))
    repository.on_other()
    repository.features(A, project(id="b", status="completed"))
    assert f"{name}: conflict: [b] status" in repository.meet(code=1)


def test_a_checkout_with_windows_line_ends_merges(repository: Repository) -> None:
    repository.git("config", "core.autocrlf", "true")
    repository.features(project(id="a", status="design"), B, C)
    repository.on_other()
    repository.features(A, project(id="b", status="design"), C)
    repository.meet()
    merged = collection(project(id="a", status="design"), project(id="b", status="design"), C)
    assert repository.text() == merged.replace("\n", "\r\n")
    assert repository.git("status", "--porcelain") == ""


def test_line_ends_that_one_side_changed_are_no_edit(repository: Repository) -> None:
    repository.write(repository.layer, collection(A, B, C).replace("\n", "\r\n"))
    repository.on_other()
    repository.features(A, project(id="b", status="design"), C)
    repository.meet()
    merged = collection(A, project(id="b", status="design"), C)
    assert repository.text() == merged.replace("\n", "\r\n")


def test_an_older_conflict_of_crossing_branches_is_not_settled_in_silence(
    repository: Repository,
) -> None:
    """git merges the two merge bases first, and takes the result for the base of the rest."""
    repository.features(A, project(id="b", status="design"), C)
    repository.on_other()
    repository.features(A, project(id="b", status="completed"), C)
    repository.commit()
    repository.git("branch", "older-other")
    repository.git("branch", "older-main", "main")
    for branch, merged, status in (
        ("main", "older-other", "design"),
        ("other", "older-main", "completed"),
    ):
        repository.git("checkout", "-q", branch)
        repository.git("merge", "--no-edit", merged, code=1)
        repository.features(A, project(id="b", status=status), C)
        repository.commit()
    repository.git("checkout", "-q", "main")
    repository.git("merge", "--no-edit", "other", code=1)
    mark = repository.found()["b"]["conflict"]["status"]
    assert (mark["ours"], mark["theirs"]) == ("design", "completed")


def test_new_facts_at_one_place_are_both_kept(repository: Repository) -> None:
    repository.write("layers/facts.csv", FACTS)
    repository.commit()
    repository.git("branch", "-f", "other")
    repository.write("layers/facts.csv", f"{FACTS}a,cost,1,KZT,,report,,\n")
    repository.on_other()
    repository.write("layers/facts.csv", f"{FACTS}b,cost,2,KZT,,report,,\n")
    repository.meet()
    assert repository.text("layers/facts.csv") == (
        f"{FACTS}a,cost,1,KZT,,report,,\nb,cost,2,KZT,,report,,\n"
    )


def test_a_merge_from_a_folder_below_works(repository: Repository) -> None:
    repository.features(project(id="a", status="design"), B, C)
    repository.on_other()
    repository.features(A, project(id="b", status="design"), C)
    repository.commit()
    repository.git("checkout", "-q", "main")
    repository.git("merge", "--no-edit", "other", folder=repository.path / "layers")
    assert repository.found()["b"]["properties"]["status"] == "design"


def test_a_worktree_of_the_clone_merges_too(repository: Repository, tmp_path: Path) -> None:
    repository.features(project(id="a", status="design"), B, C)
    repository.on_other()
    repository.features(A, project(id="b", status="design"), C)
    repository.commit()
    tree = tmp_path / "worktree"
    repository.git("worktree", "add", "-q", str(tree), "main")
    repository.git("merge", "--no-edit", "other", folder=tree)
    assert (tree / repository.layer).read_text(encoding="utf-8") == collection(
        project(id="a", status="design"), project(id="b", status="design"), C
    )


@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_a_file_that_cannot_be_read_is_merged_by_lines(repository: Repository, side: str) -> None:
    broken = collection(A, project(id="b", status="completed"), C).replace('"status"', "'status'")
    versions = [broken, collection(A, project(id="b", status="design"), C)]
    if side == "theirs":
        versions.reverse()
    repository.write(repository.layer, versions[0])
    repository.on_other()
    repository.write(repository.layer, versions[1])
    said = repository.meet(code=1)
    assert "merged by lines" in said
    assert repository.text().count("\n<<<<<<< ours\n") == 1
    assert repository.unmerged() == [repository.layer]


def test_an_id_that_stands_twice_has_the_file_merged_by_lines(repository: Repository) -> None:
    repository.features(A, A, B, C)
    repository.on_other()
    repository.features(A, B, project(id="c", status="design"))
    said = repository.meet()
    assert 'two features have the id "a"' in said
    assert repository.text() == collection(A, A, B, project(id="c", status="design"))


@pytest.mark.parametrize(
    "program",
    [
        [str(Path("nowhere") / "python"), str(ROOT / "make_map.py")],
        [sys.executable, "nowhere.py"],
        [sys.executable, "-c", "raise SystemError"],
        [sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"],
    ],
    ids=["no interpreter", "no program", "defect", "killed"],
)
def test_where_the_program_fails_no_side_is_lost(
    repository: Repository, program: list[str]
) -> None:
    """git alone would leave ours without a mark, as if theirs had never been."""
    command = repository.git("config", "merge.projectmap.driver").rstrip("\n")
    arguments = command[command.index(" merge --driver ") :]
    words = " ".join(f"'{word}'" for word in program)
    repository.git("config", "merge.projectmap.driver", words + arguments)
    repository.features(A, project(id="b", status="completed"), C)
    repository.on_other()
    repository.features(A, project(id="b", status="suspended"), C)
    repository.meet(code=1)
    assert "<<<<<<< ours" in repository.text()
    assert '"completed"' in repository.text()
    assert '"suspended"' in repository.text()
    repository.git("merge", "--abort")


def test_without_the_driver_git_merges_lines(repository: Repository) -> None:
    repository.git("config", "--remove-section", "merge.projectmap")
    repository.features(project(id="a", status="design"), B, C)
    repository.on_other()
    repository.features(A, B, project(id="c", status="design"))
    repository.meet()
    assert repository.found()["c"]["properties"]["status"] == "design"


def test_a_file_that_is_no_text_stays_in_conflict(repository: Repository) -> None:
    repository.write(repository.layer, collection(A).encode("utf-16"))
    repository.on_other()
    repository.write(repository.layer, collection(B).encode("utf-16-be"))
    repository.meet(code=1)
    assert repository.unmerged() == [repository.layer]


def test_an_absent_field_differs_from_a_deleted_one(repository: Repository) -> None:
    repository.features(A, project(id="b", summary_en=ABSENT), C)
    repository.on_other()
    repository.features(A, project(id="b", summary_en="New."), C)
    repository.meet(code=1)
    found = repository.found()["b"]
    assert "summary_en" not in found["properties"]
    assert found["conflict"]["summary_en"] == {"base": "A road will be built.", "theirs": "New."}


@pytest.mark.skipif(os.name != "posix", reason="signals of a group are of POSIX")
def test_a_merge_that_is_interrupted_can_be_left(repository: Repository) -> None:
    repository.features(A, project(id="b", status="completed"), C)
    repository.on_other()
    repository.features(A, project(id="b", status="design"), C)
    repository.commit()
    repository.git("checkout", "-q", "main")
    waits = f"'{sys.executable}' -c 'import sys, time; print(1, flush=True); time.sleep(60)'"
    repository.git("config", "merge.projectmap.driver", f"exec {waits}")
    with subprocess.Popen(
        ["git", "merge", "other"],
        cwd=repository.path,
        env=repository.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as merging:
        assert merging.stdout
        line = b""
        while line.strip() != b"1":
            line = merging.stdout.readline()
        os.killpg(merging.pid, signal.SIGTERM)
    repository.git("reset", "-q", "--merge")
    assert repository.text() == collection(A, project(id="b", status="completed"), C)
