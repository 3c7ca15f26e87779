"""What the benchmark makes of its measurements; nothing is timed and no browser runs here."""

from __future__ import annotations

import json
import os
import sys
import time
from hashlib import sha256
from pathlib import Path

import pytest

from tests.bench import measuring, report
from tests.bench.__main__ import parse, runs_of
from tests.bench.budgets import BUDGETS, Budget, budget, verdict
from tests.bench.cells import FIGURES, Record, Store, stopped_by
from tests.bench.measuring import Bench, gzipped, record_of, said_by, spot
from tests.bench.processes import Failed, family, held_mib, measured
from tests.bench.report import as_json, markdown, number, reasons, rows, text
from tests.bench.tools import THIS, TOOLS, Tool
from tests.bench.workload import write_folder

GEOJSON, TUNED = TOOLS[1], TOOLS[2]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """What a run over 10,000 features left: one rival opens, one doesn't."""
    found = Store(tmp_path / "results.jsonl")
    for tool, wall, drawn in ((THIS, 2.0, 500), ("geojson", 4.0, 10_000), ("tuned", 5.0, 1000)):
        found.add(Record(tool, 10_000, "build", {"wall": wall}))
        found.add(Record(tool, 10_000, "page", {"drawn": drawn}))
    found.add(Record("explore", 10_000, "build", {"wall": 9.0}))
    found.add(Record("explore", 10_000, "page", failed={"open": "out of memory"}))
    return found


def row(store: Store, figure: str) -> report.Row:
    (found,) = [each for each in rows(store, [10_000]) if each.figure == figure]
    return found


def test_the_same_number_of_features_gives_the_same_bytes(tmp_path: Path) -> None:
    digests = {sha256(write_folder(tmp_path / name, 40).read_bytes()).hexdigest() for name in "ab"}
    assert len(digests) == 1


def test_a_larger_workload_begins_with_the_smaller_one(tmp_path: Path) -> None:
    small, large = (write_folder(tmp_path / str(n), n).read_text("utf-8") for n in (5, 9))
    assert large.startswith(small.removesuffix("\n]}\n"))


def test_all_workloads_have_their_first_point_at_one_place() -> None:
    assert spot(4) == spot(1_000_000)


def test_a_workload_is_written_once(tmp_path: Path) -> None:
    bench = Bench(tmp_path, lambda _said: None)
    path = bench.workload(4) / "sites.geojson"
    before = path.stat().st_mtime_ns
    assert bench.workload(4) / "sites.geojson" == path
    assert path.stat().st_mtime_ns == before


def test_a_figure_is_the_median_of_its_runs(tmp_path: Path) -> None:
    store = Store(tmp_path / "results.jsonl")
    for wall in (3.0, 1.0, 9.0):
        store.add(Record(THIS, 4, "build", {"wall": wall}))
    assert store.median(THIS, 4, "wall") == 3.0


def test_records_are_read_again(store: Store) -> None:
    assert Store(store.path).records == store.records


def test_what_a_stopped_run_left_half_written_is_not_counted(store: Store) -> None:
    with store.path.open("a", encoding="utf-8") as file:
        file.write('{"tool": "this", "cou')
    assert Store(store.path).records == store.records


def test_one_tool_can_be_forgotten(store: Store) -> None:
    store.drop([THIS], [10_000])
    again = Store(store.path)
    assert {each.tool for each in again.records} == {"geojson", "tuned", "explore"}


def test_ratios_are_of_this_to_each_rival(store: Store) -> None:
    assert row(store, "wall").ratios == {
        "geojson": 0.5,
        "tuned": 0.4,
        "explore": pytest.approx(2 / 9),
    }


def test_there_is_no_ratio_to_what_does_not_open(store: Store) -> None:
    assert row(store, "drawn").ratios["explore"] is None


def test_a_budget_is_held_against_the_best_rival(store: Store) -> None:
    found = row(store, "drawn")
    assert (found.limit, found.verdict) == (350, "missed")


def test_a_budget_that_is_kept_is_met(store: Store) -> None:
    assert row(store, "wall").verdict == "met"


@pytest.mark.parametrize(
    ("allowed", "limit"),
    [
        (Budget("wall", 1.2, "tuned"), 6),
        (Budget("wall", 0.5), 2),
        (Budget("wall", at_most=7), 7),
        (Budget("wall", 0.5, "explore"), None),
    ],
)
def test_limits_of_budgets(allowed: Budget, limit: float | None) -> None:
    assert allowed.limit({"geojson": 4, "tuned": 5, "explore": None}) == limit


@pytest.mark.parametrize(
    ("value", "limit", "failed", "said"),
    [
        (1, 1, False, "met"),
        (1.01, 1, False, "missed"),
        (None, 1, True, "missed"),
        (None, 1, False, ""),
        (1, None, False, ""),
    ],
)
def test_verdicts(value: float | None, limit: float | None, failed: bool, said: str) -> None:
    assert verdict(value, limit, failed=failed) == said


def test_budgets_are_of_figures_that_are_measured() -> None:
    assert {each.figure for found in BUDGETS.values() for each in found} <= {*FIGURES}


def test_there_is_a_budget_for_a_million() -> None:
    assert budget(1_000_000, "zoom") == Budget("zoom", at_most=300)


def test_a_page_that_does_not_open_says_why_in_all_reports(store: Store) -> None:
    found = rows(store, [10_000])
    reason = "10,000 features, explore, open: out of memory"
    assert reasons(found) == [reason]
    assert "doesn't open" in text(found)
    assert f"- {reason}" in markdown(found)


