"""Reads the ontology for its documentation: what each class, property and scheme says of itself and of the others.

Everything comes from the published ontology graph, but for two things that a graph does not tell: in which file a term
stands, which is the theme it is shown under, and in which order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from cdkg.namespaces import DCTERMS, ONTOLOGY, OWL, RDF, RDFS, SKOS, short
from cdkg.resources import ontology_files
from cdkg.web.asking import Term
from cdkg.web.naming import in_language

HEADER: Final = ONTOLOGY.removesuffix("#")
OTHER_THEME: Final = "other"
THEMES: Final = ("actors", "evidence", "ties", "studies", "functions", "legal-constraints", OTHER_THEME)

_TYPE: Final = RDF + "type"
_CLASS: Final = OWL + "Class"
_PROPERTIES: Final = {
    OWL + "ObjectProperty": "object",
    OWL + "DatatypeProperty": "datatype",
    OWL + "AnnotationProperty": "annotation",
}
_LABELS: Final = (SKOS + "prefLabel", RDFS + "label", DCTERMS + "title")


class Statements:
    """The ontology's triples, by subject and property.

    Args:
        triples: all of them.
    """

    def __init__(self, triples: Iterable[ox.Quad]) -> None:
        self._found: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for triple in triples:
            self._found[_key(triple.subject)][triple.predicate.value].append(triple.object)

    def subjects(self, kind: str) -> list[str]:
        """List everything of a class that has an IRI, sorted."""
        return sorted(
            subject
            for subject, about in self._found.items()
            if not subject.startswith("_:") and kind in {_key(term) for term in about.get(_TYPE, ())}
        )

    def nodes(self, kind: str) -> list[str]:
        """List everything of a class, with or without an IRI."""
        return [node for node, about in self._found.items() if kind in {_key(term) for term in about.get(_TYPE, ())}]

    def having(self, name: str) -> list[str]:
        """List everything that has a property and an IRI, sorted."""
        return sorted(node for node, about in self._found.items() if name in about and not node.startswith("_:"))

    def values(self, subject: str, *properties: str) -> list[Term]:
        """Give the values of some properties."""
        about = self._found.get(subject, {})
        return [value for name in properties for value in about.get(name, ())]

    def keys(self, subject: str, name: str) -> list[str]:
        """Give the values of a property as IRIs and names of blank nodes."""
        return [_key(value) for value in self.values(subject, name)]

    def iris(self, subject: str, name: str) -> list[str]:
        """Give the IRIs that a property has for values, and the members of a union that it has for a value, sorted."""
        found: set[str] = set()
        for key in self.keys(subject, name):
            parts = self.members(head) if (head := next(iter(self.keys(key, OWL + "unionOf")), "")) else [key]
            found.update(part for part in parts if not part.startswith("_:"))
        return sorted(found)

    def members(self, head: str) -> list[str]:
        """Give the members of an RDF list in their order."""
        found: list[str] = []
        while head and head != RDF + "nil":
            found += self.keys(head, RDF + "first")
            head = next(iter(self.keys(head, RDF + "rest")), "")
        return found

    def text(self, subject: str, language: str, *properties: str) -> str:
        """Give what a reader reads best of the first property that has a text; empty where none has."""
        for name in properties:
            given = [value for value in self.values(subject, name) if isinstance(value, ox.Literal)]
            if given:
                return in_language(given, language)[0]
        return ""

    def label(self, subject: str, language: str) -> str:
        """Call a term by its name in the reader's language, or by its shortened IRI."""
        return self.text(subject, language, *_LABELS) or short(subject)


@dataclass
class ClassDoc:
    """What is known of one class.

    Args:
        parents: IRIs of its direct superclasses.
        children: IRIs of its direct subclasses.
        disjoint: IRIs of the classes that it shares no instance with, as declared.
        only: pairs of a property and the class that all its values have, where a restriction says so.
        leaving: IRIs of the properties that have it for a domain.
        arriving: IRIs of the properties that have it for a range.
    """

    parents: list[str]
    children: list[str] = field(default_factory=list)
    disjoint: list[str] = field(default_factory=list)
    only: list[tuple[str, str]] = field(default_factory=list)
    leaving: list[str] = field(default_factory=list)
    arriving: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class PropertyDoc:
    """What is known of one property.

    Args:
        kind: ``"object"``, ``"datatype"`` or ``"annotation"``.
        traits: what else it is, such as ``"SymmetricProperty"``.
        domains: IRIs of the classes that can have it.
        ranges: IRIs of the classes or datatypes of its values.
        parents: IRIs of the properties that it follows under.
    """

    kind: str
    traits: list[str]
    domains: list[str]
    ranges: list[str]
    parents: list[str]


