"""The layers as a QGIS project: styled as on the map, with forms, each file opened once.

Two QGIS layers on one GeoJSON file lose edits: each keeps the whole file in memory, and the
one that is saved last puts its old copy of the other's features back. So a file is one
layer, whatever kinds of geometry are in it, and its rules draw each kind.
"""

from __future__ import annotations

from geo.staff.qgis.project import project_text

__all__ = ["project_text"]
