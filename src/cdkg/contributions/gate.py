"""The gate that a change passes before it is published: it touches contributions only, and the result conforms.

What follows from the claims is derived anew, so that a contributed claim counts as any other does, and the default
graph is kept the set of what all graphs hold.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from cdkg.contributions.names import forbidden_graph, is_contribution
from cdkg.derivation import derive
from cdkg.errors import ConformanceError
from cdkg.namespaces import DERIVED_GRAPH, INFERRED_GRAPH, ONTOLOGY, RDF, RESOLVED_GRAPH
from cdkg.store.changes import Change, Changed, replace_quads
from cdkg.validation import Report, validate

_BY_RULE: Final = frozenset({DERIVED_GRAPH, RESOLVED_GRAPH, INFERRED_GRAPH})
_TYPE: Final = NamedNode(RDF + "type")
_NEUTRAL_CLASSES: Final = frozenset(NamedNode(ONTOLOGY + name) for name in ("Tie", "CityTie", "Membership"))
_NEUTRAL_PROPERTIES: Final = frozenset(
    NamedNode(ONTOLOGY + name) for name in ("party", "unnamedPartyIn", "member", "network")
)

GraphName = NamedNode | BlankNode | DefaultGraph


class NonConformingError(ConformanceError):
    """A contribution does not conform to the shapes.

    Args:
        en: what is wrong, in English.
        fa: the same in Persian.
        report: what the validation found.
    """

    def __init__(self, en: str, fa: str, report: Report | None = None) -> None:
        super().__init__(en, fa)
        self.report = report or Report(conforms=False, results=())


@dataclass(frozen=True)
class Contribution:
    """A change that passes the gate.

    Args:
        change: what is to be changed.
    """

    change: Change

    def apply(self, store: Store) -> Changed:
        """Make the change, derive what follows, and check what either has touched.

        Raises:
            WriteForbiddenError: if it touches a graph that is no contribution's.
            NonConformingError: if the result does not conform to the shapes.
            CdkgError: what the change itself raises.
        """
        published = _named(store)
        before = published | _as_default(published)
        draft = _in_memory(store, before)
        done = self.change.apply(draft)
        asserted = set(draft)
        graphs = _touched(before ^ asserted, set(store.named_graphs()) ^ set(draft.named_graphs()))
        if not graphs:
            return Changed(0, 0, (), done.created, is_change=False)
        rederive(draft)
        result = set(draft)
        report = validate(draft, focus=_focus(draft, published ^ result))
        if not report.conforms:
            raise NonConformingError(
                "What would result does not conform to the shapes. Nothing was changed.\n" + report.to_text("en"),
                "آنچه پدید می‌آمد با شکل‌ها سازگار نیست. چیزی تغییر نکرد.\n" + report.to_text("fa"),
                report,
            )
        removed, added = published - result, result - published
        replace_quads(store, removed | _gone(draft, removed), added | _as_default(added))
        _keep_names(store, draft)
        return Changed(
            len(asserted - before), len(before - asserted), tuple(sorted(graphs)), done.created, is_change=True
        )

    def described(self) -> dict[str, object]:
        """Say for the log what is done."""
        return self.change.described()


def prepare() -> None:
    """Read the shapes once, for all workers that are forked from this process."""
    validate(Store(), focus=())


def rederive(store: Store) -> None:
    """Derive anew what follows from all that is stated.

    The nodes of ties and memberships, which the loader makes of the records, are stated and not derived, although they
    stand in the same graph.

    Args:
        store: is changed: its default graph is emptied, and its derived graphs are made anew.
    """
    derived = NamedNode(DERIVED_GRAPH)
    neutral = [quad for quad in store.quads_for_pattern(None, None, None, derived) if _is_neutral(quad)]
    store.clear_graph(DefaultGraph())
    for name in _BY_RULE:
        store.remove_graph(NamedNode(name))
    store.extend(neutral)
    derive(store)


def _is_neutral(quad: Quad) -> bool:
    return quad.predicate in _NEUTRAL_PROPERTIES or (quad.predicate == _TYPE and quad.object in _NEUTRAL_CLASSES)


def _named(store: Store) -> set[Quad]:
    # The default graph holds the same triples again; reading it would take as long once more.
    return {quad for name in store.named_graphs() for quad in store.quads_for_pattern(None, None, None, name)}


def _as_default(quads: Iterable[Quad]) -> set[Quad]:
    return {Quad(quad.subject, quad.predicate, quad.object) for quad in quads}


def _gone(draft: Store, removed: Iterable[Quad]) -> set[Quad]:
    """Tell which triples of removed quads no graph holds any more."""
    return {
        Quad(*quad.triple)
        for quad in removed
        if not any(draft.quads_for_pattern(quad.subject, quad.predicate, quad.object, None))
    }


def _in_memory(store: Store, quads: Iterable[Quad]) -> Store:
    # Deriving and checking read each node many times over, which in memory takes a fraction of the time.
    copy = Store()
    copy.bulk_extend(quads)
    for name in store.named_graphs():
        copy.add_graph(name)
    return copy


def _touched(quads: Iterable[Quad], names: Iterable[GraphName]) -> set[str]:
    """Name the contributions that a change touches.

    Args:
        quads: what was added or removed.
        names: the graphs that appeared or vanished.
    """
    graphs: set[GraphName] = {quad.graph_name for quad in quads} | set(names)
    for graph in graphs:
        if not isinstance(graph, NamedNode) or not is_contribution(graph.value):
            raise forbidden_graph(graph.value if isinstance(graph, NamedNode) else None)
    return {graph.value for graph in graphs if isinstance(graph, NamedNode)}


def _focus(store: Store, differing: Iterable[Quad]) -> set[str]:
    """Name the nodes whose conformance may differ now.

    Args:
        store: what is to be checked.
        differing: the quads that were added or removed.

    Returns:
        what the quads are about and lead to, and what leads to what they are about.
    """
    subjects: set[NamedNode | BlankNode | Triple] = {quad.subject for quad in differing}
    ends: set[NamedNode | BlankNode | Literal | Triple] = {*subjects, *(quad.object for quad in differing)}
    for subject in subjects:
        ends.update(quad.subject for quad in store.quads_for_pattern(None, None, subject, None))
    return {end.value for end in ends if isinstance(end, NamedNode)}


def _keep_names(store: Store, draft: Store) -> None:
    before, after = set(store.named_graphs()), set(draft.named_graphs())
    for name in before - after:
        store.remove_graph(name)
    for name in after - before:
        store.add_graph(name)
