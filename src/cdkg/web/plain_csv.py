"""Writes tables as CSV that a spreadsheet program takes for text, whatever strangers wrote into them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Final

from flask import Response

_BEGINS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_response(head: Iterable[str], lines: Iterable[Iterable[object]]) -> Response:
    """Answer with a table (RFC 4180).

    Args:
        head: the names of its columns.
        lines: its rows.
    """
    file = io.StringIO(newline="")
    written = csv.writer(file)
    written.writerow(head)
    written.writerows([neutral(str(value)) for value in line] for line in lines)
    return Response(file.getvalue(), content_type="text/csv; charset=utf-8")


def neutral(text: str) -> str:
    """Put an apostrophe before what a spreadsheet program would compute; all else stays as it is."""
    return f"'{text}" if text.lstrip(" \u00a0\u200c\u200e\u200f\ufeff").startswith(_BEGINS_A_FORMULA) else text
