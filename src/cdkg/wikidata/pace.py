"""How often and how long other servers are asked: one at a time, with pauses, and later where they say so."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

BUSY: Final = frozenset({429, 500, 502, 503, 504})
"""Statuses after which the same may be asked again later."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Clock:
    """Tells the time and waits; tests put another in its place.

    Args:
        monotonic: seconds that only grow.
        sleep: waits some seconds.
        now: the time of day, with its zone.
    """

    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = _now


@dataclass(frozen=True)
class Limits:
    """What asking may take.

    The pause and the single request at a time follow the etiquette of Wikimedia's APIs, the wait after a 429 without
    ``Retry-After`` that of Wikidata's query service.

    Args:
        seconds: the longest time that one answer may take.
        most_bytes: the longest answer, in bytes.
        tries: how often the same is asked where the server is busy or cannot be reached.
        pause: the time between two requests to one server, in seconds.
        backoff: the wait before the second try, in seconds; it doubles with each further one.
        longest_wait: the longest wait for one server, in seconds; who asks for more is not asked again.
        all_seconds: the longest time that all questions together may take.
    """

    seconds: float
    most_bytes: int
    tries: int = 4
    pause: float = 1.0
    backoff: float = 2.0
    longest_wait: float = 90.0
    all_seconds: float = 3600.0


class Pace:
    """Waits before each request as long as it must.

    Args:
        limits: the pauses.
        clock: tells the time and waits.
    """

    def __init__(self, limits: Limits, clock: Clock) -> None:
        self._limits = limits
        self._clock = clock
        self._next: dict[str, float] = {}

    def wait(self, server: str) -> None:
        """Wait until a server may be asked."""
        left = self._next.get(server, 0.0) - self._clock.monotonic()
        if left > 0:
            self._clock.sleep(left)

    def asked(self, server: str) -> None:
        """Take down that a server was asked just now."""
        self._later(server, self._limits.pause)

    def busy(self, server: str, tried: int, headers: Mapping[str, str]) -> float:
        """Take down that a server is to be asked again, and later.

        Args:
            server: which.
            tried: how often the same has been asked.
            headers: those of its answer; ``Retry-After`` in seconds or as a date (RFC 9110, section 10.2.3).

        Returns:
            how many seconds later.
        """
        told = self._told(headers.get("retry-after", ""))
        later = max(self._limits.pause, self._limits.backoff * 2 ** (tried - 1) if told is None else told)
        self._later(server, later)
        return later

    def _later(self, server: str, seconds: float) -> None:
        self._next[server] = self._clock.monotonic() + seconds

    def _told(self, text: str) -> float | None:
        if text.strip().isdecimal():
            return float(text)
        try:
            date = parsedate_to_datetime(text)
        except ValueError:
            return None
        zoned = date if date.tzinfo else date.replace(tzinfo=UTC)
        return max(0.0, (zoned - self._clock.now()).total_seconds())
