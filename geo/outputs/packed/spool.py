"""Parts as they are made: deflated on all cores, and kept in a file until the page is written."""

from __future__ import annotations

import contextlib
import os
import tempfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TYPE_CHECKING, Self, TypeVar

from geo.errors import MapError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_T = TypeVar("_T")
#: The file in which parts lie where they are not in the page.
PARTS = "map.parts"
#: A part is about so long at the most, so that it stands in 100 kB of base64.
LONGEST = 72_000
#: Parts that are being made at once, so that they don't fill the memory.
_AHEAD = 16
_RAW = -15


def deflated(data: bytes) -> bytes:
    """The data as a part of the page."""
    made = zlib.compressobj(6, zlib.DEFLATED, _RAW, 9)
    return made.compress(data) + made.flush()


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Say of a disk that is full which one it is."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        message = f"{tempfile.gettempdir()}: can't be written ({reason}); nothing was changed"
        raise MapError(message) from error


class Spool:
    """The parts of a page, in a file without a name beside which nothing stays."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the spool is left
        self._pool = ThreadPoolExecutor(os.cpu_count() or 1)
        #: Where each part begins, and at last where the last one ends.
        self.offsets = [0]

    def __enter__(self) -> Self:
        """The spool, open."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Throw the parts away."""
        self._pool.shutdown(cancel_futures=True)
        with contextlib.suppress(OSError):  # what is in its buffer is not wanted any more
            self._file.close()

    def __len__(self) -> int:
        """How many parts there are."""
        return len(self.offsets) - 1

    def add(self, part: bytes) -> int:
        """Add a part as it is. Gives its number.

        Raises MapError where there is no room for it.
        """
        with _told():
            self._file.seek(self.offsets[-1])
            self._file.write(part)
        self.offsets.append(self.offsets[-1] + len(part))
        return len(self) - 1

    def add_all(self, parts: Iterable[bytes]) -> list[int]:
        """Deflate and add parts. Gives their numbers."""
        return [self.add(part) for part in self.made(deflated, parts)]

    def made(self, make: Callable[[_T], bytes], of: Iterable[_T]) -> Iterator[bytes]:
        """What is made of each thing, in their order, several at a time."""
        waiting = iter(of)
        ahead = [self._pool.submit(make, each) for each in islice(waiting, _AHEAD)]
        while ahead:
            yield ahead.pop(0).result()
            ahead += [self._pool.submit(make, each) for each in islice(waiting, 1)]

    def parts(self) -> Iterator[bytes]:
        """All parts."""
        with _told():
            self._file.seek(0)  # which writes what is still in a buffer
        for start, end in zip(self.offsets, self.offsets[1:], strict=False):
            yield self._file.read(end - start)
