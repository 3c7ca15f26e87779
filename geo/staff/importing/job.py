"""An import from beginning to end: source, coordinates, fields, ids, the layer as it will be."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geo.errors import UsageError
from geo.report import counted
from geo.schema import field_order
from geo.staff.importing.convert import Unknown, converted
from geo.staff.importing.crs import placed
from geo.staff.importing.encodings import said_of
from geo.staff.importing.fields import OWN_ID, asked, onto_plain, onto_projects
from geo.staff.importing.geometry import geometries
from geo.staff.importing.merge import Merged, identity, merged
from geo.staff.importing.slugs import free, slug
from geo.staff.importing.source import Options, chosen, opened, read
from geo.staff.importing.target import target

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo.staff.importing.crs import Placed
    from geo.staff.importing.fields import Mapping
    from geo.staff.importing.source import Source
    from geo.staff.importing.table import Record, Table
    from geo.staff.importing.target import Target

_TYPES = ("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon")


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asked for."""

    source: str
    layer: str
    folder: Path
    crs: str = ""
    operation: str = ""
    axes: str = ""
    encoding: str = ""
    maps: tuple[str, ...] = ()
    table: str = ""
    kind: str = ""
    heights: bool = False
    remove: bool = False


@dataclass(slots=True)
class Plan:
    """All that an import will do, and all that a person should know before it does."""

    request: Request
    target: Target
    table: Table
    table_name: str
    placed: Placed | None
    mapping: Mapping
    merged: Merged
    types: Counter[str]
    sample: list[dict[str, Any]]
    bounds: tuple[float, float, float, float] | None
    notes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def planned(request: Request) -> Plan:
    """Read the source and fit it to the layer. Nothing is written.

    Raises MapError for a source or a layer that can't be read, UsageError where something must
    be said first: which table, which coordinate system.
    """
    into = target(request.folder, request.layer, request.source, request.kind)
    said = asked(request.maps)
    options = Options(request.encoding, request.table, request.layer)
    with opened(request.source, options) as source:
        item, name = chosen(source, options)
        table = read(item, name, options)
        return _plan(request, into, source, table, said)


def _plan(
    request: Request, into: Target, source: Source, table: Table, said: dict[str, str]
) -> Plan:
    if not table.records:
        message = f"{request.source}: the table {table.name!r} has no features"
        raise UsageError(message)
    box = into.settings.box
    way = placed(table, request.crs, box, axes=request.axes, operation=request.operation)
    shapes = geometries(table, way, table.losses, heights=request.heights)
    languages = into.settings.languages
    unknown = Unknown()
    if into.kind == "projects" and not into.converted:
        mapping = onto_projects(table, said, languages)
        features = _projects(table, shapes, mapping, into, unknown)
        order = field_order(languages)
    else:
        existing = dict.fromkeys(k for f in into.features for k in f.get("properties") or {})
        mapping = onto_plain(table, said, existing)
        features = _plain(table, shapes, mapping)
        order = ()
    changes = merged(
        into.features, features, order, remove=request.remove, cut=table.form == "shapefile"
    )
    plan = Plan(
        request,
        into,
        table,
        f"{request.source}" + (f", table {table.name!r}" if len(source.choices()) > 1 else ""),
        way,
        mapping,
        changes,
        Counter(_type(shape) for shape in shapes),
        features[:3],
        _bounds(shapes),
        notes=[*source.notes, *table.notes, *mapping.notes],
        warnings=[*(way.warnings if way else ())],
        lost=_lost(source, table, mapping),
    )
    plan.warnings += unknown.lines()
    texts = (v for r in table.records for v in r.values.values() if isinstance(v, str))
    plan.warnings += said_of(texts)
    _say_more(plan, features, box)
    return plan


def _projects(
    table: Table,
    shapes: list[dict[str, Any] | None],
    mapping: Mapping,
    into: Target,
    unknown: Unknown,
) -> list[dict[str, Any]]:
    """Features of a projects layer: mapped fields only, each with an id of its own."""
    rank = {name: place for place, name in enumerate(field_order(into.settings.languages))}
    found = []
    taken: set[str] = set(into.elsewhere)
    own = {str(f.get("id") or (f.get("properties") or {}).get("id")) for f in into.features}
    named = mapping.column_of("id")
    for record, shape in zip(table.records, shapes, strict=True):
        values = {
            goal: converted(goal, record.values.get(column), unknown)
            for column, goal in mapping.targets.items()
        }
        values = {key: value for key, value in values.items() if value is not None}
        if not values and shape is None:
            table.losses.add("row without anything that the layer holds", record.place)
            continue
        identity = values.get("id") or (_own(record) if not named else "")
        if identity and identity in taken:
            where = "another layer" if identity in into.elsewhere else "another row"
            table.losses.add(f"id that {where} has too, numbered anew", record.place)
        wanted = identity or _from_name(values, record, into.path.stem)
        # An id that the source states may be one of the layer's: then it is that feature.
        taken_here = taken if identity else taken | own
        values["id"] = free(wanted, taken_here)
        taken.add(values["id"])
        ordered = dict(sorted(values.items(), key=lambda item: rank[item[0]]))
        found.append(_feature(values["id"], ordered, shape, record))
    return found