def test_rivals_have_no_search(store: Store) -> None:
    store.add(Record(THIS, 10_000, "page", {"search": 12.0}))
    cells = report.cells(row(store, "search"))
    assert cells[:5] == ["search, slowest key, ms", "12.0", "none", "none", "none"]


def test_the_columns_of_the_text_stand_under_each_other(store: Store) -> None:
    head, *lines = text(rows(store, [10_000])).splitlines()
    end = head.index("folium.GeoJson") + len("folium.GeoJson")
    assert [line[:end].split()[-1] for line in lines[:2]] == ["4.00", "10,000"]


def test_a_table_of_markdown_has_as_many_cells_in_each_line(store: Store) -> None:
    lines = [line for line in markdown(rows(store, [10_000])).splitlines() if line[:1] == "|"]
    assert {line.count("|") for line in lines} == {len(report.HEAD) + 1}


def test_json_has_the_runs_beside_the_medians(store: Store) -> None:
    said = json.loads(as_json(rows(store, [10_000]), store))
    wall = next(each for each in said if each["figure"] == "wall")
    assert (wall["values"]["this"], wall["runs"]["this"], wall["verdict"]) == (2.0, [2.0], "met")


@pytest.mark.parametrize(
    ("value", "said"), [(0.123, "0.12"), (12.34, "12.3"), (123.4, "123"), (12345.6, "12,346")]
)
def test_numbers_have_three_digits(value: float, said: str) -> None:
    assert number(value) == said


def test_what_came_before_a_crash_is_known() -> None:
    lines = ['{"drawn": 5, "drawn_cpu": 4}', '{"failed": {"zoom": "out of memory"}}']
    found = record_of(GEOJSON, 4, lines)
    assert (found.figures, found.failed) == (
        {"drawn": 5, "drawn_cpu": 4},
        {"zoom": "out of memory"},
    )


def test_a_page_that_does_not_open_has_no_zoom_but_a_size() -> None:
    assert "zoom" in stopped_by("open")
    assert "size" not in stopped_by("open")


def test_a_process_that_says_no_more_is_ended() -> None:
    program = "import time; print('{\"drawn\": 1}', flush=True); time.sleep(60)"
    before = time.monotonic()
    lines = said_by([sys.executable, "-c", program], 1)
    assert time.monotonic() - before < 30
    assert json.loads(lines[-1]) == {"failed": {"memory": "nothing after 1 s"}}


def test_a_process_that_says_nothing_is_a_page_that_does_not_open() -> None:
    lines = said_by([sys.executable, "-c", "raise SystemExit('no browser')"], 60)
    assert json.loads(lines[-1]) == {"failed": {"open": "no browser"}}


def test_a_crash_of_one_build_does_not_lose_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = {
        "geojson": [sys.executable, "-c", "raise MemoryError"],
        "tuned": [sys.executable, "-c", f"open({str(tmp_path / 'page')!r}, 'w').close()"],
    }
    monkeypatch.setattr(Tool, "command", lambda tool, *_paths: commands[tool.name])
    monkeypatch.setattr(Tool, "page", lambda *_asked: tmp_path / "page")
    monkeypatch.setattr(measuring, "said_by", lambda *_asked: ['{"drawn": 7}'])
    monkeypatch.setattr(Bench, "_linked", lambda bench: bench.folder)
    bench = Bench(tmp_path / "work", lambda _said: None)
    bench.run([GEOJSON, TUNED], 4, 1)
    assert bench.store.failure("geojson", 4, "wall") == "out of memory"
    assert bench.store.median("tuned", 4, "drawn") == 7


def test_a_run_goes_on_where_it_was_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []

    def once(kind: str, tool: Tool, count: int) -> Record:
        done.append(f"{kind} {tool.name}")
        return Record(tool.name, count, kind, {"wall": 1.0})

    monkeypatch.setattr(Bench, "build", lambda _bench, tool, count: once("build", tool, count))
    monkeypatch.setattr(Bench, "open", lambda _bench, tool, count: once("page", tool, count))
    Bench(tmp_path, lambda _said: None).run([GEOJSON], 4, 1)
    Bench(tmp_path, lambda _said: None).run([GEOJSON, TUNED], 4, 2)
    assert sorted(done) == [
        *["build geojson"] * 2,
        *["build tuned"] * 2,
        *["page geojson"] * 2,
        *["page tuned"] * 2,
    ]


def test_a_build_that_takes_too_long_is_ended() -> None:
    with pytest.raises(Failed, match="not done after 1 s"):
        measured([sys.executable, "-c", "import time; time.sleep(60)"], 1)


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="needs Linux's /proc")
def test_the_memory_is_that_of_all_processes_together() -> None:
    program = (
        "import subprocess, sys, time\n"
        "hold = 'data = bytearray(b\"x\" * 60_000_000); import time; time.sleep(1)'\n"
        "subprocess.Popen([sys.executable, '-c', hold])\n"
        "exec(hold)\n"
    )
    assert measured([sys.executable, "-c", program]).memory > 110


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs Linux's /proc")
def test_a_family_begins_with_its_head() -> None:
    assert family(os.getpid())[0] == os.getpid()
    assert held_mib([os.getpid()]) > 1


def test_the_gzipped_size_is_that_of_gzip(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(b"a page " * 100_000)
    assert 500 < gzipped(path) < 5000


@pytest.mark.parametrize(
    ("count", "runs"), [(4, 5), (1_000, 5), (10_000, 3), (100_000, 1), (1_000_000, 1)]
)
def test_large_workloads_run_less_often(count: int, runs: int) -> None:
    assert runs_of(count, 5) == runs


def test_to_reuse_the_rivals_measures_this_anew() -> None:
    options = parse(["--reuse-rivals"])
    assert (options.only, options.again) == ([THIS], True)
