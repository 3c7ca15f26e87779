"""Every error and problem that a user can cause."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Severity(StrEnum):
    """How bad a problem is: an error stops the build, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with the layers: where, what, and what to do about it.

    ``line`` and ``column`` count from 1, in characters; 0 means that the problem
    is with the file as a whole. ``code`` is stable and made for machines.
    """

    severity: Severity
    code: str
    path: Path
    line: int
    column: int
    feature: str
    message: str
    hint: str = ""

    @property
    def is_error(self) -> bool:
        """Whether this stops a build."""
        return self.severity is Severity.ERROR


class MapError(Exception):
    """Something that the user can put right, said in one message."""


class UsageError(MapError):
    """The command, an option or an argument can't be meant."""


class LayersError(MapError):
    """The layers have problems that would make the map wrong or unbuildable.

    ``problems`` holds all that were found, warnings included.
    """

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        errors = [problem for problem in problems if problem.is_error]
        first = f"; the first: {errors[0].path.name}: {errors[0].message}" if errors else ""
        super().__init__(f"the layers have {len(errors)} error{'s' * (len(errors) != 1)}{first}")


class NetworkWarning(UserWarning):
    """A saved map would reach for the network: something was added that needs an address."""


class PolicyWarning(UserWarning):
    """Something was added to a map that the saved page's security policy shuts off."""
