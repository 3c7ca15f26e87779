"""What the tests of imports and exports share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.staff.exchanging import Office

if TYPE_CHECKING:
    from pathlib import Path

    from tests.making import Layers


@pytest.fixture
def office(tmp_path: Path, layers: Layers) -> Office:
    """A folder of layers with room beside it for what comes from elsewhere."""
    return Office(tmp_path, layers)
