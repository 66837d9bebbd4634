"""Splits shapes into parts that can be run beside each other: no shape's result depends on another's."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Final, TypeVar

from pyoxigraph import NamedNode, Store
from rdflib import SH, Graph, URIRef

from cdkg.namespaces import RDF

R = TypeVar("R")

WORTH_A_PROCESS: Final = 20_000
"""So many times a shape looks at a node before another process saves more time than its start takes."""

_TYPE: Final = NamedNode(RDF + "type")
_task: Callable[[Graph], object] | None = None


def parts_of(shapes: Graph, store: Store, cores: int | None = None) -> tuple[Graph, ...]:
    """Split shapes into parts that take about as long as each other.

    Args:
        shapes: the shapes, each with its target classes.
        store: what will be checked.
        cores: how many parts at most; as many as this process may use cores where it is not given.

    Returns:
        graphs that hold all shapes, but each target in one of them; one graph where splitting is not worth it or this
        process has threads, which a copy of it would not have.
    """
    cores = len(os.sched_getaffinity(0)) if cores is None else cores
    nodes = Counter(str(quad.object)[1:-1] for quad in store.quads_for_pattern(None, _TYPE, None))
    costs = {pair: nodes[str(pair[1])] for pair in shapes.subject_objects(SH.targetClass)}
    if cores < 2 or threading.active_count() > 1 or sum(costs.values()) < WORTH_A_PROCESS:
        return (shapes,)
    parts: list[Graph] = [Graph(bind_namespaces="none") for _ in range(cores)]
    for part in parts:
        for triple in shapes:
            if triple[1] != SH.targetClass:
                part.add(triple)
    loads = [0] * cores
    for (shape, target), cost in sorted(costs.items(), key=lambda item: (-item[1], str(item[0]))):
        lightest = loads.index(min(loads))
        loads[lightest] += cost
        parts[lightest].add((shape, SH.targetClass, URIRef(str(target))))
    return tuple(parts)


def run_beside(task: Callable[[Graph], R], parts: Sequence[Graph]) -> list[R]:
    """Run a task on each part, the first here and each other in a copy of this process.

    Args:
        task: what to do with a part; what it gives back is sent over as a pickle.
        parts: the parts.
    """
    global _task
    if len(parts) < 2:
        return [task(part) for part in parts]
    _task = task  # The copies find it, and the store that it knows, in the memory that they share.
    try:
        with ProcessPoolExecutor(len(parts) - 1, mp_context=multiprocessing.get_context("fork")) as pool:
            others = [pool.submit(_run_task, part) for part in parts[1:]]
            return [task(parts[0]), *(other.result() for other in others)]  # type: ignore[list-item]
    finally:
        _task = None


def _run_task(part: Graph) -> object:
    assert _task is not None
    return _task(part)
