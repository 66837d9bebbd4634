"""A lane: so many may pass at a time, some more may wait, and who waits too long is turned away."""

from __future__ import annotations

from collections import deque
from threading import Event, Lock
from typing import Final

from cdkg.isolation.messages import all_busy, stopping

_ADMITTED: Final = "admitted"
_TURNED_AWAY: Final = "turned away"
_PAUSE_SECONDS: Final = 0.2


class _Ticket:
    """One who waits, and how the wait ended."""

    def __init__(self) -> None:
        self.ended = Event()
        self.outcome = ""

    def end(self, outcome: str) -> None:
        self.outcome = outcome
        self.ended.set()


class Lane:
    """Places for a number of calls.

    Args:
        places: how many calls may be in it at a time.
        waiting: how many more may wait. When one more comes, the one that is last in turn is turned away.
        newest_first: who gets a free place: the one who came last, so that under load most wait little and few wait
            long, or else the one who came first.
    """

    def __init__(self, places: int, waiting: int, *, newest_first: bool) -> None:
        self._free = places
        self._most_waiting = waiting
        self._newest_first = newest_first
        self._lock = Lock()
        self._queue: deque[_Ticket] = deque()
        self._over = Event()

    def try_enter(self) -> bool:
        """Take a place if one is free, and tell whether one was."""
        with self._lock:
            if self._free == 0 or self._over.is_set():
                return False
            self._free -= 1
            return True

    def enter(self, patience: float) -> None:
        """Take a place; wait for one where none is free.

        Args:
            patience: how long to wait, in seconds.

        Raises:
            OverBudgetError: if none became free in time, or too many came later.
        """
        with self._lock:
            if self._over.is_set():
                raise stopping()
            if self._free:
                self._free -= 1
                return
            ticket = _Ticket()
            self._queue.append(ticket)
            if len(self._queue) > self._most_waiting:
                last = self._queue.popleft() if self._newest_first else self._queue.pop()
                last.end(_TURNED_AWAY)
        ticket.ended.wait(patience)
        with self._lock:
            if ticket.outcome == _ADMITTED:
                return
            if not ticket.outcome:
                self._queue.remove(ticket)
        # Whoever asks again at once is not answered at once: a crowd that does would leave no time for the others.
        if self._over.wait(_PAUSE_SECONDS):
            raise stopping()
        raise all_busy()

    def leave(self) -> None:
        """Give the place back, to one who waits if there is one."""
        with self._lock:
            if not self._queue:
                self._free += 1
                return
            ticket = self._queue.pop() if self._newest_first else self._queue.popleft()
            ticket.end(_ADMITTED)

    def close(self) -> None:
        """Turn away all who wait, and all who come."""
        with self._lock:
            self._over.set()
            while self._queue:
                self._queue.pop().end(_TURNED_AWAY)
