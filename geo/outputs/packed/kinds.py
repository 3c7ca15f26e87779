"""Bits of the column ``kind``."""

#: What a geometry has of; that a project is there for context; that it is one point only.
POINTS, LINES, AREAS, CONTEXT, ONE_POINT = 1, 2, 4, 8, 16
