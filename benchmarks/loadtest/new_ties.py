"""Makes a contribution of ties that nobody has made, between cities that a graph knows; its form is real."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import combinations
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Store

from cdkg.namespaces import CONTRIBUTIONS, ENTITY, ONTOLOGY, PROV, RDF, SKOS, XSD, concept, entity, pair_slug
from loadtest.sister_cities import SEED

GRAPH: Final = CONTRIBUTIONS + "new-ties"
_DOCUMENT: Final = "new-ties"
_CITY: Final = ENTITY + "city/"
_PARTY: Final = ONTOLOGY + "party"
_TYPE: Final = NamedNode(RDF + "type")
_KINDS: Final = ("sister-city", "memorandum-of-understanding", "friendship")


def new_ties(store: Store, count: int, seed: int = SEED) -> list[Quad]:
    """State so many ties, each by a claim with its place in one document.

    Args:
        store: the graph.
        count: how many ties.
        seed: the same seed gives the same ties.
    """
    quads = list(_said(entity("document", _DOCUMENT), _document()))
    for row, (one, other) in enumerate(_pairs(store, count, random.Random(seed)), start=1):
        tie = entity("tie", pair_slug(one, other))
        claim, locator = entity("claim", f"{_DOCUMENT}/{row}"), entity("locator", f"{_DOCUMENT}/{row}")
        quads += _said(tie, [(RDF + "type", _term("CityTie")), *((_PARTY, _city(slug)) for slug in (one, other))])
        quads += _said(claim, _claim(tie, locator, row))
        quads += _said(locator, _place(row))
    return quads


def _pairs(store: Store, count: int, chance: random.Random) -> list[tuple[str, str]]:
    cities = sorted(
        quad.subject.value.removeprefix(_CITY)
        for quad in store.quads_for_pattern(None, _TYPE, _term("City"), None)
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(_CITY)
    )
    untied = [
        pair
        for pair in combinations(sorted(set(cities)), 2)
        if not any(store.quads_for_pattern(NamedNode(entity("tie", pair_slug(*pair))), None, None, None))
    ]
    return chance.sample(untied, count)


def _document() -> list[tuple[str, NamedNode | Literal]]:
    names = Literal("New ties", language="en"), Literal("پیوندهای تازه", language="fa")
    return [(RDF + "type", _term("Document")), *((SKOS + "prefLabel", name) for name in names)]


def _claim(tie: str, locator: str, row: int) -> list[tuple[str, NamedNode | Literal]]:
    return [
        (RDF + "type", _term("TieClaim")),
        (ONTOLOGY + "about", NamedNode(tie)),
        (ONTOLOGY + "claimedKind", NamedNode(concept(_KINDS[row % len(_KINDS)]))),
        (ONTOLOGY + "claimedStatus", NamedNode(concept("concluded"))),
        (ONTOLOGY + "claimedYear", Literal(str(1990 + row % 30), datatype=NamedNode(XSD + "integer"))),
        (ONTOLOGY + "sourceText", Literal(f"Row {row}")),
        (PROV + "wasDerivedFrom", NamedNode(locator)),
    ]


def _place(row: int) -> list[tuple[str, NamedNode | Literal]]:
    return [
        (RDF + "type", _term("Locator")),
        (ONTOLOGY + "inDocument", NamedNode(entity("document", _DOCUMENT))),
        (ONTOLOGY + "page", Literal("1")),
        (ONTOLOGY + "table", Literal("1")),
        (ONTOLOGY + "row", Literal(row)),
    ]


def _said(subject: str, pairs: list[tuple[str, NamedNode | Literal]]) -> Iterator[Quad]:
    node, graph = NamedNode(subject), NamedNode(GRAPH)
    return (Quad(node, NamedNode(predicate), value, graph) for predicate, value in pairs)


def _city(slug: str) -> NamedNode:
    return NamedNode(_CITY + slug)


def _term(name: str) -> NamedNode:
    return NamedNode(ONTOLOGY + name)
