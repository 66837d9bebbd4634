"""Finds the row of headings, what a sheet's rows are, and which column is which."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cdkg.contributions.tables.cells import Row
from cdkg.contributions.tables.columns import Kind, kinds, marks
from cdkg.text import fold

SEARCHED: Final = 20
"""So many rows are looked through for the headings."""

_BETWEEN: Final = re.compile(r"[·|\n/]")


@dataclass(frozen=True)
class Headings:
    """What the head of a sheet says.

    Args:
        row: the number of the row of headings.
        kind: what the rows are.
        columns: index and heading of each known column, by its key.
        unknown: headings that mean nothing here.
        repeated: headings that come a second time.
    """

    row: int
    kind: Kind
    columns: dict[str, tuple[int, str]]
    unknown: tuple[str, ...]
    repeated: tuple[str, ...]


def find_headings(rows: Sequence[Row], sheet: str) -> Headings | None:
    """Find the headings among the first rows.

    Args:
        rows: the first rows.
        sheet: the sheet's name, which may say what its rows are.

    Returns:
        the best reading; ``None`` where no row has at least two known headings.
    """
    read = [_read(row, kind) for row in rows for kind in kinds().values()]
    named = [found for found in read if _is_called(sheet, found.kind)]
    best = max(named or read, key=_rank, default=None)
    return best if best and len(best.columns) >= 2 else None


def is_mark(text: str) -> bool:
    """Tell whether the first cell of a row says that the row is guidance or an example."""
    return fold(text).startswith(_MARKS)


_MARKS: Final = tuple(fold(text) for mark in marks().values() for text in (mark.en, mark.fa))


def _read(row: Row, kind: Kind) -> Headings:
    columns: dict[str, tuple[int, str]] = {}
    unknown, repeated = [], []
    for index, cell in enumerate(row.cells):
        parts = {fold(cell.text), *map(fold, _BETWEEN.split(cell.text))} - {""}
        key = next((column.key for column in kind.columns if parts & column.names), None)
        if key in columns:
            repeated.append(cell.text)
        elif key is not None:
            columns[key] = (index, cell.text)
        elif parts and not any(is_mark(part) for part in parts):
            unknown.append(cell.text)
    return Headings(row.number, kind, columns, tuple(unknown), tuple(repeated))


def _is_called(sheet: str, kind: Kind) -> bool:
    parts = {fold(sheet), *map(fold, _BETWEEN.split(sheet))}
    return bool(parts & {fold(kind.key), fold(kind.title.en), fold(kind.title.fa)})


def _rank(found: Headings) -> tuple[bool, int, int]:
    has_all = all(column.key in found.columns for column in found.kind.columns if column.required)
    return has_all and len(found.columns) >= 2, len(found.columns), -found.row
