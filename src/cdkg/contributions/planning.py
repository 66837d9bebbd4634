"""Finds what a change does to the contributions' graphs before it is done, and that it does nothing else.

A change of one graph tells it by itself. What a SPARQL update does only shows when it is run: so it is run on the copy
of the store, which is thrown away if anything is wrong, compared, and taken back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from cdkg.contributions.names import forbidden_graph, is_contribution
from cdkg.sparql.update_targets import written_graphs
from cdkg.sparql.updates import inspect_update
from cdkg.store.changes import Change
from cdkg.store.graph_changes import OfGraph, Update


@dataclass(frozen=True)
class Planned:
    """What a change does to contributions' graphs.

    Args:
        added: quads that are not there yet.
        removed: quads that are there.
        made: graphs that are not there yet, and will be, though they may be empty.
        dropped: graphs that are there and will not be.
        created: whether the graph that was to be written is not there yet.
    """

    added: frozenset[Quad]
    removed: frozenset[Quad]
    made: frozenset[NamedNode]
    dropped: frozenset[NamedNode]
    created: bool

    @property
    def graphs(self) -> tuple[str, ...]:
        """The IRIs of the graphs that it touches, in order."""
        touched = {quad.graph_name for quad in self.added | self.removed} | self.made | self.dropped
        return tuple(sorted(graph.value for graph in touched if isinstance(graph, NamedNode)))


def planned(change: Change, store: Store) -> Planned:
    """Find what a change does.

    Args:
        change: the change.
        store: a copy of the graph, which is thrown away if an error is raised. Otherwise it is as it was.

    Raises:
        WriteForbiddenError: if it writes to a graph that is no contribution's.
        CdkgError: what the change itself raises.
    """
    if isinstance(change, OfGraph):
        if change.graph is None or not is_contribution(change.graph):
            raise forbidden_graph(change.graph)
        plan, graph = change.plan(store), frozenset({NamedNode(change.graph)})
        none = frozenset[NamedNode]()
        made = graph if plan.changed.created else none
        return Planned(plan.added, plan.removed, made, graph if plan.drops else none, plan.changed.created)
    return _run(change, store, _targets(change))


def _targets(change: Change) -> frozenset[str] | None:
    """Name the graphs that a change can write, if all of them are known to be contributions'."""
    if not isinstance(change, Update):
        return None
    graphs = written_graphs(inspect_update(change.text).text)
    return graphs if graphs is not None and all(map(is_contribution, graphs)) else None


def _run(change: Change, store: Store, targets: frozenset[str] | None) -> Planned:
    names = _names(store)
    # Where the text does not show what is written, all else is looked through, which takes as long as reading it.
    rest = None if targets is not None else _digests(store)
    before = _content(store, names, targets)
    done = change.apply(store)
    named = _names(store)
    if rest is not None:
        _refuse_others(rest, _digests(store), names ^ named)
    after = _content(store, named, targets)
    for quad in after - before:
        store.remove(quad)
    store.extend(before - after)
    for name in named - names:
        store.remove_graph(name)
    for name in names - named:
        store.add_graph(name)
    return Planned(after - before, before - after, frozenset(named - names), frozenset(names - named), done.created)


def _names(store: Store) -> set[NamedNode]:
    return {name for name in store.named_graphs() if isinstance(name, NamedNode)}


def _content(store: Store, names: Iterable[NamedNode], targets: frozenset[str] | None) -> frozenset[Quad]:
    """Read the contributions' graphs, or those of them that are targets."""
    graphs = (name for name in names if (is_contribution(name.value) if targets is None else name.value in targets))
    return frozenset(quad for graph in graphs for quad in store.quads_for_pattern(None, None, None, graph))


def _digests(store: Store) -> dict[str | None, int]:
    """Sum up each graph that is no contribution's: no two contents have the same sum."""
    sums: dict[str | None, int] = {}
    for quad in store:
        graph = None if isinstance(quad.graph_name, DefaultGraph) else str(quad.graph_name)[1:-1]
        if graph is None or not is_contribution(graph):
            digest = hashlib.blake2b(str(quad).encode(), digest_size=32).digest()
            sums[graph] = sums.get(graph, 0) + int.from_bytes(digest, "big")
    return sums


def _refuse_others(before: dict[str | None, int], after: dict[str | None, int], names: set[NamedNode]) -> None:
    for graph in before.keys() | after.keys():
        if before.get(graph) != after.get(graph):
            raise forbidden_graph(graph)
    for name in names:
        if not is_contribution(name.value):
            raise forbidden_graph(name.value)