@dataclass(frozen=True)
class OntologyDoc:
    """The ontology, ready to be told.

    Args:
        said: its triples.
        classes: its own classes by IRI.
        properties: its own properties by IRI.
        schemes: the concepts of each scheme, by the scheme's IRI.
        borrowed: IRIs of the terms of other vocabularies that it redeclares.
    """

    said: Statements
    classes: dict[str, ClassDoc]
    properties: dict[str, PropertyDoc]
    schemes: dict[str, list[str]]
    borrowed: list[str]

    def themes(self) -> dict[str, list[str]]:
        """Give the ontology's own terms by theme, each theme in the order of its file."""
        order = _order()
        last = (OTHER_THEME, len(order))
        found: dict[str, list[str]] = {theme: [] for theme in THEMES}
        for iri in sorted((*self.classes, *self.properties), key=lambda iri: (order.get(iri, last)[1], iri)):
            found[order.get(iri, last)[0]].append(iri)
        return {theme: terms for theme, terms in found.items() if terms}


def read_ontology(triples: Iterable[ox.Quad]) -> OntologyDoc:
    """Work out what the documentation tells.

    Args:
        triples: the ontology graph.
    """
    said = Statements(triples)
    kinds = {iri: kind for name, kind in _PROPERTIES.items() for iri in said.subjects(name)}
    declared = [*said.subjects(_CLASS), *kinds]
    properties = {iri: _property(said, iri, kind) for iri, kind in kinds.items() if iri.startswith(ONTOLOGY)}
    own = [iri for iri in said.subjects(_CLASS) if iri.startswith(ONTOLOGY)]
    classes = {iri: ClassDoc(said.iris(iri, RDFS + "subClassOf")) for iri in own}
    _relate(said, classes, properties)
    schemes: dict[str, list[str]] = {scheme: [] for scheme in said.subjects(SKOS + "ConceptScheme")}
    for concept in said.having(SKOS + "inScheme"):
        for scheme in said.iris(concept, SKOS + "inScheme"):
            schemes.setdefault(scheme, []).append(concept)
    borrowed = sorted((iri for iri in declared if not iri.startswith(ONTOLOGY)), key=short)
    return OntologyDoc(said, classes, properties, schemes, borrowed)


def _property(said: Statements, iri: str, kind: str) -> PropertyDoc:
    types = {name.removeprefix(OWL) for name in said.iris(iri, _TYPE) if name.startswith(OWL)}
    return PropertyDoc(
        kind=kind,
        traits=sorted(types - {name.removeprefix(OWL) for name in _PROPERTIES}),
        domains=said.iris(iri, RDFS + "domain"),
        ranges=said.iris(iri, RDFS + "range"),
        parents=said.iris(iri, RDFS + "subPropertyOf"),
    )


def _relate(said: Statements, classes: dict[str, ClassDoc], properties: dict[str, PropertyDoc]) -> None:
    for iri, found in classes.items():
        for parent in found.parents:
            if parent in classes:
                classes[parent].children.append(iri)
        found.only = list(_restrictions(said, iri))
        found.disjoint = _disjoint(said, iri)
        found.leaving = sorted(name for name, about in properties.items() if iri in about.domains)
        found.arriving = sorted(name for name, about in properties.items() if iri in about.ranges)


def _restrictions(said: Statements, iri: str) -> Iterator[tuple[str, str]]:
    for node in said.keys(iri, RDFS + "subClassOf"):
        for name in said.iris(node, OWL + "onProperty"):
            yield from ((name, value) for value in said.iris(node, OWL + "allValuesFrom"))


def _disjoint(said: Statements, iri: str) -> list[str]:
    found = set(said.iris(iri, OWL + "disjointWith"))
    for node in said.nodes(OWL + "AllDisjointClasses"):
        members = {member for head in said.keys(node, OWL + "members") for member in said.members(head)}
        found |= members - {iri} if iri in members else set()
    return sorted(found)


@cache
def _order() -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for path in ontology_files():
        theme = path.stem if path.stem in THEMES else OTHER_THEME
        for triple in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
            if triple.predicate.value == _TYPE and _key(triple.subject).startswith(ONTOLOGY):
                found.setdefault(_key(triple.subject), (theme, len(found)))
    return found


def ontology_folder() -> Path:
    """Find the folder of the ontology's files."""
    return next(path.parent for path in ontology_files() if path.name == "cdkg.ttl")


def _key(term: object) -> str:
    return term.value if isinstance(term, (ox.NamedNode, ox.Literal)) else str(term)
