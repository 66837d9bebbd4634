"""Measures how long it takes to check contributions and to make them part of a graph."""

from __future__ import annotations

import os
import resource
import shutil
import sys
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Store, serialize

from cdkg.contributions.effects import examine
from cdkg.contributions.gate import Contribution, prepare
from cdkg.contributions.writing import write_difference
from cdkg.settings import Settings
from cdkg.store.changes import Writer, copy_generation
from cdkg.store.generations import current
from cdkg.store.graph_changes import DeleteGraph, Document, PutGraph
from loadtest.wikidata_pairs import pairs_contribution

_MIB = 1024 * 1024


@dataclass(frozen=True)
class Merging:
    """The least time of several rounds, in seconds.

    Args:
        merge: to parse, check and publish a contribution.
        revert: to take it back.
    """

    merge: float
    revert: float


@dataclass(frozen=True)
class Large:
    """What a large contribution took.

    Args:
        stated: how many triples it states.
        growth: by how many triples the graph grew.
        conforms: whether it conforms.
        examined: seconds for finding what follows, and validating.
        written: seconds for writing it.
        memory: the most memory that was used, in MiB; of several processes together at most.
    """

    stated: int
    growth: int
    conforms: bool
    examined: float
    written: float
    memory: float


def merging(folder: Path, graph: str, quads: Collection[Quad], rounds: int = 3) -> Merging:
    """Merge a contribution and take it back, several times, as a server does it.

    Args:
        folder: the store's folder; it is left as it is.
        graph: the IRI of the contribution's graph.
        quads: what it states.
        rounds: how often.
    """
    content = serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES)
    assert content is not None
    put = Contribution(PutGraph(graph, (Document(content, "application/n-triples", graph),)))
    merged, reverted = list[float](), list[float]()
    with _linked(folder) as copy:
        writer = Writer(copy, Settings(update_seconds=600.0), freely=False, prepare=prepare)
        try:
            for _ in range(rounds):
                merged.append(_seconds(writer, put))
                reverted.append(_seconds(writer, Contribution(DeleteGraph(graph))))
        finally:
            writer.close()
    return Merging(min(merged), min(reverted))


def _seconds(writer: Writer, change: Contribution) -> float:
    begin = time.perf_counter()
    written = writer.write(change, "benchmark")
    assert written.changed.is_change
    return time.perf_counter() - begin


@contextmanager
def _linked(folder: Path) -> Iterator[Path]:
    """Give a store folder that holds the same graph, and shares the files that nobody writes to."""
    copy = folder.with_name(f"{folder.name}-written")
    shutil.rmtree(copy, ignore_errors=True)
    generation = current(folder)
    assert generation is not None
    path = copy / "generations" / generation.id
    path.mkdir(parents=True)
    try:
        copy_generation(generation.data, path / "data")
        shutil.copy(generation.path / "manifest.json", path)
        shutil.copy(folder / "current", copy)
        yield copy
    finally:
        shutil.rmtree(copy)


def merge_pairs(folder: Path, pairs: Path, limit: int | None) -> Large:
    """Examine and write the real pairs, and tell of the progress; for a process of its own, whose memory is told.

    Args:
        folder: the store's folder; it is left as it is.
        pairs: the folder with ``relations.tsv`` and ``names.tsv``.
        limit: how many pairs; all where it is not given.
    """
    prepare()
    with _linked(folder) as copy:
        generation = current(copy)
        assert generation is not None
        store = Store(str(generation.data))
        quads = pairs_contribution(pairs, limit)
        begin = time.perf_counter()
        effects = examine(store, quads, progress=_show)
        examined = time.perf_counter()
        print(file=sys.stderr)
        growth = write_difference(store, effects.removed, effects.added)
        store.flush()
        written = time.perf_counter()
        del store
    used = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    memory = sum(used) * 1024 / _MIB
    return Large(len(quads), growth, effects.report.conforms, examined - begin, written - examined, memory)


def _show(done: int, total: int) -> None:
    print(f"\r  {done:,} of {total:,} nodes", end="", file=sys.stderr, flush=True)


def cores() -> int:
    """Tell how many processors this process may use."""
    return len(os.sched_getaffinity(0))
