"""Values of any source as JSON has them."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from geo.staff.importing.table import Losses


def jsonable(value: Any, name: str, place: str, losses: Losses) -> Any:
    """The value with its type kept: whole numbers whole, dates as ISO texts, lists as lists.

    What JSON can't hold is None, and noted.
    """
    if isinstance(value, np.generic):
        value = _moment(value) if value.dtype.kind == "M" else value.item()
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, list | tuple | np.ndarray):
        return [jsonable(item, name, place, losses) for item in value]
    if isinstance(value, dict):
        return {str(key): jsonable(item, name, place, losses) for key, item in value.items()}
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return iso(value)
    if isinstance(value, float | Decimal):
        return _number(value, name, place, losses)
    losses.add(f"{name}: {type(value).__name__} data, which a layer can't hold", place)
    return None


def _number(value: float | Decimal, name: str, place: str, losses: Losses) -> int | float | None:
    """The number; NaN is how many programs write that there is none, an infinity is lost."""
    if not math.isfinite(value):
        losses.add(f"{name}: a number that is infinite", place, not math.isnan(value))
        return None
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return float(value)


def iso(value: dt.datetime | dt.date | dt.time) -> str:
    """ISO 8601; midnight without a zone is the day, as spreadsheets keep days."""
    midnight = isinstance(value, dt.datetime) and value.time() == dt.time() and not value.tzinfo
    return (
        value.date().isoformat()
        if midnight and isinstance(value, dt.datetime)
        else value.isoformat()
    )


def _moment(value: Any) -> Any:
    return None if np.isnat(value) else str(value)
