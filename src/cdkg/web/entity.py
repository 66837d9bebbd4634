"""Gathers what the page of one entity shows: its names, its properties, what points to it, and where that is said."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox

from cdkg.namespaces import ONTOLOGY, PROV, RDF, SKOS
from cdkg.web import page_queries
from cdkg.web.asking import Row, Term, rows
from cdkg.web.cells import Cell, cell, iri_cell
from cdkg.web.naming import names, text_of
from cdkg.web.places import Place, places
from cdkg.web.reader import stay

LISTED: Final = 50
"""Most subjects that a page lists for one property; a link leads to all."""

_LABEL: Final = SKOS + "prefLabel"
_OTHER_NAME: Final = SKOS + "altLabel"
_TYPE: Final = RDF + "type"
_DERIVED: Final = PROV + "wasDerivedFrom"
_CLAIMS: Final = frozenset(ONTOLOGY + name for name in ("between", "supportedBy", "prefersClaim", "setsAside"))
"""Properties whose values are claims: a page tells what these say and where, not only what they are called."""


@dataclass(frozen=True)
class Fact:
    """A property with its values.

    Args:
        name: the property.
        values: its values.
        claims: the values again, told in full, where they are claims.
    """

    name: Cell
    values: list[Cell]
    claims: list[Thing] = field(default_factory=list)


@dataclass(frozen=True)
class Thing:
    """Something to which the entity points or that points to it.

    Args:
        name: what it is called.
        types: its narrowest classes.
        details: what it says, where it is a claim.
        places: where a document says so.
    """

    name: Cell
    types: list[Cell]
    details: list[Fact]
    places: list[tuple[Cell, Place]]


@dataclass(frozen=True)
class Pointing:
    """All that points to the entity by one property.

    Args:
        name: the property.
        number: how many there are.
        subjects: the first of them.
        all_of_them: where the whole list is, if these are not all.
    """

    name: Cell
    number: int
    subjects: list[Thing]
    all_of_them: str | None


@dataclass(frozen=True)
class EntityPage:
    """What the page of one entity shows.

    Args:
        iri: the entity.
        title: its label in the reader's language.
        other_titles: its labels in other languages, with the language.
        types: its narrowest classes.
        facts: its other properties.
        places: where a document says it.
        pointing: what points to it.
    """

    iri: str
    title: str
    other_titles: list[tuple[str, str]]
    types: list[Cell]
    facts: list[Fact]
    places: list[tuple[Cell, Place]]
    pointing: list[Pointing]


def entity_page(iri: str, language: str) -> EntityPage:
    """Gather the page of an entity.

    Args:
        iri: the entity.
        language: the reader's language.
    """
    outgoing = rows(page_queries.outgoing(iri))
    counts = {text_of(row, "property"): int(text_of(row, "number")) for row in rows(page_queries.incoming_counts(iri))}
    incoming = rows(page_queries.incoming(iri, counts, LISTED)) if counts else []
    subjects = {text_of(row, "subject") for row in incoming if isinstance(row["subject"], ox.NamedNode)}
    subjects |= {text_of(row, "value") for row in outgoing if text_of(row, "property") in _CLAIMS}
    found = places([iri, *subjects], language)
    details = rows(page_queries.claim_details(subjects)) if subjects else []
    types = rows(page_queries.types([iri, *subjects]))
    labels = names(
        {iri, *counts, *_iris([*outgoing, *incoming, *details, *types])}
        | {place.document for some in found.values() for place in some},
        language,
    )
    apart = (_LABEL, _TYPE, _DERIVED) if iri in found else (_LABEL, _TYPE)
    shown = _Shown(iri, language, labels, details, types, found)
    return EntityPage(
        iri=iri,
        title=labels[iri],
        other_titles=_other_titles(outgoing, labels[iri]),
        types=shown.types_of(iri),
        facts=shown.facts([row for row in outgoing if text_of(row, "property") not in apart]),
        places=shown.places(iri),
        pointing=[shown.pointing(name, number, incoming) for name, number in counts.items()],
    )


def _iris(found: list[Row]) -> set[str]:
    return {term.value for row in found for term in row.values() if isinstance(term, ox.NamedNode)}


def _other_titles(outgoing: list[Row], title: str) -> list[tuple[str, str]]:
    labels = [row["value"] for row in outgoing if text_of(row, "property") == _LABEL]
    return [
        (label.value, label.language or "")
        for label in labels
        if isinstance(label, ox.Literal) and label.value != title
    ]


@dataclass(frozen=True)
class _Shown:
    """What was found about an entity, ready to be shown part by part."""

    iri: str
    language: str
    labels: dict[str, str]
    details: list[Row]
    types: list[Row]
    found: dict[str, list[Place]]

    def facts(self, found: list[Row]) -> list[Fact]:
        by_property: dict[str, list[Row]] = {}
        for row in found:
            by_property.setdefault(text_of(row, "property"), []).append(row)
        return [
            Fact(
                name=iri_cell(name, self.labels),
                values=[cell(value, self.language, self.labels) for value in self._readable(name, some)],
                claims=[self._thing(row["value"]) for row in some] if name in _CLAIMS else [],
            )
            for name, some in by_property.items()
        ]

    def _readable(self, name: str, found: list[Row]) -> list[Term]:
        """Leave out texts that the reader finds in their own language beside; other names are worth seeing in all."""
        values = [row["value"] for row in found]
        own = [value for value in values if getattr(value, "language", None) == self.language]
        if not own or name == _OTHER_NAME:
            return values
        return [value for value in values if getattr(value, "language", None) in (None, self.language)]

    def places(self, subject: str) -> list[tuple[Cell, Place]]:
        return [(iri_cell(place.document, self.labels), place) for place in self.found.get(subject, [])]

    def types_of(self, subject: str) -> list[Cell]:
        return [iri_cell(text_of(row, "type"), self.labels) for row in self.types if text_of(row, "subject") == subject]

    def pointing(self, property_iri: str, number: int, incoming: list[Row]) -> Pointing:
        subjects = [row["subject"] for row in incoming if text_of(row, "property") == property_iri]
        everything = "/sparql?query=" + quote(page_queries.all_incoming(self.iri, property_iri), safe="")
        return Pointing(
            name=iri_cell(property_iri, self.labels),
            number=number,
            subjects=[self._thing(subject) for subject in subjects],
            all_of_them=stay(everything) if number > len(subjects) else None,
        )

    def _thing(self, term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Thing:
        iri = str(getattr(term, "value", ""))
        said = [row for row in self.details if text_of(row, "subject") == iri and text_of(row, "value") != self.iri]
        return Thing(
            name=cell(term, self.language, self.labels),
            types=self.types_of(iri),
            details=self.facts(said),
            places=self.places(iri),
        )
