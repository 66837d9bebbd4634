"""Rows that are claims of ties and memberships, as docs/modelling.md writes them."""

from __future__ import annotations

import pyoxigraph as ox

from cdkg.contributions.known_names import Named
from cdkg.contributions.tables.row_reader import RowReader
from cdkg.contributions.tables.sources import derive_from, read_source
from cdkg.contributions.tables.statements import Statements
from cdkg.errors import Message
from cdkg.namespaces import ONTOLOGY, concept, entity, pair_slug


def state_tie(row: RowReader, out: Statements) -> None:
    """State a tie and the claim of it."""
    first = row.entity("city", "country")
    second = row.entity("partner", "partner_country")
    country = row.entity("partner_country")
    kind, status, year = row.concept("kind"), row.concept("status"), row.year()
    if not row.is_filled("partner") and not row.is_filled("partner_country"):
        row.note("partner", "", _NO_PARTNER, "MinCountConstraintComponent")
    if first and second and first.iri == second.iri:
        row.note("partner", row.text("partner"), _ITSELF)
    locator = read_source(row, out)
    if row.is_wrong() or first is None or kind is None:
        return
    tie = _tie(row, out, first, second, country)
    claim = row.node
    out.type(claim, ONTOLOGY + "TieClaim", row.place())
    out.add(claim, ONTOLOGY + "about", ox.NamedNode(tie), row.place("partner"))
    out.add(claim, ONTOLOGY + "claimedKind", ox.NamedNode(kind.iri), row.place("kind"))
    taken = status.iri if status else concept("concluded")
    out.add(claim, ONTOLOGY + "claimedStatus", ox.NamedNode(taken), row.place("status"))
    _year(row, out, year)
    _printed(row, out, row.text("partner") or row.text("partner_country"))
    derive_from(claim, locator, row, out)


def _tie(row: RowReader, out: Statements, first: Named, second: Named | None, country: Named | None) -> str:
    if second is None:
        # Nothing tells two unnamed parties apart, so the tie belongs to this claim alone.
        tie = entity("tie", row.node.partition("/claim/")[2])
        out.type(tie, ONTOLOGY + "Tie", row.place())
        out.add(tie, ONTOLOGY + "party", ox.NamedNode(first.iri), row.place("city"))
        if country is not None:
            out.add(tie, ONTOLOGY + "unnamedPartyIn", ox.NamedNode(country.iri), row.place("partner_country"))
        return tie
    parties = [one.iri.rpartition("/")[2] for one in (first, second)]
    tie = entity("tie", pair_slug(*parties))
    are_cities = all("/id/city/" in one.iri for one in (first, second))
    out.type(tie, ONTOLOGY + ("CityTie" if are_cities else "Tie"), row.place())
    out.add(tie, ONTOLOGY + "party", ox.NamedNode(first.iri), row.place("city"))
    out.add(tie, ONTOLOGY + "party", ox.NamedNode(second.iri), row.place("partner"))
    return tie


def state_membership(row: RowReader, out: Statements) -> None:
    """State a membership and the claim of it."""
    member, network = row.entity("member", "country"), row.entity("network")
    role, status, year = row.concept("role"), row.concept("status"), row.year()
    locator = read_source(row, out)
    if row.is_wrong() or member is None or network is None:
        return
    claim = row.node
    slugs = (member.iri.rpartition("/")[2], network.iri.rpartition("/")[2])
    membership = entity("membership", "--".join(slugs))
    out.type(membership, ONTOLOGY + "Membership", row.place())
    out.type(claim, ONTOLOGY + "MembershipClaim", row.place())
    for node in (membership, claim):
        out.add(node, ONTOLOGY + "member", ox.NamedNode(member.iri), row.place("member"))
        out.add(node, ONTOLOGY + "network", ox.NamedNode(network.iri), row.place("network"))
    out.add(claim, ONTOLOGY + "about", ox.NamedNode(membership), row.place("member"))
    if role:
        out.add(claim, ONTOLOGY + "claimedRole", ox.NamedNode(role.iri), row.place("role"))
    if status:
        out.add(claim, ONTOLOGY + "claimedStatus", ox.NamedNode(status.iri), row.place("status"))
    if row.text("duration"):
        out.add(claim, ONTOLOGY + "claimedDuration", ox.Literal(row.text("duration")), row.place("duration"))
    _year(row, out, year)
    _printed(row, out, row.text("network"))
    derive_from(claim, locator, row, out)


def _year(row: RowReader, out: Statements, year: tuple[int, bool] | None) -> None:
    if year is not None:
        number, is_solar = year
        path = ONTOLOGY + ("claimedYearSolarHijri" if is_solar else "claimedYear")
        out.add(row.node, path, ox.Literal(number), row.place("year"))


def _printed(row: RowReader, out: Statements, otherwise: str) -> None:
    text = row.text("printed") or otherwise
    out.add(row.node, ONTOLOGY + "sourceText", ox.Literal(text), row.place("printed"))


_NO_PARTNER = Message(
    en="The partner is missing. Name the other city or body, or at least its country.",
    fa="طرف دیگر پیوند نیامده است. نام شهر یا نهاد دیگر، یا دست‌کم کشور آن را بنویسید.",
)
_ITSELF = Message(
    en="The city is tied with itself. Correct the city or the partner.",
    fa="شهر با خودش پیوند داده شده است. شهر یا طرف دیگر را درست کنید.",
)
