"""Builds the graph anew with the contributions there are, and sets aside those that no longer conform to it.

Otherwise one contribution, such as a resolution of a disagreement that corrected records have ended, would keep every
later build from being published.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from cdkg.build import Progress, build, build_graph, checked, contributions_in, publish_built, silent
from cdkg.contributions.effects import examine
from cdkg.contributions.entries import QUEUED, Entry, Event, checksum, graph_of
from cdkg.contributions.provenance import is_provenance
from cdkg.contributions.queue import Queue
from cdkg.contributions.writing import write_difference
from cdkg.errors import ConformanceError, UnknownContributionError
from cdkg.mappings import mapping_set
from cdkg.namespaces import CONTRIBUTIONS, PROV
from cdkg.store.generations import Generation
from cdkg.validation import Report

_WHO: Final = "cdkg build"
_TIME: Final = ox.NamedNode(PROV + "generatedAtTime")
_PATIENCE: Final = 60.0


def rebuild(folder: Path, progress: Progress = silent) -> tuple[Generation, Report, tuple[str, ...]]:
    """Make the graph, check it, and publish it in a store folder, with the contributions that conform to it.

    Args:
        folder: the store's folder.
        progress: is told of each step.

    Returns:
        what was published, the report (which may hold warnings), and the ids of the contributions that were set aside.

    Raises:
        RecordError: if records are malformed or do not add up, or a name does not resolve.
        ConformanceError: if the graph does not conform to the shapes even without any contribution.
        StoreError: if the store cannot be written. In all three cases the published graph stays as it was.
    """
    try:
        generation, report = build(folder, progress)
    except ConformanceError:
        if not contributions_in(folder)[1]:
            raise
    else:
        return generation, report, ()
    made_from, contributed = contributions_in(folder)
    store = build_graph(progress=progress, links=mapping_set(store=folder))
    report = checked(store, progress)
    progress("adding contributions one by one", "افزودن یک‌به‌یک مشارکت‌ها")
    store.extend([ox.Quad(quad.subject, quad.predicate, quad.object) for quad in store])
    set_aside = {}
    for graph, quads in _in_order(contributed):
        effects = examine(store, quads)
        if effects.report.conforms:
            write_difference(store, effects.removed, effects.added)
        else:
            set_aside[graph.removeprefix(CONTRIBUTIONS)] = quads, effects.report
    queue = Queue(folder, _PATIENCE)
    with queue.alone():
        for name, (quads, found) in set_aside.items():
            _set_aside(queue, name, quads, found)
        return publish_built(folder, store, made_from, progress), report, tuple(sorted(set_aside))


def _in_order(contributed: Iterable[ox.Quad]) -> list[tuple[str, list[ox.Quad]]]:
    """Give the contributions in the order in which they came, since later ones may rest on earlier ones."""
    graphs: dict[str, list[ox.Quad]] = defaultdict(list)
    times: dict[str, str] = {}
    for quad in contributed:
        assert isinstance(quad.graph_name, ox.NamedNode)
        graph = quad.graph_name.value
        graphs[graph].append(quad)
        if quad.predicate == _TIME and quad.subject == quad.graph_name and isinstance(quad.object, ox.Literal):
            times[graph] = quad.object.value
    return sorted(graphs.items(), key=lambda item: (times.get(item[0], ""), item[0]))


def _set_aside(queue: Queue, name: str, quads: Iterable[ox.Quad], report: Report) -> None:
    """Let a contribution wait. Until the graph without it is published, this is not sure."""
    reason = f"After a build it no longer conforms: {report.results[0].message.en}"
    event = Event(QUEUED, _WHO, datetime.now(UTC).isoformat(timespec="milliseconds"), reason, is_sure=False)
    graph = graph_of(name)
    try:
        queue.change(queue.entry(name, {graph}).after(event))
    except UnknownContributionError:
        # It came over HTTP, without a file: what it states is kept as one.
        stated = [ox.Triple(*quad.triple) for quad in quads if not is_provenance(quad)]
        content = ox.serialize(stated, format=ox.RdfFormat.N_TRIPLES)
        assert content is not None  # it is only where an output was given
        entry = Entry(name, f"{name}.nt", QUEUED, "", "", "", checksum(content), len(stated), graph)
        queue.add(entry.after(event), content)
