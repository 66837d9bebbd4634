"""Writes what differs into a copy of the store, and keeps its default graph what all graphs hold, as a set."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import islice
from typing import Final

from pyoxigraph import DefaultGraph, Quad, Store

_BULK: Final = 20_000
"""From so many quads on, loading them in bulk is quicker than a transaction, and takes less memory."""

_AT_ONCE: Final = 50_000
"""So many quads are written at a time, since each is held a second time until then."""


def write_difference(store: Store, removed: Collection[Quad], added: Collection[Quad]) -> int:
    """Take quads of named graphs out of a store and put others in. Only look-ups are made, nothing else is read.

    Args:
        store: the store.
        removed: quads that it holds.
        added: quads that it does not hold.

    Returns:
        by how many triples the default graph has grown.
    """
    triples = {_in_default(quad) for quad in removed}
    for quad in removed:
        store.remove(quad)
    grown, waiting = 0, iter(added)
    while part := list(islice(waiting, _AT_ONCE)):
        new = {triple for triple in map(_in_default, part) if triple not in store}
        _extend(store, [*part, *new])
        grown += len(new)
    gone = {triple for triple in triples if triple in store and not _is_in_named_graph(store, triple)}
    for triple in gone:
        store.remove(triple)
    return grown - len(gone)


def _extend(store: Store, quads: Collection[Quad]) -> None:
    if len(quads) < _BULK:
        store.extend(quads)
    else:
        store.bulk_extend(quads)


def _in_default(quad: Quad) -> Quad:
    return Quad(quad.subject, quad.predicate, quad.object)


def _is_in_named_graph(store: Store, triple: Quad) -> bool:
    found: Iterable[Quad] = store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
    return any(quad.graph_name != DefaultGraph() for quad in found)
