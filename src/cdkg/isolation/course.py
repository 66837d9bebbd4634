"""The course of a call: short ones pass, long ones make room and run on with lower priority."""

from __future__ import annotations

import time
from asyncio import Future
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from cdkg.errors import Message
from cdkg.isolation.experience import Experience
from cdkg.isolation.handle import Outcome, Worker
from cdkg.isolation.level import FRESH_FACTOR, UNKNOWN_NICENESS, Level
from cdkg.isolation.messages import stopping, too_slow, unwanted
from cdkg.isolation.roster import Roster
from cdkg.isolation.stream import NoPlaceError
from cdkg.isolation.streams import Streams
from cdkg.isolation.task import Call, Task, WorkerEndedError

_LANE_SECONDS: Final = 5.0
"""How long a call waits for its place in a lane."""

_CLEARLY_LESS: Final = 0.5


class Course:
    """Takes calls through the levels of a pool.

    Args:
        roster: its workers.
        levels: its levels.
        is_wanted: as for the pool.
        advice: as for the pool.
    """

    def __init__(
        self, roster: Roster, levels: tuple[Level, ...], is_wanted: Callable[[], bool], advice: Message
    ) -> None:
        self._roster = roster
        self._levels = levels
        self._is_wanted = is_wanted
        self._advice = advice
        self._experience = Experience()
        self._closed = False
        self._streams = Streams(roster, self._experience.note_outgrown)

    def run(self, call: Call, deadline: float, *, fresh: bool) -> Any:  # whatever was called returns
        """Carry out a call.

        Args:
            call: the call.
            deadline: when it must be done.
            fresh: whether it is to have a worker that has never worked.

        Raises:
            WorkerEndedError: if the worker ended, or had no memory left.
            OverBudgetError: if no worker became free in time, or it took too long.
        """
        expected = self._experience.level(call.kind)
        level = expected or 0
        lane = self._levels[0].unknown if expected is None else self._levels[level].lane
        # What is known to end goes before what may be as long as it likes.
        is_preferred = self._experience.is_sure(call.kind)
        lane.enter(max(0.0, min(deadline - time.monotonic(), _LANE_SECONDS)), is_preferred=is_preferred)
        try:
            worker = self._roster.take_aside(level) if level and not fresh else None
            worker = worker or self._roster.take(deadline - time.monotonic(), fresh=fresh)
            task = Task(worker, call, deadline)
            with self._dismissing(worker, level):
                if level:
                    worker.step_aside(self._levels[level].niceness)
                elif expected is None and len(self._levels) > 1:
                    worker.step_aside(UNKNOWN_NICENESS)
                worker.call(call.function, call.args, call.kwargs)
                is_done = self._wait(task, level)
        finally:
            lane.leave()
        return self._end(task, level) if is_done else self._run_on(task, level)

    def begin(self, call: Call) -> Future[Outcome]:
        """Begin a call that is known to be short, in an event loop.

        Returns:
            what it will have come to; `NoPlaceError` where it must be carried out by `run` after all.

        Raises:
            NoPlaceError: if it must be carried out by `run`.
        """
        if self._closed or not self._experience.is_surely_short(call.kind):
            raise NoPlaceError
        return self._streams.begin(call)

    def refresh(self) -> None:
        """Let go of workers that are outdated, as soon as nobody waits for them."""
        self._streams.refresh()

    def close(self) -> None:
        """Give up what runs, and turn away what comes."""
        self._closed = True
        for level in self._levels:
            level.lane.close()
            level.unknown.close()

    def _run_on(self, task: Task, level: int = 0) -> Any:  # whatever was called returns
        """Let a call run that has outgrown a level."""
        is_done = False
        while not is_done:
            level += 1
            is_done = self._go_on(task, level)
        return self._end(task, level)

    def _go_on(self, task: Task, level: int) -> bool:
        """Let a call that has outgrown one level run on the next."""
        if task.processor_seconds() >= self._most(task, level - 1):
            self._experience.note(task.kind, level, has_ended=False)
        lane = self._levels[level].lane
        with self._dismissing(task.worker, level):
            if not lane.try_enter():
                task.worker.pause()
                lane.enter(min(task.deadline - time.monotonic(), _LANE_SECONDS))
            try:
                task.worker.step_aside(self._levels[level].niceness)
                return self._wait(task, level)
            finally:
                lane.leave()

    def _wait(self, task: Task, level: int) -> bool:
        """Wait for a call as long as it may stay on a level; tell whether it is done."""
        here = self._levels[level]
        if level == 0 and task.worker.is_done_at_once():
            return True
        most = self._most(task, level)
        # On a busy machine a call may have to wait for a processor: that alone does not make it a longer one, but it
        # must not keep others waiting.
        give_up = time.monotonic() + here.patience
        while (left := task.deadline - time.monotonic()) > 0:
            if task.worker.is_done_within(min(left, here.glance)):
                return True
            if self._closed:
                raise stopping()
            if level and not self._is_wanted():
                raise unwanted()
            if task.processor_seconds() >= most or time.monotonic() > give_up:
                return False
        raise too_slow(task.seconds, self._advice)

    def _most(self, task: Task, level: int) -> float:
        """Tell how much processor time a call may use before it leaves a level."""
        return self._levels[level].seconds * (1 if level or task.worker.has_worked else FRESH_FACTOR)

    def _end(self, task: Task, level: int) -> Any:  # whatever was called returns
        with self._dismissing(task.worker, level):
            outcome = task.worker.outcome()
        by_the_call = level > 0 or not task.worker.has_worked
        used = task.processor_seconds() / (1 if task.worker.has_worked else FRESH_FACTOR)
        self._experience.note(task.kind, self._level_of(used, level) if level else 0, has_ended=True)
        if outcome.is_worn:
            self._roster.dismiss(task.worker)
        elif level:
            # It keeps its low priority, and serves what has that, too.
            self._roster.put_aside(task.worker, level)
        else:
            self._roster.put_back(task.worker)
        try:
            return outcome.result()
        except MemoryError:
            raise WorkerEndedError(by_the_call=by_the_call) from None

    def _level_of(self, used: float, level: int) -> int:
        """Tell on which level to begin the next call of a kind.

        Args:
            used: the processor time that one took.
            level: the level on which it ended.
        """
        for number, lower in enumerate(self._levels[:level]):
            # Where it is not much less, the next may well take more.
            if used < lower.seconds * _CLEARLY_LESS:
                return number
        return level

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
