"""Remembers which kinds of calls took long, so that the next of the kind does not pass for a short one."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock


class Experience:
    """The kinds of calls that took long the last time.

    Args:
        most: how many of them are remembered; the ones not met for longest are forgotten first.
    """

    def __init__(self, most: int = 10_000) -> None:
        self._most = most
        self._lock = Lock()
        self._long: OrderedDict[Hashable, None] = OrderedDict()

    def expects_long(self, kind: Hashable) -> bool:
        """Tell whether a call of this kind is likely to take long.

        Args:
            kind: what calls of the same kind have in common; ``None`` is no kind.
        """
        return kind in self._long

    def note(self, kind: Hashable, *, was_long: bool) -> None:
        """Remember how long a call took.

        Args:
            kind: its kind.
            was_long: whether it took long.
        """
        if kind is None or was_long == (kind in self._long):
            return
        with self._lock:
            if not was_long:
                self._long.pop(kind, None)
                return
            self._long[kind] = None
            if len(self._long) > self._most:
                self._long.popitem(last=False)
