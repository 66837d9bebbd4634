"""Reads table 2: the ties counted by region and country, with each country's civilisational affiliation.

Each region comes out as three lists, one below the other: countries, affiliations, counts, every entry marked by a
bullet that did not survive; then the region's total, without a bullet. A page break may part a region in two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from cdkg.documents import Document, Extent, Line, Passage
from cdkg.errors import ExtractionError
from cdkg.records import CountRecord, Record, StatementRecord
from cdkg.sources.cell import cell, trimmed
from cdkg.sources.foreign_policy.layout import table_lines
from cdkg.sources.interpretation import Interpretation
from cdkg.text import integer, normalise

TABLE: Final = "2"
QUERY: Final = "ties-counted"
_BULLET: Final = "\ufffd"
_NUMBER: Final = re.compile(r"^\s*(\d{1,2})\s*$")
_NOT_GIVEN: Final = re.compile(r"^\s*-+\s*$")
_ADDRESS: Final = re.compile(r"https?:")


@dataclass
class _Region:
    """A region as far as it has been read."""

    label: list[Line] = field(default_factory=list)
    countries: list[Extent] = field(default_factory=list)
    affiliations: list[Extent | None] = field(default_factory=list)
    counts: list[Extent] = field(default_factory=list)
    total: Extent | None = None


def read_table_2(document: Document, notes: Interpretation) -> Iterator[Record]:
    """Read the records of table 2: region, affiliation and count of each country, and the total of each region.

    Args:
        document: the text.
        notes: what the labels of regions and affiliations mean.

    Raises:
        ExtractionError: if the three lists of a region are not equally long, or a label is not known.
    """
    for number, region in enumerate(_regions(document, notes), start=1):
        if not len(region.countries) == len(region.affiliations) == len(region.counts):
            raise ExtractionError(
                f"{document.id}, table 2, row {number}: {len(region.countries)} countries, {len(region.affiliations)} "
                f"affiliations and {len(region.counts)} counts were found; there must be equally many.",
                f"{document.id}، جدول ۲، ردیف {number}: {len(region.countries)} کشور، {len(region.affiliations)} "
                f"وابستگی و {len(region.counts)} شمار پیدا شد؛ باید برابر باشند.",
            )
        yield from _records(number, region, notes)


def _regions(document: Document, notes: Interpretation) -> Iterator[_Region]:
    region = _Region()
    for line in table_lines(document, TABLE)[1:]:  # the first line is the header
        if _ADDRESS.search(line.text):
            continue
        total = _NUMBER.match(line.text)
        if _BULLET in line.raw:
            _read_bullet(region, line, notes)
        elif total:
            region.total = Passage((line,)).extent(*total.span(1))
            yield region
            region = _Region()
        elif region.countries and not region.affiliations:  # a name that did not fit its line goes on
            last = region.countries[-1]
            region.countries[-1] = Extent(last.first, line.number, f"{last.printed} {line.raw.strip()}")
        else:
            region.label.append(line)


def _read_bullet(region: _Region, line: Line, notes: Interpretation) -> None:
    bullet = line.raw.index(_BULLET)
    before, behind = trimmed(line, 0, bullet), trimmed(line, bullet + 1, len(line.raw))
    if before and behind:  # the region's label stands behind its first country
        region.label.append(Line(line.number, behind.printed))
    entry = before or behind
    if entry is None:
        return
    if _NUMBER.match(entry.printed):
        region.counts.append(entry)
    elif _NOT_GIVEN.match(entry.printed):
        region.affiliations.append(None)
    elif any(one.printed == normalise(entry.printed) for one in notes.of_column(TABLE, "affiliation")):
        region.affiliations.append(entry)
    else:
        region.countries.append(entry)


def _records(number: int, region: _Region, notes: Interpretation) -> Iterator[Record]:
    label = " ".join(normalise(line.raw) for line in region.label)
    target = next((one.target for one in notes.of_column(TABLE, "region") if one.printed == label), None)
    if target is None or region.total is None:
        raise ExtractionError(
            f"table 2, row {number}: the region «{label}» is not in lookups.csv.",
            f"جدول ۲، ردیف {number}: منطقه «{label}» در lookups.csv نیست.",
        )
    for item, (country, affiliation, count) in enumerate(
        zip(region.countries, region.affiliations, region.counts, strict=True), start=1
    ):
        name = notes.reading(TABLE, country.printed)
        yield StatementRecord(
            **cell(TABLE, number, "country", item, country),
            about_kind="country",
            about=name,
            facet="facet-region",
            value_kind="concept",
            value=target,
        )
        if affiliation is not None:
            yield StatementRecord(
                **cell(TABLE, number, "affiliation", item, affiliation),
                about_kind="country",
                about=name,
                facet="facet-affiliation",
                value_kind="concept",
                value=_affiliation(affiliation, number, notes),
            )
        yield CountRecord(
            **cell(TABLE, number, "count", item, count),
            about_kind="country",
            about=name,
            count=str(integer(count.printed)),
            query=QUERY,
            arguments=(f"country={name}",),
            subtotal_of=f"table-2/row-{number}/total-1",
        )
    yield CountRecord(
        **cell(TABLE, number, "total", 1, region.total),
        about_kind="concept",
        about=target,
        count=str(integer(region.total.printed)),
        query=QUERY,
        arguments=(f"region={target}",),
        subtotal_of="prose/ties",
    )


def _affiliation(label: Extent, number: int, notes: Interpretation) -> str:
    text = normalise(label.printed)
    found = [one.target for one in notes.of_column(TABLE, "affiliation") if one.printed == text]
    if not found:
        raise ExtractionError(
            f"table 2, row {number}, line {label.first}: the affiliation «{text}» is not in lookups.csv.",
            f"جدول ۲، ردیف {number}، سطر {label.first}: وابستگی «{text}» در lookups.csv نیست.",
        )
    return found[0]
