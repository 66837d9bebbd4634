"""A pool of workers: short calls first, long ones few at a time, and none for longer than it may take."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from multiprocessing.util import Finalize
from typing import Any, Final, ParamSpec, TypeVar, cast

from cdkg.isolation.experience import Experience
from cdkg.isolation.handle import Worker
from cdkg.isolation.lane import Lane
from cdkg.isolation.messages import stopping, too_large, too_slow, unwanted
from cdkg.isolation.roster import Roster
from cdkg.isolation.source import WorkerSource

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
_Call = tuple[Callable[..., object], tuple[object, ...], dict[str, object]]

SHORT_SECONDS: Final = 0.1
"""How long a call is a short one. What takes longer steps aside, so that short calls are answered whatever goes on."""

_PATIENCE_SECONDS: Final = 1.5
_LONG_PATIENCE_SECONDS: Final = 5.0
_UNKNOWN_CALLS_WAITING: Final = 16
_SHORT_CALLS_WAITING: Final = 64
_LONG_CALLS_WAITING: Final = 4
_GLANCE_SECONDS: Final = 0.25


def _nothing() -> None:
    """Stand in for an initializer that is not given."""


def _always() -> bool:
    return True


class WorkerPool:
    """Runs functions in processes of their own, one call at a time in each.

    A worker that fails, dies or takes too long costs its call and nothing else. Workers start when they are first
    needed.

    Args:
        workers: how many calls may run at the same time; as many again of kinds that are known to be short.
        seconds: the longest time that one call may take, its waiting in favour of short ones included.
        memory_mib: the most memory that one process may use beyond what it has after the initializer, in MiB (Linux
            only; elsewhere there is no limit).
        initializer: called once before the first worker is forked; it must be importable by name.
        initargs: its arguments.
        long_calls: how many further calls may run that are no longer short ones; where it is given, a call that is
            not done in `SHORT_SECONDS` makes room for others and runs on with low priority as one of these.
        is_wanted: asked from time to time in the thread that waits for a long call; the call is ended when nobody
            wants its answer any more.
    """

    def __init__(
        self,
        workers: int,
        seconds: float,
        memory_mib: int,
        initializer: Callable[..., None] = _nothing,
        initargs: tuple[object, ...] = (),
        *,
        long_calls: int | None = None,
        is_wanted: Callable[[], bool] = _always,
    ) -> None:
        self._seconds = seconds
        self._memory_mib = memory_mib
        self._is_wanted = is_wanted
        self._first = Lane(workers, _UNKNOWN_CALLS_WAITING * workers, newest_first=True)
        self._short = Lane(workers, _SHORT_CALLS_WAITING * workers, newest_first=True)
        self._long = (
            None if long_calls is None else Lane(long_calls, _LONG_CALLS_WAITING * long_calls, newest_first=False)
        )
        self._experience = Experience()
        self._closed = False
        self._source = WorkerSource(memory_mib, seconds, (initializer, initargs))
        self._roster = Roster(self._source)
        # A process that multiprocessing started waits at its end for its own children: they must be ended before.
        self._at_exit = Finalize(None, self.close, exitpriority=100)

    def run(self, function: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        """Run a function in a worker and wait for what it returns.

        Args:
            function: what to run; it and its arguments must be importable or picklable.
            args: its arguments.
            kwargs: its keyword arguments.

        Raises:
            OverBudgetError: if no worker became free in time, or the function took too long or too much memory, or
                ended its process. What the function itself raises is raised here too.
        """
        return self.run_as(None, function, *args, **kwargs)

    def run_as(
        self,
        kind: Hashable,
        function: Callable[Arguments, Result],
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Result:
        """Run a function as `run` does, and learn from how long it takes.

        Args:
            kind: what calls that are likely to take about as long have in common. When one has taken long, the next of
                the kind is a long call from the beginning, and does not hold up short ones.
            function: what to run.
            args: its arguments.
            kwargs: its keyword arguments.

        Raises:
            OverBudgetError: as for `run`.
        """
        if self._closed:
            raise RuntimeError("the worker pool is closed")
        call = (function, args, kwargs)
        expected = self._experience.expects_long(kind)
        if self._long is not None and expected:
            return cast(Result, self._run_long(self._long, kind, call))
        # Those that are known to be short do not wait behind those of which nothing is known.
        lane = self._first if expected is None else self._short
        lane.enter(min(self._seconds, _PATIENCE_SECONDS))
        try:
            worker = self._roster.take()
            deadline = time.monotonic() + self._seconds
            is_done = self._begin(worker, call, deadline)
        finally:
            lane.leave()
        self._experience.note(kind, was_long=not is_done)
        if not is_done:
            self._wait_in_long_lane(worker, deadline)
        return cast(Result, self._end(worker, reusable=is_done))

    @property
    def is_renewed(self) -> bool:
        """Whether workers are forked from the process of the last renewal."""
        return self._source.is_renewed

    def renew(self, initializer: Callable[..., None], initargs: tuple[object, ...]) -> bool:
        """Fork workers from now on from a process that is initialised in another way; calls that run are not touched.

        Until that process is ready, the workers that there are go on. If it ends, the pool's own initializer is used
        again.

        Args:
            initializer: as for the pool.
            initargs: its arguments.

        Returns:
            whether it became ready.
        """
        return self._roster.renew((initializer, initargs))

    def close(self) -> None:
        """End all processes; what still runs in them is given up."""
        self._at_exit.cancel()
        self._closed = True
        self._first.close()
        self._short.close()
        if self._long is not None:
            self._long.close()
        self._roster.close()

    def _begin(self, worker: Worker, call: _Call, deadline: float) -> bool:
        """Hand a worker its call, and wait for it as long as it is a short one; tell whether it is done."""
        with self._dropping(worker):
            worker.call(*call)
            if self._long is None:
                self._wait(worker, deadline)
                return True
            # On a busy machine a short call may have to wait for a processor: that does not make it a long one.
            begin = worker.processor_seconds()
            give_up = time.monotonic() + _PATIENCE_SECONDS
            while not worker.is_done_within(SHORT_SECONDS):
                used = worker.processor_seconds() - begin
                if used >= SHORT_SECONDS / 2 or not begin or time.monotonic() > give_up:
                    return False
            return True

    def _run_long(self, lane: Lane, kind: Hashable, call: _Call) -> object:
        lane.enter(min(self._seconds, _PATIENCE_SECONDS))
        try:
            worker = self._roster.take()
            with self._dropping(worker):
                worker.step_aside()
                begin = worker.processor_seconds()
                worker.call(*call)
                self._wait(worker, time.monotonic() + self._seconds)
                self._experience.note(kind, was_long=worker.processor_seconds() - begin > SHORT_SECONDS / 2)
        finally:
            lane.leave()
        return self._end(worker, reusable=False)

    def _wait_in_long_lane(self, worker: Worker, deadline: float) -> None:
        assert self._long is not None
        with self._dropping(worker):
            if not self._long.try_enter():
                worker.pause()
                self._long.enter(min(deadline - time.monotonic(), _LONG_PATIENCE_SECONDS))
            try:
                worker.step_aside()
                self._wait(worker, deadline)
            finally:
                self._long.leave()

    def _wait(self, worker: Worker, deadline: float) -> None:
        while (left := deadline - time.monotonic()) > 0:
            if worker.is_done_within(min(left, _GLANCE_SECONDS)):
                return
            if self._closed:
                raise stopping()
            if not self._is_wanted():
                raise unwanted()
        raise too_slow(self._seconds)

    def _end(self, worker: Worker, *, reusable: bool) -> Any:  # whatever was called returns
        with self._dropping(worker):
            outcome = worker.outcome()
        # What has run for long keeps its low priority.
        is_fit = reusable and not outcome.is_worn
        self._roster.put_back(worker) if is_fit else self._roster.dismiss(worker)
        try:
            return outcome.result()
        except MemoryError:
            raise too_large(self._memory_mib) from None

    @contextmanager
    def _dropping(self, worker: Worker) -> Iterator[None]:
        """Give up a worker with which something goes wrong."""
        try:
            yield
        except (EOFError, OSError):
            self._roster.dismiss(worker)
            raise stopping() if self._closed else too_large(self._memory_mib) from None
        except BaseException:
            self._roster.dismiss(worker)
            raise
