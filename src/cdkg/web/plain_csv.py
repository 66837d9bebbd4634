"""Answers with tables that a spreadsheet program takes for text."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response

from cdkg.plain_csv import plain_csv


def csv_response(head: Iterable[str], lines: Iterable[Iterable[object]]) -> Response:
    """Answer with a table.

    Args:
        head: the names of its columns.
        lines: its rows.
    """
    return Response(plain_csv(head, lines), content_type="text/csv; charset=utf-8")
