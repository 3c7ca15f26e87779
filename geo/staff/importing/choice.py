"""A question that the user must answer first: which table, which coordinate system."""

from __future__ import annotations

from geo.errors import UsageError


class ChoiceError(UsageError):
    """Something must be said before the work can go on. ``rows`` are the answers there are."""

    def __init__(self, message: str, rows: list[str]) -> None:
        self.rows = rows
        super().__init__(message)
