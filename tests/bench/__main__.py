"""This against folium and GeoDataFrame.explore(), from 4 features to a million.

    python -m tests.bench                        the whole table; takes an hour or two
    python -m tests.bench --counts 4 10000       of some workloads
    python -m tests.bench --only this            of one tool, beside what is known of the others
    python -m tests.bench --reuse-rivals         this anew, the rivals as they were measured
    python -m tests.bench --table --report json  what is known; nothing is measured
    python -m tests.bench --shipped [--open]     the shipped map against folium

Whole builds and whole openings run in turn, each in a process of its own. What was measured is
kept in --work and not measured again, so that a run that was stopped goes on: --again forgets it
first. Nothing fails on a figure: the table says whether a budget is met. explore() takes part
where mapclassify and matplotlib are installed; what rivals link to is brought by npm, once.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.bench import report
from tests.bench.measuring import Bench
from tests.bench.processes import ROOT
from tests.bench.tools import RIVALS, THIS, TOOLS

COUNTS = (4, 128, 1_000, 10_000, 100_000, 1_000_000)
REPORTS = ("text", "markdown", "json")
#: Where runs get fewer, and how many there are from there on at most.
_FEWER = ((100_000, 1), (10_000, 3))


def runs_of(count: int, runs: int) -> int:
    """How many runs of a workload: fewer of the large ones, which vary little and take long."""
    return next((min(most, runs) for least, most in _FEWER if count >= least), runs)


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    names = [tool.name for tool in TOOLS]
    default = Path.home() / ".cache" / "projectmap-bench"
    parser.add_argument("--work", type=Path, default=default, help=f"(default: {default})")
    parser.add_argument("--counts", type=int, nargs="+", default=[*COUNTS], metavar="N")
    parser.add_argument("--only", nargs="+", choices=names, default=names, metavar="TOOL")
    parser.add_argument("--runs", type=int, help="of small workloads (default: 5; shipped: 9)")
    parser.add_argument("--again", action="store_true", help="measure anew what is known")
    parser.add_argument(
        "--reuse-rivals", action="store_true", help="measure only this, and this anew"
    )
    parser.add_argument("--table", action="store_true", help="measure nothing")
    parser.add_argument("--report", choices=REPORTS, default="text")
    parser.add_argument("--shipped", action="store_true", help="compare the shipped map instead")
    parser.add_argument("--open", action="store_true", help="open the shipped map's pages too")
    parser.add_argument("--layers", type=Path, default=ROOT / "layers", help="the shipped map's")
    options = parser.parse_args(arguments)
    if options.reuse_rivals:
        options.only, options.again = [THIS], True
    return options


def main() -> None:
    """Measure, and print one table."""
    options = parse()
    if options.shipped:
        from tests.bench.shipped import compare

        compare(options.layers.resolve(), options.runs or 9, pages=options.open)
        return
    bench = Bench(options.work.resolve(), lambda said: print(said, file=sys.stderr, flush=True))
    if not options.table:
        measure(bench, options)
    found = report.rows(bench.store, sorted(options.counts))
    if options.report == "json":
        print(report.as_json(found, bench.store))
    else:
        print(report.markdown(found) if options.report == "markdown" else report.text(found))


def measure(bench: Bench, options: argparse.Namespace) -> None:
    """Measure what is asked for and can be."""
    for tool in RIVALS:
        if tool.name in options.only and (missing := tool.missing()):
            bench.say(f"{tool.title} is left out: it needs {' and '.join(missing)}")
    tools = [tool for tool in TOOLS if tool.name in options.only and not tool.missing()]
    if options.again:
        bench.store.drop([tool.name for tool in tools], options.counts)
    for count in sorted(options.counts):
        able = [tool for tool in tools if count <= tool.most]
        if able:
            bench.run(able, count, runs_of(count, options.runs or 5))


if __name__ == "__main__":
    main()
