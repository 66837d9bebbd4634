"""A probe: a small query at a steady pace, each time another one, and how long each answer took."""

from __future__ import annotations

import http.client
import math
import threading
import time
from dataclasses import dataclass, field
from itertools import count
from typing import Final

from loadtest.load import ACCEPT, Requests, fresh_number

_PATIENCE: Final = 10.0


@dataclass
class Probed:
    """What a probe met with.

    Args:
        milliseconds: how long each good answer took.
        failures: what came instead of one.
    """

    milliseconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def percentile(self, share: float) -> float:
        """The time within which so large a share of the probes was answered; one that failed never was."""
        ranked = [*sorted(self.milliseconds), *(math.inf for _ in self.failures)]
        return ranked[min(len(ranked) - 1, int(len(ranked) * share))] if ranked else math.inf


def probe(requests: Requests, seconds: float, interval: float) -> Probed:
    """Ask at a steady pace, over one connection that is kept, and opened anew when it fails."""
    probed = Probed()
    connection = http.client.HTTPConnection("127.0.0.1", requests.port, timeout=_PATIENCE)
    start = time.monotonic()
    pace = threading.Event()
    for step in count(fresh_number()):
        due = time.monotonic()
        if due - start >= seconds:
            break
        try:
            connection.request("GET", requests.one(step), headers={"Accept": ACCEPT})
            response = connection.getresponse()
            response.read()
            if response.status == 200:
                probed.milliseconds.append((time.monotonic() - due) * 1000)
            else:
                probed.failures.append(str(response.status))
        except (OSError, http.client.HTTPException) as fault:
            probed.failures.append(type(fault).__name__)
            connection.close()
        pace.wait(max(0.0, due + interval - time.monotonic()))
    connection.close()
    return probed
