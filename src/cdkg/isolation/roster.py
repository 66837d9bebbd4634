"""The workers of a pool: those that are idle and those that are at work."""

from __future__ import annotations

from threading import Lock

from cdkg.isolation.handle import Worker
from cdkg.isolation.messages import all_busy, stopping
from cdkg.isolation.source import Startup, WorkerSource


class Roster:
    """Gives out workers and takes them back. Threads may share it.

    Args:
        source: where new ones come from.
    """

    def __init__(self, source: WorkerSource) -> None:
        self._source = source
        self._lock = Lock()
        self._closed = False
        self._idle: list[Worker] = []
        self._busy: set[Worker] = set()

    def take(self, *, fresh: bool = False) -> Worker:
        """Give an idle worker, the one that worked last, or else a new one.

        Args:
            fresh: whether it must be a new one.

        Raises:
            OverBudgetError: if there is none to be had.
        """
        with self._lock:
            worker = self._idle.pop() if self._idle and not fresh else None
        if worker is not None and not worker.is_there():
            worker.end()
            worker = None
        try:
            worker = worker or self._source.worker()
        except (EOFError, OSError):
            raise all_busy() from None
        with self._lock:
            if self._closed:
                worker.end()
                raise stopping()
            self._busy.add(worker)
        return worker

    def put_back(self, worker: Worker) -> None:
        """Take a worker back, for the next call."""
        worker.has_worked = True
        with self._lock:
            self._busy.discard(worker)
            if self._source.is_of_today(worker) and not self._closed:
                self._idle.append(worker)
                return
        worker.end()

    def dismiss(self, worker: Worker) -> None:
        """Take a worker back that is not to work again."""
        with self._lock:
            self._busy.discard(worker)
        worker.end()

    def renew(self, startup: Startup) -> bool:
        """Have new workers come from another process, and dismiss the idle ones; see `WorkerSource.renew`."""
        if not self._source.renew(startup):
            return False
        with self._lock:
            outdated, self._idle = self._idle, []
        for worker in outdated:
            worker.end()
        return True

    def close(self) -> None:
        """End all of them, also those at work."""
        with self._lock:
            self._closed = True
            workers = [*self._idle, *self._busy]
            self._idle = []
        for worker in workers:
            worker.end()
        self._source.close()