def _plain(
    table: Table, shapes: list[dict[str, Any] | None], mapping: Mapping
) -> list[dict[str, Any]]:
    """Features with their own properties under their own names."""
    targets = {column: goal for column, goal in mapping.targets.items() if goal != OWN_ID}
    own = mapping.column_of(OWN_ID)
    by_property = "" if own else mapping.column_of("id")
    seen: Counter[str] = Counter(str(r.values.get(by_property)) for r in table.records)
    found = []
    for record, shape in zip(table.records, shapes, strict=True):
        values = {
            goal: record.values[column]
            for column, goal in targets.items()
            if column in record.values
        }
        identity = record.own_id
        if own and record.values.get(own) is not None:
            identity = record.values[own]
        elif identity is None and by_property and seen[str(record.values.get(by_property))] == 1:
            stated = record.values.get(by_property)
            identity = stated if isinstance(stated, str | int) and stated != "" else None
        found.append(_feature(identity, values, shape, record))
    return found


def _feature(
    identity: Any, values: dict[str, Any], shape: dict[str, Any] | None, record: Record
) -> dict[str, Any]:
    own = {} if identity is None else {"id": identity}
    return {"type": "Feature", **own, "properties": values, "geometry": shape, **record.foreign}


def _own(record: Record) -> str:
    return slug(str(record.own_id)) if record.own_id is not None else ""


def _from_name(values: dict[str, Any], record: Record, layer: str) -> str:
    """A slug of the name: the English one first, which needs no letters changed."""
    names = [key for key in ("name_en", "name_ru", "name_kk") if values.get(key)]
    names += [key for key in values if key.startswith("name_") and key not in names]
    for key in names:
        found = slug(str(values[key]))
        if found:
            return found
    number = "".join(char for char in record.place if char.isdigit()) or "1"
    return f"{layer}-{number}"


def _type(shape: dict[str, Any] | None) -> str:
    return "no geometry" if shape is None else str(shape["type"])


def _bounds(shapes: Sequence[dict[str, Any] | None]) -> tuple[float, float, float, float] | None:
    from geo.measure import bounds

    boxes = [box for box in map(bounds, shapes) if box]
    if not boxes:
        return None
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def _lost(source: Source, table: Table, mapping: Mapping) -> list[str]:
    lines = table.losses.lines()
    for item in mapping.columns:
        if not item.target:
            full = sum(r.values.get(item.column) not in (None, "", []) for r in table.records)
            lines.append(
                f"column {item.column!r}: {counted(full, 'value')} (--map {item.column}=FIELD)"
            )
    if source.left:
        lines.append("other files: " + ", ".join(source.left[:12]))
    return lines


def _collapsed(names: list[str]) -> list[str]:
    """What is lost where one kind of shape comes in the place of several."""
    if not names:
        return []
    many = f"{counted(len(names), 'collection')} of several geometries"
    some = ", ".join(names[:5])
    said = f"{many} would become a single one ({some})"
    return [f"{said}: a Shapefile holds one kind a file; import another format"]


def _say_more(plan: Plan, features: list[dict[str, Any]], box: Any) -> None:
    """What the layer will lack, and what is odd about it as a whole."""
    if box and plan.bounds:
        from geo.measure import bounds

        outside = 0
        for feature in features:
            its = bounds(feature["geometry"])
            if its and (its[2] < box[0] or its[0] > box[2] or its[3] < box[1] or its[1] > box[3]):
                outside += 1
        if 0 < outside < len(features):
            plan.warnings.append(f"{counted(outside, 'feature')} outside of the map's bounds")
    plan.warnings += _collapsed(plan.merged.collapsed)
    if plan.merged.emptied:
        plan.notes.append(
            f"{counted(plan.merged.emptied, 'value')} empty in the source: the layer's own stay"
        )
    if plan.merged.cut:
        cut = counted(plan.merged.cut, "text")
        plan.notes.append(f"{cut} cut by the Shapefile at 254 bytes: the layer's own stay")
    without = sum(1 for name in plan.merged.added if name == "(without id)")
    if plan.target.features and without:
        plan.warnings.append(
            f"{counted(without, 'feature')} without an id: added anew by each import; "
            "map a column to it: --map COLUMN=id"
        )
    ids = Counter(name for name in map(identity, features) if name)
    if twice := sum(ids.values()) - len(ids):
        more = f"{counted(twice, 'feature')} with the id of another one in the source"
        plan.warnings.append(f"{more}: `check` names each")
    if plan.target.kind == "projects":
        _say_missing(plan, features)


def _say_missing(plan: Plan, features: list[dict[str, Any]]) -> None:
    before = {str(f.get("id")) for f in plan.target.features}
    fresh = [f["properties"] for f in features if f["id"] not in before]
    required = ("sector", "status", "status_date", "source", "location_precision")
    lacking = Counter(key for values in fresh for key in required if not values.get(key))
    for text in ("name", "summary"):
        keys = [f"{text}_{code}" for code in plan.target.settings.languages]
        lacking[f"{text}_*"] += sum(not any(values.get(key) for key in keys) for values in fresh)
    missing = ", ".join(f"{key} ({number})" for key, number in lacking.items() if number)
    if missing:
        plan.warnings.append(
            f"required fields that the source doesn't have stay missing: {missing}; "
            "`check` names each place. Nothing is made up"
        )
