"""``merge``: merge layers feature by feature, for git; and settle what could not be merged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.commands.common import DONE, PROBLEMS, a_path, layers_option, say
from geo.errors import MapError, UsageError

if TYPE_CHECKING:
    import argparse

SUMMARY = "merge layers by feature and field, as git's merge driver"
_VERSIONS = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument(
        "files",
        nargs="*",
        type=a_path,
        metavar="FILE",
        help="BASE OURS THEIRS: the merged file is written to OURS; with --resolve: the files",
    )
    does = parser.add_mutually_exclusive_group()
    does.add_argument(
        "--install",
        action="store_true",
        help="have git merge the layers of this repository so, from now on",
    )
    does.add_argument("--uninstall", action="store_true", help="have git merge lines again")
    does.add_argument(
        "--resolve",
        choices=("ours", "theirs", "base"),
        help="settle the conflicts marked in the files for one side",
    )
    parser.add_argument("--feature", default="", metavar="ID", help="--resolve: only of this one")
    parser.add_argument("--field", default="", metavar="NAME", help="--resolve: only this field")
    parser.add_argument(
        "--path", default="", metavar="NAME", help="the file's own name, by which its kind is told"
    )
    parser.add_argument(
        "--marker-size",
        type=int,
        default=7,
        metavar="N",
        help="the length of git's marks, where lines are merged (default: 7)",
    )
    # For git, which must tell a conflict (then 3) from a program that broke down (1).
    parser.add_argument("--driver", action="store_true", help="==SUPPRESS==")
    layers_option(parser)


def run(options: argparse.Namespace) -> int:
    """Do one of what the command can do; conflicts that are left are exit code 1."""
    if options.install or options.uninstall:
        return _install(options)
    if options.resolve:
        return _resolve(options)
    if len(options.files) != _VERSIONS:
        message = "merge takes three files: BASE OURS THEIRS; or --install, --uninstall, --resolve"
        raise UsageError(message)
    return _merge(options)


def _install(options: argparse.Namespace) -> int:
    from geo.staff.merging.installing import install, uninstall

    if options.files:
        message = "--install and --uninstall take no files; --layers DIR says where the layers are"
        raise UsageError(message)
    for said in (install if options.install else uninstall)(options.layers):
        say(said)
    return DONE


def _resolve(options: argparse.Namespace) -> int:
    from geo.staff.merging.resolving import Choice, resolve
    from geo.write import write_bytes

    if not options.files:
        message = "--resolve needs the files whose conflicts it should settle"
        raise UsageError(message)
    choice = Choice(options.resolve, options.feature, options.field)
    resolved = [(path, *resolve(path, choice)) for path in options.files]
    for path, text, settled in resolved:
        if not settled:
            say(f"{path}: no such conflict is marked there")
            continue
        write_bytes(path, text.encode())
        say(f"{path}: settled {settled} for {options.resolve}; when all is settled: git add")
    return DONE if all(settled for _path, _text, settled in resolved) else PROBLEMS


def _merge(options: argparse.Namespace) -> int:
    from geo.staff.merging.files import merge_files
    from geo.staff.merging.installing import CONFLICTS
    from geo.write import write_bytes

    base, ours, theirs = options.files
    name = options.path or str(ours)
    if options.marker_size < 1:
        message = f"--marker-size {options.marker_size}: it must be at least 1"
        raise UsageError(message)
    try:
        outcome = merge_files(base, ours, theirs, name=name, marker_size=options.marker_size)
    except MapError as error:
        message = f"{name}: {error}"
        raise MapError(message) from error
    write_bytes(ours, outcome.data)
    if outcome.by_lines:
        say(f"{name}: merged by lines, because it can't be by what it holds: {outcome.by_lines}")
    for conflict in outcome.conflicts:
        say(f"{name}: conflict: {conflict}")
    if not outcome.conflicts:
        return DONE
    if not outcome.by_lines:
        say("both versions stand in the file; check names the places, merge --resolve settles them")
    return CONFLICTS if options.driver else PROBLEMS
