"""Checks files that strangers wrote, without writing anything; that runs in a worker, which may die of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph as ox

from cdkg.contributions.draft import Draft, FilePlace
from cdkg.contributions.effects import Effects, Progress, examine
from cdkg.contributions.entries import graph_of, id_of
from cdkg.contributions.gate import prepare
from cdkg.contributions.information import information_on
from cdkg.contributions.locating import locate
from cdkg.contributions.overlay import is_stated
from cdkg.contributions.reading import read_contribution
from cdkg.contributions.unknown_terms import unknown_terms_of
from cdkg.egress import forbid_network
from cdkg.foreign import Limits
from cdkg.store.generations import open_published
from cdkg.validation import Report, Result
from cdkg.validation.report import in_order


@dataclass(frozen=True)
class Handed:
    """A file that somebody hands in.

    Args:
        content: its bytes.
        name: its name.
        media_type: its format; its name tells it where that is not given.
        graph: the IRI of the graph that is to hold what it states; made of name and content where it is not given.
    """

    content: bytes
    name: str
    media_type: str | None = None
    graph: str | None = None


@dataclass(frozen=True)
class Checked:
    """What the check of a file found.

    Args:
        draft: what the file states, and where.
        report: the faults, warnings and information: of reading, of the shapes, and on claims that there are already.
        effects: what stating it would do to the graph; ``None`` where that was not asked for, or nothing could be read.
    """

    draft: Draft
    report: Report
    effects: Effects | None = None

    @property
    def stated(self) -> int:
        """How many triples the file states."""
        return self.draft.quads.count(b"\n")


def begin() -> None:
    """Prepare the process from which the workers are forked."""
    forbid_network()
    prepare()


def check_files(folder: str, files: Sequence[Handed], limits: Limits, progress: Progress | None = None) -> Checked:
    """Check files together, against the graph that is published in a folder.

    Args:
        folder: the store's folder.
        files: the files.
        limits: what each may hold.
        progress: is told how much is checked, and of how much.

    Raises:
        ForeignDataError: if one cannot be read.
        StoreError: if nothing is published.
    """
    _, store = open_published(Path(folder))
    return replace(check_against(store, files, limits, progress=progress), effects=None)


def check_against(
    store: ox.Store,
    files: Sequence[Handed],
    limits: Limits,
    beside: Collection[ox.Quad] = (),
    progress: Progress | None = None,
) -> Checked:
    """Check files together, against a graph.

    Args:
        store: the graph; it is only read.
        files: the files.
        limits: what each may hold.
        beside: what is to be stated beside what the files state.
        progress: is told how much is checked, and of how much.

    Raises:
        ForeignDataError: if one cannot be read.
    """
    draft = _together([_read(store, one, limits) for one in files])
    stated = quads_of(draft)
    effects = examine(store, [*stated, *beside], progress=progress)
    return Checked(draft, report_on(store, draft, stated, effects), effects)


def report_on(store: ox.Store, draft: Draft, stated: Sequence[ox.Quad], effects: Effects) -> Report:
    """Make one report of all that there is to say about a draft.

    Args:
        store: the graph that it is to be added to.
        draft: the draft.
        stated: its triples.
        effects: what stating them does.
    """
    causes = _causes(store, stated, effects.report.results)
    found = (*causes, *unknown_terms_of(store, stated), *information_on(store, stated, effects))
    return report_of(draft.problems, locate(found, draft.places, stated))


def _causes(store: ox.Store, stated: Sequence[ox.Quad], results: Sequence[Result]) -> list[Result]:
    """Leave out what only repeats a fault: a derived node has it from the claim that it follows from."""
    own = {quad.subject.value for quad in stated if isinstance(quad.subject, ox.NamedNode)}
    told = {(result.severity, result.value) for result in results if result.focus_node in own}

    def repeats(result: Result) -> bool:
        if result.focus_node in own or result.focus_node.startswith("_:"):
            return False
        node = ox.NamedNode(result.focus_node)
        follows = not any(is_stated(quad) for quad in store.quads_for_pattern(node, None, None, None))
        return follows and (result.severity, result.value) in told

    return [result for result in results if not repeats(result)]


def report_of(*parts: Sequence[Result]) -> Report:
    """Make one report of several lists of results."""
    results = in_order(result for part in parts for result in part)
    return Report(conforms=all(result.severity != "Violation" for result in results), results=results)


def quads_of(draft: Draft) -> list[ox.Quad]:
    """Give the triples of a draft; its blank nodes are nobody else's."""
    return list(dict.fromkeys(ox.parse(draft.quads, format=ox.RdfFormat.N_QUADS, rename_blank_nodes=True)))


def _read(store: ox.Store, one: Handed, limits: Limits) -> Draft:
    graph = one.graph or graph_of(id_of(one.name, one.content))
    return read_contribution(one.content, one.name, graph=graph, store=store, media_type=one.media_type, limits=limits)


def _together(drafts: Sequence[Draft]) -> Draft:
    if len(drafts) == 1:
        return drafts[0]
    places: Mapping[tuple[str, str | None], FilePlace] = {
        key: place for draft in drafts for key, place in draft.places.items()
    }
    return Draft(
        drafts[0].graph,
        b"".join(draft.quads for draft in drafts),
        places,
        tuple(problem for draft in drafts for problem in draft.problems),
        tuple(remark for draft in drafts for remark in draft.remarks),
    )
