"""Tables and layers as files of offices and GIS, with no clock in them.

What the rows are is said elsewhere: the layers as staff edits them, or as readers want them.
"""
