"""Chooses what a reasoner is given of a graph, and says what it is not given.

HermiT stops at a literal whose datatype OWL 2 lacks and at one that its datatype does not allow, and owlready2 fetches
imports from the network. Annotations mean nothing to a reasoner, and are a third of the graph.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox
import rdflib

from cdkg.namespaces import INFERRED_GRAPH, LINKS_GRAPH, ONTOLOGY_GRAPH, OWL, RDF, RDFS, SKOS, WIKIDATA_GRAPH, XSD

_HELD_BACK: Final = frozenset({INFERRED_GRAPH, WIKIDATA_GRAPH})
"""Graphs that no reasoner is given: what was inferred is what it is to find, and what Wikidata states is not ours."""

_RDFLIB_LOG: Final = logging.getLogger("rdflib.term")
_DATATYPES: Final = frozenset(
    {RDF + name for name in ("langString", "PlainLiteral", "XMLLiteral")}
    | {
        XSD + name
        for name in re.findall(
            r"\w+",
            "string normalizedString token language Name NCName NMTOKEN boolean decimal integer nonNegativeInteger "
            "nonPositiveInteger positiveInteger negativeInteger long int short byte unsignedLong unsignedInt "
            "unsignedShort unsignedByte double float hexBinary base64Binary anyURI dateTime dateTimeStamp",
        )
    }
)
_ANNOTATIONS: Final = frozenset(
    {RDFS + name for name in ("label", "comment", "seeAlso", "isDefinedBy")}
    | {OWL + name for name in ("versionInfo", "versionIRI", "deprecated", "imports", "priorVersion")}
)


@dataclass(frozen=True)
class Selection:
    """What a reasoner is given.

    Args:
        triples: the triples, each once.
        unsupported: how many values were left out, by the IRI of their datatype.
        malformed: triples whose literal its datatype does not allow; no world holds them, so each is a clash by itself.
    """

    triples: tuple[ox.Triple, ...]
    unsupported: Counter[str]
    malformed: tuple[ox.Triple, ...]


def select(store: ox.Store) -> Selection:
    """Choose the triples that a reasoner can take.

    Args:
        store: a graph, with the ontology in its own named graph; the default graph is not looked at.
    """
    annotations = _ANNOTATIONS | _declared_annotations(store)
    chosen: dict[ox.Triple, None] = {}
    unsupported: Counter[str] = Counter()
    malformed: dict[ox.Triple, None] = {}
    for quad in store:
        graph = quad.graph_name
        if not isinstance(graph, ox.NamedNode) or _is_unseen(quad) or quad.predicate.value in annotations:
            continue
        value = quad.object
        if isinstance(value, ox.Triple):
            unsupported[RDF + "reifies"] += 1
        elif not isinstance(value, ox.Literal):
            chosen[quad.triple] = None
        elif value.datatype.value not in _DATATYPES:
            unsupported[value.datatype.value] += 1
        elif _ill_typed(value):
            malformed[quad.triple] = None
        else:
            chosen[quad.triple] = None
    return Selection(tuple(chosen), unsupported, tuple(malformed))


def asserted(store: ox.Store) -> frozenset[ox.Triple]:
    """Give all triples that the graph states, annotations too, as opposed to those that follow from them.

    Args:
        store: a graph.
    """
    return frozenset(quad.triple for quad in store if not _is_unseen(quad))


def _is_unseen(quad: ox.Quad) -> bool:
    """Tell what no reasoner is given: what was inferred; and alignments and links, which are not of this logic.

    The decisions on links, which stand in one graph with these, are things of ours like all others.
    """
    graph = getattr(quad.graph_name, "value", INFERRED_GRAPH)
    return graph in _HELD_BACK or (graph == LINKS_GRAPH and quad.predicate.value.startswith(SKOS))


def _declared_annotations(store: ox.Store) -> set[str]:
    # Of the ontology only: what a file declares cannot hide a property of ours from the reasoner.
    kind, graph = ox.NamedNode(OWL + "AnnotationProperty"), ox.NamedNode(ONTOLOGY_GRAPH)
    found = store.quads_for_pattern(None, ox.NamedNode(RDF + "type"), kind, graph)
    return {quad.subject.value for quad in found if isinstance(quad.subject, ox.NamedNode)}


def _ill_typed(value: ox.Literal) -> bool:
    if value.language or value.datatype.value == XSD + "string":
        return False
    _RDFLIB_LOG.disabled = True  # It would tell the fault with a traceback.
    try:
        return bool(rdflib.Literal(value.value, datatype=rdflib.URIRef(value.datatype.value)).ill_typed)
    finally:
        _RDFLIB_LOG.disabled = False
