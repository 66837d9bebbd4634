"""Finds things while their names are being typed: by how a name, or a word within it, begins."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import Final

from cdkg.matching.model import Known
from cdkg.matching.spelling import key, words

_LAST: Final = "\U0010ffff"
_MOST: Final = 5_000
"""More names are not put in order: who has typed one letter wants to type on."""


class Beginnings:
    """Names in alphabetical order, each again from every word on. It does not change; threads may share it.

    Args:
        known: the things.
    """

    def __init__(self, known: Iterable[Known]) -> None:
        entries: set[tuple[str, int, str]] = set()
        for one in known:
            for name in one.names:
                parts = words(name)
                entries.update((key("".join(parts[at:])), min(at, 1), one.id) for at in range(len(parts)))
        self._entries = sorted(entries)

    def find(self, typed: str) -> list[str]:
        """List what a text may be the beginning of.

        Args:
            typed: what has been typed so far.

        Returns:
            the ids of the things: first those whose whole name it is, then those whose name begins so, then those of
            which a later word does; shorter names before longer ones.
        """
        begin = key(typed)
        if not begin:
            return []
        start = bisect_left(self._entries, (begin, 0, ""))
        end = bisect_left(self._entries, (begin + _LAST, 0, ""))
        found = self._entries[start : min(end, start + _MOST)]
        ranked = sorted(found, key=lambda entry: (entry[0] != begin, entry[1], len(entry[0]), entry))
        return list(dict.fromkeys(iri for _, _, iri in ranked))
