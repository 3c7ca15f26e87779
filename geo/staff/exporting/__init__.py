"""Layers as files of other formats, for exchange: every field, the ids and codes as they are.

`rows` makes plain columns of a layer's features; one module a format writes them. What a format
can't hold is said.
"""
