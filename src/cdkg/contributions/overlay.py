"""The graph before and after a change, looked at through the store's indexes: nothing is copied.

What the rules make is left out: only what is stated is looked at, which are the documents' and contributions' graphs,
the gazetteer, the readings, the ontology, and the neutral nodes of ties and memberships.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import chain
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from cdkg.contributions.quad_index import QuadIndex, Subject, Term
from cdkg.namespaces import DERIVED_GRAPH, INFERRED_GRAPH, ONTOLOGY, RDF, RESOLVED_GRAPH

_DERIVED: Final = NamedNode(DERIVED_GRAPH)
_FOLLOWS: Final = frozenset({DefaultGraph(), NamedNode(RESOLVED_GRAPH), NamedNode(INFERRED_GRAPH)})
_TYPE: Final = NamedNode(RDF + "type")
_NEUTRAL_CLASSES: Final = frozenset(NamedNode(ONTOLOGY + name) for name in ("Tie", "CityTie", "Membership"))
_NEUTRAL_PROPERTIES: Final = frozenset(
    NamedNode(ONTOLOGY + name) for name in ("party", "unnamedPartyIn", "member", "network")
)


_REMEMBERED: Final = 200_000
"""So many quads of the store are kept in memory at most."""


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
        self._known_of: dict[Subject, tuple[Quad, ...]] = {}
        self._known_into: dict[tuple[Term, NamedNode | None], tuple[Quad, ...]] = {}
        self._unled: set[Term] = set()
        self._remembered = 0
        self.added = frozenset(quad for quad in stated if not self.known(quad.subject) or quad not in store)
        self.removed = frozenset(quad for quad in withdrawn if quad in store) - frozenset(stated)
        self.changed = self.added | self.removed if self.removed else self.added
        """The quads that are there only before or only after the change."""
        self._new = QuadIndex(self.added)
        self._gone = QuadIndex(self.removed)
        self._new_triples = {quad.triple for quad in self.added} if self.removed else set()

    def changes_of(self, subject: Subject) -> Iterator[Quad]:
        """Give the changed quads of a node."""
        return chain(self._new.of(subject), self._gone.of(subject))

    def either(
        self, subject: Subject | None, predicate: NamedNode | None = None, value: Term | None = None
    ) -> Iterator[Quad]:
        """Give the stated quads of a pattern, of a subject or a value, that are there before the change or after it."""
        if subject is not None:
            for quad in chain(self.known(subject), self._new.of(subject)):
                if (predicate is None or quad.predicate == predicate) and (value is None or quad.object == value):
                    yield quad
            return
        assert value is not None
        yield from self._leading(value, predicate)
        for quad in self._new.leading_to(value):
            if predicate is None or quad.predicate == predicate:
                yield quad

    def known(self, subject: Subject) -> tuple[Quad, ...]:
        """Read what is stated of a node, once: it is asked for many times, a property at a time."""
        known = self._known_of.get(subject)
        if known is None:
            known = tuple(filter(is_stated, self.store.quads_for_pattern(subject, None, None, None)))
            self._remember(known)
            self._known_of[subject] = known
        return known

    def _leading(self, value: Term, predicate: NamedNode | None) -> tuple[Quad, ...]:
        """Read what is stated to lead to a node, once; most of what a contribution describes is led to by nothing."""
        if value in self._unled:
            return ()
        led = self._known_into.get((value, predicate))
        if led is None:
            if not self.was_led_to(value):
                return ()
            led = tuple(filter(is_stated, self.store.quads_for_pattern(None, predicate, value, None)))
            self._remember(led)
            self._known_into[value, predicate] = led
        return led

    def was_led_to(self, value: Term) -> bool:
        """Tell whether anything leads to a node before the change, be it stated or derived."""
        if value in self._unled:
            return False
        if next(self.store.quads_for_pattern(None, None, value, None), None) is None:
            self._unled.add(value)
            return False
        return True

    def _remember(self, quads: Collection[Quad]) -> None:
        self._remembered += len(quads)
        if self._remembered > _REMEMBERED:
            self._known_of.clear()
            self._known_into.clear()
            self._remembered = len(quads)

    def objects(self, subject: Subject, predicate: NamedNode) -> set[NamedNode]:
        """Name what a node leads to by a property, before the change or after it."""
        quads = chain(self.known(subject), self._new.of(subject))
        found = (quad.object for quad in quads if quad.predicate == predicate)
        return {term for term in found if isinstance(term, NamedNode)}

    def subjects(self, predicate: NamedNode, value: Term) -> set[NamedNode]:
        """Name what leads to a node by a property, before the change or after it."""
        new, known = self._new.leading_to(value), self._leading(value, predicate)
        if not new and not known:  # as for most: this is asked many times of each node
            return set()
        found = [quad.subject for quad in known]
        found += [quad.subject for quad in new if quad.predicate == predicate]
        return {term for term in found if isinstance(term, NamedNode)}

    def alters(self, quad: Quad) -> bool:
        """Tell whether the triple of a changed quad is there only before or only after the change, in no graph else."""
        if not self.known(quad.subject):
            return quad in self.added
        pattern = quad.subject, quad.predicate, quad.object
        before = [other for other in self.store.quads_for_pattern(*pattern, None) if is_stated(other)]
        after = quad in self.added or quad.triple in self._new_triples
        return bool(before) != (after or any(other not in self.removed for other in before))

    def stands(self, quad: Quad) -> bool:
        """Tell whether a stated quad is there after the change."""
        return quad in self.added or (quad not in self.removed and quad in self.store)
