"""The measurements: each kind of query, new and repeated, by so many clients, of each server."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from loadtest.load import Measured, Requests, fresh_number, put_load
from loadtest.servers import status_of

NEW: Final = "new"
REPEATED: Final = "repeated"
MODES: Final = (NEW, REPEATED)
JUDGED_CLIENTS: Final = 8
"""The number of clients at which the marks are judged, and therefore measured longest."""

_WARM_UPS: Final = 20
_WARM_UP_SECONDS: Final = 0.4
_MOST_FOR_ONE: Final = 30.0
_LONGEST: Final = {JUDGED_CLIENTS: 8}
_LONGEST_ELSE: Final = 4
"""Seconds that a measurement may take where the answers are slow, by the number of clients."""


@dataclass(frozen=True)
class Cell:
    """One measurement.

    Args:
        dataset: name of the data set.
        workload: name of the kind of query.
        mode: whether the texts were new or the same.
        peer: name of the server.
        clients: how many clients there were.
        measured: what came out.
    """

    dataset: str
    workload: str
    mode: str
    peer: str
    clients: int
    measured: Measured


def warm_up(requests: Requests) -> float | None:
    """Ask some times, one after the other.

    Returns:
        the seconds that the quickest answer took, or none if one of the requests failed.
    """
    times: list[float] = []
    number = fresh_number()
    end = time.perf_counter() + _WARM_UP_SECONDS
    # The first answer to a question is no measure of those to the same question after it.
    while len(times) < 2 or (len(times) < _WARM_UPS and time.perf_counter() < end):
        target = requests.one(number if requests.is_repeated else number + len(times))
        start = time.perf_counter()
        if status_of(requests.port, target, _MOST_FOR_ONE) != 200:
            return None
        times.append(time.perf_counter() - start)
    return min(times)


def measure(requests: Requests, clients: int, seconds: int, one_answer: float) -> Measured:
    """Measure one cell.

    Args:
        requests: what is asked.
        clients: how many clients ask.
        seconds: for how long; longer where an answer takes long.
        one_answer: how long an answer takes when nobody else asks.
    """
    processors = min(clients, os.cpu_count() or 1)
    expected = one_answer * clients / processors
    longest = max(seconds, _LONGEST.get(clients, _LONGEST_ELSE))
    if expected > longest / 2:
        return Measured(processors / one_answer, expected * 1000, expected * 1000, estimated=True)
    return put_load(requests, clients, max(seconds, min(math.ceil(3 * expected), longest)))


def together(rounds: Sequence[Measured]) -> Measured:
    """Put the measurements of several rounds together: the middle one of each figure, and all failures."""
    return Measured(
        median(one.rate for one in rounds),
        median(one.p50 for one in rounds),
        median(one.p99 for one in rounds),
        sum(one.failures for one in rounds),
        sum(one.answers for one in rounds),
        any(one.client_busy for one in rounds),
        any(one.estimated for one in rounds),
    )
