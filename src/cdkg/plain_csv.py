"""Writes tables as CSV that a spreadsheet program takes for text, whatever strangers wrote into them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from cdkg.text import neutral


def plain_csv(head: Iterable[str], lines: Iterable[Iterable[object]]) -> str:
    """Write a table (RFC 4180).

    Args:
        head: the names of its columns.
        lines: its rows.
    """
    file = io.StringIO(newline="")
    written = csv.writer(file)
    written.writerow(head)
    written.writerows([neutral(str(value)) for value in line] for line in lines)
    return file.getvalue()
