"""GeoParquet 1.1: WKB beside typed columns, the coordinate system as PROJJSON."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

from geo.errors import MapError

if TYPE_CHECKING:
    from geo.sheets.sheet import Column, Sheet

_EXTRA = (
    "GeoParquet is written with pyarrow, which is not installed; install it: "
    'python -m pip install -e ".[import]"'
)


def parquet_bytes(sheet: Sheet) -> bytes:
    """One layer."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise MapError(_EXTRA) from None
    import shapely

    geometry = _free("geometry", {column.name for column in sheet.columns})
    arrays = {column.name: _array(pa, column) for column in sheet.columns}
    shapes = sheet.shapes or []
    arrays[geometry] = pa.array(
        [None if shape is None else shapely.to_wkb(shape) for shape in shapes], pa.binary()
    )
    described: dict[str, Any] = {
        "version": "1.1.0",
        "primary_column": geometry,
        "columns": {
            geometry: {
                "encoding": "WKB",
                "geometry_types": sorted({_type(s) for s in shapes if s is not None}),
                "crs": sheet.crs.to_json_dict() if sheet.crs else None,
            }
        },
    }
    # Longitude and latitude of WGS 84 are what GeoParquet takes for granted.
    if sheet.crs is not None and sheet.crs.to_epsg() == 4326:  # noqa: PLR2004 - WGS 84
        del described["columns"][geometry]["crs"]
    table = pa.table(arrays).replace_schema_metadata({b"geo": json.dumps(described).encode()})
    file = io.BytesIO()
    pq.write_table(table, file, compression="zstd")
    return file.getvalue()


def _array(pa: Any, column: Column) -> Any:
    kinds = {"bool": pa.bool_(), "int": pa.int64(), "float": pa.float64(), "str": pa.string()}
    values = column.values
    if column.kind == "str":
        values = [None if v is None else v.encode("utf-8", "replace").decode() for v in values]
    return pa.array(values, kinds[column.kind])


def _type(shape: Any) -> str:
    return f"{shape.geom_type} Z" if shape.has_z else str(shape.geom_type)


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    return name
