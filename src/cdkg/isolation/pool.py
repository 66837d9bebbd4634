"""A pool of workers: short calls first, long ones few at a time, and none for longer than it may take."""

from __future__ import annotations

import time
from asyncio import Future
from collections.abc import Callable, Hashable
from multiprocessing.util import Finalize
from typing import Any, ParamSpec, TypeVar, cast

from cdkg.errors import Message
from cdkg.isolation.course import Course
from cdkg.isolation.handle import Outcome
from cdkg.isolation.level import levels
from cdkg.isolation.messages import NARROW_QUERY, too_large, too_slow
from cdkg.isolation.roster import Roster
from cdkg.isolation.source import WorkerSource
from cdkg.isolation.task import Call, WorkerEndedError

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def _nothing() -> None:
    """Stand in for an initializer that is not given."""


class WorkerPool:
    """Runs functions in processes of their own, one call at a time in each.

    A worker that fails, dies or takes too long costs its call and nothing else. Workers start when they are first
    needed.

    Args:
        workers: how many calls may run at the same time; as many again of kinds that are known to be short.
        seconds: the longest time that one call may take, all waiting included.
        memory_mib: the most memory that one process may use beyond what it has after the initializer, in MiB (Linux
            only; elsewhere there is no limit).
        initializer: called once before the first worker is forked; it must be importable by name.
        initargs: its arguments.
        long_calls: where it is given, a call that is no short one makes room for others, and runs on with lower
            priority; so many may do so for a second, and so many for longer.
        spare: how many idle workers are kept ready, so that a call need not wait for one to start.
        is_wanted: asked from time to time in the thread that waits for a long call; the call is ended when nobody
            wants its answer any more.
        spent: asked in the thread that calls: how many seconds of the longest time it has spent by earlier calls.
        advice: what to do about a call that takes too much.
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
        spare: int = 0,
        is_wanted: Callable[[], bool] = lambda: True,
        spent: Callable[[], float] = lambda: 0.0,
        advice: Message = NARROW_QUERY,
    ) -> None:
        self._seconds = seconds
        self._memory_mib = memory_mib
        self._spent = spent
        self._advice = advice
        self._closed = False
        self._source = WorkerSource(memory_mib, seconds, (initializer, initargs))
        self._roster = Roster(self._source, spare)
        self._course = Course(self._roster, levels(workers, long_calls), is_wanted, advice)
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

    def run_within(
        self, seconds: float, function: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Result:
        """Run a function as `run` does, but for no longer than so many seconds.

        Raises:
            OverBudgetError: as for `run`.
        """
        return cast(Result, self._run(Call(None, function, args, kwargs, min(seconds, self._seconds))))

    def run_as(
        self, kind: Hashable, function: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Result:
        """Run a function as `run` does, and learn from how long it takes.

        Args:
            kind: what calls that are likely to take about as long have in common. When one has taken long, the next of
                the kind is a long call from the beginning, and does not hold up others.
            function: what to run.
            args: its arguments.
            kwargs: its keyword arguments.

        Raises:
            OverBudgetError: as for `run`.
        """
        return cast(Result, self._run(Call(kind, function, args, kwargs, self._seconds)))

    def begin_as(
        self, kind: Hashable, function: Callable[Arguments, object], *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Future[Outcome]:
        """Begin what `run_as` does, if its kind is known to be short, in an event loop: no thread waits for it.

        Args:
            kind: as for `run_as`.
            function: what to run.
            args: its arguments.
            kwargs: its keyword arguments.

        Returns:
            what it will have come to; `NoPlaceError` where it must be run by `run_as` after all. A `MemoryError` in it
            may be the fault of earlier calls: then, too, it must be run by `run_as`.

        Raises:
            NoPlaceError: if it must be run by `run_as`.
        """
        return self._course.begin(Call(kind, function, args, kwargs, self._seconds))

    def _run(self, call: Call) -> Any:  # whatever was called returns
        if self._closed:
            raise RuntimeError("the worker pool is closed")
        try:
            return self._carry_out(call)
        except WorkerEndedError as ended:
            if ended.by_the_call:
                raise too_large(self._memory_mib, self._advice) from None
        # What an earlier call left in the worker may have ended it: only a worker that is new tells whose fault it is.
        try:
            return self._carry_out(call, fresh=True)
        except WorkerEndedError:
            raise too_large(self._memory_mib, self._advice) from None

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
        is_ready = self._roster.renew((initializer, initargs))
        self._course.refresh()
        return is_ready

    def close(self) -> None:
        """End all processes; what still runs in them is given up."""
        self._at_exit.cancel()
        self._closed = True
        self._course.close()
        self._roster.close()

    def _carry_out(self, call: Call, *, fresh: bool = False) -> Any:  # whatever was called returns
        self._roster.begin()
        left = call.seconds - self._spent()
        if left <= 0:
            raise too_slow(call.seconds, self._advice)
        return self._course.run(call, time.monotonic() + left, fresh=fresh)
