"""The levels of a pool: calls begin as short ones, and make room for others the more processor time they have used."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from cdkg.isolation.lane import Lane

SHORT_SECONDS: Final = 0.1
"""Processor time of a short call: what takes longer steps aside, so that short calls are answered whatever goes on.

The first call in a worker that reads all of the shipped graph takes more than half of it: nearly all of that goes to
the copying of what the worker shared with others until then.
"""

FRESH_FACTOR: Final = 2
"""How many times as long as the next such a call may take: what it spends on copying is not its own."""

PATIENCE_SECONDS: Final = 1.5
"""How long a short call is waited for, where it does not get the processor, or waits for another server."""

_MIDDLING_PATIENCE_SECONDS: Final = 5.0
"""As long as others wait for its place."""

UNKNOWN_NICENESS: Final = 5
"""The priority of a call of which nothing is known: what is known to be short shall not have to share with it alike."""

_MIDDLING_SECONDS: Final = 1.0
_SHORT_WAITING: Final = 64
_UNKNOWN_WAITING: Final = 16
_MIDDLING_WAITING: Final = 16
_LONG_WAITING: Final = 4


@dataclass(frozen=True)
class Level:
    """A level.

    Args:
        lane: how many calls may be on it, and how many wait.
        unknown: where calls enter of which nothing is known yet; they do not stand in the way of those that are known
            to be short.
        seconds: the processor time up to which a call stays on it.
        patience: how long it stays on it, in seconds, however little of that it uses.
        niceness: the priority that it gives to a worker.
        glance: for how long a call is waited for without a look at what it uses, in seconds.
    """

    lane: Lane
    unknown: Lane
    seconds: float
    patience: float
    niceness: int
    glance: float


def levels(workers: int, long_calls: int | None) -> tuple[Level, ...]:
    """Make the levels of a pool.

    Args:
        workers: how many calls may be on the first.
        long_calls: how many may be on each of the two others; ``None`` for a pool that has only the first.
    """
    short = Lane(workers, _SHORT_WAITING * workers, newest_first=True)
    if long_calls is None:
        return (Level(short, short, math.inf, math.inf, 0, 0.25),)
    unknown = Lane(workers, _UNKNOWN_WAITING * workers, newest_first=True)
    middling = Lane(long_calls, _MIDDLING_WAITING * long_calls, newest_first=False)
    long = Lane(long_calls, _LONG_WAITING * long_calls, newest_first=False)
    return (
        Level(short, unknown, SHORT_SECONDS, PATIENCE_SECONDS, 0, 0.05),
        Level(middling, middling, _MIDDLING_SECONDS, _MIDDLING_PATIENCE_SECONDS, 10, 0.25),
        Level(long, long, math.inf, math.inf, 15, 0.25),
    )
