"""Short calls one behind the other in one worker, which so need not rest between two of them.

A worker that must wait for its next call has lost the processor when that comes, and with it all that the processor had
at hand of it: measured on two processors, that costs a lookup as much as the lookup itself. Behind one another, calls
reach the worker while it is still at work on the one before.
"""

from __future__ import annotations

import time
from collections import deque
from threading import Lock
from typing import Final

from cdkg.isolation.channel import SEND_BUFFER
from cdkg.isolation.handle import Outcome, Worker

_MOST_WITHIN: Final = 32
_MOST_BYTES: Final = SEND_BUFFER // 4
"""What is on its way to a worker must find room, whatever the system adds to each part of it: who sends holds the lock
that who reads needs, too, and a worker that cannot write does not read."""


class OvertakenError(Exception):
    """A call was sent to a worker in vain: one before it turned out to be long, or ended the worker."""


class Turn:
    """A place in a pipeline, and in the end what its call came to.

    Args:
        size: the size of the call, in bytes.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self.outcome: Outcome | None = None
        self._called = Lock()
        self._called.acquire()
        self._is_called = False

    def call(self) -> None:
        """Wake the thread that waits for it; the pipeline's lock is held."""
        if not self._is_called:
            self._is_called = True
            self._called.release()

    def is_called_within(self, seconds: float) -> bool:
        """Wait for that; tell whether it came."""
        return self._called.acquire(timeout=max(0.0, seconds))


class Pipeline:
    """One worker, and the calls that are on their way through it, in order.

    The thread whose call is the first in it reads what the worker says, also to those behind it as far as it has come:
    on a busy machine each change from thread to thread takes its time.

    Args:
        worker: the worker; nobody else uses it.
    """

    def __init__(self, worker: Worker) -> None:
        self.worker = worker
        self.within = 0
        self.is_open = True
        self._is_broken = False
        self._is_taken = False
        self._lock = Lock()
        self._turns: deque[Turn] = deque()

    def enter(self, call: bytes) -> Turn | None:
        """Send a call to the worker, behind those that it has already.

        Args:
            call: the call, packed.

        Returns:
            its turn; none where the pipeline takes no more.

        Raises:
            OSError: if the worker is not there any more.
        """
        with self._lock:
            on_its_way = sum(turn.size for turn in self._turns)
            if not self.is_open or self.within >= _MOST_WITHIN or on_its_way + len(call) > _MOST_BYTES:
                return None
            self.worker.channel.send_packed(call)
            self.within += 1
            turn = Turn(len(call))
            self._turns.append(turn)
            if len(self._turns) == 1:
                turn.call()
            return turn

    def wait(self, turn: Turn, deadline: float) -> Outcome | None:
        """Wait until a call is the first, or is answered.

        Returns:
            what it came to; none if it is the first, and its thread is to read that.

        Raises:
            OvertakenError: if one before it broke the pipeline, or took until the deadline.
        """
        if not turn.is_called_within(deadline - time.monotonic()):
            self.break_off()
        if turn.outcome is None and self._is_broken:
            raise OvertakenError
        return turn.outcome

    def hand_on(self) -> None:
        """Give those behind the first what the worker has said to them, and let the next be the first."""
        with self._lock:
            self._turns.popleft()
            while self._turns and self.worker.channel.has_whole():
                turn = self._turns.popleft()
                turn.outcome = self.worker.outcome()
                turn.call()
            if self._turns:
                self._turns[0].call()

    def leave(self) -> bool:
        """Count one less within; tell whether the worker is to be dismissed, since nobody will use it again."""
        with self._lock:
            self.within -= 1
            return not (self.is_open or self.within or self._is_taken)

    def close(self) -> bool:
        """Take no further calls; tell whether the worker is to be dismissed at once."""
        with self._lock:
            was_open, self.is_open = self.is_open, False
            return was_open and not self.within

    def break_off(self) -> None:
        """Have the calls behind the first go elsewhere."""
        with self._lock:
            self.is_open, self._is_broken = False, True
            for turn in self._turns:
                turn.call()

    def take_worker(self) -> None:
        """Break off, and leave the worker to the first."""
        self._is_taken = True
        self.break_off()
