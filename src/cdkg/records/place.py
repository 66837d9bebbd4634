"""What all records have: the place that says it, and the words in which it does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final, TypedDict

from cdkg.errors import Message
from cdkg.text import persian_digits

PARTED: Final = " … "
"""Stands between the parts of a label that other columns of the text tear apart."""


@dataclass(frozen=True, kw_only=True)
class Record:
    """What all records have: the place that says it, and the words in which it does.

    Args:
        table: the table's printed number in Latin digits, or empty for prose.
        row: the printed number of the row, or its position in the table, counted from 1.
        column: which column, by the name that the source's metadata gives it.
        item: the place within the cell, counted from 1 in the order of the text.
        section: the section of the document, for prose.
        name: what tells apart records of one section, for prose.
        line_start: the first line of the text file that holds it, counted from 1.
        line_end: the last such line.
        lines_note: why there are more than six lines, where there are.
        printed: the name, number or label as it stands in the text file; where the text parts it, the parts with
            `` … `` between them.
        cited_source: what the document itself cites for it.
    """

    FILE: ClassVar[str]

    table: str = ""
    row: int | None = None
    column: str = ""
    item: int | None = None
    section: str = ""
    name: str = ""
    line_start: int
    line_end: int
    lines_note: str = ""
    printed: str
    cited_source: str = ""

    @property
    def key(self) -> str:
        """The record's place as a path, from which the IRIs of its claim and locator are made."""
        if not self.table:
            return f"prose/{self.name}"
        parts = [f"table-{self.table}"]
        if self.row is not None:
            parts.append(f"row-{self.row}")
        if self.column:
            parts.append(self.column if self.item is None else f"{self.column}-{self.item}")
        return "/".join(parts)

    @property
    def place(self) -> Message:
        """The place for a person: table, row and line."""
        one = self.line_start == self.line_end
        en = f"line {self.line_start}" if one else f"lines {self.line_start}–{self.line_end}"
        fa = f"سطر {self.line_start}" if one else f"سطرهای {self.line_start} تا {self.line_end}"
        if self.row is not None:
            en, fa = f"row {self.row}, {en}", f"ردیف {self.row}، {fa}"
        if self.table:
            en, fa = f"table {self.table}, {en}", f"جدول {self.table}، {fa}"
        return Message(en=en, fa=persian_digits(fa))


class CellPlace(TypedDict):
    """The place of a record in a table's cell, for extractors to hand on whole (see ``Record``)."""

    table: str
    row: int
    column: str
    item: int
    line_start: int
    line_end: int
    printed: str
    cited_source: str
