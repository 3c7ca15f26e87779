"""What a comparison finds. Nothing here is worded yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geo.catalogue import Catalogue
    from geo.errors import Problem
    from geo.feature import Feature
    from geo.model import Bounds, Geometry
    from geo.read import Collection
    from geo.tables import Row

ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True)
class Side:
    """One state of the layers, as far as it could be read.

    ``label`` is what the user called it. ``facts`` and ``sources`` are None where the table
    is left out of the comparison, ``layers`` lacks the files that can't be read: ``unread``
    has their ids. ``settings`` are the TOML files by name, ``digests`` those of all files, for
    telling a change of form from none.
    """

    label: str
    catalogue: Catalogue | None
    layers: tuple[SideLayer, ...] = ()
    context: tuple[Collection, ...] = ()
    facts: tuple[Row, ...] | None = None
    sources: tuple[Row, ...] | None = None
    settings: dict[str, dict[str, Any]] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class SideLayer:
    """A layer of a side."""

    id: str
    is_projects: bool
    collection: Collection


@dataclass(frozen=True, slots=True)
class Item:
    """A feature of a side, with the layer that it stands in and its id."""

    layer: SideLayer
    feature: Feature
    id: str
    has_id: bool


@dataclass(frozen=True, slots=True)
class ValueChange:
    """A property, or a cell, that differs; None is nothing at all. ``key`` is as in the file."""

    key: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class FactChange:
    """Rows of facts.csv: one that differs, or one that came or went.

    ``disagrees`` says that only now the figure has values that contradict each other;
    ``percent`` is the growth of a number in one unit, ``shift`` of a date: 1 later, -1 earlier.
    """

    key: str
    old: Row | None
    new: Row | None
    disagrees: bool = False
    percent: float | None = None
    shift: int = 0

    @property
    def changes_value(self) -> bool:
        """Whether the figure itself differs, and not only who says it and when."""
        return bool(
            self.old
            and self.new
            and (self.old["value"], self.old["unit"]) != (self.new["value"], self.new["unit"])
        )


@dataclass(frozen=True, slots=True)
class ShapeChange:
    """How a geometry differs. Metres and square metres; None is what does not apply.

    ``deviation_m`` is how far the two shapes lie apart at most, about; ``moved_m`` how far
    the whole was shifted. ``where`` is the box of what differs.
    """

    old_type: str
    new_type: str
    moved_m: float | None = None
    length_m: tuple[float, float] | None = None
    area_m2: tuple[float, float] | None = None
    deviation_m: float | None = None
    vertices: tuple[int, int] | None = None
    changed_vertices: int = 0
    is_reversed: bool = False
    heights_only: bool = False
    is_measured: bool = True
    where: Bounds | None = None


@dataclass(frozen=True, slots=True)
class FeatureChange:
    """What became of one feature. ``old`` or ``new`` is None where it was added or removed.

    ``is_renamed``: it has another id, and the same place and name. Both are None for facts
    of a project that is on neither side.
    """

    kind: str
    id: str
    old: Item | None
    new: Item | None
    values: tuple[ValueChange, ...] = ()
    shape: ShapeChange | None = None
    facts: tuple[FactChange, ...] = ()
    is_renamed: bool = False

    @property
    def item(self) -> Item | None:
        """The feature as it is, or was."""
        return self.new or self.old

    @property
    def changes_layer(self) -> bool:
        """Whether it stands in another layer now."""
        return bool(self.old and self.new and self.old.layer.id != self.new.layer.id)

    @property
    def geometries(self) -> tuple[Geometry | None, Geometry | None]:
        """The geometry before and after."""
        return (
            self.old.feature.geometry if self.old else None,
            self.new.feature.geometry if self.new else None,
        )


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A source, or a file of settings: ``kind`` says whether it came, went or differs."""

    kind: str
    id: str
    values: tuple[ValueChange, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """All that differs between two sides.

    ``context`` are the files of the base map that differ. ``form`` are the files of which
    only the form differs, ``order`` those whose features only stand in another order.
    """

    old: Side
    new: Side
    features: tuple[FeatureChange, ...] = ()
    layers: tuple[RecordChange, ...] = ()
    sources: tuple[RecordChange, ...] = ()
    settings: tuple[RecordChange, ...] = ()
    context: tuple[str, ...] = ()
    form: tuple[str, ...] = ()
    order: tuple[str, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether anything but the form of files differs."""
        return bool(
            self.features
            or self.layers
            or self.sources
            or self.settings
            or self.context
            or self.order
        )

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be read, on either side."""
        return (*self.old.problems, *self.new.problems)
