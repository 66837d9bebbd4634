"""Records: what a document says, row by row, in tables that people read, correct and commit.

One class for each kind of record, one CSV file of it for each source. A record keeps the place in the document and the
text as printed; names stand in it as one reads them, and are resolved to entities only when triples are made.
"""

from __future__ import annotations

from dataclasses import dataclass

from cdkg.records.place import CellPlace, Record


@dataclass(frozen=True, kw_only=True)
class TieRecord(Record):
    """Two cities and what ties them.

    Args:
        city: the city in whose row it stands.
        partner: the other city, as one reads it.
        partner_country: the partner's country where the table prints it beside.
        kind: a concept of the kinds, such as ``sister-city``.
        status: a concept of the statuses; ``concluded`` when nothing else is said.
        year: the Gregorian year, where one is printed.
        year_solar_hijri: the Solar Hijri year, where one is printed.
        as_of_solar_hijri: the Solar Hijri year for which the list is printed.
    """

    FILE = "ties.csv"

    city: str
    partner: str
    partner_country: str = ""
    kind: str
    status: str
    year: int | None = None
    year_solar_hijri: int | None = None
    as_of_solar_hijri: int | None = None


@dataclass(frozen=True, kw_only=True)
class MembershipRecord(Record):
    """An actor's membership in a network.

    Args:
        member: the city, as one reads it.
        network: the network's slug.
        role: a concept of the roles, where one is printed.
        duration: how long, as printed.
        year: the Gregorian year, where one is printed.
    """

    FILE = "memberships.csv"

    member: str
    network: str
    role: str = ""
    duration: str = ""
    year: int | None = None


@dataclass(frozen=True, kw_only=True)
class DesignationRecord(Record):
    """A title or listing that a city holds.

    Args:
        holder: the city, as one reads it.
        designation: a concept of the designations.
        conferred_by: the slug of the body that confers it, where the place says so.
        year: the Gregorian year, where one is printed.
    """

    FILE = "designations.csv"

    holder: str
    designation: str
    conferred_by: str = ""
    year: int | None = None


@dataclass(frozen=True, kw_only=True)
class StatementRecord(Record):
    """Any other statement: of something, on one facet, a value.

    Args:
        about_kind: what kind of thing it is about (``city``, ``country``, ``network``, ``period`` …).
        about: its name as one reads it, or, where it is not in the gazetteer, its slug.
        facet: a concept of the facets.
        value_kind: what kind of thing the value is; ``concept`` for a concept, ``text`` or ``number`` for a literal.
        value: the value's name, slug or text.
        year: the Gregorian year, where one is printed.
    """

    FILE = "statements.csv"

    about_kind: str
    about: str
    facet: str
    value_kind: str
    value: str
    year: int | None = None


@dataclass(frozen=True, kw_only=True)
class CountRecord(Record):
    """A total, share or rank that the document prints.

    Args:
        about_kind: what kind of thing is counted.
        about: its name as one reads it, or its slug.
        count: the number, in Latin digits.
        comparator: a concept of the comparators.
        query: the named query that recomputes it, or empty where the graph does not hold the parts.
        arguments: the query's arguments, ``parameter=value``; names of entities stand in them as one reads them.
        subtotal_of: the key of the record of the same source whose number this one is a part of, where the document
            prints parts and total.
    """

    FILE = "counts.csv"

    about_kind: str
    about: str
    count: str
    comparator: str = "exactly"
    query: str = ""
    arguments: tuple[str, ...] = ()
    subtotal_of: str = ""


@dataclass(frozen=True, kw_only=True)
class FigureRecord(CountRecord):
    """A count in the prose, transcribed by hand and checked against its lines."""

    FILE = "figures.csv"


@dataclass(frozen=True, kw_only=True)
class PeriodRecord(Record):
    """A period of foreign policy.

    Args:
        slug: its name, made of its years.
        start_year: the Gregorian year in which it starts, where one is printed.
        end_year: the Gregorian year in which it ends, where one is printed.
        head_of_government: the head of government as one reads the name, where one is printed.
        discourse: a concept of the discourses.
    """

    FILE = "periods.csv"

    slug: str
    start_year: int | None = None
    end_year: int | None = None
    head_of_government: str = ""
    discourse: str


@dataclass(frozen=True, kw_only=True)
class EventRecord(Record):
    """An event that a document names.

    Args:
        slug: its name.
        name_en: what it is called in English.
        name_fa: what it is called in Persian.
    """

    FILE = "events.csv"

    slug: str
    name_en: str
    name_fa: str


@dataclass(frozen=True, kw_only=True)
class NameRecord(Record):
    """A place where a document names a body.

    Args:
        about_kind: what kind of body it is, such as ``network``.
        about: its slug in the gazetteer.
    """

    FILE = "names.csv"

    about_kind: str
    about: str


__all__ = [
    "RECORD_KINDS",
    "CellPlace",
    "CountRecord",
    "DesignationRecord",
    "EventRecord",
    "FigureRecord",
    "MembershipRecord",
    "NameRecord",
    "PeriodRecord",
    "Record",
    "StatementRecord",
    "TieRecord",
]

RECORD_KINDS: tuple[type[Record], ...] = (
    NameRecord,
    EventRecord,
    PeriodRecord,
    TieRecord,
    MembershipRecord,
    DesignationRecord,
    StatementRecord,
    CountRecord,
    FigureRecord,
)
"""All kinds of record, in the order in which they are read."""
