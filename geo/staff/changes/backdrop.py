"""The base map under the changes, as a model for the drawings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo.compose import compose
from geo.staff.changes.coordinates import is_drawable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.model import MapModel
    from geo.staff.changes.model import Comparison


def backdrop(comparison: Comparison, languages: Sequence[str]) -> MapModel | None:
    """The base map and the title of the newer side, without its projects."""
    side = comparison.new if comparison.new.catalogue else comparison.old
    if side.catalogue is None:
        return None
    settings = side.catalogue.settings
    plain = {
        "languages": tuple(languages),
        "language": "",
        "basemaps": (),
        "headline": (),
        "bounds": settings.box,
    }
    catalogue = replace(
        side.catalogue,
        settings=settings.model_copy(update=plain),
        facts=(),
        sources={},
    )
    context = [
        replace(
            collection,
            # A file that both sides share was read on the other one.
            path=layer.path,
            features=tuple(
                feature
                for feature in collection.features
                if isinstance(feature.frame, dict) and is_drawable(feature.geometry)
            ),
        )
        for layer, collection in zip(side.catalogue.context, side.context, strict=True)
    ]
    return compose(catalogue, (), context)
