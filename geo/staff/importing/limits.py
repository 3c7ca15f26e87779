"""How much of a source is read: more than any office keeps in one file, less than harms."""

from __future__ import annotations

#: Bytes of one file of a source, and of an archive when unpacked.
MAX_BYTES = 2 * 1024**3
#: Bytes of a text that is parsed as a whole (XML, CSV), and of the parts of a workbook.
MAX_TEXT_BYTES = 200 * 1024**2
#: Files in an archive.
MAX_FILES = 5000
#: How many times larger a file of an archive may be than its packed form, past `FREE_BYTES`.
MAX_RATIO = 200
FREE_BYTES = 16 * 1024**2
#: Features of a table, and cells of a workbook.
MAX_FEATURES = 2_000_000
MAX_CELLS = 20_000_000
#: Positions of one geometry that is spelled in text.
MAX_DEPTH = 40
