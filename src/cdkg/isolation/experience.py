"""Remembers which kinds of calls took long and which did not, so that the next of the kind is treated accordingly."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock


class Experience:
    """How long calls of each kind took the last time.

    Args:
        most: how many kinds are remembered; the ones learnt about first are forgotten first.
    """

    def __init__(self, most: int = 10_000) -> None:
        self._most = most
        self._lock = Lock()
        self._known: OrderedDict[Hashable, bool] = OrderedDict()

    def expects_long(self, kind: Hashable) -> bool | None:
        """Tell whether a call of this kind is likely to take long.

        Args:
            kind: what calls of the same kind have in common; ``None`` is no kind.

        Returns:
            ``None`` where nothing is known.
        """
        return self._known.get(kind)

    def note(self, kind: Hashable, *, was_long: bool) -> None:
        """Remember how long a call took.

        Args:
            kind: its kind.
            was_long: whether it took long.
        """
        if kind is None or self._known.get(kind) is was_long:
            return
        with self._lock:
            self._known[kind] = was_long
            if len(self._known) > self._most:
                self._known.popitem(last=False)
