"""Cuts out of the graph, before and after a change, what rules and shapes read of a few nodes.

The ontology and its vocabulary are in every slice: their size is the project's own and not the graph's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from pyoxigraph import NamedNode, Quad, Store

from cdkg.contributions import terms
from cdkg.contributions.counted import located_in, named_by
from cdkg.contributions.overlay import Overlay
from cdkg.derivation import derive
from cdkg.namespaces import ONTOLOGY_GRAPH, concept

_SEEN: Final = frozenset(
    {
        terms.TYPE,
        terms.IN_SCHEME,
        terms.COUNTRY,
        terms.OF_ORGANIZATION,
        terms.BROADER,
        terms.FACET,
        terms.IN_DOCUMENT,
        terms.SETTLES,
    }
)
"""What rules and shapes read of a thing that they come to from another one."""

_REGULATED_ACTION: Final = terms.cdkg("regulatedAction")
_ACTIONS: Final = (
    NamedNode(concept("action-establish-foreign-relations")),
    NamedNode(concept("action-coordinate-foreign-relations")),
)
"""The actions of the norms that bear on every tie; see shapes/NormAtWork.ttl."""


class Slice:
    """What rules and shapes read of some nodes.

    Args:
        overlay: the graph before and after the change.
        nodes: the nodes.
        counted: the documents whose counts are to be observed, each with its claims of counts.
        common: what is in every slice; see `common_quads`.
    """

    def __init__(
        self,
        overlay: Overlay,
        nodes: Iterable[NamedNode],
        counted: Mapping[NamedNode, Collection[NamedNode]],
        common: Iterable[Quad],
    ) -> None:
        self._overlay = overlay
        self._counted = {document.value for document in counted}
        self._described: set[NamedNode] = set()
        self._glanced: set[NamedNode] = set()
        self.quads: set[Quad] = set()
        self._common = common
        for document, claims in counted.items():
            self._take_document(document, claims)
        for node in nodes:
            self._take(node)
        for action in _ACTIONS:
            for norm in overlay.subjects(_REGULATED_ACTION, action):
                self._describe(norm)

    def before(self) -> Store:
        """The slice before the change, with all that follows from it."""
        return self._with_consequences(self.quads - self._overlay.added)

    def after(self) -> Store:
        """The slice after the change, with all that follows from it."""
        return self._with_consequences(self.quads - self._overlay.removed)

    def _with_consequences(self, quads: Collection[Quad]) -> Store:
        store = Store()
        store.bulk_extend(self._common)
        store.bulk_extend(quads)
        derive(store, observed=self._counted)
        return store

    def _take(self, node: NamedNode) -> None:
        """Take in a node with what is said about it, and those who settle what is disputed about it."""
        look = self._overlay
        self._describe(node)
        for said in look.subjects(terms.ABOUT, node):
            self._describe(said)
        for part in look.subjects(terms.IS_SUBTOTAL_OF, node):
            self._describe(part)
        for reading in look.subjects(terms.READING_OF, node):
            self._describe(reading)
        for disagreement in self._disputed(node):
            for resolution in look.subjects(terms.SETTLES, disagreement):
                self._describe(resolution)
        if any(True for _ in look.either(node, terms.IN_DOCUMENT)):
            # The shape of a place reads what is derived from it, and of which class that is.
            for derived in look.either(None, terms.DERIVED_FROM, node):
                self.quads.add(derived)
                if isinstance(derived.subject, NamedNode):
                    self.quads.update(look.either(derived.subject, terms.TYPE))

    def _disputed(self, node: NamedNode) -> set[NamedNode]:
        """Name the disagreements about a node: they are derived, so only the store knows those of before."""
        store = self._overlay.store
        known = store.quads_for_pattern(None, terms.ABOUT, node, None) if self._overlay.was_led_to(node) else ()
        about = {quad.subject for quad in known}
        disputed = {
            subject
            for subject in about
            if isinstance(subject, NamedNode) and any(store.quads_for_pattern(subject, terms.BETWEEN, None, None))
        }
        return disputed | self._overlay.objects(node, terms.SETTLES)

    def _describe(self, node: NamedNode) -> None:
        """Take in all that is stated of a node, and what can be seen of all that it leads to."""
        if node in self._described:
            return
        self._described.add(node)
        for quad in self._overlay.either(node):
            self.quads.add(quad)
            if isinstance(quad.object, NamedNode):
                if quad.predicate in (terms.DERIVED_FROM, terms.OF_ORGANIZATION):
                    self._describe(quad.object)
                elif quad.predicate == terms.ABOUT:
                    self._glance(quad.object)
                    self._parties(quad.object)
                else:
                    self._glance(quad.object)

    def _parties(self, node: NamedNode) -> None:
        for quad in self._overlay.either(node):
            if quad.predicate in (terms.PARTY, terms.UNNAMED_PARTY_IN):
                self.quads.add(quad)
                if isinstance(quad.object, NamedNode):
                    self._glance(quad.object)

    def _glance(self, node: NamedNode) -> None:
        """Take in what is seen of a node from another one, and of what it stands under."""
        waiting = [node]
        while waiting:
            seen = waiting.pop()
            if seen in self._glanced:
                continue
            self._glanced.add(seen)
            for quad in self._overlay.either(seen):
                if quad.predicate in _SEEN:
                    self.quads.add(quad)
                    if isinstance(quad.object, NamedNode) and quad.predicate != terms.TYPE:
                        waiting.append(quad.object)

    def _take_document(self, document: NamedNode, claims: Collection[NamedNode]) -> None:
        """Take in a document whole, with what its counting queries look at.

        The queries run in the slice, not in the store: the store does not hold the change, and the engine would
        read it whole for many of them, since it does not always begin with the document.
        """
        self._describe(document)
        for locator, derived in located_in(self._overlay, document):
            self._describe(locator)
            for node in derived:
                self._describe(node)
                for study in self._overlay.objects(node, terms.BY_STUDY):
                    for said in self._overlay.subjects(terms.ABOUT, study):
                        self._describe(said)
        for thing in named_by(self._overlay, claims):
            self._describe(thing)


def common_quads(store: Store) -> list[Quad]:
    """Read what is in every slice: the ontology, and what stands above its classes and properties.

    Args:
        store: the graph.
    """
    ontology = NamedNode(ONTOLOGY_GRAPH)
    quads = list(store.quads_for_pattern(None, None, None, ontology))
    for axiom in (terms.SUBCLASS, terms.SUBPROPERTY):
        quads += [
            quad for quad in store.quads_for_pattern(None, axiom, None, None) if isinstance(quad.graph_name, NamedNode)
        ]
    return quads
