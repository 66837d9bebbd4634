"""The graph of one source in the making: claims with their places, and the way from a record's names to things."""

from __future__ import annotations

import re
from typing import Final

from cdkg.errors import Message, RecordError
from cdkg.gazetteer import Gazetteer
from cdkg.namespaces import DERIVED_GRAPH, PROV, concept, document_graph, entity, short
from cdkg.queries import ENTITY_KINDS, named_query
from cdkg.records import ClaimRecord, CountRecord, Record
from cdkg.sources import Source
from cdkg.triples.document import add_document, add_locator
from cdkg.triples.graph import NamedGraph

_BY_NAME: Final = ("city", "country", "person")
_BODIES: Final = ("network", "organization")
_BY_SLUG: Final = (
    *_BODIES,
    *("period", "event", "study", "instrument", "provision", "norm", "office", "ranking", "site"),
    *("tie", "membership", "document"),
)


class SourceGraph:
    """Collects the triples that one source's records make.

    Args:
        source: the document's source.
        gazetteer: resolves the names in the records.
        derived: the graph in which neutral nodes are made, once for all documents.
    """

    def __init__(self, source: Source, gazetteer: Gazetteer, derived: NamedGraph | None = None) -> None:
        self.source = source
        self.gazetteer = gazetteer
        self.triples = NamedGraph(document_graph(source.id))
        self.derived = derived or NamedGraph(DERIVED_GRAPH)
        self._keys: set[str] = set()
        add_document(self.triples, source)

    def claim(self, record: ClaimRecord, class_name: str, facet: str = "") -> str:
        """Make the claim of a record, with its place, its words and its years.

        Args:
            record: the record.
            class_name: the local name of the claim's class.
            facet: tells the claim from others that the same place makes.

        Returns:
            the claim's IRI.

        Raises:
            RecordError: if there is such a claim already.
        """
        key = f"{record.key}/{facet}" if facet else record.key
        if key in self._keys:
            place = self.place(record)
            raise RecordError(
                f"{place.en}: two records stand at {key}. Number them apart (column «item»).",
                f"{place.fa}: دو رکورد در {key} هست. آن‌ها را در ستون «item» از هم جدا کنید.",
            )
        self._keys.add(key)
        claim = entity("claim", f"{self.source.id}/{key}")
        self.triples.type(claim, class_name)
        self.triples.link(claim, PROV + "wasDerivedFrom", add_locator(self.triples, self.source, record, key))
        self.triples.text(claim, "sourceText", record.printed)
        self.triples.text(claim, "citedSource", record.cited_source)
        self.triples.number(claim, "claimedYear", record.year)
        self.triples.number(claim, "claimedYearSolarHijri", record.year_solar_hijri)
        self.triples.number(claim, "asOf", record.as_of)
        self.triples.number(claim, "asOfSolarHijri", record.as_of_solar_hijri)
        return claim

    def located(self, thing: str, record: Record) -> None:
        """Say that a thing that is no claim is named in the place of a record."""
        path = thing.rpartition("/id/")[2] if "/id/" in thing else "concept/" + thing.rpartition("/")[2]
        key = f"{record.key}/{path.removeprefix(self.source.id + '/')}"
        self.triples.link(thing, PROV + "wasDerivedFrom", add_locator(self.triples, self.source, record, key))

    def state_number(self, claim: str, term: str, value: str, record: Record) -> None:
        """State a number as it is written: whole, or with a decimal point.

        Raises:
            RecordError: if it is no number.
        """
        if re.fullmatch(r"[0-9]+", value):
            self.triples.number(claim, term, int(value))
        elif re.fullmatch(r"[0-9]+[.][0-9]+", value):
            self.triples.decimal(claim, term, value)
        else:
            place = self.place(record)
            raise RecordError(
                f"{place.en}: {value!r} is no number. Write digits, with a point before decimals.",
                f"{place.fa}: «{value}» عدد نیست. با رقم بنویسید و پیش از اعشار نقطه بگذارید.",
            )

    def place(self, record: Record) -> Message:
        """Name the document and the place of a record, for a message."""
        return Message(en=f"{self.source.id}, {record.place.en}", fa=f"{self.source.id}، {record.place.fa}")

    def thing(self, kind: str, name: str, record: Record, *, country: str = "") -> str:
        """Find the IRI of what a record names.

        Args:
            kind: what kind of thing it is, such as ``city`` or ``concept``.
            name: its name as one reads it, for cities, countries and persons; for all others its slug.
            record: the record, for messages.
            country: the slug of the country that the document gives for a city.

        Raises:
            NameResolutionError: if a name means no entity or more than one.
            RecordError: if the gazetteer has no such body, or the kind is unknown.
        """
        if kind == "concept":
            return concept(name)
        if kind in _BY_NAME:
            return self.gazetteer.resolve(kind, name, place=self.place(record), country=country).iri
        place = self.place(record)
        if kind not in _BY_SLUG:
            known = ", ".join((*_BY_NAME, *_BY_SLUG, "concept"))
            raise RecordError(
                f"{place.en}: {kind!r} is no kind of thing. Write one of: {known}.",
                f"{place.fa}: «{kind}» نوع چیزی نیست. یکی از این‌ها را بنویسید: {known}.",
            )
        if kind in _BODIES and self.gazetteer.get(kind, name) is None:
            raise RecordError(
                f"{place.en}: the gazetteer has no {kind} {name!r}. Add it to bodies.csv.",
                f"{place.fa}: در نام‌نامه نهادی با شناسه «{name}» نیست. آن را به bodies.csv بیفزایید.",
            )
        return entity(kind, name)

    def path(self, path: str, record: Record) -> str:
        """Find the IRI of a thing that a record names as ``kind/slug``."""
        kind, _, name = path.partition("/")
        return self.thing(kind, name, record)

    def argument(self, record: CountRecord, argument: str) -> str:
        """Write a query's argument with prefixed names where the record has names as one reads them."""
        name, _, value = argument.partition("=")
        kinds = {parameter.name: parameter.kind for parameter in named_query(record.query).parameters}
        kind = kinds.get(name, "")
        if kind == "entity":
            return f"{name}={short(self.path(value, record))}"
        if kind in ENTITY_KINDS or kind in _BY_NAME:
            return f"{name}={short(self.thing(kind, value, record))}"
        return f"{name}={short(concept(value))}" if kind == "concept" else argument
