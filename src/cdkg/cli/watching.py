"""Watches over a server process: starts it again when it ends unasked, and passes on what it is told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from types import FrameType
from typing import Final

from cdkg.errors import CdkgError

_LIVES: Final = 5
_LIFE_SECONDS: Final = 10.0


class Watcher:
    """Keeps a Python module running as a process of its own.

    Args:
        module: the module's name.
        arguments: its arguments.
        lifeline: the variable that is to name, to the process, the pipe that closes when this one has gone.
    """

    def __init__(self, module: str, arguments: list[str], lifeline: str) -> None:
        self._command = [sys.executable, "-m", module, *arguments]
        self._lifeline = lifeline
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = False

    def run(self) -> None:
        """Run it until SIGINT or SIGTERM ends this; SIGHUP is passed on.

        Raises:
            CdkgError: if it cannot be kept running.
        """
        reading, writing = os.pipe()
        signal.signal(signal.SIGINT, self._stop)
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGHUP, self._pass_on)
        starts: list[float] = []
        try:
            while not self._stopping:
                starts = [*starts[1 - _LIVES :], time.monotonic()]
                self._run_once(reading)
                if not self._stopping and len(starts) == _LIVES and time.monotonic() - starts[0] < _LIFE_SECONDS:
                    raise CdkgError(
                        f"The server has ended {_LIVES} times within {_LIFE_SECONDS:g} seconds. See what it printed.",
                        f"سرور {_LIVES} بار در {_LIFE_SECONDS:g} ثانیه پایان یافت. پیام‌های آن را ببینید.",
                    )
        finally:
            os.close(writing)
            os.close(reading)

    def _run_once(self, lifeline: int) -> None:
        # A group of its own: Ctrl-C reaches only this process, which then ends that one in order.
        self._process = subprocess.Popen(  # noqa: S603  # this very Python
            self._command,
            # With an arena for each of its many threads, the C library would hold on to what a rush of requests took.
            env={"MALLOC_ARENA_MAX": "2"} | os.environ | {self._lifeline: str(lifeline)},
            pass_fds=[lifeline],
            start_new_session=True,
        )
        if self._stopping:  # told while it was being started
            self._process.terminate()
        self._process.wait()
        # Where it was killed, its own children still hold the port.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True
        self._pass_on(signal.SIGTERM, None)

    def _pass_on(self, number: int, _frame: FrameType | None) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(number)
