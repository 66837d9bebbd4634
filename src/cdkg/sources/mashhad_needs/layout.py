"""The form that the paper's numbered tables have in the text.

A row comes out as one line, from its last column to its first: number (a score, or minutes), label, number of the row.
Where the label is wrapped, the row's number ends its first line and the last column stands alone below its last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cdkg.documents import Document, Extent, Line
from cdkg.errors import ExtractionError
from cdkg.records.place import PARTED
from cdkg.sources.cell import trimmed
from cdkg.text import integer

_ROW: Final = re.compile(r"^\s*(?:(?P<value>\d+)\s)?\s*(?P<label>\D.*?)\s+(?P<row>\d+)\s*$")
_VALUE: Final = re.compile(r"^\s*(?P<value>\d+)\s*$")
_WRAPPED: Final = 3
"""A label takes no more lines than this after its first; what goes on longer is prose that ends in a number."""


@dataclass(frozen=True)
class Row:
    """One row of a table.

    Args:
        number: its printed number.
        label: where its label stands, from the first line to the last.
        value: where its last column stands.
    """

    number: int
    label: Extent
    value: Extent

    @property
    def whole(self) -> Extent:
        """The label, with all lines of the row."""
        return Extent(self.label.first, max(self.label.last, self.value.last), self.label.printed)


def below_caption(document: Document, table: str, caption: re.Pattern[str]) -> tuple[Line, tuple[Line, ...]]:
    """Find a table's caption.

    Returns:
        the caption's line, and the lines below it that are not blank, to the end of the document.

    Raises:
        ExtractionError: if no line is the caption.
    """
    for line in document.lines:
        if caption.search(line.text):
            return line, document.between(line.number + 1, len(document.lines))
    raise ExtractionError(
        f"{document.id}: the caption of table {table} is not found. The text is not the one that this extractor knows.",
        f"{document.id}: عنوان جدول {table} پیدا نشد. متن آن نیست که این استخراج‌گر می‌شناسد.",
    )


def numbered_rows(document: Document, table: str, lines: tuple[Line, ...], count: int) -> Iterator[Row]:
    """Read the rows 1, 2, 3 … of a table.

    Args:
        document: the text, for messages.
        table: the table's number.
        lines: the lines below its caption.
        count: how many rows there are.

    Raises:
        ExtractionError: if a row is not found.
    """
    at = 0
    for number in range(1, count + 1):
        found = next(((index, row) for index in range(at, len(lines)) if (row := _row(lines, index, number))), None)
        if found is None:
            raise ExtractionError(
                f"{document.id}, table {table}: row {number} of {count} is not found.",
                f"{document.id}، جدول {table}: ردیف {number} از {count} ردیف پیدا نشد.",
            )
        at = found[0] + 1
        yield found[1]


def _row(lines: tuple[Line, ...], at: int, number: int) -> Row | None:
    """Read the row that begins on a line, if it is the row of that number."""
    line = lines[at]
    beginning = _ROW.match(line.text)
    if beginning is None or integer(beginning["row"]) != number:
        return None
    label = trimmed(line, *beginning.span("label"))
    if label is None:
        return None
    if beginning["value"]:
        value = trimmed(line, *beginning.span("value"))
        return Row(number, label, value) if value else None
    parts = [label]
    for below in lines[at + 1 : at + 2 + _WRAPPED]:
        if _VALUE.match(below.text):
            value = trimmed(below, 0, len(below.text))
            return Row(number, _joined(parts), value) if value else None
        part = trimmed(below, 0, len(below.text))
        parts += [part] if part else []
    return None


def _joined(parts: list[Extent]) -> Extent:
    return Extent(parts[0].first, parts[-1].last, PARTED.join(part.printed for part in parts))
