"""Puts a description together, triple by triple, and writes it in any RDF format."""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox

from cdkg.namespaces import DCTERMS, RDF, XSD

SD: Final = "http://www.w3.org/ns/sparql-service-description#"
VOID: Final = "http://rdfs.org/ns/void#"
DCAT: Final = "http://www.w3.org/ns/dcat#"
FOAF: Final = "http://xmlns.com/foaf/0.1/"

_PREFIXES: Final = {
    "dcat": DCAT,
    "dcterms": DCTERMS,
    "foaf": FOAF,
    "formats": "http://www.w3.org/ns/formats/",
    "sd": SD,
    "void": VOID,
    "xsd": XSD,
}
Node = ox.NamedNode | ox.BlankNode
Value = Node | ox.Literal | ox.Triple | str | int


class Description:
    """A set of triples that grows."""

    def __init__(self) -> None:
        self._triples: list[ox.Triple] = []

    def say(self, subject: Node, predicate: str, *values: Value) -> None:
        """State something.

        Args:
            subject: what it is about.
            predicate: IRI of the property.
            values: what is stated: a term, an IRI as a text, or a whole number.
        """
        self._triples += [ox.Triple(subject, ox.NamedNode(predicate), _term(value)) for value in values]

    def part(self, subject: Node, predicate: str, kind: str | None = None) -> ox.BlankNode:
        """Give something a part without a name.

        Args:
            subject: the whole.
            predicate: IRI of the property that leads to the part.
            kind: IRI of the part's class.
        """
        node = ox.BlankNode(f"b{len(self._triples)}")
        self.say(subject, predicate, node)
        if kind is not None:
            self.say(node, RDF + "type", kind)
        return node

    def written(self, media_type: str) -> bytes:
        """Write it.

        Args:
            media_type: an RDF media type.
        """
        known = ox.RdfFormat.from_media_type(media_type)
        if known is None:
            raise ValueError(media_type)
        # The formats for quads take no triples.
        stated = [ox.Quad(*triple) for triple in self._triples] if known.supports_datasets else self._triples
        body = ox.serialize(stated, format=known, prefixes=_PREFIXES)
        assert body is not None  # it is only where an output was given
        return body


def _term(value: Value) -> ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple:
    if isinstance(value, str):
        return ox.NamedNode(value)
    return ox.Literal(value) if isinstance(value, int) else value
