"""Reads table 1: each Iranian city's partners, their countries, its events and its memberships.

The columns of the table come out one after the other: for each city (and again on each page) first all partners, then
all countries, then events, then memberships, whose bullets have moved to the end of their lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from cdkg.documents import Document, Extent, Line, Passage
from cdkg.errors import ExtractionError
from cdkg.gazetteer import Gazetteer
from cdkg.sources.foreign_policy.layout import pages, table_lines
from cdkg.sources.interpretation import Interpretation
from cdkg.text import normalise

TABLE: Final = "1"
ROW_CITIES: Final = ("تهران", "اصفهان", "تبریز", "یزد", "شیراز", "مشهد", "اراک", "رامسر")

_PARTNER: Final = re.compile(r"^\s*(?P<note>\d{1,2})?\s*(?:\((?P<year>\d{4})\)?)?\s*(?P<name>.*?)[\s)]*$")
_MEMORANDUM: Final = re.compile(r"تفاهم|نامه|همکاری|[()]")
_BULLET: Final = re.compile(r"-\s*$")


@dataclass
class Partner:
    """A cell of the partners' column.

    Args:
        name: where and how the partner's name is printed.
        last_line: the last line of the cell.
        year: the printed year, if any.
        note: the number of its footnote, if any.
        memorandum: whether the cell says that the tie is a memorandum of cooperation.
        country: the line of the parallel column that names the partner's country; none where that column has a gap.
    """

    name: Extent
    last_line: int
    year: int | None = None
    note: str | None = None
    memorandum: bool = False
    country: Line | None = None


@dataclass
class Row:
    """One city's row.

    Args:
        number: its position in the table, counted from 1.
        city: the city's name.
        partners: the partners, in order.
        events: the events.
        memberships: the memberships and listings.
    """

    number: int
    city: str
    partners: list[Partner] = field(default_factory=list)
    events: list[Passage] = field(default_factory=list)
    memberships: list[Passage] = field(default_factory=list)


def read_rows(document: Document, notes: Interpretation, gazetteer: Gazetteer) -> list[Row]:
    """Read the rows of table 1.

    Args:
        document: the text.
        notes: corrections of broken names.
        gazetteer: tells the names of countries from other words.

    Raises:
        ExtractionError: if a city's row is missing, or its partners and countries do not match in number.
    """
    rows: list[Row] = []
    for lines in pages(table_lines(document, TABLE)):
        for city, block in _blocks(lines, len(rows)):
            if city:
                rows.append(Row(len(rows) + 1, city))
            if rows:
                _read_block(rows[-1], block, notes, gazetteer)
    if len(rows) != len(ROW_CITIES):
        raise ExtractionError(
            f"{document.id}, table 1: {len(rows)} of {len(ROW_CITIES)} cities were found.",
            f"{document.id}، جدول ۱: از {len(ROW_CITIES)} شهر {len(rows)} شهر پیدا شد.",
        )
    return rows


def _blocks(lines: list[Line], cities_before: int) -> Iterator[tuple[str, list[Line]]]:
    """Part a page's lines where the next city's name ends a line; the name itself is taken off."""
    expected = list(ROW_CITIES[cities_before:])
    city, block = "", list[Line]()
    for line in lines:
        if expected and re.search(rf"\s{expected[0]}\s*$", line.text):
            yield city, block
            city, block = expected.pop(0), []
            line = Line(line.number, line.raw[: line.text.rindex(city)])
        block.append(line)
    yield city, block


def _read_block(row: Row, block: list[Line], notes: Interpretation, gazetteer: Gazetteer) -> None:
    if not block:
        return
    continued = bool(row.partners)
    gaps = {normalise(one.printed) for one in notes.of_column(TABLE, "country-gap")}
    for split in range(1, len(block)):
        partners = _partners(block[:split])
        with_country = [one for one in partners if normalise(one.name.printed) not in gaps]
        end = split + len(with_country)
        countries = block[split:end]
        if len(countries) == len(with_country) and all(
            gazetteer.knows("country", notes.reading(TABLE, line.raw)) for line in countries
        ):
            for partner, country in zip(with_country, countries, strict=True):
                partner.country = country
            row.partners += partners
            _read_titles(row, block[end:], continued=continued)
            return
    raise ExtractionError(
        f"table 1, row {row.number}, from line {block[0].number}: the partners of {row.city} and their countries do "
        "not match in number.",
        f"جدول ۱، ردیف {row.number}، از سطر {block[0].number}: شمار شهرهای طرف {row.city} با شمار کشورها یکی نیست.",
    )


def _partners(lines: list[Line]) -> list[Partner]:
    found: list[Partner] = []
    for line in lines:
        rest = normalise(_MEMORANDUM.sub(" ", line.text))
        if _MEMORANDUM.search(line.text.replace("(", "").replace(")", "")):
            if rest:
                start = line.text.index(rest)
                name = Passage((line,)).extent(start, start + len(rest))
                found.append(Partner(name, line.number, memorandum=True))
            elif found:  # the words stand below the name to which they belong
                found[-1].memorandum = True
                found[-1].last_line = line.number
        elif (match := _PARTNER.match(line.text)) and match["name"]:
            name = Passage((line,)).extent(*match.span("name"))
            year = int(match["year"]) if match["year"] else None
            found.append(Partner(name, line.number, year, match["note"]))
    return found


def _read_titles(row: Row, lines: list[Line], *, continued: bool) -> None:
    groups: list[list[Line]] = [[]]
    for line in lines:
        if _BULLET.search(line.text):
            groups.append([])
        groups[-1].append(line)
    before_bullets, *memberships = groups
    # On a row's second page these lines end the last membership of the first, which its own words already tell.
    if before_bullets and not continued:
        row.events.append(Passage(tuple(before_bullets)))
    row.memberships += [Passage(tuple(group)) for group in memberships]
