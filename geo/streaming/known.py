"""Which projects a map has, as far as its tables ask."""

from __future__ import annotations

from collections.abc import Collection, Iterator

#: Hints choose among so many ids; nobody reads more of them.
_LISTED = 20_000


class Known(Collection[str]):
    """The ids of projects: a word is among them if a table names it and a layer has it."""

    def __init__(self) -> None:
        self._asked: set[str] = set()
        self._listed: list[str] = []

    def add(self, names: list[str]) -> None:
        """Take in the ids of a slice."""
        self._listed += names[: _LISTED - len(self._listed)]

    def of(self, asked: set[str]) -> Known:
        """The same, now that it is known which of those that were asked for are there."""
        self._asked = asked
        self._listed = sorted(set(self._listed))
        return self

    def __contains__(self, name: object) -> bool:
        """Whether a table names it and a layer has it."""
        return name in self._asked

    def __iter__(self) -> Iterator[str]:
        """The ids, or enough of them to choose from."""
        return iter(self._listed)

    def __len__(self) -> int:
        """How many are listed."""
        return len(self._listed)
