"""A feature as it stands in its file, its coordinates parsed only when somebody looks at them."""

from __future__ import annotations

from typing import Any


class Feature:
    """A feature as it stands in its file.

    ``index`` counts from 0 and ``start`` is the offset in the file. ``frame`` is the whole
    object as parsed, foreign members included, in which the coordinates may still be text,
    ``data[span]``: most of a large file is coordinates, and most of them are fine as they are.
    ``is_plain`` says of parsed ones that they are but numbers in arrays.
    """

    __slots__ = ("_data", "_is_plain", "_span", "arrays", "frame", "index", "start")

    def __init__(
        self,
        index: int,
        start: int,
        frame: Any,
        data: bytes = b"",
        span: slice | None = None,
        *,
        is_plain: bool = False,
    ) -> None:
        self.index = index
        self.start = start
        self.frame = frame
        self._data = data
        self._span = span
        self._is_plain = is_plain
        #: The positions of its lines and rings in their order, where they were looked at so.
        self.arrays: list[Any] | None = None

    def __eq__(self, other: object) -> bool:
        """Whether the two say the same at the same place."""
        if not isinstance(other, Feature):
            return NotImplemented
        return (self.index, self.start, self.raw) == (other.index, other.start, other.raw)

    __hash__ = None  # type: ignore[assignment] # what a feature says may be changed

    def __repr__(self) -> str:
        """The feature as a failed test shows it."""
        return f"Feature({self.index}, {self.start}, {self.raw!r})"

    @property
    def numbers(self) -> bytes | None:
        """The text of the coordinates while nobody has looked at them, else None."""
        return None if self._span is None else self._data[self._span]

    @property
    def is_plain(self) -> bool:
        """Whether the coordinates have been parsed, and are but numbers in arrays."""
        return self._is_plain

    @property
    def plain_coordinates(self) -> Any:
        """The coordinates where they are known to be but numbers in arrays, else None."""
        if self._is_plain:
            return self.frame["geometry"]["coordinates"]
        if self._span is None:
            return None
        import orjson  # noqa: PLC0415 - a small map is read without it

        return orjson.loads(self._data[self._span])

    def glance(self) -> Any:
        """The geometry, parsed for once and not kept."""
        numbers = self.numbers
        if numbers is None:
            return self.geometry
        import orjson  # noqa: PLC0415 - a small map is read without it

        return self.frame["geometry"] | {"coordinates": orjson.loads(numbers)}

    @property
    def raw(self) -> Any:
        """The whole object as parsed, coordinates included."""
        if self._span is not None:
            import orjson  # noqa: PLC0415 - a small map is read without it

            self.frame["geometry"]["coordinates"] = orjson.loads(self._data[self._span])
            self._span, self._data = None, b""
        return self.frame

    @property
    def id(self) -> Any:
        """The feature's own id, None where it has none."""
        return self.frame.get("id") if isinstance(self.frame, dict) else None

    @property
    def properties(self) -> dict[str, Any]:
        """The properties, empty where there are none."""
        found = self.frame.get("properties") if isinstance(self.frame, dict) else None
        return found if isinstance(found, dict) else {}

    @property
    def geometry(self) -> Any:
        """The geometry object, None where there is none."""
        return self.raw.get("geometry") if isinstance(self.frame, dict) else None
