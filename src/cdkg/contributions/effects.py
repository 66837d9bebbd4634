"""Tells what a contribution does to the graph: what follows from it, what follows no longer, and what is wrong with it.

Only what the contribution touches is looked at, by the store's indexes: the cost is by the size of the contribution and
of what is said about the same things, and not by the size of the graph.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Final

from pyoxigraph import NamedNode, Quad, Store

from cdkg.contributions.beside import Followed, look_at, processors
from cdkg.contributions.counted import count_claims, read_with
from cdkg.contributions.focus import focus_nodes
from cdkg.contributions.overlay import Overlay
from cdkg.contributions.refusals import refusals
from cdkg.contributions.shared import has_other_reason, is_shared
from cdkg.contributions.slices import Slice, common_quads
from cdkg.contributions.touched import Touched
from cdkg.validation import Report
from cdkg.validation.report import in_order

Progress = Callable[[int, int], None]
"""Is told how much is done, and of how much."""

_BATCH: Final = 2_000
"""So many nodes are derived from and checked at a time: more would take more memory, fewer more time."""

_LEAST: Final = 500
"""So many nodes are worth a batch of their own, where there is a processor for it."""


@dataclass(frozen=True)
class Effects:
    """What stating and withdrawing quads does to the graph.

    Args:
        report: what the shapes, and the rules of what may be contributed, say of what differs.
        added: quads of named graphs that are there only afterwards, the derived ones included.
        removed: quads of named graphs that are there no longer.
    """

    report: Report
    added: frozenset[Quad]
    removed: frozenset[Quad]


@dataclass(frozen=True)
class _Batch:
    """Some groups of what is touched.

    Args:
        nodes: the nodes.
        counted: the documents whose counts are observed, with their claims of counts.
    """

    nodes: list[NamedNode]
    counted: Mapping[NamedNode, Collection[NamedNode]]


def examine(
    store: Store, stated: Collection[Quad], withdrawn: Collection[Quad] = (), *, progress: Progress | None = None
) -> Effects:
    """Tell what stating some quads, and withdrawing others, does to the graph.

    Args:
        store: the graph, as it is published: what follows from it is in it, and it conforms. It is only read.
        stated: quads of contributions' graphs that are to be stated.
        withdrawn: quads of contributions' graphs that are no longer to be stated.
        progress: is told how many of the touched nodes have been looked at, and of how many.

    Returns:
        what differs afterwards. Where the report has a refusal, nothing else was looked at, and nothing is said to
        follow.
    """
    overlay = Overlay(store, stated, withdrawn)
    refused = in_order(refusals(overlay))
    if refused:
        return Effects(Report(conforms=False, results=refused), overlay.added, overlay.removed)
    touched = Touched(overlay)
    batches = _batches(overlay, touched)
    common = common_quads(store)
    total, done = sum(len(batch.nodes) for batch in batches), 0

    def tell(number: int) -> None:
        nonlocal done
        done += len(batches[number].nodes)
        if progress is not None:
            progress(done, total)

    found = look_at(
        (Slice(overlay, batch.nodes, batch.counted, common) for batch in batches),
        lambda number, followed: _focus(batches[number], followed, overlay, touched),
        tell,
    )
    results = in_order(chain.from_iterable(one.results for one in found))
    added, removed = _together(overlay, [one.followed for one in found])
    report = Report(conforms=all(result.severity != "Violation" for result in results), results=results)
    return Effects(report, added, removed)


def _batches(overlay: Overlay, touched: Touched) -> list[_Batch]:
    counts = count_claims(overlay, touched)
    for document, claims in counts.items():
        # All of it is read with its counts; what follows from it would be told of a part, were the rest elsewhere.
        touched.add({*claims, *(node for node in read_with(overlay, document) if node in touched)}, together=True)
    most = min(_BATCH, max(_LEAST, math.ceil(len(touched) / processors())))
    document_of = {claim: document for document, claims in counts.items() for claim in claims}
    batches: list[_Batch] = []
    nodes: list[NamedNode] = []
    counted: dict[NamedNode, Collection[NamedNode]] = {}
    for group in touched.groups():
        if nodes and len(nodes) + len(group) > most:
            batches.append(_Batch(nodes, counted))
            nodes, counted = [], {}
        nodes += group
        for document in {document_of[node] for node in group if node in document_of}:
            counted[document] = counts[document]
    return [*batches, _Batch(nodes, counted)] if nodes else batches


def _focus(batch: _Batch, followed: Followed, overlay: Overlay, touched: Touched) -> list[str]:
    """Name the nodes of a batch that have to be checked."""
    here = set(batch.nodes)
    stated = chain.from_iterable(map(overlay.changes_of, batch.nodes))
    focus = focus_nodes(overlay, touched.differing & here, chain(stated, followed.added, followed.removed))
    # What is touched is checked with its own batch, where all that is said of it is at hand.
    return [iri for iri in focus if (node := NamedNode(iri)) in here or node not in touched]


def _together(overlay: Overlay, parts: Collection[Followed]) -> tuple[frozenset[Quad], frozenset[Quad]]:
    """Put together what was found of the batches.

    What follows from several things (two cities can be tied twice) is not gone while it follows from one of them.
    """
    store = overlay.store
    is_new = _news(store)
    added = {quad for part in parts for quad in part.added if is_new(quad)}
    gone = {quad for part in parts for quad in part.removed if quad in store}
    for part in parts if gone else ():
        gone -= part.shared
        gone -= part.added
    for quad in sorted((quad for quad in gone if is_shared(quad)), key=lambda quad: str(quad.graph_name), reverse=True):
        # What is inferred from what is resolved comes last.
        if has_other_reason(quad, overlay, gone, added):
            gone.discard(quad)
    return frozenset(added | overlay.added), frozenset(gone | overlay.removed)


def _news(store: Store) -> Callable[[Quad], bool]:
    """Make what tells whether a quad is not in a store: of most of what is added the store knows no subject."""
    known: dict[object, bool] = {}

    def is_new(quad: Quad) -> bool:
        subject = quad.subject
        if subject not in known:
            known[subject] = next(store.quads_for_pattern(subject, None, None, None), None) is not None
        return not known[subject] or quad not in store

    return is_new
