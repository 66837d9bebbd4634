"""Calls one behind the other in one worker, for a program that waits for none of them.

A worker that must wait for its next call has lost the processor when that comes, and with it all that the processor had
at hand of it: measured on two processors, that costs a lookup as much as the lookup itself. Behind one another, calls
reach the worker while it is still at work on the one before. And where an event loop sends and receives, a call costs
no change from one thread to another; those cost more than all else that the program does about a lookup.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Hashable
from typing import Final, NamedTuple

from cdkg.isolation.channel import SEND_BUFFER, Inbox
from cdkg.isolation.handle import Outcome, Worker
from cdkg.isolation.level import FRESH_FACTOR, PATIENCE_SECONDS, SHORT_SECONDS

_MOST_WITHIN: Final = 32
_MOST_BYTES: Final = SEND_BUFFER // 4
"""What is on its way to a worker must find room, whatever the system adds to each part of it: the event loop sends, and
must not have to wait."""

_GLANCE_SECONDS: Final = 0.05
_LATE_SECONDS: Final = 0.002
"""Several times as long as a lookup takes, and less than a scan: behind one of those, the next goes elsewhere."""


class NoPlaceError(Exception):
    """A call must be carried out elsewhere: all places are taken, or it is no short one, or its worker has ended."""


class _Turn(NamedTuple):
    """A call on its way.

    Args:
        kind: the call's kind.
        size: how many bytes it takes, packed.
        outcome: what it will have come to.
    """

    kind: Hashable
    size: int
    outcome: asyncio.Future[Outcome]


class Stream:
    """One worker, and the calls that are on their way through it, in order. It is used in the event loop only.

    Args:
        worker: the worker; nobody else uses it.
        outgrown: told the kind of a call that turned out to be no short one.
        dismiss: given the worker in the end.
        clock: tells the time, in seconds.
    """

    def __init__(
        self,
        worker: Worker,
        outgrown: Callable[[Hashable], None],
        dismiss: Callable[[Worker], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.worker = worker
        self.is_open = True
        self._outgrown = outgrown
        self._dismiss = dismiss
        self._clock = clock
        self._loop = asyncio.get_running_loop()
        self._inbox = Inbox(worker.channel.connection)
        self._turns: deque[_Turn] = deque()
        self._bytes = 0
        self._unsent: list[bytes] = []
        self._is_ended = self._is_watched = False
        self._seen: _Turn | None = None
        self._moved = self._took = self._seen_at = self._used_before = 0.0
        self._loop.add_reader(worker.channel.connection, self._receive)

    @property
    def within(self) -> int:
        """How many calls are on their way."""
        return len(self._turns)

    @property
    def is_late(self) -> bool:
        """Whether calls are on their way, and the last one took longer than a lookup, or the first already has."""
        return bool(self._turns) and max(self._took, self._clock() - self._moved) > _LATE_SECONDS

    def enter(self, kind: Hashable, message: bytes) -> asyncio.Future[Outcome]:
        """Let a call go behind those that are on their way.

        Args:
            kind: its kind.
            message: the call, packed.

        Returns:
            what it will have come to; `NoPlaceError` where it must be carried out elsewhere after all.

        Raises:
            NoPlaceError: if there is no place for it.
        """
        if not self.is_open or len(self._turns) >= _MOST_WITHIN or self._bytes + len(message) > _MOST_BYTES:
            raise NoPlaceError
        turn = _Turn(kind, len(message), self._loop.create_future())
        if not self._turns:
            self._moved = self._clock()
        self._turns.append(turn)
        self._bytes += len(message)
        if not self._unsent:
            self._loop.call_soon(self._send)
        self._unsent.append(message)
        if not self._is_watched:
            self._is_watched = True
            self._look()
        return turn.outcome

    def close(self) -> None:
        """Take no further calls; the worker is dismissed after the last."""
        self.is_open = False
        if not self._turns:
            self._end()

    def break_off(self) -> None:
        """Dismiss the worker, and have all calls carried out elsewhere."""
        self.is_open = False
        turns, self._turns = self._turns, deque()
        self._end()
        for turn in turns:
            if not turn.outcome.done():  # whoever waits for it may have given up
                turn.outcome.set_exception(NoPlaceError())

    def _send(self) -> None:
        unsent, self._unsent = self._unsent, []
        if not unsent:  # broken off in between
            return
        try:
            self.worker.channel.send_packed(b"".join(unsent))
        except OSError:
            self.break_off()

    def _receive(self) -> None:
        try:
            came = self._inbox.take_in()
        except (EOFError, OSError):
            self.break_off()
            return
        if came:
            now = self._clock()
            self._took, self._moved = (now - self._moved) / len(came), now
        for one in came:
            outcome = Outcome(*one)
            turn = self._turns.popleft()
            self._bytes -= turn.size
            if not turn.outcome.done():
                turn.outcome.set_result(outcome)
            if outcome.is_worn:
                self.is_open = False
        if not (self.is_open or self._turns):
            self._end()

    def _look(self) -> None:
        """Look now and then for how long the first call has been at work."""
        if not self._turns:
            self._is_watched, self._seen = False, None
            return
        first, now = self._turns[0], self._clock()
        if first is not self._seen:
            self._seen, self._seen_at, self._used_before = first, now, self.worker.processor_seconds()
        # It may be the first in this worker that reads much, even if there were lookups before.
        elif self.worker.processor_seconds() - self._used_before >= SHORT_SECONDS * FRESH_FACTOR:
            self._outgrown(first.kind)
            self.break_off()
            return
        # On a busy machine a short call may have to wait for a processor: that alone does not make it a longer one.
        elif now - self._seen_at > PATIENCE_SECONDS:
            self.break_off()
            return
        self._loop.call_later(_GLANCE_SECONDS, self._look)

    def _end(self) -> None:
        if self._is_ended:
            return
        self._is_ended = True
        self._loop.remove_reader(self.worker.channel.connection)
        self._unsent.clear()
        self._dismiss(self.worker)
