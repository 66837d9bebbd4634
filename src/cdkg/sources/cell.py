"""Says in which cell of a table something stands."""

from __future__ import annotations

from cdkg.documents import Extent, Line, Passage
from cdkg.records import CellPlace


def cell(table: str, row: int, column: str, item: int, where: Extent, cited_source: str = "") -> CellPlace:
    """Make the place of a record in a table.

    Args:
        table: the table's number.
        row: the row's number, counted from 1.
        column: the column's name.
        item: the place within the cell, counted from 1.
        where: the lines that hold it, and how it is printed there.
        cited_source: what the document cites for it.
    """
    return CellPlace(
        table=table,
        row=row,
        column=column,
        item=item,
        line_start=where.first,
        line_end=where.last,
        printed=where.printed,
        cited_source=cited_source,
    )


def trimmed(line: Line, start: int, end: int) -> Extent | None:
    """Give the part of a line between two offsets without the white space around it, or none where nothing is left.

    Args:
        line: the line.
        start: offset of the part's first character.
        end: offset behind its last character.
    """
    text = line.text[start:end]
    if not text.strip():
        return None
    left = start + len(text) - len(text.lstrip())
    return Passage((line,)).extent(left, left + len(text.strip()))
