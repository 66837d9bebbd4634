"""What a worker reads from: a generation in the memory that it shares with others, or else on disk."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, NamedTuple, cast

import pyoxigraph as ox

from cdkg.egress import forbid_network
from cdkg.federation import NOTHING_ALLOWED, Allowance
from cdkg.isolation.worker import uncounted
from cdkg.store.generations import open_generation

_PREDICATES: Final = (
    "SELECT DISTINCT ?predicate WHERE { { ?s ?predicate ?o } UNION { GRAPH ?graph { ?s ?predicate ?o } } }"
)


class _Loaded(NamedTuple):
    """A generation in memory.

    Args:
        default_graph: its default graph alone. To find the triples of one predicate, say, the engine passes over those
            of all graphs that a store has; and here nearly every triple is in a named graph, too. Without these the
            aggregates over the whole graph take little more than half the time.
        whole: all its graphs.
    """

    default_graph: ox.Store
    whole: ox.Store


_allowed: list[Allowance] = [NOTHING_ALLOWED]
# A worker never lets go of what it shares with others: to free each piece it would have to copy it first.
_in_memory: dict[tuple[str, str], _Loaded] = {}
_opened: dict[tuple[str, str], ox.Store] = {}


def prepare(allowed: Allowance) -> None:
    """Make ready, in the process from which workers are forked, what they need besides the graph.

    Args:
        allowed: which other servers a query may ask; where it is none, no connection can be made at all.
    """
    _allowed[:] = [allowed]
    if not allowed.policy.entries:
        forbid_network()


def load(allowed: Allowance, folder: Path, version: str) -> None:
    """Do the same, and load a generation into memory.

    Args:
        allowed: as for `prepare`.
        folder: the store's folder.
        version: the generation's id.

    Raises:
        StoreError: if it cannot be read.
    """
    prepare(allowed)
    # The system's allocator gives each thread a heap. Loading leaves its heap full of holes, among which every later
    # allocation is looked for: in the main thread, whose heap the workers go on with, that made lookups half as slow
    # again.
    with ThreadPoolExecutor(1, "load") as loader:
        _in_memory[str(folder), version] = loader.submit(_loaded, folder, version).result()


def _loaded(folder: Path, version: str) -> _Loaded:
    stored, loaded = open_generation(folder, version), _Loaded(ox.Store(), ox.Store())
    predicates = [cast(ox.NamedNode, row["predicate"]) for row in cast(ox.QuerySolutions, stored.query(_PREDICATES))]
    for store, graph in ((loaded.default_graph, ox.DefaultGraph()), (loaded.whole, None)):
        # What is loaded one after the other lies side by side. Queries that read much read all triples of one
        # predicate: in this order they are a third quicker than in that of the subjects, and no others are slower.
        for predicate in predicates:
            store.bulk_extend(stored.quads_for_pattern(None, predicate, None, graph))
    return loaded


def allowance() -> Allowance:
    """Give what `prepare` was given."""
    return _allowed[0]


def store_of(folder: str, version: str, *, may_name_graphs: bool = True) -> ox.Store:
    """Give the store of a generation, opened from disk unless it is in memory or open.

    Args:
        folder: the store's folder.
        version: the generation's id.
        may_name_graphs: whether other graphs than its default graph may be asked for.

    Raises:
        StoreError: if it cannot be read.
    """
    key = folder, version
    if key in _in_memory:
        loaded = _in_memory[key]
        return loaded.whole if may_name_graphs else loaded.default_graph
    if key not in _opened:
        _opened.clear()
        with uncounted():  # the engine's own memory is not a query's
            _opened[key] = open_generation(Path(folder), version)
    return _opened[key]
