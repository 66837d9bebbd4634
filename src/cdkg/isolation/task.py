"""A call, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import NamedTuple

from cdkg.isolation.handle import Worker


class WorkerEndedError(Exception):
    """A worker ended during a call, or had no memory left.

    Args:
        by_the_call: whether it was surely the call that did it; what ends a worker early that has worked before may be
            what earlier calls left in it.
    """

    def __init__(self, *, by_the_call: bool) -> None:
        self.by_the_call = by_the_call


class Call(NamedTuple):
    """What is to be done.

    Args:
        kind: the call's kind.
        function: what to run.
        args: its arguments.
        kwargs: its keyword arguments.
        seconds: the longest time that it may take.
    """

    kind: Hashable
    function: Callable[..., object]
    args: tuple[object, ...]
    kwargs: dict[str, object]
    seconds: float


class Task:
    """A call while it is carried out.

    Args:
        worker: who does.
        call: the call.
        deadline: when it must be done.
    """

    def __init__(self, worker: Worker, call: Call, deadline: float) -> None:
        self.worker = worker
        self.kind = call.kind
        self.seconds = call.seconds
        self.deadline = deadline
        self._before = worker.processor_seconds()

    def processor_seconds(self) -> float:
        """Tell how much processor time it has used."""
        return self.worker.processor_seconds() - self._before
