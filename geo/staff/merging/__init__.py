"""Three-way merges of layers by feature and property, and of tables by row and column.

Values are carried over as the text that they stand in: what neither side edited keeps its
bytes, and a number is never read and written anew.
"""
