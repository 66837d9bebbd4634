"""What a service takes of the machine: memory, handles and processes of all its processes together (Linux)."""

from __future__ import annotations

import os
import statistics
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_PROC: Final = Path("/proc")
_STATUS_PARENT: Final = 1
_STATUS_SESSION: Final = 3


@dataclass(frozen=True)
class Sample:
    """What a service took at one moment.

    Args:
        rss: resident memory of all processes, in MiB; what processes share is counted in each.
        pss: the same, with what is shared counted once.
        handles: open file handles.
        processes: number of processes.
        disk: size of its files, in MiB; what has two names is counted once.
    """

    rss: float
    pss: float
    handles: float
    processes: float
    disk: float


def sample(root: int, folder: Path) -> Sample:
    """Measure a process and all that descend from it or run in its session.

    Args:
        root: its id.
        folder: where its files are.
    """
    rss = pss = handles = processes = 0
    for pid in _tree(root):
        # A process may end while it is looked at.
        with suppress(OSError):
            handles += sum(1 for _ in (_PROC / str(pid) / "fd").iterdir())
            lines = (_PROC / str(pid) / "smaps_rollup").read_text().splitlines()[1:]
            kibibytes = {line.split(":")[0]: int(line.split()[1]) for line in lines}
            rss += kibibytes["Rss"]
            pss += kibibytes["Pss"]
            processes += 1
    return Sample(rss / 1024, pss / 1024, handles, processes, _size(folder) / 2**20)


def slope(seconds: Sequence[float], values: Sequence[float]) -> float:
    """How much the values grow in an hour, by least squares."""
    if len(set(seconds)) < 2:
        return 0.0
    return statistics.linear_regression(seconds, values).slope * 3600


def _tree(root: int) -> set[int]:
    found = {root}
    table = dict(_processes())
    grown = True
    while grown:
        more = {pid for pid, (parent, session) in table.items() if parent in found or session in found} - found
        grown = bool(more)
        found |= more
    return found & table.keys()


def _processes() -> Iterator[tuple[int, tuple[int, int]]]:
    for path in _PROC.iterdir():
        if path.name.isdecimal():
            with suppress(OSError):
                # The name, which may hold anything, stands in brackets before these fields.
                fields = (path / "stat").read_text().rpartition(")")[2].split()
                yield int(path.name), (int(fields[_STATUS_PARENT]), int(fields[_STATUS_SESSION]))


def _size(folder: Path) -> int:
    sizes: dict[int, int] = {}
    for parent, _, names in os.walk(folder):  # it passes over what is deleted meanwhile
        for name in names:
            with suppress(OSError):
                status = (Path(parent) / name).stat()
                sizes[status.st_ino] = status.st_size
    return sum(sizes.values())
