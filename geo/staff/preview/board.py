"""Where the builder's thread puts the state, and the open pages hear of it."""

from __future__ import annotations

import asyncio
import threading
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from geo.staff.preview.building import State

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Board:
    """The present state; any thread may change it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._news: set[News] = set()
        self.state = State()
        self.is_closed = False

    def publish(self, state: State) -> None:
        """Put up a state and tell all who wait for news."""
        with self._lock:
            self.state = state
            self._tell()

    def close(self) -> None:
        """Let all who wait go."""
        with self._lock:
            self.is_closed = True
            self._tell()

    def _tell(self) -> None:
        for news in self._news:
            news.tell()

    @asynccontextmanager
    async def news(self) -> AsyncIterator[News]:
        """The news for one reader, the present state being the first."""
        news = News(self)
        with self._lock:
            self._news.add(news)
        try:
            yield news
        finally:
            with self._lock:
                self._news.discard(news)


class News:
    """What one reader has not heard yet: never more than the newest state."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._loop = asyncio.get_running_loop()
        self._fresh = asyncio.Event()
        self._fresh.set()

    def tell(self) -> None:
        """Say from any thread that there is news."""
        self._loop.call_soon_threadsafe(self._fresh.set)

    async def next(self, patience_s: float) -> State | None:
        """The newest state, or None where none came in time or none will come."""
        try:
            async with asyncio.timeout(patience_s):
                await self._fresh.wait()
        except TimeoutError:
            return None
        self._fresh.clear()
        return None if self._board.is_closed else self._board.state
