"""Puts load on a server and measures it: by wrk where it is installed, else by a small client of our own."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final
from urllib.parse import quote

from loadtest.sockets import load_by_sockets
from loadtest.workloads import NONCE, SUBJECT

ACCEPT: Final = "application/sparql-results+json"
WRK: Final = shutil.which("wrk")
_SCRIPT: Final = Path(__file__).with_name("wrk.lua")
_BUSY_CLIENT: Final = 0.9
_numbers = count(time.time_ns() % 10**9 * 1000, 10**7)


@dataclass(frozen=True)
class Requests:
    """The requests of one measurement.

    Args:
        port: the server's port on the loopback address.
        target: the request's target, with places for a subject and a number.
        subjects: the subjects, for each request the next one.
        is_repeated: whether all requests are the same.
    """

    port: int
    target: str
    subjects: tuple[str, ...] = ("",)
    is_repeated: bool = False

    def one(self, number: int) -> str:
        """The target of one request."""
        subject = quote(self.subjects[number % len(self.subjects)], safe="")
        return self.target.replace(SUBJECT, subject).replace(NONCE, str(number))


@dataclass(frozen=True)
class Measured:
    """What a load met with.

    Args:
        rate: answers with status 2xx per second.
        p50: median time to an answer, in ms.
        p99: 99th percentile of it, in ms.
        failures: requests that got no answer, or one of another status.
        answers: how many good answers there were.
        client_busy: whether the client itself used up a processor, so that the server may be faster than this.
        estimated: whether the rate is only what the processors allow for the time of one answer.
    """

    rate: float
    p50: float
    p99: float
    failures: int = 0
    answers: int = 0
    client_busy: bool = False
    estimated: bool = False


def client_name() -> str:
    """Tell which client puts on the load."""
    return "wrk (one thread)" if WRK else "sockets of Python (wrk is not installed; above some 5,000/s it is the limit)"


def fresh_number() -> int:
    """A number far from every one that was used before."""
    return next(_numbers)


def put_load(requests: Requests, clients: int, seconds: int) -> Measured:
    """Load a server with so many clients, each of which asks again as soon as it is answered."""
    number = fresh_number()
    if WRK is None:
        times, failed, elapsed = load_by_sockets(requests.port, _targets(requests, number), ACCEPT, clients, seconds)
        ranked = sorted(times) or [float(seconds)]
        median, slow = (ranked[int(len(ranked) * share)] * 1000 for share in (0.5, 0.99))
        return Measured(len(times) / elapsed, median, slow, failed, len(times))
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as spec:
        spec.write("\n".join([requests.target, *(quote(subject, safe="") for subject in requests.subjects)]) + "\n")
        spec.flush()
        command = [WRK, "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "60s", "-s", str(_SCRIPT)]
        command += [f"http://127.0.0.1:{requests.port}", "--", spec.name, ACCEPT]
        command += ["repeated" if requests.is_repeated else "new", str(number)]
        before = os.times()
        ran = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
        after = os.times()
    line = next(line for line in ran.stdout.splitlines() if line.startswith("MEASURED"))
    total, duration, p50, p99, failures = (float(field) for field in line.split()[1:])
    used = after.children_user + after.children_system - before.children_user - before.children_system
    good = max(0, int(total - failures))
    return Measured(good / (duration / 1e6), p50 / 1000, p99 / 1000, int(failures), good, used > _BUSY_CLIENT * seconds)


def _targets(requests: Requests, number: int) -> Iterator[str]:
    numbers = (number for _ in count()) if requests.is_repeated else count(number)
    return map(requests.one, numbers)
