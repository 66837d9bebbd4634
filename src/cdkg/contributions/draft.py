"""What a contributed file states, and where in the file each thing stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cdkg.errors import Message
from cdkg.text import persian_digits
from cdkg.validation.report import Result


@dataclass(frozen=True)
class FilePlace:
    """Where in a contributed file something stands.

    Args:
        file: the file's name.
        sheet: the sheet of a workbook, or empty.
        row: the row, as the spreadsheet program numbers it.
        column: the column's heading as it stands in the file, or empty.
        line: the line of a text file.
    """

    file: str
    sheet: str = ""
    row: int | None = None
    column: str = ""
    line: int | None = None

    def told(self) -> Message:
        """Say it in words, such as "ties.xlsx, sheet «Ties», row 4, column «City»"."""
        en, fa = [self.file], [self.file]
        if self.sheet:
            en.append(f"sheet «{self.sheet}»")
            fa.append(f"برگه «{self.sheet}»")
        if self.row is not None:
            en.append(f"row {self.row}")
            fa.append(persian_digits(f"ردیف {self.row}"))
        if self.column:
            en.append(f"column «{self.column}»")
            fa.append(f"ستون «{self.column}»")
        if self.line is not None:
            en.append(f"line {self.line}")
            fa.append(persian_digits(f"سطر {self.line}"))
        return Message(en=", ".join(en), fa="، ".join(fa))


Places = Mapping[tuple[str, str | None], FilePlace]
"""The place of a node (with ``None``) and of the values of its properties, by their IRIs."""


@dataclass(frozen=True)
class Draft:
    """What a file states.

    Args:
        graph: the IRI of the contribution's graph.
        quads: all that is stated, in N-Quads, all in that graph.
        places: where what is stated stands in the file.
        problems: what reading found; a row with a violation states nothing.
        remarks: what a person should look at although it is no fault.
    """

    graph: str
    quads: bytes
    places: Places = field(default_factory=dict)
    problems: tuple[Result, ...] = ()
    remarks: tuple[Message, ...] = ()

    def place(self, node: str, path: str | None = None) -> FilePlace | None:
        """Find where a value stands in the file, or at least the node that has it.

        Args:
            node: the node's IRI.
            path: the property's IRI.
        """
        return self.places.get((node, path)) or self.places.get((node, None))
