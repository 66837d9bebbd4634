"""The changes that can be asked for: a SPARQL update, and putting, adding to or deleting one graph.

Each does what it says and nothing else; who may do it, and what must hold afterwards, is decided by others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse

from cdkg.errors import QuerySyntaxError, UnknownGraphError
from cdkg.foreign import Limits, parse_foreign
from cdkg.namespaces import PREFIXES
from cdkg.sparql.syntax import PADDING, explain
from cdkg.sparql.update_parts import UpdatePart, parts_of
from cdkg.sparql.updates import inspect_update, to_run
from cdkg.store.changes import Changed

_LOGGED: Final = 4_000


@dataclass(frozen=True)
class Update:
    """A SPARQL 1.1 update.

    Args:
        text: the update.
        base: the IRI against which it resolves relative ones.
        using: IRIs of the graphs that make up the default graph of its patterns.
        using_named: IRIs of the graphs that ``GRAPH`` may name in its patterns.
    """

    text: str
    base: str
    using: tuple[str, ...] = ()
    using_named: tuple[str, ...] = ()

    def apply(self, store: Store) -> Changed:
        """Run the update's operations in turn, as far as none fails.

        Raises:
            QueryForbiddenError: if it asks for what is not allowed.
            QuerySyntaxError: if it does not parse, or an operation cannot be done.
        """
        text = to_run(inspect_update(self.text), self.using, self.using_named)
        for part in parts_of(text):
            try:
                self._run(part.text, store)
            except SyntaxError as fault:
                raise explain(text, self._in_place(part) or fault) from None
            except RuntimeError as fault:
                raise QuerySyntaxError(
                    f"The update cannot be carried out: {fault}. Nothing was changed.",
                    f"به‌روزرسانی را نمی‌توان انجام داد: {fault}. چیزی تغییر نکرد.",
                ) from None
        return Changed()

    def _run(self, text: str, store: Store) -> None:
        store.update(text + PADDING, base_iri=self.base, prefixes=PREFIXES)

    def _in_place(self, part: UpdatePart) -> SyntaxError | None:
        """Find a part's fault again, with its place in the whole update."""
        try:
            self._run(part.in_place(), Store())
        except SyntaxError as fault:
            return fault
        return None

    def described(self) -> dict[str, object]:
        """Say for the log what is done."""
        dataset = {"using": self.using, "usingNamed": self.using_named} if self.using or self.using_named else {}
        digest = hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()
        return {"operation": "update", "text": self.text[:_LOGGED], "sha256": digest, **dataset}


@dataclass(frozen=True)
class Plan:
    """What a change of one graph will do to it; nothing is done yet.

    Args:
        added: quads that it does not hold.
        removed: quads that it holds.
        changed: what to tell of it.
        drops: whether the graph goes.
    """

    added: frozenset[Quad]
    removed: frozenset[Quad]
    changed: Changed
    drops: bool = False


@dataclass(frozen=True)
class Document:
    """An RDF document that was sent.

    Args:
        content: its bytes.
        media_type: its format.
        base: the IRI against which it resolves relative ones.
        name: what it is called, for messages; empty where it is the only one.
    """

    content: bytes
    media_type: str
    base: str
    name: str = ""

    def quads(self, graph: NamedNode | DefaultGraph) -> Iterator[Quad]:
        """Parse the document. Its blank nodes are nobody else's.

        Args:
            graph: the graph that its triples go to.

        Raises:
            ForeignDataError: if it is malformed, nested too deep, or names graphs itself.
        """
        read = parse_foreign(
            self.content,
            self.media_type,
            base=self.base,
            one_graph=True,
            name=self.name,
            limits=Limits(data_bytes=len(self.content)),  # who took it in has looked at its length
        )
        for quad in parse(read.quads, format=RdfFormat.N_QUADS, rename_blank_nodes=True):
            yield Quad(quad.subject, quad.predicate, quad.object, graph)


@dataclass(frozen=True)
class OfGraph:
    """What the changes of one graph have in common.

    Args:
        graph: the IRI of the graph; ``None`` is the default graph.
    """

    graph: str | None

    @property
    def node(self) -> NamedNode | DefaultGraph:
        """The graph as the engine names it."""
        return DefaultGraph() if self.graph is None else NamedNode(self.graph)

    def is_in(self, store: Store) -> bool:
        """Tell whether there is such a graph; the default graph is there when it holds anything."""
        if self.graph is not None:
            return store.contains_named_graph(NamedNode(self.graph))
        return any(store.quads_for_pattern(None, None, None, DefaultGraph()))

    def plan(self, store: Store) -> Plan:
        """Find what the change will do; the store is only read."""
        raise NotImplementedError

    def apply(self, store: Store) -> Changed:
        """Do what is planned.

        Raises:
            CdkgError: what planning raises.
        """
        plan = self.plan(store)
        if plan.drops:
            store.remove_graph(self.node)
        else:
            for quad in plan.removed:
                store.remove(quad)
            store.extend(plan.added)
            store.add_graph(self.node)
        return plan.changed

    def planned(self, store: Store, added: set[Quad], removed: set[Quad]) -> Plan:
        """Plan to take quads out of the graph and put others in."""
        changed = self.changed(added=len(added), removed=len(removed), created=not self.is_in(store))
        return Plan(frozenset(added), frozenset(removed), changed)

    def changed(self, *, added: int = 0, removed: int = 0, created: bool = False, dropped: bool = False) -> Changed:
        """Tell what was done to it."""
        graphs = () if self.graph is None else (self.graph,)
        is_change = bool(added or removed or dropped or (created and self.graph is not None))
        return Changed(added, removed, graphs, created, is_change)

    def described(self) -> dict[str, object]:
        """Say for the log what is done."""
        return {"operation": type(self).__name__, "graph": self.graph or "default"}


@dataclass(frozen=True)
class PutGraph(OfGraph):
    """Makes a graph hold what documents hold, and nothing else (Graph Store Protocol, section 5.3).

    Args:
        documents: the documents.
    """

    documents: tuple[Document, ...]

    def plan(self, store: Store) -> Plan:
        """Compare the graph's content with what is to be there."""
        new = {quad for document in self.documents for quad in document.quads(self.node)}
        old = set(store.quads_for_pattern(None, None, None, self.node))
        return self.planned(store, new - old, old - new)


@dataclass(frozen=True)
class PostGraph(OfGraph):
    """Adds to a graph what documents hold (Graph Store Protocol, section 5.5).

    Args:
        documents: the documents.
    """

    documents: tuple[Document, ...]

    def plan(self, store: Store) -> Plan:
        """Find what of the documents the graph does not hold."""
        sent = {quad for document in self.documents for quad in document.quads(self.node)}
        return self.planned(store, {quad for quad in sent if quad not in store}, set())


@dataclass(frozen=True)
class DeleteGraph(OfGraph):
    """Removes a graph (Graph Store Protocol, section 5.4)."""

    def plan(self, store: Store) -> Plan:
        """Find what the graph holds.

        Raises:
            UnknownGraphError: if there is no such graph.
        """
        if self.graph is not None and not self.is_in(store):
            raise UnknownGraphError.named(self.graph)
        removed = frozenset(store.quads_for_pattern(None, None, None, self.node))
        changed = self.changed(added=0, removed=len(removed), dropped=self.graph is not None)
        return Plan(frozenset(), removed, changed, drops=True)
