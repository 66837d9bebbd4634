"""Looks at batches of nodes beside each other, each in a copy of this process, as many as there are processors.

A copy derives and validates in memory of its own. It never touches the store on disk, since an engine's files and
threads are not made to be copied: what it looks at was cut out of the store before, and what else has to be looked up
is asked of this process.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from typing import Any, Final

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse, serialize

from cdkg.contributions.overlay import is_stated
from cdkg.contributions.shared import is_shared
from cdkg.contributions.slices import Slice
from cdkg.errors import OverBudgetError
from cdkg.isolation.worker import WATCH
from cdkg.namespaces import DERIVED_GRAPH, INFERRED_GRAPH, RESOLVED_GRAPH
from cdkg.validation import Result, validate

_BY_RULE: Final = tuple(NamedNode(graph) for graph in (DERIVED_GRAPH, RESOLVED_GRAPH, INFERRED_GRAPH))
_FORK: Final = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Followed:
    """What follows from a slice.

    Args:
        added: what follows only after the change.
        removed: what follows only before it.
        shared: what follows before and after it, and can follow from other slices, too.
    """

    added: frozenset[Quad]
    removed: frozenset[Quad]
    shared: frozenset[Quad]


@dataclass(frozen=True)
class Found:
    """What was found of a slice: what follows from it, and what does not conform."""

    followed: Followed
    results: tuple[Result, ...]


FocusOf = Callable[[int, Followed], list[str]]
"""Names the nodes to check, of the slice with that number."""


def look_at(slices: Iterable[Slice], focus_of: FocusOf, done: Callable[[int], None]) -> list[Found]:
    """Derive from slices, and check them.

    Args:
        slices: the slices; each is taken when there is a processor for it.
        focus_of: names what has to be checked; it is called here.
        done: is told the number of each slice that has been looked at.

    Raises:
        CdkgError: what deriving raises, or if a copy of this process was ended.
    """
    found: dict[int, Found] = {}
    given = _beside(slices, focus_of) if processors() > 1 and _can_be_copied() else _in_turn(slices, focus_of)
    for number, one in given:
        found[number] = one
        done(number)
    return [found[number] for number in sorted(found)]


def processors() -> int:
    """Tell how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1


def _can_be_copied() -> bool:
    """Tell whether no thread runs that a copy could miss; the watch of a worker only waits, and holds no lock."""
    here = threading.current_thread()
    return all(thread is here or thread.name == WATCH for thread in threading.enumerate())


def _in_turn(slices: Iterable[Slice], focus_of: FocusOf) -> Iterator[tuple[int, Found]]:
    for number, cut in enumerate(slices):
        followed, store = _follow(cut)
        yield number, Found(followed, validate(store, focus=focus_of(number, followed)).results)


def _follow(cut: Slice) -> tuple[Followed, Store]:
    before = _consequences(cut.before())
    store = cut.after()
    after = _consequences(store)
    return Followed(after - before, before - after, frozenset(filter(is_shared, after & before))), store


def _consequences(store: Store) -> frozenset[Quad]:
    quads = chain.from_iterable(store.quads_for_pattern(None, None, None, graph) for graph in _BY_RULE)
    return frozenset(quad for quad in quads if not is_stated(quad))


@dataclass
class _Copy:
    """A copy of this process that looks at a slice."""

    number: int
    process: ForkProcess
    followed: Followed | None = None


def _beside(slices: Iterable[Slice], focus_of: FocusOf) -> Iterator[tuple[int, Found]]:
    running: dict[Connection, _Copy] = {}
    waiting = iter(enumerate(slices))
    gc.freeze()  # or the collector would write to, and so copy, what a copy of this process shares with it
    try:
        while True:
            while len(running) < processors() and (following := next(waiting, None)) is not None:
                _start(*following, running)
            if not running:
                return
            for connection in wait(list(running)):
                assert isinstance(connection, Connection)
                copy = running[connection]
                if copy.followed is None:
                    copy.followed = Followed(*map(_read, _received(connection)))
                    connection.send(focus_of(copy.number, copy.followed))
                    continue
                results = _received(connection)
                copy.process.join()
                del running[connection]
                connection.close()
                yield copy.number, Found(copy.followed, results)
    finally:
        gc.unfreeze()
        for connection, copy in running.items():
            copy.process.kill()
            copy.process.join()
            connection.close()


def _start(number: int, cut: Slice, running: dict[Connection, _Copy]) -> None:
    here, there = _FORK.Pipe()
    # The copy closes what it has of the others' connections: each is to notice when this process has gone.
    process = _FORK.Process(target=_look, args=(cut, there, [here, *running]), daemon=True)
    process.start()
    there.close()
    running[here] = _Copy(number, process)


def _look(cut: Slice, connection: Connection, others: list[Connection]) -> None:
    """Look at a slice; this runs in a copy of the process."""
    for other in others:
        other.close()
    try:
        followed, store = _follow(cut)
        connection.send([_written(part) for part in (followed.added, followed.removed, followed.shared)])
        focus = connection.recv()
        connection.send(validate(store, focus=focus).results)
    except (EOFError, BrokenPipeError):
        return
    except Exception as fault:  # noqa: BLE001  # it is raised again in the process that asked
        connection.send(fault)


def _received(connection: Connection) -> Any:
    try:
        received = connection.recv()
    except (EOFError, ConnectionResetError):
        raise OverBudgetError(
            "A process that checked a part of the data was ended, which is likely for want of memory. Nothing was "
            "changed. Hand the data in in smaller parts, or raise CDKG_WORKER_MEMORY_MIB.",
            "پردازه‌ای که بخشی از داده را می‌سنجید پایان داده شد؛ به احتمال زیاد به سبب کمبود حافظه. چیزی تغییر نکرد. "
            "داده را در بخش‌های کوچک‌تر بدهید یا CDKG_WORKER_MEMORY_MIB را بیشتر کنید.",
        ) from None
    if isinstance(received, Exception):
        raise received
    return received


def _written(quads: Iterable[Quad]) -> bytes:
    # Much quicker than to pickle each quad.
    written = serialize(quads, format=RdfFormat.N_QUADS)
    assert written is not None
    return written


def _read(written: bytes) -> frozenset[Quad]:
    return frozenset(parse(written, format=RdfFormat.N_QUADS))
