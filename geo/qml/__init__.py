"""How QGIS is told to draw: expressions, marks and symbols, in its own XML.

What knows of layers and forms stands with the command that writes a project, and what knows
of readers with the output that has styles inside.
"""
