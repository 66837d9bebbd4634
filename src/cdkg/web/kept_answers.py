"""Keeps answers in memory as long as the graph that they were made of is the published one."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Final, NamedTuple

Key = str
"""All of a request that an answer depends on."""

_OVERHEAD: Final = 2_000
"""About how many bytes an entry takes beside its texts."""

_LARGEST_SHARE: Final = 8


class KeptAnswer(NamedTuple):
    """An answer as it was sent.

    Args:
        status: its status line.
        headers: its headers.
        tag: its entity tag; empty where it has none.
        body: its body; ``None`` where only the tag is kept.
    """

    status: str
    headers: tuple[tuple[str, str], ...]
    tag: str
    body: bytes | None


# A plain tuple of plain ones, which Python's collector leaves alone once it has seen them: thousands of answers that it
# looks through again and again cost new ones a quarter of their time.
_Plain = tuple[str, tuple[tuple[str, str], ...], str, bytes | None]


class KeptAnswers:
    """Answers to requests; those asked for least recently give way to new ones. Threads may share it.

    Args:
        most_bytes: how many bytes all of them may take together; 0 keeps none.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._lock = Lock()
        self._version = ""
        self._bytes = 0
        self._kept: OrderedDict[Key, tuple[_Plain, int]] = OrderedDict()

    def __contains__(self, key: Key) -> bool:
        """Tell whether there is an answer to a request, of whichever version."""
        return key in self._kept

    def find(self, version: str, key: Key) -> KeptAnswer | None:
        """Find the answer to a request.

        Args:
            version: the version of the published graph.
            key: the request.
        """
        with self._lock:
            if version != self._version:
                return None
            found = self._kept.get(key)
            if found is None:
                return None
            self._kept.move_to_end(key)
            return KeptAnswer(*found[0])

    def keep(self, version: str, key: Key, answer: KeptAnswer) -> None:
        """Keep an answer, unless it is too large; what was made of another version is forgotten.

        Args:
            version: the version of the graph that it was made of.
            key: the request.
            answer: the answer.
        """
        size = _OVERHEAD + len(key) + len(answer.body or b"")
        if size > self._most_bytes // _LARGEST_SHARE:
            return
        with self._lock:
            if version != self._version:
                self._kept.clear()
                self._version, self._bytes = version, 0
            _, before = self._kept.pop(key, (None, 0))
            self._kept[key] = ((answer.status, answer.headers, answer.tag, answer.body), size)
            self._bytes += size - before
            while self._bytes > self._most_bytes:
                _, (_, oldest) = self._kept.popitem(last=False)
                self._bytes -= oldest
