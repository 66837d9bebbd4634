"""Makes a claim of each record, and the neutral nodes (ties, memberships) that the claims are about."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import singledispatchmethod
from typing import Final

from cdkg.errors import Message, RecordError
from cdkg.gazetteer import Gazetteer
from cdkg.namespaces import DERIVED_GRAPH, PROV, concept, document_graph, entity, pair_slug, short
from cdkg.queries import ENTITY_KINDS, named_query
from cdkg.records import (
    CountRecord,
    DesignationRecord,
    EventRecord,
    MembershipRecord,
    NameRecord,
    PeriodRecord,
    Record,
    StatementRecord,
    TieRecord,
)
from cdkg.sources import Source
from cdkg.text import persian_digits
from cdkg.triples.document import add_document, add_locator
from cdkg.triples.graph import NamedGraph

_IN_GAZETTEER: Final = ("city", "country", "person")
_BY_SLUG: Final = ("network", "organization", "period", "event")


class ClaimWriter:
    """Turns the records of one source into the triples of its graph.

    Args:
        source: the document's source.
        gazetteer: resolves the names in the records.
        derived: the graph in which neutral nodes are made, once for all documents.
    """

    def __init__(self, source: Source, gazetteer: Gazetteer, derived: NamedGraph | None = None) -> None:
        self.source = source
        self.gazetteer = gazetteer
        self.graph = NamedGraph(document_graph(source.id))
        self.derived = derived or NamedGraph(DERIVED_GRAPH)
        self._keys: set[str] = set()
        add_document(self.graph, source)

    def write(self, records: Iterable[Record]) -> None:
        """Add the claims of records, with their places.

        Raises:
            NameResolutionError: if a name means no entity or more than one.
            RecordError: if two records claim one place and facet.
        """
        for record in records:
            self._write(record)

    @singledispatchmethod
    def _write(self, record: Record) -> None:
        raise TypeError(f"no triples are known for {type(record).__name__}")

    @_write.register
    def _(self, record: TieRecord) -> None:
        city = self._resolve("city", record.city, record)
        country = self._resolve("country", record.partner_country, record) if record.partner_country else ""
        partner = self._resolve("city", record.partner, record, country=country.rpartition("/")[2])
        if city == partner:
            place = self._place(record)
            raise RecordError(
                f"{place.en}: «{record.city}» is tied with itself. Correct the partner.",
                f"{place.fa}: «{record.city}» با خودش پیوند داده شده است. شهر طرف را درست کنید.",
            )
        tie = entity("tie", pair_slug(city.rpartition("/")[2], partner.rpartition("/")[2]))
        self.derived.type(tie, "CityTie")
        for party in (city, partner):
            self.derived.link(tie, "party", party)
        claim = self._claim(record, "TieClaim")
        self.graph.link(claim, "about", tie)
        self.graph.link(claim, "claimedKind", concept(record.kind))
        self.graph.link(claim, "claimedStatus", concept(record.status))
        self.graph.number(claim, "claimedYear", record.year)
        self.graph.number(claim, "claimedYearSolarHijri", record.year_solar_hijri)
        self.graph.number(claim, "asOfSolarHijri", record.as_of_solar_hijri)

    @_write.register
    def _(self, record: MembershipRecord) -> None:
        member = self._resolve("city", record.member, record)
        network = self._by_slug("network", record.network, record)
        membership = entity("membership", f"{member.rpartition('/')[2]}--{record.network}")
        self.derived.type(membership, "Membership")
        claim = self._claim(record, "MembershipClaim")
        self.graph.link(claim, "about", membership)
        for graph, subject in ((self.derived, membership), (self.graph, claim)):
            graph.link(subject, "member", member)
            graph.link(subject, "network", network)
        if record.role:
            self.graph.link(claim, "claimedRole", concept(record.role))
        self.graph.text(claim, "claimedDuration", record.duration)
        self.graph.number(claim, "claimedYear", record.year)

    @_write.register
    def _(self, record: DesignationRecord) -> None:
        claim = self._claim(record, "DesignationClaim")
        self.graph.link(claim, "holder", self._resolve("city", record.holder, record))
        self.graph.link(claim, "designation", concept(record.designation))
        if record.conferred_by:
            self.graph.link(claim, "conferredBy", self._by_slug("organization", record.conferred_by, record))
        self.graph.number(claim, "claimedYear", record.year)

    @_write.register
    def _(self, record: StatementRecord) -> None:
        claim = self._claim(record, "StatementClaim", record.facet.removeprefix("facet-"))
        self.graph.link(claim, "about", self._thing(record.about_kind, record.about, record))
        self.graph.link(claim, "facet", concept(record.facet))
        if record.value_kind == "text":
            self.graph.text(claim, "claimedValue", record.value)
        elif record.value_kind == "number":
            self._number(claim, "claimedValue", record.value, record)
        else:
            self.graph.link(claim, "claimedEntity", self._thing(record.value_kind, record.value, record))
        self.graph.number(claim, "claimedYear", record.year)

    @_write.register
    def _(self, record: CountRecord) -> None:
        claim = self._claim(record, "CountClaim")
        self.graph.link(claim, "about", self._thing(record.about_kind, record.about, record))
        self._number(claim, "claimedCount", record.count, record)
        self.graph.link(claim, "comparator", concept(record.comparator))
        if record.query:
            self.graph.link(claim, "countedBy", entity("query", record.query))
        for argument in record.arguments:
            self.graph.text(claim, "countArgument", self._argument(record, argument))
        if record.subtotal_of:
            self.graph.link(claim, "isSubtotalOf", entity("claim", f"{self.source.id}/{record.subtotal_of}"))

    @_write.register
    def _(self, record: PeriodRecord) -> None:
        period = entity("period", record.slug)
        self.graph.type(period, "DiscoursePeriod")
        self.graph.label(period, _period_label(record))
        self.graph.number(period, "startYear", record.start_year)
        self.graph.number(period, "endYear", record.end_year)
        if record.head_of_government:
            head = self._resolve("person", record.head_of_government, record)
            self.graph.link(period, "headOfGovernment", head)
        self.graph.link(period, "discourse", concept(record.discourse))
        self.graph.link(period, PROV + "wasDerivedFrom", add_locator(self.graph, self.source, record, record.key))

    @_write.register
    def _(self, record: NameRecord) -> None:
        body = self._by_slug(record.about_kind, record.about, record)
        self.graph.link(body, PROV + "wasDerivedFrom", add_locator(self.graph, self.source, record, record.key))

    @_write.register
    def _(self, record: EventRecord) -> None:
        event = entity("event", record.slug)
        self.graph.type(event, "Event")
        self.graph.label(event, Message(en=record.name_en, fa=record.name_fa))
        key = f"{record.key}/event"
        self.graph.link(event, PROV + "wasDerivedFrom", add_locator(self.graph, self.source, record, key))

    def _claim(self, record: Record, class_name: str, facet: str = "") -> str:
        key = f"{record.key}/{facet}" if facet else record.key
        if key in self._keys:
            raise RecordError(
                f"{self._place(record).en}: two records stand at {key}. Number them apart (column «item»).",
                f"{self._place(record).fa}: دو رکورد در {key} هست. آن‌ها را در ستون «item» از هم جدا کنید.",
            )
        self._keys.add(key)
        claim = entity("claim", f"{self.source.id}/{key}")
        self.graph.type(claim, class_name)
        self.graph.link(claim, PROV + "wasDerivedFrom", add_locator(self.graph, self.source, record, key))
        self.graph.text(claim, "sourceText", record.printed)
        self.graph.text(claim, "citedSource", record.cited_source)
        return claim

    def _number(self, claim: str, term: str, value: str, record: Record) -> None:
        """State a number as it is written: whole, or with a decimal point."""
        if re.fullmatch(r"[0-9]+", value):
            self.graph.number(claim, term, int(value))
        elif re.fullmatch(r"[0-9]+[.][0-9]+", value):
            self.graph.decimal(claim, term, value)
        else:
            place = self._place(record)
            raise RecordError(
                f"{place.en}: {value!r} is no number. Write digits, with a point before decimals.",
                f"{place.fa}: «{value}» عدد نیست. با رقم بنویسید و پیش از اعشار نقطه بگذارید.",
            )

    def _place(self, record: Record) -> Message:
        return Message(en=f"{self.source.id}, {record.place.en}", fa=f"{self.source.id}، {record.place.fa}")

    def _resolve(self, kind: str, name: str, record: Record, *, country: str = "") -> str:
        return self.gazetteer.resolve(kind, name, place=self._place(record), country=country).iri

    def _by_slug(self, kind: str, slug: str, record: Record) -> str:
        if kind in ("network", "organization") and self.gazetteer.get(kind, slug) is None:
            place = self._place(record)
            raise RecordError(
                f"{place.en}: the gazetteer has no {kind} {slug!r}. Add it to bodies.csv.",
                f"{place.fa}: در نام‌نامه نهادی با شناسه «{slug}» نیست. آن را به bodies.csv بیفزایید.",
            )
        return entity(kind, slug)

    def _thing(self, kind: str, name: str, record: Record) -> str:
        if kind == "concept":
            return concept(name)
        return self._by_slug(kind, name, record) if kind in _BY_SLUG else self._resolve(kind, name, record)

    def _argument(self, record: CountRecord, argument: str) -> str:
        """Write a query's argument with prefixed names where the record has names as one reads them."""
        name, _, value = argument.partition("=")
        kinds = {parameter.name: parameter.kind for parameter in named_query(record.query).parameters}
        kind = kinds.get(name, "")
        if kind in ENTITY_KINDS or kind in _IN_GAZETTEER:
            return f"{name}={short(self._thing(kind, value, record))}"
        return f"{name}={short(concept(value))}" if kind == "concept" else argument


def _period_label(record: PeriodRecord) -> Message:
    start, end = record.start_year, record.end_year
    if start is None:
        return Message(en=f"before {end}", fa=f"پیش از {persian_digits(str(end))}")
    if end is None:
        return Message(en=f"since {start}", fa=f"از {persian_digits(str(start))} تاکنون")
    return Message(en=f"{start}–{end}", fa=persian_digits(f"{start} تا {end}"))
