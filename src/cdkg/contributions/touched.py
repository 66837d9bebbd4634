"""Finds what a change touches: the nodes of which something else may follow, or which may conform no longer.

Everything that a rule makes is made of one thing and of what is said about it: of a tie, a membership, a city, a count,
a sector's needs. So the nodes fall into groups, and what follows from the nodes of one follows from none of another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import NamedNode

from cdkg.contributions import terms
from cdkg.contributions.overlay import Overlay
from cdkg.namespaces import ENTITY

SEEN_FROM_AFAR: Final = frozenset({terms.TYPE, terms.IN_SCHEME, terms.COUNTRY, terms.OF_ORGANIZATION, terms.BROADER})
"""What rules, shapes and counting queries read of a thing that they come to from another one."""

_BINDING: Final = frozenset({terms.ABOUT, terms.IS_SUBTOTAL_OF, terms.READING_OF, terms.SETTLES, terms.SECTOR})
_DISAGREEMENT: Final = ENTITY + "disagreement/"
_ROOT: Final = ENTITY.removesuffix("id/")


class Touched:
    """The nodes that a change touches, in groups.

    Args:
        overlay: the graph before and after the change.
    """

    def __init__(self, overlay: Overlay) -> None:
        self._overlay = overlay
        self._leader: dict[NamedNode, NamedNode] = {}
        self._sectors: set[NamedNode] = set()
        self.differing = {quad.subject for quad in overlay.changed if isinstance(quad.subject, NamedNode)}
        """What is itself described differently, or seen to be from another thing."""
        self.add(self.differing)
        every = [quad for quad in overlay.changed if overlay.alters(quad)]
        self.altered = {quad.subject for quad in every if isinstance(quad.subject, NamedNode)}
        """What is itself described differently by all graphs together: not what is merely said once more."""
        altered = [quad for quad in every if quad.predicate in SEEN_FROM_AFAR]
        seen = {quad.subject for quad in altered if isinstance(quad.subject, NamedNode)}
        climbed = {quad.subject for quad in altered if quad.predicate == terms.BROADER}
        for node in seen | self._below(node for node in climbed if isinstance(node, NamedNode)):
            leading = {quad.subject for quad in overlay.either(None, None, node)}
            concerned = {node, *(term for term in leading if isinstance(term, NamedNode))}
            self.differing |= concerned
            self.altered |= concerned
        self.add(self.differing)

    def __contains__(self, node: object) -> bool:
        return node in self._leader

    def __len__(self) -> int:
        return len(self._leader)

    def __iter__(self) -> Iterator[NamedNode]:
        return iter(self._leader)

    def groups(self) -> list[list[NamedNode]]:
        """Give the nodes in groups that can be derived from one by one."""
        groups: dict[NamedNode, list[NamedNode]] = {}
        for node in sorted(self._leader, key=str):
            groups.setdefault(self._led(node), []).append(node)
        return list(groups.values())

    def add(self, nodes: Iterable[NamedNode], *, together: bool = False) -> None:
        """Take in nodes, and what must be derived from together with them.

        Args:
            nodes: the nodes.
            together: whether they belong to one group.
        """
        chosen = list(nodes)
        waiting, pairs = list(chosen), list[tuple[NamedNode, NamedNode]]()
        while waiting:
            node = waiting.pop()
            if node in self._leader:
                continue
            self._leader[node] = node
            bound = set(self._bound_to(node))
            pairs.extend((node, other) for other in bound)
            waiting.extend(bound | self._said_at(node))
        if together:
            pairs.extend((chosen[0], other) for other in chosen[1:])
        for one, other in pairs:
            self._join(one, other)

    def _bound_to(self, node: NamedNode) -> Iterator[NamedNode]:
        for quad in self._overlay.either(node):
            predicate, value = quad.predicate, quad.object
            if predicate not in _BINDING or not isinstance(value, NamedNode):
                continue
            if predicate == terms.SETTLES:
                yield from self._subjects_of(value)
            elif predicate != terms.SECTOR:
                yield value
            elif value not in self._sectors:
                self._sectors.add(value)
                yield from self._overlay.subjects(terms.SECTOR, value)

    def _said_at(self, locator: NamedNode) -> set[NamedNode]:
        """Name what is derived from a locator; that is in another document when the locator is."""
        if any(True for _ in self._overlay.either(locator, terms.IN_DOCUMENT)):
            return self._overlay.subjects(terms.DERIVED_FROM, locator)
        return set()

    def _subjects_of(self, disagreement: NamedNode) -> Iterator[NamedNode]:
        """Name what a disagreement is about."""
        about = self._overlay.store.quads_for_pattern(disagreement, terms.ABOUT, None, None)
        known = {quad.object for quad in about if isinstance(quad.object, NamedNode)}
        yield from known
        if not known and disagreement.value.startswith(_DISAGREEMENT):
            # It may follow from the same change; its IRI tells from what (see rules/3*.rq).
            local = disagreement.value.removeprefix(_DISAGREEMENT).rpartition("/")[0]
            yield from (NamedNode(ENTITY + local), NamedNode(_ROOT + local))

    def _below(self, concepts: Iterable[NamedNode]) -> set[NamedNode]:
        found: set[NamedNode] = set()
        waiting = list(concepts)
        while waiting:
            node = waiting.pop()
            if node not in found:
                found.add(node)
                waiting.extend(self._overlay.subjects(terms.BROADER, node))
        return found

    def _join(self, one: NamedNode, other: NamedNode) -> None:
        self._leader[self._led(one)] = self._led(other)

    def _led(self, node: NamedNode) -> NamedNode:
        while self._leader[node] != node:
            self._leader[node] = self._leader[self._leader[node]]
            node = self._leader[node]
        return node
