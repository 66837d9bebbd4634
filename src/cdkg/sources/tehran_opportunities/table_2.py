"""Reads table 2: Tehran's ties with cities of the world.

Each row comes out as one line, from its last column to its first: kind of tie, city, country, row number. A page break
with another table on it parts the rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cdkg.documents import Document, Extent, Line
from cdkg.errors import ExtractionError
from cdkg.gazetteer import Gazetteer
from cdkg.records import Record, StatementRecord, TieRecord
from cdkg.sources.cell import cell, trimmed
from cdkg.sources.interpretation import Interpretation, Lookup
from cdkg.text import integer

TABLE: Final = "2"
CITY: Final = "تهران"

_CAPTION: Final = re.compile(rf"جدول\s*{TABLE}\s*-")
_SOURCE: Final = re.compile(r"ماخذ:")
_SOLAR_HIJRI: Final = re.compile(r"(?<!\d)1[34]\d\d(?!\d)")
_BEGINNING: Final = re.compile(r"^(?P<rest>.*)\s(?P<row>\d+)\s*$")
_AND: Final = re.compile(r"\s+و\s+")


@dataclass(frozen=True)
class _Row:
    number: int
    kind: Lookup
    cities: tuple[Extent, ...]
    country: Extent


def read_table_2(document: Document, notes: Interpretation, gazetteer: Gazetteer) -> Iterator[Record]:
    """Read the ties of table 2, and what it says of each city's country.

    Args:
        document: the text.
        notes: corrections, and what the kinds of tie mean.
        gazetteer: tells the names of countries from other words.

    Raises:
        ExtractionError: if the rows are not numbered 1, 2, 3 … without a gap, or a row ends in no known country.
    """
    lines = _lines(document)
    rows = sorted(_rows(lines, notes, gazetteer), key=lambda row: row.number)
    if not rows or [row.number for row in rows] != list(range(1, len(rows) + 1)):
        raise ExtractionError(
            f"{document.id}, table 2: rows {[row.number for row in rows]} were found; one is missing or there twice.",
            f"{document.id}، جدول ۲: ردیف‌های یافته {[row.number for row in rows]} است؛ ردیفی نیست یا دو بار هست.",
        )
    source = _source(lines, notes)
    for row in rows:
        yield from _records(row, notes, source)


def _lines(document: Document) -> tuple[Line, ...]:
    """Give the lines below the table's first caption."""
    for at, line in enumerate(document.lines):
        if _CAPTION.search(line.text):
            return document.lines[at + 1 :]
    raise ExtractionError(
        f"{document.id}: the caption of table 2 is not found. The text is not the one that this extractor knows.",
        f"{document.id}: عنوان جدول ۲ پیدا نشد. متن آن نیست که این استخراج‌گر می‌شناسد.",
    )


def _source(lines: tuple[Line, ...], notes: Interpretation) -> str:
    """Give what the table cites as its source: it stands below the caption's second printing."""
    for at, line in enumerate(lines):
        if _CAPTION.search(line.text):
            found = (one for one in lines[at + 1 : at + 4] if _SOURCE.search(one.text))
            return next((notes.reading(TABLE, one.raw) for one in found), "")
    return ""


def _rows(lines: tuple[Line, ...], notes: Interpretation, gazetteer: Gazetteer) -> Iterator[_Row]:
    for line in lines:
        beginning = _BEGINNING.match(line.text)
        kind = next((one for one in notes.of_column(TABLE, "kind") if line.text.startswith(one.printed)), None)
        if beginning is None or kind is None:
            continue
        start, end = len(kind.printed), beginning.end("rest")
        begin = _country(line, start, end, gazetteer)
        country = trimmed(line, begin, end)
        if country is None:
            continue
        yield _Row(
            number=integer(beginning["row"]),
            kind=kind,
            cities=_cities(line, start, begin),
            country=country,
        )


def _country(line: Line, start: int, end: int, gazetteer: Gazetteer) -> int:
    """Find where the country's name begins: the longest known name with which the words end."""
    for space in re.finditer(r"\s+", line.text[start:end]):
        begin = start + space.end()
        if line.text[start:begin].strip() and gazetteer.knows("country", line.text[begin:end]):
            return begin
    raise ExtractionError(
        f"table 2, line {line.number}: «{line.text[start:end].strip()}» does not end in a country of the gazetteer.",
        f"جدول ۲، سطر {line.number}: «{line.text[start:end].strip()}» به نام کشوری از نام‌نامه ختم نمی‌شود.",
    )


def _cities(line: Line, start: int, end: int) -> tuple[Extent, ...]:
    bounds = [(found.start() + start, found.end() + start) for found in _AND.finditer(line.text[start:end])]
    starts = [start, *(behind for _, behind in bounds)]
    ends = [*(before for before, _ in bounds), end]
    names = (trimmed(line, first, last) for first, last in zip(starts, ends, strict=True))
    return tuple(name for name in names if name)


def _records(row: _Row, notes: Interpretation, source: str) -> Iterator[Record]:
    country = notes.reading(TABLE, row.country.printed)
    year = _SOLAR_HIJRI.search(source)
    for item, city in enumerate(row.cities, start=1):
        name = notes.reading(TABLE, city.printed)
        yield TieRecord(
            **cell(TABLE, row.number, "city", item, city, source),
            city=CITY,
            partner=name,
            partner_country=country,
            kind=row.kind.target,
            status=row.kind.kind,
            as_of_solar_hijri=int(year[0]) if year else None,
        )
        yield StatementRecord(
            **cell(TABLE, row.number, "country", item, row.country),
            about_kind="city",
            about=name,
            facet="facet-country",
            value_kind="country",
            value=country,
        )
