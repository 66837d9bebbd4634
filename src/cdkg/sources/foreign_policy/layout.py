"""How this document's text came out of its PDF: where tables begin and end, and which lines are not theirs."""

from __future__ import annotations

import re
from typing import Final

from cdkg.documents import Document, Line
from cdkg.errors import ExtractionError
from cdkg.text import normalise

_CAPTION: Final = re.compile(r"([1-4])\s*جدول\s*شماره")
_ENDS: Final = {
    "1": re.compile(r"\.\s*1-5\s*$"),
    "2": re.compile(r"کرونولوژیک"),
    "3": re.compile(r"آنچه در تحلیل"),
    "4": re.compile(r"بر اساس اطلاعات به دست آمده"),
}
"""The heading or first words of what follows each table."""

_NOISE: Final = (
    re.compile(r"https?[:;]"),
    re.compile(r"\d{4}/\d{2}/\d{2}"),
    re.compile(r"^\s*:"),  # a footnote's text, read from its end
    re.compile(r"^\s*\d{1,2}\.?\s*$"),
    re.compile(r"دسترسی"),
    re.compile(r"\d\s*/\s+تجزیه|/\s+\d+\s*$"),  # running headers
)
_LATIN: Final = re.compile(r"[A-Za-z]{3,}")
_LATIN_NAMES: Final = ("City", "Net")


def table_lines(document: Document, table: str) -> tuple[Line, ...]:
    """Give the lines of one table, from below its caption to above what follows; blank lines are left out.

    Raises:
        ExtractionError: if caption or end is not found.
    """
    lines = [line for line in document.lines if line.text.strip()]
    starts = [at for at, line in enumerate(lines) if (found := _CAPTION.search(line.text)) and found[1] == table]
    if len(starts) != 1:
        raise _unreadable(document, f"the caption of table {table} stands {len(starts)} times")
    for at in range(starts[0] + 1, len(lines)):
        if _ENDS[table].search(normalise(lines[at].text)):
            return tuple(lines[starts[0] + 1 : at])
    raise _unreadable(document, f"the end of table {table} is not found")


def is_noise(line: Line) -> bool:
    """Tell whether a line between the rows of a table is a footnote, an address or a running header."""
    latin = [word for word in _LATIN.findall(line.text) if word not in _LATIN_NAMES]
    return bool(latin) or any(pattern.search(line.text) for pattern in _NOISE)


def pages(lines: tuple[Line, ...]) -> list[list[Line]]:
    """Part the lines of a table at the footnotes that end each page, and drop those.

    Args:
        lines: the table's lines.

    Returns:
        the table's own lines, page by page.
    """
    parted: list[list[Line]] = [[]]
    for line in lines:
        if not is_noise(line):
            parted[-1].append(line)
        elif parted[-1]:
            parted.append([])
    return [page for page in parted if page]


def _unreadable(document: Document, what: str) -> ExtractionError:
    return ExtractionError(
        f"{document.id}: {what}. The text is not the one that this extractor knows.",
        f"{document.id}: ساختار متن آن نیست که این استخراج‌گر می‌شناسد ({what}).",
    )
