"""What slices are encoded with here: functions that a process of its own can import."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geo.places import Composed


def kept(composed: Composed) -> list[Any]:
    """The places as they are."""
    return [*composed.projects, *composed.features]


def slow(composed: Composed) -> int:
    """How many there are, after a while."""
    time.sleep(0.3)
    return len(composed.projects)


def dies(composed: Composed) -> None:
    """End the process as a crash does."""
    del composed
    os._exit(3)
