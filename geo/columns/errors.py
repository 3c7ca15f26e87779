"""What is wrong with a layer that is kept in columns."""

from __future__ import annotations


class ColumnsError(Exception):
    """A file can't be a layer: why, what to do, and at which feature, counted from 1."""

    def __init__(self, message: str, hint: str = "", number: int = 0, code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.number = number
        self.code = code or "unreadable"
