"""A table as GDAL and spreadsheets save it, with the quotes and line ends that git had before.

The cells stay as they are, and so do the delimiter and the byte order mark, by which the
spreadsheet of the house may know the file.
"""

from __future__ import annotations

import csv
import io

_MARK = "\ufeff"


def tidy_table(data: bytes) -> bytes:
    """The table with a newline behind each row and quotes only where a cell needs them.

    Raises ValueError where that can't be done without changing a cell.
    """
    try:
        text = data.decode("utf-8")
        mark = _MARK if text.startswith(_MARK) else ""
        body = text.removeprefix(_MARK)
        header = body.split("\n", 1)[0]
        delimiter = ";" if header.count(";") > header.count(",") else ","
        rows = _rows(body, delimiter)
        made = io.StringIO()
        csv.writer(made, delimiter=delimiter, lineterminator="\n").writerows(rows)
        if _rows(made.getvalue(), delimiter) != rows:
            message = "the table can't be written another way without changing it"
            raise ValueError(message)
    except UnicodeDecodeError as error:
        message = f"the byte at {error.start} is not UTF-8"
        raise ValueError(message) from error
    except csv.Error as error:
        message = f"no CSV: {error}"
        raise ValueError(message) from error
    return (mark + made.getvalue()).encode()


def _rows(text: str, delimiter: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
