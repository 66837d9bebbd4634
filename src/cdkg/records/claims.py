"""Records that become claims: what a place in a document says of something."""

from __future__ import annotations

from dataclasses import dataclass

from cdkg.records.place import Record


@dataclass(frozen=True, kw_only=True)
class ClaimRecord(Record):
    """A record that becomes a claim.

    Args:
        year: the Gregorian year in which what is claimed came about, where one is printed.
        year_solar_hijri: the same in the Solar Hijri calendar, where that is printed.
        as_of: the Gregorian year for which the list or figure is printed.
        as_of_solar_hijri: the Solar Hijri year for which it is printed.
    """

    year: int | None = None
    year_solar_hijri: int | None = None
    as_of: int | None = None
    as_of_solar_hijri: int | None = None


@dataclass(frozen=True, kw_only=True)
class TieRecord(ClaimRecord):
    """Two parties, mostly cities, and what ties them.

    Args:
        city: the city in whose row it stands.
        partner: the other city, as one reads it; empty where only its country is named.
        partner_country: the partner's country where the document gives it beside.
        kind: a concept of the kinds, such as ``sister-city``.
        status: a concept of the statuses; ``concluded`` when nothing else is said.
        city_kind: what the first party is, where it is no city; its slug stands in ``city`` then.
        partner_kind: what the other party is, where it is no city; its slug stands in ``partner`` then.
    """

    FILE = "ties.csv"

    city: str
    partner: str = ""
    partner_country: str = ""
    kind: str
    status: str
    city_kind: str = "city"
    partner_kind: str = "city"


@dataclass(frozen=True, kw_only=True)
class MembershipRecord(ClaimRecord):
    """An actor's membership in a network.

    Args:
        member: the city, as one reads it, or the slug of another actor.
        network: the network's slug.
        role: a concept of the roles, where one is printed.
        duration: how long, as printed.
        status: a concept of the statuses, where the document says that the membership is not concluded.
        member_kind: what the member is.
        network_kind: what it is a member of: ``network`` or ``organization``.
    """

    FILE = "memberships.csv"

    member: str
    network: str
    role: str = ""
    duration: str = ""
    status: str = ""
    member_kind: str = "city"
    network_kind: str = "network"


@dataclass(frozen=True, kw_only=True)
class DesignationRecord(ClaimRecord):
    """A title or listing that a city, or a site in it, holds.

    Args:
        holder: the city, as one reads it, or the slug of a site.
        designation: a concept of the designations.
        conferred_by: the slug of the body that confers it, where the place says so.
        holder_kind: what the holder is.
    """

    FILE = "designations.csv"

    holder: str
    designation: str
    conferred_by: str = ""
    holder_kind: str = "city"


@dataclass(frozen=True, kw_only=True)
class StatementRecord(ClaimRecord):
    """Any other statement: of something, on one facet, a value.

    Args:
        about_kind: what kind of thing it is about (``city``, ``country``, ``network``, ``concept`` …).
        about: its name as one reads it, or, where it is no city, country or person, its slug.
        facet: a concept of the facets.
        value_kind: what kind of thing the value is; ``number`` or ``string`` for a literal, ``text`` for a text in both
            languages.
        value: the value's name, slug, number or (Persian) text.
        value_en: the text in English.
    """

    FILE = "statements.csv"

    about_kind: str
    about: str
    facet: str
    value_kind: str
    value: str
    value_en: str = ""


@dataclass(frozen=True, kw_only=True)
class CountRecord(ClaimRecord):
    """A total, share, rank or quantity that the document prints.

    Args:
        about_kind: what kind of thing is counted.
        about: its name as one reads it, or its slug.
        count: the number, in Latin digits.
        comparator: a concept of the comparators.
        query: the named query that recomputes it, or empty where the graph does not hold the parts.
        arguments: the query's arguments, ``parameter=value``; names of entities stand in them as one reads them.
        subtotal_of: the key of the record of the same source whose number this one is a part of, where the document
            prints parts and total.
        facet: what is counted or measured of the thing, where no query counts it.
    """

    FILE = "counts.csv"

    about_kind: str
    about: str
    count: str
    comparator: str = "exactly"
    query: str = ""
    arguments: tuple[str, ...] = ()
    subtotal_of: str = ""
    facet: str = ""


@dataclass(frozen=True, kw_only=True)
class FindingRecord(ClaimRecord):
    """A finding of the study itself, such as a need, a problem or an opportunity.

    Args:
        finding_class: the local name of its class, such as ``Need``.
        concerns: the city that it concerns, as one reads it.
        label_fa: the printed label, or one in the editors' words for what an interviewee said.
        label_en: the same in English.
        sector: a concept of the sectors, for needs.
        score: the score that a panel gave it, for needs.
        found_by: slugs of the panel or interviews that brought it up.
    """

    FILE = "findings.csv"

    finding_class: str
    concerns: str
    label_fa: str
    label_en: str
    sector: str = ""
    score: str = ""
    found_by: tuple[str, ...] = ()
