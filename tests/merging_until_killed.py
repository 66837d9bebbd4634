"""Hands a file in, in processes that are killed at given steps; for test_killed.py.

It forks them itself, since what it forks from must not have opened a store: the engine's threads would not come along.
A step is a call of a function or a return from one, of Python's or of the engine's: so a point within the merge is
reached however fast the machine is.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

from cdkg.contributions.gate import prepare
from contribution_desk import desk_over, tie_file

TIES = tie_file("my-list", *(("kashan", "kyoto", "sister-city"), ("kashan", "yazd", "sister-city")))


class Steps:
    """Counts steps, and tells when a given one is reached.

    Args:
        point: the number of the step, or an event and the name of a function; None for none.
        is_held: whether to wait there for being killed, and not to run on until that happens.
        told: the pipe that is told.
    """

    def __init__(self, point: int | list[str] | None, is_held: bool, told: int) -> None:
        self.count = 0
        self._point = point
        self._is_held = is_held
        self._told = told

    def __call__(self, frame: FrameType, event: str, _: Any) -> None:
        self.count += 1
        if self._point == self.count or self._point == [event, frame.f_code.co_name]:
            sys.setprofile(None)
            os.write(self._told, b"x")
            while self._is_held:
                signal.pause()


def main() -> None:
    """Read from standard input in which folder to do it, up to which point, and whether to be held there."""
    prepare()
    for folder, point, is_held in json.load(sys.stdin):
        reading, writing = os.pipe()
        process = os.fork()
        if not process:
            os.close(reading)
            desk = desk_over(Path(folder))
            steps = Steps(point, is_held, writing)
            os.register_at_fork(after_in_child=lambda: sys.setprofile(None))  # copies of the process take other steps
            sys.setprofile(steps)
            desk.hand_in(TIES, "ties.ttl", "Zohreh", id="ties")
            sys.setprofile(None)
            sys.stdout.write(f"{steps.count} ")
            sys.stdout.flush()
            os._exit(0)
        os.close(writing)
        if os.read(reading, 1):
            os.kill(process, signal.SIGKILL)
        os.close(reading)
        _, status = os.waitpid(process, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
