"""What a source leaves out on purpose: figures and names that no record holds, each with a reason, reviewed by people.

The list is the file ``left-out.csv`` of the source's folder.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cdkg.errors import RecordError
from cdkg.records.tables import read_table, strict_rows
from cdkg.text import unify

FILE: Final = "left-out.csv"
COLUMNS: Final = ("line", "printed", "reason", "repeats")
REASONS: Final = ("citation", "page-number", "repeat", "background")
"""All reasons for which something may be left out."""
_LINES: Final = re.compile(r"(?P<first>[1-9][0-9]*)(-(?P<last>[1-9][0-9]*))?")


@dataclass(frozen=True)
class LeftOut:
    """A row of the list.

    Args:
        row: its line in the list, for messages.
        first: the line of the document on which it stands, or the first of several.
        last: the last such line.
        printed: the figure, name or citation as it stands there; empty for all that those lines hold.
        reason: one of ``REASONS``.
        repeats: the key of the record that it repeats; empty for any other reason.
    """

    row: int
    first: int
    last: int
    printed: str
    reason: str
    repeats: str


def read_left_out(folder: Path, keys: Collection[str]) -> tuple[LeftOut, ...]:
    """Read the list of a source; an absent file leaves nothing out.

    Args:
        folder: the source's folder.
        keys: the keys of the source's records.

    Raises:
        RecordError: if a row is malformed, gives another reason, or repeats a record that does not exist; the message
            names file and line.
    """
    path = folder / FILE
    if not path.exists():
        return ()
    place = f"{folder.name}/{FILE}"
    rows = strict_rows(read_table(path), place, known=COLUMNS, required=COLUMNS)
    return tuple(_left_out(place, line, row, keys) for line, row in rows)


def _left_out(place: str, row: int, cells: dict[str, str], keys: Collection[str]) -> LeftOut:
    printed, reason, repeats = (cells[column].strip() for column in ("printed", "reason", "repeats"))
    lines = _LINES.fullmatch(unify(cells["line"]).strip())
    first, last = (int(lines["first"]), int(lines["last"] or lines["first"])) if lines else (1, 0)
    if first > last:
        raise _fault(
            place,
            row,
            f"the cell 'line' holds {cells['line']!r}; it must hold a line of the document, or two such as 12-15",
            f"در خانه line مقدار {cells['line']!r} هست؛ باید شماره یک سطر سند یا دو شماره مانند 12-15 باشد",
        )
    if reason not in REASONS:
        raise _fault(
            place,
            row,
            f"the reason is {reason!r}; it must be one of {', '.join(REASONS)}",
            f"دلیل {reason!r} است؛ باید یکی از این‌ها باشد: {', '.join(REASONS)}",
        )
    if (reason == "repeat") != bool(repeats):
        raise _fault(
            place,
            row,
            "the cell 'repeats' must be filled where the reason is repeat, and empty otherwise",
            "خانه repeats باید پر باشد اگر دلیل repeat است، وگرنه خالی",
        )
    if repeats and repeats not in keys:
        raise _fault(
            place,
            row,
            f"it repeats the record {repeats!r}, which does not exist",
            f"رکورد {repeats!r} را تکرار می‌کند که وجود ندارد",
        )
    if reason == "repeat" and not printed:
        raise _fault(
            place,
            row,
            "the cell 'printed' must say what repeats the record",
            "خانه printed باید بگوید چه چیزی آن رکورد را تکرار می‌کند",
        )
    if first != last and not printed and reason == "background":
        raise _fault(
            place,
            row,
            "whole lines are background only line by line, not several at once",
            "سطرهای کامل را یک‌به‌یک می‌توان background دانست، نه چند سطر را با هم",
        )
    if first != last and printed and not any(char.isalpha() for char in printed):
        raise _fault(
            place,
            row,
            "a figure is left out line by line, not on several lines at once",
            "یک عدد سطر به سطر کنار گذاشته می‌شود، نه در چند سطر با هم",
        )
    return LeftOut(row, first, last, printed, reason, repeats)


def _fault(place: str, row: int, en: str, fa: str) -> RecordError:
    return RecordError(f"{place}, line {row}: {en}. Correct the row.", f"{place}، سطر {row}: {fa}. ردیف را درست کنید.")
