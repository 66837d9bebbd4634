"""The graph before and after a change, looked at through the store's indexes: nothing is copied.

What the rules make is left out: only what is stated is looked at, which are the documents' and contributions' graphs,
the gazetteer, the readings, the ontology, and the neutral nodes of ties and memberships.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import chain
from typing import Final

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from cdkg.namespaces import DERIVED_GRAPH, INFERRED_GRAPH, ONTOLOGY, RDF, RESOLVED_GRAPH

Subject = NamedNode | BlankNode | Triple
Term = NamedNode | BlankNode | Literal | Triple

_DERIVED: Final = NamedNode(DERIVED_GRAPH)
_FOLLOWS: Final = frozenset({DefaultGraph(), NamedNode(RESOLVED_GRAPH), NamedNode(INFERRED_GRAPH)})
_TYPE: Final = NamedNode(RDF + "type")
_NEUTRAL_CLASSES: Final = frozenset(NamedNode(ONTOLOGY + name) for name in ("Tie", "CityTie", "Membership"))
_NEUTRAL_PROPERTIES: Final = frozenset(
    NamedNode(ONTOLOGY + name) for name in ("party", "unnamedPartyIn", "member", "network")
)


_REMEMBERED: Final = 50_000
"""So many nodes' quads are kept in memory at most."""


def is_stated(quad: Quad) -> bool:
    """Tell whether a quad is stated, and does not follow by rule.

    The nodes of ties and memberships, which the loader makes of the records, are stated, although they stand in the
    same graph as what is derived.
    """
    if quad.graph_name != _DERIVED:
        return quad.graph_name not in _FOLLOWS
    return quad.predicate in _NEUTRAL_PROPERTIES or (quad.predicate == _TYPE and quad.object in _NEUTRAL_CLASSES)


class Overlay:
    """A store, and a change to what it states.

    Args:
        store: the graph before the change; it is only read.
        stated: the quads that the change adds.
        withdrawn: the quads that it takes away.
    """

    def __init__(self, store: Store, stated: Collection[Quad], withdrawn: Collection[Quad]) -> None:
        self.store = store
        self.added = frozenset(quad for quad in stated if quad not in store)
        self.removed = frozenset(quad for quad in withdrawn if quad in store) - frozenset(stated)
        self._new = Store()
        self._new.extend(self.added)
        self._new_of: dict[Subject, list[Quad]] = defaultdict(list)
        for quad in self.added:
            self._new_of[quad.subject].append(quad)
        self._known_of: dict[Subject, tuple[Quad, ...]] = {}

    @property
    def changed(self) -> frozenset[Quad]:
        """The quads that are there only before or only after the change."""
        return self.added | self.removed

    def either(
        self, subject: Subject | None, predicate: NamedNode | None = None, value: Term | None = None
    ) -> Iterator[Quad]:
        """Give the stated quads of a pattern that are there before the change or after it."""
        if subject is not None and value is None:
            for quad in chain(self._known(subject), self._new_of.get(subject, ())):
                if predicate is None or quad.predicate == predicate:
                    yield quad
            return
        for quad in self.store.quads_for_pattern(subject, predicate, value, None):
            if is_stated(quad):
                yield quad
        if self.added:
            yield from self._new.quads_for_pattern(subject, predicate, value, None)

    def _known(self, subject: Subject) -> tuple[Quad, ...]:
        """Read what is stated of a node, once: it is asked for many times, a property at a time."""
        known = self._known_of.get(subject)
        if known is None:
            if len(self._known_of) >= _REMEMBERED:
                self._known_of.clear()
            known = tuple(filter(is_stated, self.store.quads_for_pattern(subject, None, None, None)))
            self._known_of[subject] = known
        return known

    def objects(self, subject: Subject, predicate: NamedNode) -> set[NamedNode]:
        """Name what a node leads to by a property, before the change or after it."""
        found = (quad.object for quad in self.either(subject, predicate))
        return {term for term in found if isinstance(term, NamedNode)}

    def subjects(self, predicate: NamedNode, value: Term) -> set[NamedNode]:
        """Name what leads to a node by a property, before the change or after it."""
        found = (quad.subject for quad in self.either(None, predicate, value))
        return {term for term in found if isinstance(term, NamedNode)}

    def alters(self, quad: Quad) -> bool:
        """Tell whether the triple of a changed quad is there only before or only after the change, in no graph else."""
        pattern = quad.subject, quad.predicate, quad.object
        before = [other for other in self.store.quads_for_pattern(*pattern, None) if is_stated(other)]
        after = any(other not in self.removed for other in before) or any(self._new.quads_for_pattern(*pattern, None))
        return bool(before) != after

    def stands(self, quad: Quad) -> bool:
        """Tell whether a stated quad is there after the change."""
        return quad in self.added or (quad not in self.removed and quad in self.store)
