"""A lane: so many may pass at a time, some more may wait, and who waits too long is turned away."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from threading import Event, Lock
from typing import Final

from cdkg.isolation.messages import all_busy, stopping

_ADMITTED: Final = "admitted"
_TURNED_AWAY: Final = "turned away"
_PAUSE_SECONDS: Final = 0.2
_LONG_SECONDS: Final = 0.5
"""Who has waited for longer than this gets every second place, or a crowd of newcomers would keep them out for ever."""


class _Ticket:
    """One who waits, and how the wait ended."""

    def __init__(self, since: float, *, is_preferred: bool) -> None:
        self.ended = Event()
        self.outcome = ""
        self.since = since
        self.is_preferred = is_preferred

    def end(self, outcome: str) -> None:
        self.outcome = outcome
        self.ended.set()


class Lane:
    """Places for a number of calls.

    Args:
        places: how many calls may be in it at a time.
        waiting: how many more may wait. When one more comes, the one that is last in turn is turned away.
        newest_first: who gets a free place: mostly the one who came last, so that under load most wait little and few
            wait long, or else the one who came first; in either case, of those who are preferred if there are any.
        clock: tells the time, in seconds.
    """

    def __init__(
        self, places: int, waiting: int, *, newest_first: bool, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._free = places
        self._most_waiting = waiting
        self._newest_first = newest_first
        self._is_turn_of_oldest = False
        self._clock = clock
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

    def enter(self, patience: float, *, is_preferred: bool = False) -> None:
        """Take a place; wait for one where none is free.

        Args:
            patience: how long to wait, in seconds.
            is_preferred: whether to go before those who are not.

        Raises:
            OverBudgetError: if none became free in time, or too many came later.
        """
        with self._lock:
            if self._over.is_set():
                raise stopping()
            if self._free:
                self._free -= 1
                return
            ticket = _Ticket(self._clock(), is_preferred=is_preferred)
            self._queue.append(ticket)
            if len(self._queue) > self._most_waiting:
                self._take_out(self._last()).end(_TURNED_AWAY)
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
            self._next().end(_ADMITTED)

    def _next(self) -> _Ticket:
        oldest = self._queue[0]
        self._is_turn_of_oldest = not self._is_turn_of_oldest and self._clock() - oldest.since > _LONG_SECONDS
        return self._take_out(oldest if self._is_turn_of_oldest else self._first())

    def _first(self) -> _Ticket:
        in_turn = reversed(self._queue) if self._newest_first else iter(self._queue)
        return max(in_turn, key=lambda ticket: ticket.is_preferred)  # of those alike, the first

    def _last(self) -> _Ticket:
        in_turn = iter(self._queue) if self._newest_first else reversed(self._queue)
        return min(in_turn, key=lambda ticket: ticket.is_preferred)

    def _take_out(self, ticket: _Ticket) -> _Ticket:
        self._queue.remove(ticket)
        return ticket

    def close(self) -> None:
        """Turn away all who wait, and all who come."""
        with self._lock:
            self._over.set()
            while self._queue:
                self._queue.pop().end(_TURNED_AWAY)
