"""What a spreadsheet's cells hold, whatever format it came in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cdkg.errors import ForeignDataError
from cdkg.text import persian_digits

# They change how a person sees what stands beside them, or nothing at all.
INVISIBLE: Final = frozenset(
    map(chr, (0x061C, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF))
)
"""Characters that are removed from values: marks of direction, and spaces of no width except the half-space."""


@dataclass(frozen=True)
class Cell:
    """What one cell holds.

    Args:
        text: its text, trimmed and without invisible characters.
        is_formula: whether it is a formula; then the text is the formula, which nobody computes.
        had_invisible: whether invisible characters were removed from it.
    """

    text: str
    is_formula: bool = False
    had_invisible: bool = False


EMPTY: Final = Cell("")


@dataclass(frozen=True)
class Row:
    """One row with anything in it.

    Args:
        number: its number as the spreadsheet program shows it.
        cells: its cells from the first column on.
    """

    number: int
    cells: tuple[Cell, ...]

    def cell(self, index: int) -> Cell:
        """Give a cell, an empty one past the end."""
        return self.cells[index] if index < len(self.cells) else EMPTY


@dataclass(frozen=True)
class Sheet:
    """One sheet.

    Args:
        name: its name; empty for a file of one table.
        rows: its rows, which can be read once.
        merged: the ranges of cells that are merged into one, such as ``A4:A6``, which then stands in the first only.
    """

    name: str
    rows: Iterator[Row]
    merged: tuple[str, ...] = ()


def cell(text: str, *, is_formula: bool = False) -> Cell:
    """Make a cell of what a file holds.

    Args:
        text: its text.
        is_formula: whether it is a formula.
    """
    kept = "".join(char for char in text if char not in INVISIBLE)
    return Cell(kept.strip(), is_formula, had_invisible=kept != text)


def counted(rows: Iterator[Row], most: int, name: str) -> Iterator[Row]:
    """Pass rows on up to a number.

    Args:
        rows: the rows.
        most: how many are allowed.
        name: the file's name, for the message.

    Raises:
        ForeignDataError: where there are more.
    """
    for count, row in enumerate(rows, 1):
        if count > most:
            raise ForeignDataError(
                f"{name}: the spreadsheet has more than {most} rows with something in them. Hand it in as several "
                f"files.",
                persian_digits(f"{name}: این صفحه گسترده بیش از {most} ردیف پر دارد. آن را در چند پرونده بفرستید."),
                status=413,
            )
        yield row
