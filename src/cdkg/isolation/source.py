"""Where a pool's workers come from: the process from which they are forked, replaced when it ends or is outdated."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Final

from cdkg.isolation.handle import Worker
from cdkg.isolation.messages import stopping
from cdkg.isolation.zygote import Zygote

Startup = tuple[Callable[..., None], tuple[object, ...]]

_STARTUP_SECONDS: Final = 60.0


class WorkerSource:
    """Makes workers.

    Args:
        memory_mib: as for the pool.
        seconds: as for the pool.
        startup: the initializer of the process that they are forked from, and its arguments.
    """

    def __init__(self, memory_mib: int, seconds: float, startup: Startup) -> None:
        self._limits = (memory_mib, seconds)
        self._startup = startup
        self._lock = Lock()
        self._closed = False
        self._zygote: Zygote | None = None
        self._renewed: Zygote | None = None

    @property
    def is_renewed(self) -> bool:
        """Whether workers are forked from the process of the last renewal."""
        return self._zygote is not None and self._zygote is self._renewed

    @property
    def is_ready(self) -> bool:
        """Whether there is a process from which a worker has been forked."""
        zygote = self._zygote
        return zygote is not None and zygote.is_ready

    def is_of_today(self, worker: Worker) -> bool:
        """Tell whether a worker was forked from the present process."""
        return worker.zygote is self._zygote

    def worker(self) -> Worker:
        """Fork a worker.

        Raises:
            EOFError: if it ends before it can say a word.
            OSError: if there is none in time.
        """
        dead: Zygote | None = None
        is_second = False
        while True:
            zygote = self._living(dead)
            try:
                return Worker(zygote, _STARTUP_SECONDS)
            except (EOFError, OSError):
                # It ended between two calls, killed by the system, say. There is a second attempt, not a third; one
                # that a renewal has overtaken, which ends the process, is no attempt.
                is_present = zygote is self._zygote
                if is_present and is_second:
                    raise
                is_second = is_second or is_present
                dead = zygote

    def renew(self, startup: Startup) -> bool:
        """Start another process; when it is ready, workers are forked from that one.

        Args:
            startup: its initializer, and the arguments of that.

        Returns:
            whether it became ready.
        """
        zygote = Zygote(*self._limits, *startup)
        try:
            Worker(zygote, _STARTUP_SECONDS).end()
        except (EOFError, OSError):
            zygote.close()
            return False
        with self._lock:
            if self._closed:
                outdated: Zygote | None = zygote
            else:
                outdated, self._zygote, self._renewed = self._zygote, zygote, zygote
        if outdated is not None:
            outdated.close()
        return outdated is not zygote

    def close(self) -> None:
        """End the process; its workers stay."""
        with self._lock:
            self._closed = True
            zygote, self._zygote = self._zygote, None
        if zygote is not None:
            zygote.close()

    def _living(self, dead: Zygote | None) -> Zygote:
        with self._lock:
            if self._closed:
                raise stopping()
            if self._zygote is None or self._zygote is dead:
                self._zygote = Zygote(*self._limits, *self._startup)
                if dead is not None:
                    dead.close()
            return self._zygote
