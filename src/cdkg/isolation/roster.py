"""The workers of a pool: those that are idle and those that are at work.

New ones are made one at a time beside the calls. A call takes the first worker that there is, made for it or given back
by another call: on a busy machine a new one may come late, and many that are asked for at once come later still.
"""

from __future__ import annotations

import time
from threading import Condition, Lock, Thread
from typing import Final, NamedTuple

from cdkg.errors import OverBudgetError
from cdkg.isolation.handle import Worker
from cdkg.isolation.messages import all_busy, stopping
from cdkg.isolation.source import Startup, WorkerSource

_ENDING_SECONDS: Final = 5.0
_MOST_ASIDE: Final = 2
_ASIDE_SECONDS: Final = 10.0


class _Aside(NamedTuple):
    """A worker that was put aside.

    Args:
        worker: the worker.
        level: for calls of which level it is kept.
        since: since when.
    """

    worker: Worker
    level: int
    since: float


class Roster:
    """Gives out workers and takes them back. Threads may share it.

    Args:
        source: where new ones come from.
        spare: how many idle ones to keep ready, once the first has been taken.
    """

    def __init__(self, source: WorkerSource, spare: int = 0) -> None:
        self._source = source
        self._spare = spare
        self._lock = Lock()
        self._available = Condition(self._lock)
        self._needed = Condition(self._lock)
        self._closed = False
        self._idle: list[Worker] = []
        self._aside: list[_Aside] = []
        self._busy: set[Worker] = set()
        self._waiting = {False: 0, True: 0}
        self._failures = 0
        self._maker: Thread | None = None

    def begin(self) -> None:
        """Wait until workers can be had, where the process from which they are forked has still to start."""
        if self._source.is_ready:
            return
        worker = self._wait_for_one(None, fresh=False)
        with self._lock:
            self._keep(worker)

    def take(self, seconds: float, *, fresh: bool = False) -> Worker:
        """Give an idle worker, the one that worked last, or else a new one.

        Args:
            seconds: how long to wait for one.
            fresh: whether it must be one that has never worked.

        Raises:
            OverBudgetError: if there is none to be had.
        """
        return self._wait_for_one(seconds, fresh=fresh)

    def put_back(self, worker: Worker) -> None:
        """Take a worker back, for the next call."""
        worker.has_worked = True
        with self._lock:
            self._keep(worker)

    def take_aside(self, level: int) -> Worker | None:
        """Give an idle worker that was put aside after a call of this level, if there is one."""
        with self._lock:
            for kept in reversed([kept for kept in self._aside if kept.level == level]):
                self._aside.remove(kept)
                if kept.worker.is_there():
                    self._busy.add(kept.worker)
                    return kept.worker
                kept.worker.end()
        return None

    def put_aside(self, worker: Worker, level: int) -> None:
        """Take a worker back that has stepped aside, and keep it for a while for the next call of its level.

        The first call in a worker that reads all of a graph in memory copies what it shares with others, which takes
        several times as long as the reading: one that has done so should not do it for one call only.

        Args:
            worker: the worker.
            level: the level of the call that it carried out.
        """
        worker.has_worked = True
        with self._lock:
            self._busy.discard(worker)
            is_enough = sum(kept.level == level for kept in self._aside) >= _MOST_ASIDE
            if not self._closed and self._source.is_of_today(worker) and not is_enough:
                self._aside.append(_Aside(worker, level, time.monotonic()))
                self._needed.notify()
                return
        worker.end()

    def dismiss(self, worker: Worker) -> None:
        """Take a worker back that is not to work again."""
        with self._lock:
            self._busy.discard(worker)
        worker.end()

    def is_of_today(self, worker: Worker) -> bool:
        """Tell whether a worker was forked from the present process; if not, it is better dismissed."""
        return self._source.is_of_today(worker)

    def renew(self, startup: Startup) -> bool:
        """Have new workers come from another process, and dismiss the idle ones; see `WorkerSource.renew`."""
        if not self._source.renew(startup):
            return False
        with self._lock:
            outdated = self._emptied()
            self._have_made()
        for worker in outdated:
            worker.end()
        return True

    def close(self) -> None:
        """End all of them, also those at work."""
        with self._lock:
            self._closed = True
            workers = [*self._emptied(), *self._busy]
            self._available.notify_all()
            self._needed.notify()
        for worker in workers:
            worker.end()
        self._source.close()
        if self._maker is not None:
            self._maker.join(_ENDING_SECONDS)

    def _emptied(self) -> list[Worker]:
        idle = [*self._idle, *(kept.worker for kept in self._aside)]
        self._idle, self._aside = [], []
        return idle

    def _let_go(self) -> float | None:
        """Dismiss those that were put aside long ago; tell when the next of them will have been, if there are any."""
        now = time.monotonic()
        while self._aside and now - self._aside[0].since >= _ASIDE_SECONDS:
            self._aside.pop(0).worker.end()
        return self._aside[0].since + _ASIDE_SECONDS - now if self._aside else None

    def _wait_for_one(self, seconds: float | None, *, fresh: bool) -> Worker:
        """Take a worker out of those that are idle, waiting until there is one, or none can be made."""
        deadline = None if seconds is None else time.monotonic() + seconds
        with self._lock:
            failures = self._failures
            self._waiting[fresh] += 1
            try:
                while (worker := self._idle_one(fresh=fresh)) is None:
                    self._have_made()
                    left = None if deadline is None else deadline - time.monotonic()
                    is_over = left is not None and left <= 0
                    if self._closed:
                        raise stopping()
                    if is_over or self._failures > failures:
                        raise all_busy()
                    self._available.wait(left)
                self._busy.add(worker)
            finally:
                self._waiting[fresh] -= 1
            self._have_made()
        return worker

    def _idle_one(self, *, fresh: bool) -> Worker | None:
        for worker in reversed(self._idle):
            if fresh and worker.has_worked:
                continue
            self._idle.remove(worker)
            if worker.is_there():
                return worker
            worker.end()
            return self._idle_one(fresh=fresh)
        return None

    def _keep(self, worker: Worker) -> None:
        self._busy.discard(worker)
        if self._closed or not self._source.is_of_today(worker):
            worker.end()
            return
        # Whoever worked last has at hand what the next call is likely to need.
        self._idle.insert(len(self._idle) if worker.has_worked else 0, worker)
        if any(self._waiting.values()):
            self._available.notify_all()

    def _is_short(self) -> bool:
        fresh = sum(not worker.has_worked for worker in self._idle)
        return fresh < self._waiting[True] or len(self._idle) < self._spare + sum(self._waiting.values())

    def _have_made(self) -> None:
        """Have more workers made if there are too few."""
        if self._closed or not self._is_short():
            return
        if self._maker is None:
            self._maker = Thread(target=self._make, name="make-workers", daemon=True)
            self._maker.start()
        self._needed.notify()

    def _make(self) -> None:
        """Make workers, one at a time, whenever there are too few."""
        while True:
            with self._lock:
                while not (self._closed or self._is_short()):
                    self._needed.wait(self._let_go())
                if self._closed:
                    return
            try:
                worker = self._source.worker()
            except (EOFError, OSError, OverBudgetError):
                with self._lock:
                    # Who waits for one is told, and the next who needs one has it tried again.
                    self._failures += 1
                    self._available.notify_all()
                    if not self._closed:
                        self._needed.wait(self._let_go())
            else:
                with self._lock:
                    self._keep(worker)
