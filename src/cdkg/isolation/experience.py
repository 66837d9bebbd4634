"""Remembers which kinds of calls took long and which did not, so that the next of the kind is treated accordingly."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Final, NamedTuple

_WHILE_SECONDS: Final = 60.0


class _Known(NamedTuple):
    """What is known of a kind.

    Args:
        level: the level that the last call was seen on.
        has_ended: whether it ended there; else it may go farther than was seen.
    """

    level: int
    has_ended: bool


class Experience:
    """On which level calls of each kind ended the last time.

    Args:
        most: how many kinds are remembered; the ones learnt about first are forgotten first.
        clock: tells the time, in seconds.
    """

    def __init__(self, most: int = 10_000, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._lock = Lock()
        self._known: OrderedDict[Hashable, _Known] = OrderedDict()
        self._outgrown: OrderedDict[Hashable, float] = OrderedDict()

    def level(self, kind: Hashable) -> int | None:
        """Tell on which level a call of this kind is likely to end.

        Args:
            kind: what calls of the same kind have in common; ``None`` is no kind.

        Returns:
            ``None`` where nothing is known.
        """
        known = self._known.get(kind)
        return None if known is None else known.level

    def is_sure(self, kind: Hashable) -> bool:
        """Tell whether a call of this kind ended on that level, the last time that one came so far."""
        known = self._known.get(kind)
        return known is not None and known.has_ended

    def note(self, kind: Hashable, level: int, *, has_ended: bool) -> None:
        """Remember how far a call went, or has come.

        Args:
            kind: its kind.
            level: its level.
            has_ended: whether it ended there.
        """
        # Where one has ended, another that has come so far may well end, too.
        if kind is None or self._known.get(kind) in ((level, True), (level, has_ended)):
            return
        with self._lock:
            self._known[kind] = _Known(level, has_ended)
            if len(self._known) > self._most:
                self._known.popitem(last=False)

    def note_outgrown(self, kind: Hashable) -> None:
        """Remember that a call which was taken for a short one held up others.

        Args:
            kind: its kind.
        """
        self.note(kind, 1, has_ended=False)
        with self._lock:
            self._outgrown[kind] = self._clock()
            self._outgrown.move_to_end(kind)
            if len(self._outgrown) > self._most:
                self._outgrown.popitem(last=False)

    def is_surely_short(self, kind: Hashable) -> bool:
        """Tell whether a call of this kind will hold up nobody: the last was short, and none was not for a while.

        The first call in a worker that reads much of a graph in memory takes several times as long as the next, so that
        one kind may be now short, now long.
        """
        if self.level(kind) != 0:
            return False
        return self._clock() - self._outgrown.get(kind, -math.inf) > _WHILE_SECONDS
