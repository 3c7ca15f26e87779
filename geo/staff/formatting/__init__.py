"""The canonical form of layers: what may be put right without asking is put right.

Whatever more than one answer would fit is left for geo.check to say.
"""
