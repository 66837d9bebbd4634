"""Makes claims of records, and the neutral nodes (ties, memberships) that the claims are about."""

from __future__ import annotations

from cdkg.errors import Message, RecordError
from cdkg.namespaces import concept, entity, pair_slug
from cdkg.records import (
    CountRecord,
    DesignationRecord,
    FindingRecord,
    MembershipRecord,
    StatementRecord,
    TieRecord,
)
from cdkg.triples.source_graph import SourceGraph


def write_tie(graph: SourceGraph, record: TieRecord) -> None:
    """Claim a tie, and make the tie itself."""
    claim = graph.claim(record, "TieClaim")
    graph.triples.link(claim, "about", _tie(graph, record))
    graph.triples.link(claim, "claimedKind", concept(record.kind))
    graph.triples.link(claim, "claimedStatus", concept(record.status))


def _tie(graph: SourceGraph, record: TieRecord) -> str:
    country = graph.thing("country", record.partner_country, record) if record.partner_country else ""
    city = graph.thing(record.city_kind, record.city, record)
    if not record.partner:
        return _tie_with_unnamed(graph, record, city, country)
    partner = graph.thing(record.partner_kind, record.partner, record, country=country.rpartition("/")[2])
    if city == partner:
        place = graph.place(record)
        raise RecordError(
            f"{place.en}: «{record.city}» is tied with itself. Correct the partner.",
            f"{place.fa}: «{record.city}» با خودش پیوند داده شده است. شهر طرف را درست کنید.",
        )
    tie = entity("tie", pair_slug(city.rpartition("/")[2], partner.rpartition("/")[2]))
    cities = record.city_kind == record.partner_kind == "city"
    graph.derived.type(tie, "CityTie" if cities else "Tie")
    for party in (city, partner):
        graph.derived.link(tie, "party", party)
    return tie


def _tie_with_unnamed(graph: SourceGraph, record: TieRecord, city: str, country: str) -> str:
    """Make the tie of one claim alone: whom the document does not name can be compared with nobody."""
    if not country:
        place = graph.place(record)
        raise RecordError(
            f"{place.en}: neither a partner nor its country is given. Fill one of them.",
            f"{place.fa}: نه طرف پیوند آمده است و نه کشور آن. یکی را پر کنید.",
        )
    tie = entity("tie", f"{graph.source.id}/{record.key}")
    graph.derived.type(tie, "Tie")
    graph.derived.link(tie, "party", city)
    graph.derived.link(tie, "unnamedPartyIn", country)
    return tie


def write_membership(graph: SourceGraph, record: MembershipRecord) -> None:
    """Claim a membership, and make the membership itself."""
    member = graph.thing(record.member_kind, record.member, record)
    network = graph.thing(record.network_kind, record.network, record)
    membership = entity("membership", f"{member.rpartition('/')[2]}--{record.network}")
    graph.derived.type(membership, "Membership")
    claim = graph.claim(record, "MembershipClaim")
    graph.triples.link(claim, "about", membership)
    for triples, subject in ((graph.derived, membership), (graph.triples, claim)):
        triples.link(subject, "member", member)
        triples.link(subject, "network", network)
    if record.role:
        graph.triples.link(claim, "claimedRole", concept(record.role))
    if record.status:
        graph.triples.link(claim, "claimedStatus", concept(record.status))
    graph.triples.text(claim, "claimedDuration", record.duration)


def write_designation(graph: SourceGraph, record: DesignationRecord) -> None:
    """Claim that something holds a title or stands on a list."""
    claim = graph.claim(record, "DesignationClaim")
    graph.triples.link(claim, "holder", graph.thing(record.holder_kind, record.holder, record))
    graph.triples.link(claim, "designation", concept(record.designation))
    if record.conferred_by:
        graph.triples.link(claim, "conferredBy", graph.thing("organization", record.conferred_by, record))


def write_finding(graph: SourceGraph, record: FindingRecord) -> None:
    """Claim what a study found for a city."""
    claim = graph.claim(record, record.finding_class)
    graph.triples.label(claim, Message(en=record.label_en, fa=record.label_fa))
    graph.triples.link(claim, "concerns", graph.thing("city", record.concerns, record))
    if record.sector:
        graph.triples.link(claim, "sector", concept(record.sector))
    if record.score:
        graph.state_number(claim, "score", record.score, record)
    for study in record.found_by:
        graph.triples.link(claim, "byStudy", graph.thing("study", study, record))


def write_statement(graph: SourceGraph, record: StatementRecord) -> None:
    """Claim a value of something on one facet."""
    claim = graph.claim(record, "StatementClaim", record.facet.removeprefix("facet-"))
    graph.triples.link(claim, "about", graph.thing(record.about_kind, record.about, record))
    graph.triples.link(claim, "facet", concept(record.facet))
    if record.value_kind == "text":
        graph.triples.text(claim, "claimedValue", record.value, "fa")
        graph.triples.text(claim, "claimedValue", record.value_en, "en")
    elif record.value_kind == "string":
        graph.triples.text(claim, "claimedValue", record.value)
    elif record.value_kind == "number":
        graph.state_number(claim, "claimedValue", record.value, record)
    else:
        graph.triples.link(claim, "claimedEntity", graph.thing(record.value_kind, record.value, record))


def write_count(graph: SourceGraph, record: CountRecord) -> None:
    """Claim a total, share, rank or quantity."""
    claim = graph.claim(record, "CountClaim")
    graph.triples.link(claim, "about", graph.thing(record.about_kind, record.about, record))
    graph.state_number(claim, "claimedCount", record.count, record)
    graph.triples.link(claim, "comparator", concept(record.comparator))
    if record.facet:
        graph.triples.link(claim, "facet", concept(record.facet))
    if record.query:
        graph.triples.link(claim, "countedBy", entity("query", record.query))
    for argument in record.arguments:
        graph.triples.text(claim, "countArgument", graph.argument(record, argument))
    if record.subtotal_of:
        graph.triples.link(claim, "isSubtotalOf", entity("claim", f"{graph.source.id}/{record.subtotal_of}"))
