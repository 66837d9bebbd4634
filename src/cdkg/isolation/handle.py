"""The program's side of a worker."""

from __future__ import annotations

import math
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final, NamedTuple

from cdkg.isolation.worker import RETURNED
from cdkg.isolation.zygote import Zygote

# CPUCLOCK_SCHED of linux/posix-timers.h: with a process's number above it, the name of that process's clock.
_PROCESS_CLOCK: Final = 2
_TRANSFER_SECONDS: Final = 30.0


class Outcome(NamedTuple):
    """What a call came to.

    Args:
        kind: whether it returned or raised.
        content: what it returned or raised.
        is_worn: whether the worker took so much memory that it should not work again.
    """

    kind: str
    content: Any
    is_worn: bool

    def result(self) -> Any:  # whatever was called returns
        """Give what the call returned, or raise what it raised."""
        if self.kind == RETURNED:
            return self.content
        raise self.content


class Worker:
    """One worker.

    Args:
        zygote: the process to fork it from.
        seconds: how long to wait for it, in seconds.

    Raises:
        OSError: if there is none in time, or the zygote has ended.
        EOFError: if it ended before it could say a word.
    """

    def __init__(self, zygote: Zygote, seconds: float) -> None:
        self.zygote = zygote
        self.has_worked = False
        self.channel, self._number = zygote.connect(seconds)
        self.channel.limit(_TRANSFER_SECONDS)

    def is_there(self) -> bool:
        """Tell whether an idle worker can be called."""
        return not self.channel.has_come(0)  # it has nothing to say: what can be read is the end

    def call(self, function: Callable[..., object], args: tuple[object, ...], kwargs: dict[str, object]) -> None:
        """Hand it a call."""
        self.channel.send((function, args, kwargs))

    def is_done_within(self, seconds: float) -> bool:
        """Wait for the end of a call.

        Args:
            seconds: how long, in seconds.

        Returns:
            whether there is something to take, which may be that the worker has ended.
        """
        return self.channel.has_come(math.ceil(seconds * 1000))

    def is_done_at_once(self) -> bool:
        """Wait for the end of a call for no longer than most short ones take; tells the same."""
        return self.channel.comes_at_once()

    def outcome(self) -> Outcome:
        """Take what a call came to, once it is done.

        Raises:
            EOFError: if the worker has ended.
            OSError: if the connection broke.
        """
        return Outcome(*self.channel.receive())

    def processor_seconds(self) -> float:
        """Tell how much processor time its process has used, in seconds; where the system does not tell, any time."""
        if sys.platform != "linux":
            return time.monotonic()
        try:
            return time.clock_gettime(~self._number << 3 | _PROCESS_CLOCK)
        except OSError:  # it has ended
            return 0.0

    def pause(self) -> None:
        """Let it rest until it may go on."""
        self._signal(signal.SIGSTOP)

    def step_aside(self, niceness: int) -> None:
        """Let it go on, with a lower priority than the program's.

        Args:
            niceness: how much lower; it cannot be raised again.
        """
        with suppress(ProcessLookupError, PermissionError):
            # What is to make room for a program that was itself started with a low priority would else outrun it.
            os.setpriority(os.PRIO_PGRP, self._number, os.getpriority(os.PRIO_PROCESS, 0) + niceness)
        self._signal(signal.SIGCONT)

    def end(self) -> None:
        """End its process and all that it has started."""
        self._signal(signal.SIGKILL)
        self.channel.close()

    def _signal(self, number: signal.Signals) -> None:
        # A worker is a group of its own, and the number of a group is not given anew while it has members.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._number, number)
