"""Remembers which kinds of calls took long and which did not, so that the next of the kind is treated accordingly."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock


class Experience:
    """On which level calls of each kind ended the last time.

    Args:
        most: how many kinds are remembered; the ones learnt about first are forgotten first.
    """

    def __init__(self, most: int = 10_000) -> None:
        self._most = most
        self._lock = Lock()
        self._known: OrderedDict[Hashable, int] = OrderedDict()

    def level(self, kind: Hashable) -> int | None:
        """Tell on which level a call of this kind is likely to end.

        Args:
            kind: what calls of the same kind have in common; ``None`` is no kind.

        Returns:
            ``None`` where nothing is known.
        """
        return self._known.get(kind)

    def note(self, kind: Hashable, level: int) -> None:
        """Remember how far a call went.

        Args:
            kind: its kind.
            level: its level.
        """
        if kind is None or self._known.get(kind) == level:
            return
        with self._lock:
            self._known[kind] = level
            if len(self._known) > self._most:
                self._known.popitem(last=False)
