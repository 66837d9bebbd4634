"""Short calls one behind the other in one worker, which so need not rest between two of them.

A worker that must wait for its next call has lost the processor when that comes, and with it all that the processor had
at hand of it: measured on two processors, that costs a lookup as much as the lookup itself. Behind one another, calls
reach the worker while it is still at work on the one before.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock
from typing import Any, Final

from cdkg.isolation.channel import packed
from cdkg.isolation.handle import Outcome, Worker
from cdkg.isolation.roster import Roster
from cdkg.isolation.task import Call, Task, WorkerEndedError

_LONGEST_CALL: Final = 8_192
_MOST_WITHIN: Final = 32
_ENOUGH_WITHIN: Final = 4


class OvertakenError(Exception):
    """A call was sent to a worker in vain: one before it turned out to be long, or ended the worker."""


class NoPlaceError(Exception):
    """There is no place for a call: all are taken, or it is too large."""


class _Turn:
    """A place in a pipeline: its call's answer may be read when the one before is over."""

    def __init__(self, before: _Turn | None) -> None:
        self.before = before
        self.over = Lock()
        self.over.acquire()


class Pipeline:
    """One worker, and the calls that are on their way through it, in order.

    Args:
        worker: the worker; nobody else uses it.
    """

    def __init__(self, worker: Worker) -> None:
        self.worker = worker
        self.within = 0
        self.is_open = True
        self._is_broken = False
        self._is_taken = False
        self._lock = Lock()
        self._last: _Turn | None = None

    def enter(self, call: bytes) -> _Turn | None:
        """Send a call to the worker, behind those that it has already.

        Args:
            call: the call, packed.

        Returns:
            its turn; none where the pipeline takes no more.

        Raises:
            OSError: if the worker is not there any more.
        """
        with self._lock:
            if not self.is_open or self.within >= _MOST_WITHIN:
                return None
            self.worker.channel.send_packed(call)
            self.within += 1
            self._last = turn = _Turn(self._last)
            return turn

    def wait(self, turn: _Turn, deadline: float) -> None:
        """Wait until the calls before one are over.

        Raises:
            OvertakenError: if one of them broke the pipeline, or took until the deadline.
        """
        before, turn.before = turn.before, None
        if before is not None and not before.over.acquire(timeout=max(0.0, deadline - time.monotonic())):
            self.break_off()
        if self._is_broken:
            raise OvertakenError

    def leave(self, turn: _Turn) -> bool:
        """Let the next have its turn; tell whether the worker is to be dismissed, since nobody will use it again."""
        with self._lock:
            self.within -= 1
            if self._last is turn:
                self._last = None
            is_done = not (self.is_open or self.within or self._is_taken)
        turn.over.release()
        return is_done

    def close(self) -> bool:
        """Take no further calls; tell whether the worker is to be dismissed at once."""
        with self._lock:
            was_open, self.is_open = self.is_open, False
            return was_open and not self.within

    def break_off(self) -> None:
        """Have the calls that wait for their turn go elsewhere."""
        with self._lock:
            self.is_open, self._is_broken = False, True

    def take_worker(self) -> None:
        """Break off, and leave the worker to the call that has its turn."""
        self._is_taken = True
        self.break_off()


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
        try:
            turn = pipeline.enter(message)
        except OSError:
            self._retire(pipeline)
            raise OvertakenError from None
        if turn is None:
            raise OvertakenError if not pipeline.is_open else NoPlaceError
        try:
            task, outcome = self._outcome(pipeline, turn, call, deadline)
        finally:
            if pipeline.leave(turn):
                self._roster.dismiss(pipeline.worker)
        if outcome is None:
            return self._go_on(task)
        try:
            return outcome.result()
        except MemoryError:
            raise WorkerEndedError(by_the_call=False) from None

    def _outcome(self, pipeline: Pipeline, turn: _Turn, call: Call, deadline: float) -> tuple[Task, Outcome | None]:
        """Wait for what a call comes to; none if it is no short one."""
        pipeline.wait(turn, deadline)
        worker = pipeline.worker
        try:
            task = Task(worker, call, deadline)
            if not self._wait(task):
                pipeline.take_worker()
                return task, None
            outcome = worker.outcome()
        except (EOFError, OSError):
            pipeline.break_off()
            raise WorkerEndedError(by_the_call=False) from None
        except BaseException:
            pipeline.break_off()
            raise
        worker.has_worked = True
        if outcome.is_worn:
            self._retire(pipeline)
        return task, outcome

    def _pipeline(self, deadline: float) -> Pipeline:
        """Find the one to enter: the first, which has most at hand, unless it has enough to do."""
        self.refresh()
        chosen = self._chosen()
        if chosen is not None:
            return chosen
        worker = self._roster.take(deadline - time.monotonic())
        with self._lock:
            if len(self._pipelines) < self._most:
                self._pipelines.append(Pipeline(worker))
                return self._pipelines[-1]
        # Others have made some in the meantime.
        self._roster.put_back(worker)
        chosen = self._chosen()
        if chosen is None:
            raise OvertakenError
        return chosen

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
