"""What a service's processes are doing, read from ``/proc``: found by descent, whatever they are called."""

from __future__ import annotations

import os
import select
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

_TICKS_IN_A_SECOND: Final = os.sysconf("SC_CLK_TCK")


def wait_until(holds: Callable[[], bool], seconds: float) -> bool:
    """Look again and again whether something holds.

    Args:
        holds: tells it.
        seconds: how long to look at most.

    Returns:
        whether it came to hold.
    """
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        select.select([], [], [], 0.02)
    return True


def descendants(ancestor: int) -> list[int]:
    """List the living processes that descend from one, the eldest first."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
                if state != "Z":
                    children.setdefault(int(parent), []).append(int(entry.name))
    found = [ancestor]
    for process in found:
        found += sorted(children.get(process, []))
    return found[1:]


def is_alive(process: int) -> bool:
    """Tell whether a process runs; one that has ended and was not waited for does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def memory(processes: list[int]) -> int:
    """Sum up the memory of processes, in bytes; what some share counts once."""
    total = 0
    for process in processes:
        with suppress(OSError):
            lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
            total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024
    return total


def open_files(processes: list[int]) -> int:
    """Count the files and sockets that processes hold open."""
    total = 0
    for process in processes:
        with suppress(OSError):
            total += len(os.listdir(f"/proc/{process}/fd"))  # noqa: PTH208  # a count, not paths
    return total


def busy(processes: list[int], seconds: float = 0.3) -> list[int]:
    """List the processes that compute for most of a span of time."""
    before = {process: _ticks(process) for process in processes}
    select.select([], [], [], seconds)
    enough = seconds * _TICKS_IN_A_SECOND / 4
    return [process for process in processes if _ticks(process) - before[process] > enough]


def _ticks(process: int) -> int:
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])
