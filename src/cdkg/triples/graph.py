"""A named graph in the making."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from cdkg.errors import Message
from cdkg.namespaces import ONTOLOGY, RDF, SKOS, XSD

_PERSIAN: Final = re.compile(r"[\u0600-\u06ff]")


class NamedGraph:
    """Collects the triples of one named graph.

    Args:
        iri: the graph's IRI.
    """

    def __init__(self, iri: str) -> None:
        self._graph = NamedNode(iri)
        self._quads: dict[Quad, None] = {}

    def __iter__(self) -> Iterator[Quad]:
        return iter(self._quads)

    def add(self, subject: str, predicate: str, value: NamedNode | Literal) -> None:
        """Add one triple; adding it again changes nothing."""
        self._quads[Quad(NamedNode(subject), NamedNode(predicate), value, self._graph)] = None

    def link(self, subject: str, term: str, target: str) -> None:
        """Tie a subject to another thing.

        Args:
            subject: its IRI.
            term: the property: the local name of one of our own, or a whole IRI.
            target: the other thing's IRI.
        """
        self.add(subject, _property(term), NamedNode(target))

    def type(self, subject: str, class_name: str) -> None:
        """Say of which class of the ontology a subject is."""
        self.link(subject, RDF + "type", ONTOLOGY + class_name)

    def text(self, subject: str, term: str, value: str, language: str | None = None) -> None:
        """State a text, unless it is empty."""
        if value:
            self.add(subject, _property(term), Literal(value, language=language))

    def number(self, subject: str, term: str, value: int | None) -> None:
        """State a whole number, unless there is none."""
        if value is not None:
            self.add(subject, _property(term), Literal(str(value), datatype=NamedNode(XSD + "integer")))

    def decimal(self, subject: str, term: str, value: str) -> None:
        """State a decimal number as it is written."""
        self.add(subject, _property(term), Literal(value, datatype=NamedNode(XSD + "decimal")))

    def label(self, subject: str, label: Message) -> None:
        """Name a subject in both languages."""
        self.text(subject, SKOS + "prefLabel", label.en, "en")
        self.text(subject, SKOS + "prefLabel", label.fa, "fa")

    def alias(self, subject: str, name: str) -> None:
        """Give another spelling of a subject's name, in the language that its letters show."""
        self.text(subject, SKOS + "altLabel", name, "fa" if _PERSIAN.search(name) else "en")


def _property(term: str) -> str:
    return term if "://" in term else ONTOLOGY + term
