"""Tells a reasoner that two names of the gazetteer never mean one thing.

OWL lets one thing have many names: of two cities that are made equal, by a statement or by a property that can have one
value only, a reasoner would think that they are one city after all. The gazetteer gives each thing one entry.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from cdkg.namespaces import GAZETTEER_GRAPH, OWL, RDF

_TYPE: Final = ox.NamedNode(RDF + "type")
_FIRST: Final = ox.NamedNode(RDF + "first")
_REST: Final = ox.NamedNode(RDF + "rest")
_NIL: Final = ox.NamedNode(RDF + "nil")


def all_different(store: ox.Store) -> tuple[ox.Triple, ...]:
    """Say that the entries of the gazetteer are different things, as one ``owl:AllDifferent``.

    Args:
        store: a graph; only what stands in the gazetteer's named graph is looked at.

    Returns:
        the triples of the axiom; none where the gazetteer has fewer than two entries.
    """
    typed = store.quads_for_pattern(None, _TYPE, None, ox.NamedNode(GAZETTEER_GRAPH))
    entries = {quad.subject for quad in typed if isinstance(quad.subject, ox.NamedNode)}
    return tuple(_axiom(sorted(entries, key=str))) if len(entries) > 1 else ()


def _axiom(members: list[ox.NamedNode]) -> Iterator[ox.Triple]:
    axiom, cells = ox.BlankNode(), [ox.BlankNode() for _ in members]
    yield ox.Triple(axiom, _TYPE, ox.NamedNode(OWL + "AllDifferent"))
    yield ox.Triple(axiom, ox.NamedNode(OWL + "distinctMembers"), cells[0])
    rests: list[ox.BlankNode | ox.NamedNode] = [*cells[1:], _NIL]
    for cell, member, after in zip(cells, members, rests, strict=True):
        yield ox.Triple(cell, _FIRST, member)
        yield ox.Triple(cell, _REST, after)
