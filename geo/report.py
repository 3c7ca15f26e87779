"""Problems as text, JSON or SARIF."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.errors import Problem

REPORTS = ("text", "json", "sarif")


def report(problems: Sequence[Problem], form: str) -> str:
    """The problems in one of the forms of `REPORTS`."""
    if form == "json":
        return _dumped([_json(p) for p in problems])
    if form == "sarif":
        return _dumped(_sarif(problems))
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
    from urllib.parse import quote  # noqa: PLC0415

    return quote(os.fsencode(path))
