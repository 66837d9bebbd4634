"""The pipelines of a pool: where a call finds the worker that is likely to be at hand."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Lock
from typing import Any, Final

from cdkg.isolation.channel import packed
from cdkg.isolation.handle import Outcome
from cdkg.isolation.pipeline import OvertakenError, Pipeline, Turn
from cdkg.isolation.roster import Roster
from cdkg.isolation.task import Call, Task, WorkerEndedError

_LONGEST_CALL: Final = 8_192
_ENOUGH_WITHIN: Final = 4


class NoPlaceError(Exception):
    """There is no place for a call: all are taken, or it is too large."""


class Pipelines:
    """The pipelines of a pool.

    Args:
        roster: where their workers come from.
        most: how many there may be.
        wait: waits for a call as long as a short one may take, and tells whether it is done.
        go_on: lets a call that is no short one run on, gives its answer in the end or raises why there is none, and
            dismisses its worker.
    """

    def __init__(self, roster: Roster, most: int, wait: Callable[[Task], bool], go_on: Callable[[Task], Any]) -> None:
        self._roster = roster
        self._most = most
        self._wait = wait
        self._go_on = go_on
        self._lock = Lock()
        self._making = Lock()
        self._pipelines: list[Pipeline] = []

    def run(self, call: Call, deadline: float) -> Any:  # whatever was called returns
        """Carry out a call that is likely to be short.

        Args:
            call: the call.
            deadline: when it must be done.

        Raises:
            NoPlaceError: if it must be carried out elsewhere.
            OvertakenError: if it must be sent again.
            WorkerEndedError: if the worker ended, or had no memory left.
            OverBudgetError: if it took too long.
        """
        message = packed((call.function, call.args, call.kwargs))
        if len(message) > _LONGEST_CALL:
            raise NoPlaceError
        pipeline = self._pipeline(deadline)
        turn = pipeline.enter(message)
        if turn is None:
            raise OvertakenError if not pipeline.is_open else NoPlaceError
        try:
            outcome = self._outcome(pipeline, turn, call, deadline)
        finally:
            if pipeline.leave():
                self._roster.dismiss(pipeline.worker)
        if isinstance(outcome, Task):
            return self._go_on(outcome)
        try:
            return outcome.result()
        except MemoryError:
            raise WorkerEndedError(by_the_call=False) from None

    def _outcome(self, pipeline: Pipeline, turn: Turn, call: Call, deadline: float) -> Outcome | Task:
        """Wait for what a call comes to; if it is no short one, give it as a task that has the worker."""
        outcome = pipeline.wait(turn, deadline)
        if outcome is None:
            with _breaking_off(pipeline):
                self._send(pipeline)
                task = Task(pipeline.worker, call, deadline)
                if not self._wait(task):
                    pipeline.take_worker()
                    return task
                outcome = pipeline.worker.outcome()
            with suppress(WorkerEndedError), _breaking_off(pipeline):  # that is for those behind to meet with
                pipeline.hand_on()
        if outcome.is_worn:
            self._retire(pipeline)
        return outcome

    def _send(self, pipeline: Pipeline) -> None:
        try:
            pipeline.send()
        except OSError:
            raise OvertakenError from None

    def _pipeline(self, deadline: float) -> Pipeline:
        """Find the one to enter: the first, which has most at hand, unless it has enough to do."""
        self.refresh()
        chosen = self._chosen()
        if chosen is not None:
            return chosen
        # One is made at a time: or a crowd that comes at once would have a worker made for each of it, and kept.
        if not self._making.acquire(timeout=max(0.0, deadline - time.monotonic())):
            raise NoPlaceError
        try:
            return self._chosen() or self._made(deadline)
        finally:
            self._making.release()

    def _made(self, deadline: float) -> Pipeline:
        # One that has worked may have a lower priority from that.
        worker = self._roster.take(deadline - time.monotonic(), fresh=True)
        with self._lock:
            self._pipelines.append(Pipeline(worker))
            return self._pipelines[-1]

    def _chosen(self) -> Pipeline | None:
        with self._lock:
            least = min(self._pipelines, key=lambda one: one.within, default=None)
            chosen = next((one for one in self._pipelines if one.within < _ENOUGH_WITHIN), None)
            return chosen or (least if len(self._pipelines) >= self._most else None)

    def refresh(self) -> None:
        """Retire those whose workers are outdated."""
        with self._lock:
            outdated = [one for one in self._pipelines if not self._roster.is_of_today(one.worker)]
            self._pipelines = [one for one in self._pipelines if one.is_open and one not in outdated]
        for one in outdated:
            self._retire(one)

    def _retire(self, pipeline: Pipeline) -> None:
        """Have a pipeline take no more calls, and its worker dismissed after the last."""
        if pipeline.close():
            self._roster.dismiss(pipeline.worker)


@contextmanager
def _breaking_off(pipeline: Pipeline) -> Iterator[None]:
    """Have those behind the first go elsewhere when something goes wrong."""
    try:
        yield
    except (EOFError, OSError):
        pipeline.break_off()
        raise WorkerEndedError(by_the_call=False) from None
    except BaseException:
        pipeline.break_off()
        raise
