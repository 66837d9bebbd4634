"""A pool of workers: short calls first, long ones few at a time, and none for longer than it may take."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from multiprocessing.util import Finalize
from typing import Any, Final, ParamSpec, TypeVar, cast

from cdkg.isolation.experience import Experience
from cdkg.isolation.handle import Worker
from cdkg.isolation.level import levels
from cdkg.isolation.messages import stopping, too_large, too_slow, unwanted
from cdkg.isolation.roster import Roster
from cdkg.isolation.source import WorkerSource
from cdkg.isolation.task import Call, Task, WorkerEndedError

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

_PATIENCE_SECONDS: Final = 1.5
_LONG_PATIENCE_SECONDS: Final = 5.0


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
    ) -> None:
        self._seconds = seconds
        self._memory_mib = memory_mib
        self._is_wanted = is_wanted
        self._spent = spent
        self._levels = levels(workers, long_calls)
        self._experience = Experience()
        self._closed = False
        self._source = WorkerSource(memory_mib, seconds, (initializer, initargs))
        self._roster = Roster(self._source, spare)
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

    def _run(self, call: Call) -> Any:  # whatever was called returns
        if self._closed:
            raise RuntimeError("the worker pool is closed")
        try:
            return self._carry_out(call, fresh=False)
        except WorkerEndedError as ended:
            if ended.by_the_call:
                raise too_large(self._memory_mib) from None
        # What an earlier call left in the worker may have ended it: only a worker that is new tells whose fault it is.
        try:
            return self._carry_out(call, fresh=True)
        except WorkerEndedError:
            raise too_large(self._memory_mib) from None

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
        for level in self._levels:
            level.lane.close()
            level.unknown.close()
        self._roster.close()

    def _carry_out(self, call: Call, *, fresh: bool) -> Any:  # whatever was called returns
        """Have a worker carry out a call.

        Raises:
            WorkerEndedError: if the worker ended, or had no memory left.
        """
        expected = self._experience.level(call.kind)
        level = expected or 0
        lane = self._levels[0].unknown if expected is None else self._levels[level].lane
        self._roster.begin()
        left = call.seconds - self._spent()
        if left <= 0:
            raise too_slow(call.seconds)
        deadline = time.monotonic() + left
        lane.enter(min(left, _PATIENCE_SECONDS))
        try:
            worker = self._roster.take(deadline - time.monotonic(), fresh=fresh)
            task = Task(worker, call, deadline)
            with self._dismissing(worker, level):
                if level:
                    worker.step_aside(self._levels[level].niceness)
                worker.call(call.function, call.args, call.kwargs)
                is_done = self._wait(task, level)
        finally:
            lane.leave()
        while not is_done:
            level += 1
            is_done = self._go_on(task, level)
        return self._end(task, level)

    def _go_on(self, task: Task, level: int) -> bool:
        """Let a call that has outgrown one level run on the next."""
        self._experience.note(task.kind, level)
        lane = self._levels[level].lane
        with self._dismissing(task.worker, level):
            if not lane.try_enter():
                task.worker.pause()
                lane.enter(min(task.deadline - time.monotonic(), _LONG_PATIENCE_SECONDS))
            try:
                task.worker.step_aside(self._levels[level].niceness)
                return self._wait(task, level)
            finally:
                lane.leave()

    def _wait(self, task: Task, level: int) -> bool:
        """Wait for a call as long as it may stay on a level; tell whether it is done."""
        here = self._levels[level]
        # On a busy machine a short call may have to wait for a processor: that alone does not make it a longer one.
        give_up = time.monotonic() + (_PATIENCE_SECONDS if here.seconds < math.inf else math.inf)
        while (left := task.deadline - time.monotonic()) > 0:
            if task.worker.is_done_within(min(left, here.glance)):
                return True
            if self._closed:
                raise stopping()
            if level and not self._is_wanted():
                raise unwanted()
            if task.processor_seconds() >= here.seconds or time.monotonic() > give_up:
                return False
        raise too_slow(task.seconds)

    def _end(self, task: Task, level: int) -> Any:  # whatever was called returns
        with self._dismissing(task.worker, level):
            outcome = task.worker.outcome()
        by_the_call = level > 0 or not task.worker.has_worked
        used = task.processor_seconds() if level else 0.0
        self._experience.note(task.kind, next(n for n, level in enumerate(self._levels) if used < level.seconds))
        # What has run for long keeps its low priority.
        if level == 0 and not outcome.is_worn:
            self._roster.put_back(task.worker)
        else:
            self._roster.dismiss(task.worker)
        try:
            return outcome.result()
        except MemoryError:
            raise WorkerEndedError(by_the_call=by_the_call) from None

    @contextmanager
    def _dismissing(self, worker: Worker, level: int) -> Iterator[None]:
        """Give up a worker with which something goes wrong."""
        try:
            yield
        except (EOFError, OSError):
            self._roster.dismiss(worker)
            if self._closed:
                raise stopping() from None
            raise WorkerEndedError(by_the_call=level > 0 or not worker.has_worked) from None
        except BaseException:
            self._roster.dismiss(worker)
            raise
