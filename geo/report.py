"""Problems as text, JSON, SARIF, or as GitHub and GitLab annotate with them."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.errors import Problem

REPORTS = ("text", "json", "sarif", "github", "gitlab")
#: What would end the text, or an option, of a GitHub workflow command.
_DATA = {ord("%"): "%25", ord("\r"): "%0D", ord("\n"): "%0A"}
_OPTION = _DATA | {ord(":"): "%3A", ord(","): "%2C"}


def report(problems: Sequence[Problem], form: str) -> str:
    """The problems in one of the forms of `REPORTS`."""
    if form == "json":
        return _dumped([_json(p) for p in problems])
    if form == "sarif":
        return _dumped(_sarif(problems))
    if form == "gitlab":
        return _dumped(_gitlab(problems))
    if form == "github":
        return "\n".join([*(_github(p) for p in problems), summary(problems)])
    return "\n".join([*(line(p) for p in problems), summary(problems)])


def line(problem: Problem) -> str:
    """One problem on one line: file:line:column, severity, feature, message and hint."""
    place = _place(problem)
    if problem.line:
        place += f":{problem.line}:{problem.column}"
    feature = f" [{problem.feature}]" if problem.feature else ""
    hint = f" -- {problem.hint}" if problem.hint else ""
    return printable(
        f"{place}: {problem.severity}:{feature} {problem.message}{hint} ({problem.code})"
    )


def summary(problems: Sequence[Problem]) -> str:
    """How many of each."""
    errors = sum(problem.is_error for problem in problems)
    warnings = len(problems) - errors
    if not problems:
        return "no problems"
    return f"{counted(errors, 'error')}, {counted(warnings, 'warning')}"


def counted(number: int, noun: str) -> str:
    """The number with the noun, in the plural where it takes one."""
    return f"{number} {noun}{'s' * (number != 1)}"


def printable(text: str) -> str:
    """The text with what a terminal would act upon, or hide, shown as an escape."""
    return "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in text)


def _dumped(value: Any) -> str:
    """JSON in lines, in which no string holds what a terminal would act upon."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    return "\n".join(printable(line) for line in text.split("\n"))


def _place(problem: Problem) -> str:
    """The path, from the working folder where the file lies in it."""
    try:
        return problem.path.absolute().relative_to(Path.cwd()).as_posix()
    except (OSError, ValueError):
        return problem.path.as_posix()


def _json(problem: Problem) -> dict[str, Any]:
    return {
        "path": _place(problem),
        "line": problem.line,
        "column": problem.column,
        "severity": problem.severity.value,
        "code": problem.code,
        "feature": problem.feature,
        "message": problem.message,
        "hint": problem.hint,
    }


def _sarif(problems: Sequence[Problem]) -> dict[str, Any]:
    """SARIF 2.1.0, as code hosts take it for annotations."""
    rules = sorted({problem.code for problem in problems})
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "projectmap", "rules": [{"id": r} for r in rules]}},
                "columnKind": "unicodeCodePoints",
                "results": [_sarif_result(problem) for problem in problems],
            }
        ],
    }


def _sarif_result(problem: Problem) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": _uri(_place(problem))}}
    if problem.line:
        place["region"] = {"startLine": problem.line, "startColumn": problem.column}
    hint = f" {problem.hint}" if problem.hint else ""
    return {
        "ruleId": problem.code,
        "level": problem.severity.value,
        "message": {"text": f"{problem.message}.{hint}"},
        "locations": [{"physicalLocation": place}],
    }


def _uri(path: str) -> str:
    from urllib.parse import quote  # noqa: PLC0415 - for SARIF alone

    return quote(os.fsencode(path))


def _github(problem: Problem) -> str:
    """A workflow command, which GitHub shows beside the line that it names."""
    said = {"file": _place(problem), "title": problem.code}
    if problem.line:
        said |= {"line": str(problem.line), "col": str(problem.column)}
    options = ",".join(f"{key}={_escaped(value, _OPTION)}" for key, value in said.items())
    feature = f"[{problem.feature}] " if problem.feature else ""
    hint = f" -- {problem.hint}" if problem.hint else ""
    text = _escaped(f"{feature}{problem.message}{hint}", _DATA)
    return f"::{problem.severity} {options}::{text}"


def _escaped(text: str, marks: dict[int, str]) -> str:
    return printable(text).translate(marks)


def _gitlab(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """A Code Quality report. A fingerprint outlives a change of the lines before it."""
    seen: Counter[str] = Counter()
    found = []
    for problem in problems:
        same = "\0".join((_place(problem), problem.code, problem.feature, problem.message))
        seen[same] += 1
        text = f"{same}\0{seen[same]}".encode("utf-8", "backslashreplace")
        hint = f" -- {problem.hint}" if problem.hint else ""
        found.append(
            {
                "description": f"{problem.message}{hint}",
                "check_name": problem.code,
                "fingerprint": hashlib.sha256(text).hexdigest(),
                "severity": "major" if problem.is_error else "minor",
                "location": {"path": _place(problem), "lines": {"begin": max(problem.line, 1)}},
            }
        )
    return found
