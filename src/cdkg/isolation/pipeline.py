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
"""What is on its way to a worker must find room, whatever the system adds to each part of it: who sends is the one who
reads, too, and a worker that cannot write does not read."""


class OvertakenError(Exception):
    """A call was sent to a worker in vain: one before it turned out to be long, or ended the worker."""


class Turn:
    """A place in a pipeline, and in the end what its call came to.

    Args:
        call: the call, packed.
    """

    def __init__(self, call: bytes) -> None:
        self.call = call
        self.outcome: Outcome | None = None
        self._woken = Lock()
        self._woken.acquire()
        self._is_woken = False

    def wake(self) -> None:
        """Wake the thread that waits for it."""
        if not self._is_woken:
            self._is_woken = True
            self._woken.release()

    def is_woken_within(self, seconds: float) -> bool:
        """Wait for that; tell whether it came."""
        return self._woken.acquire(timeout=max(0.0, seconds))


class Pipeline:
    """One worker, and the calls that are on their way through it, in order.

    Only the thread whose call is the first speaks with the worker. It sends the calls that have come behind its own,
    and reads what the worker says to them, as far as that has come: each word with another process is a moment when
    another thread may take over, and on a busy machine each change from thread to thread takes its time.

    Args:
        worker: the worker; nobody else uses it.
    """

    def __init__(self, worker: Worker) -> None:
        self.worker = worker
        self.within = 0
        self.is_open = True
        self._is_broken = False
        self._is_taken = False
        self._is_led = False
        self._lock = Lock()
        self._turns: deque[Turn] = deque()
        self._bytes = 0
        self._unsent: list[bytes] = []
        self._sent = 0

    def enter(self, call: bytes) -> Turn | None:
        """Let a call wait for the worker, behind those that do already.

        Args:
            call: the call, packed.

        Returns:
            its turn; none where the pipeline takes no more.
        """
        with self._lock:
            if not self.is_open or self.within >= _MOST_WITHIN or self._bytes + len(call) > _MOST_BYTES:
                return None
            self.within += 1
            turn = Turn(call)
            self._turns.append(turn)
            self._bytes += len(call)
            self._unsent.append(call)
            if not self._is_led:
                self._is_led = True
                turn.wake()
            return turn

    def wait(self, turn: Turn, deadline: float) -> Outcome | None:
        """Wait until a call is the first, or is answered.

        Returns:
            what it came to; none if it is the first: its thread is to send what waits, and to read.

        Raises:
            OvertakenError: if one before it broke the pipeline, or took until the deadline.
        """
        if not turn.is_woken_within(deadline - time.monotonic()):
            self.break_off()
        if turn.outcome is None and self._is_broken:
            raise OvertakenError
        return turn.outcome

    def send(self) -> None:
        """Send what has not been sent; for the first only.

        Raises:
            OSError: if the worker is not there any more.
        """
        with self._lock:
            unsent, self._unsent = self._unsent, []
        if unsent:
            self.worker.channel.send_packed(b"".join(unsent))
            self._sent += len(unsent)

    def hand_on(self) -> None:
        """Take the first, which is answered, out; give those behind it what the worker has said; let the next be first.

        Raises:
            OSError: if the worker is not there any more, or has ended (`EOFError`).
        """
        self._take_out()
        self.send()
        while self._sent and self.worker.channel.has_whole():
            outcome = self.worker.outcome()
            turn = self._take_out()
            turn.outcome = outcome
            turn.wake()
        with self._lock:
            self._is_led = bool(self._turns)
            if self._is_led:
                self._turns[0].wake()

    def _take_out(self) -> Turn:
        with self._lock:
            self._sent -= 1
            turn = self._turns.popleft()
            self._bytes -= len(turn.call)
            return turn

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
                turn.wake()

    def take_worker(self) -> None:
        """Break off, and leave the worker to the first."""
        self._is_taken = True
        self.break_off()
