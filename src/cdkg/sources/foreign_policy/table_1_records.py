"""Makes records of the rows of table 1."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cdkg.documents import Extent, Passage
from cdkg.errors import ExtractionError
from cdkg.records import DesignationRecord, EntityRecord, MembershipRecord, Record, StatementRecord, TieRecord
from cdkg.sources.cell import cell
from cdkg.sources.foreign_policy.table_1 import TABLE, Row
from cdkg.sources.interpretation import Interpretation, Lookup

_YEAR: Final = re.compile(r"(?P<year>(?:19|20)\d\d)\s*(?P<note>\d{1,2})?(?!\d)")
_NOTE: Final = re.compile(r"(?<!\d)(?P<note>\d{1,2})(?!\d)")
_DURATION: Final = re.compile(r"[()](?P<duration>[^()]*سال)[()]")


def tie_records(row: Row, notes: Interpretation) -> Iterator[Record]:
    """Make the ties of a row and, beside each, what the table says of the partner's country."""
    for item, partner in enumerate(row.partners, start=1):
        name = notes.reading(TABLE, partner.name.printed)
        country_name = notes.reading(TABLE, partner.country.raw) if partner.country else ""
        where = Extent(partner.name.first, partner.last_line, partner.name.printed)
        yield TieRecord(
            **cell(TABLE, row.number, "partner", item, where, notes.citation(TABLE, where.first, partner.note)),
            city=row.city,
            partner=name,
            partner_country=country_name,
            kind="memorandum-of-understanding" if partner.memorandum else "sister-city",
            status="concluded",
            year=partner.year,
        )
        if partner.country:
            at = Extent(partner.country.number, partner.country.number, partner.country.raw.strip())
            yield StatementRecord(
                **cell(TABLE, row.number, "country", item, at),
                about_kind="city",
                about=name,
                facet="facet-country",
                value_kind="country",
                value=country_name,
            )


def title_records(row: Row, notes: Interpretation) -> Iterator[Record]:
    """Make the events and titles of a row."""
    for item, held in enumerate(row.events, start=1):
        lookup, where = _known(held, "event", row, notes)
        year = _YEAR.search(held.text)
        if year is None:
            raise ExtractionError(
                f"table 1, row {row.number}, line {where.first}: the event has no year.",
                f"جدول ۱، ردیف {row.number}، سطر {where.first}: رویداد سال ندارد.",
            )
        whole = Extent(held.lines[0].number, held.lines[-1].number, where.printed)
        place = cell(TABLE, row.number, "event", item, whole, notes.citation(TABLE, where.first, year["note"]))
        if lookup.kind == "designation":
            yield DesignationRecord(**place, holder=row.city, designation=lookup.target, year=int(year["year"]))
        else:
            yield EntityRecord(
                **place,
                kind="event",
                slug=lookup.target,
                entity_class="Event",
                label_fa=lookup.name_fa,
                label_en=lookup.name_en,
            )
            yield StatementRecord(
                **place,
                about_kind="city",
                about=row.city,
                facet="facet-hosted-event",
                value_kind="event",
                value=lookup.target,
                year=int(year["year"]),
            )


def membership_records(row: Row, notes: Interpretation) -> Iterator[Record]:
    """Make the memberships and listings of a row."""
    for item, held in enumerate(row.memberships, start=1):
        lookup, where = _known(held, "membership", row, notes)
        note = _NOTE.search(held.text)
        cited = notes.citation(TABLE, where.first, note["note"] if note else None)
        whole = Extent(held.lines[0].number, held.lines[-1].number, where.printed)
        place = cell(TABLE, row.number, "membership", item, whole, cited)
        if lookup.kind == "designation":
            conferrer = _conferrer(lookup, notes)
            yield DesignationRecord(**place, holder=row.city, designation=lookup.target, conferred_by=conferrer)
            continue
        duration = _DURATION.search(held.text)
        roles = [one for one in notes.of_column(TABLE, "role") if held.find(one.printed)]
        yield MembershipRecord(
            **place,
            member=row.city,
            network=lookup.target,
            role=roles[0].target if roles else "",
            duration=duration["duration"] if duration else "",
        )


def _known(held: Passage, column: str, row: Row, notes: Interpretation) -> tuple[Lookup, Extent]:
    place = f"table 1, row {row.number}, line {held.lines[0].number}"
    lookup = notes.known_by(TABLE, column, held.text, place=place)
    where = held.find(lookup.printed)
    if where is None:
        raise ExtractionError(
            f"{place}: the words «{lookup.printed}» stand here only after cleaning; write them as the text has them.",
            f"{place}: «{lookup.printed}» تنها پس از پاک‌سازی در این‌جا هست؛ آن را همان‌گونه بنویسید که در متن است.",
        )
    return lookup, where


def _conferrer(lookup: Lookup, notes: Interpretation) -> str:
    named = [one.target for one in notes.of_column(TABLE, "conferrer") if one.printed == lookup.printed]
    return named[0] if named else ""
