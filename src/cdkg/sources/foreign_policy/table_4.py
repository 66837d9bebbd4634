"""Reads table 4: networks, their reach, and the Iranian cities that are in them.

On each network's first line its reach stands last and the first cities before it; more cities follow on lines of their
own. The network's name stands above. The column of descriptions comes out below and between.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cdkg.documents import Document, Extent, Line, Passage
from cdkg.errors import ExtractionError
from cdkg.gazetteer import Gazetteer
from cdkg.records import DesignationRecord, MembershipRecord, NameRecord, Record, StatementRecord
from cdkg.sources.cell import cell
from cdkg.sources.foreign_policy.layout import pages, table_lines
from cdkg.sources.interpretation import Interpretation, Lookup
from cdkg.text import normalise

TABLE: Final = "4"
_ROWS: Final = 12
_NAME_LINES: Final = 5
_WORD: Final = re.compile(r"(?P<note>\d{1,2})?(?P<name>[^\W\d_]+)")
_AND: Final = "و"


@dataclass(frozen=True)
class _Body:
    """One row: a body, where its name and its reach are printed, and the lines from there to the next body."""

    number: int
    lookup: Lookup
    name_at: Extent
    scope: Lookup
    scope_at: Extent
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class _City:
    name: str
    where: Extent
    note: str | None


def read_table_4(document: Document, notes: Interpretation, gazetteer: Gazetteer) -> Iterator[Record]:
    """Read the records of table 4: the reach of each body, memberships, and titles of cities.

    Args:
        document: the text.
        notes: corrections, lookups and footnotes.
        gazetteer: tells the names of cities from other words.

    Raises:
        ExtractionError: if a body is missing, or a word among the cities is not known.
    """
    bodies = list(_bodies(document, notes))
    if len(bodies) != _ROWS:
        raise ExtractionError(
            f"{document.id}, table 4: {len(bodies)} of {_ROWS} bodies were found.",
            f"{document.id}، جدول ۴: از {_ROWS} نهاد {len(bodies)} نهاد پیدا شد.",
        )
    for body in bodies:
        yield NameRecord(
            **cell(TABLE, body.number, "network", 1, body.name_at),
            about_kind=body.lookup.kind,
            about=body.lookup.target,
        )
        yield StatementRecord(
            **cell(TABLE, body.number, "scope", 1, body.scope_at),
            about_kind=body.lookup.kind,
            about=body.lookup.target,
            facet="facet-scope",
            value_kind="concept",
            value=body.scope.target,
        )
        if body.lookup.kind == "network":
            yield from _memberships(body, notes, gazetteer)
        else:
            yield from _titles(body, notes, gazetteer)


def _bodies(document: Document, notes: Interpretation) -> Iterator[_Body]:
    number = 0
    scopes = notes.of_column(TABLE, "scope")
    for lines in pages(table_lines(document, TABLE)):
        starts = [
            (at, scope, found)
            for at, line in enumerate(lines)
            for scope in scopes
            if (found := re.search(rf"(?:^|\s)({scope.printed})\s*$", line.text))
        ]
        ends = [at for at, _, _ in starts[1:]] + [len(lines)]
        for (at, scope, found), end in zip(starts, ends, strict=True):
            number += 1
            above = tuple(lines[max(0, at - _NAME_LINES) : at])
            lookup, name_at = _nearest_name(above, number, notes)
            scope_at = Passage((lines[at],)).extent(*found.span(1))
            yield _Body(number, lookup, name_at, scope, scope_at, tuple(lines[at:end]))


def _nearest_name(above: tuple[Line, ...], number: int, notes: Interpretation) -> tuple[Lookup, Extent]:
    """Find the body's name in the lines above its reach, reading upward until a name is whole."""
    for height in range(1, len(above) + 1):
        passage = Passage(above[-height:])
        found = [(one, where) for one in notes.of_column(TABLE, "network") if (where := passage.find(one.printed))]
        if found:
            return max(found, key=lambda one: len(one[0].printed))
    text = normalise(" ".join(line.raw for line in above))
    raise ExtractionError(
        f"table 4, row {number}: no name of lookups.csv stands above its reach («{text}»).",
        f"جدول ۴، ردیف {number}: هیچ نامی از lookups.csv در بالای محدوده آن نیست («{text}»).",
    )


def _memberships(body: _Body, notes: Interpretation, gazetteer: Gazetteer) -> Iterator[Record]:
    found = 0
    for line in body.lines:
        cities = _cities_only(line, body, notes, gazetteer)
        if cities is None:
            if line is body.lines[0]:
                raise ExtractionError(
                    f"table 4, row {body.number}, line {line.number}: a word in «{normalise(line.raw)}» is no city of "
                    "the gazetteer; correct the cell in corrections.csv.",
                    f"جدول ۴، ردیف {body.number}، سطر {line.number}: واژه‌ای در «{normalise(line.raw)}» شهری از نام‌نامه "
                    "نیست؛ خانه را در corrections.csv درست کنید.",
                )
            return
        for city in cities:
            found += 1
            citation = notes.citation(TABLE, city.where.first, city.note)
            yield MembershipRecord(
                **cell(TABLE, body.number, "members", found, city.where, citation),
                member=city.name,
                network=body.lookup.target,
            )


def _cities_only(line: Line, body: _Body, notes: Interpretation, gazetteer: Gazetteer) -> list[_City] | None:
    """Give the cities of a line, or none where it holds any other word."""
    reading = notes.reading(TABLE, line.raw)
    corrected = reading != normalise(line.raw)
    cities: list[_City] = []
    for word in _WORD.finditer(reading if corrected else line.text):
        name = word["name"]
        if name in (_AND, body.scope.printed):
            continue
        if not gazetteer.knows("city", name):
            return None
        where = Passage((line,)).find(name) or Extent(line.number, line.number, _without_scope(line, body))
        cities.append(_City(name, where, word["note"]))
    return cities


def _without_scope(line: Line, body: _Body) -> str:
    """Give a line that the PDF broke without the word of the neighbouring column."""
    return line.raw[: line.text.rindex(body.scope.printed)].strip(" ،")


def _titles(body: _Body, notes: Interpretation, gazetteer: Gazetteer) -> Iterator[Record]:
    """Give each city the title that is named next after it."""
    passage = Passage(body.lines)
    titles = [
        (found.start(), one)
        for one in notes.of_column(TABLE, "designation")
        if (found := re.search(r"\s+".join(one.printed.split()), passage.text))
    ]
    item = 0
    for word in _WORD.finditer(passage.text):
        following = [title for start, title in titles if start > word.start()]
        if following and gazetteer.knows("city", word["name"]):
            item += 1
            yield DesignationRecord(
                **cell(TABLE, body.number, "members", item, passage.extent(*word.span("name"))),
                holder=word["name"],
                designation=min(titles, key=lambda title: (title[0] < word.start(), title[0]))[1].target,
                conferred_by=body.lookup.target,
            )
