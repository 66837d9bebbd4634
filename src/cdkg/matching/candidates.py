"""Finds, among very many names, the few that a name may be a spelling of.

Three ways in, each a dictionary: the strict form; the skeleton's consonants, whole and with one left out, so that names
meet that differ in one of them; and single words. What they give is put in order by rapidfuzz.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

from rapidfuzz import process
from rapidfuzz.distance import OSA

from cdkg.matching.similarity import Name
from cdkg.matching.spelling import consonants

Places: TypeAlias = "array[int]"

_FEWEST: Final = 3
_LONG: Final = 7
_LEAST_LIKE: Final = 0.45
_COMMON: Final = 400
"""A word that more names have tells too little to look them all through."""

_SHORTEST_WORD: Final = 3


def _places() -> Places:
    # Hundreds of thousands of lists would be looked through by Python's collection of garbage again and again.
    return array("L")


class Candidates:
    """Names by the forms under which they are looked for.

    Args:
        names: the names; they are told apart by their places in the list.
    """

    def __init__(self, names: list[Name]) -> None:
        self._skeletons = [name.skeleton for name in names]
        self._by_key: dict[str, Places] = defaultdict(_places)
        self._by_sound: dict[str, Places] = defaultdict(_places)
        self._by_skeleton: dict[str, Places] = defaultdict(_places)
        self._by_word: dict[str, Places] = defaultdict(_places)
        for place, name in enumerate(names):
            self._by_key[name.key].append(place)
            self._by_skeleton[name.skeleton].append(place)
            for sound in _sounds_of(name):
                self._by_sound[f"{sound}{len(name.skeleton)}"].append(place)
            if len(name.words) > 1:
                for word in set(name.words):
                    self._by_word[word].append(place)

    def exact(self, name: Name) -> Iterable[int]:
        """Find the names with the same strict form."""
        return self._by_key.get(name.key, ())

    def alike(self, name: Name) -> Iterable[int]:
        """Find the names that sound the same."""
        return self._by_skeleton.get(name.skeleton, ())

    def near(self, name: Name, limit: int) -> set[int]:
        """Find names that come near, and those that share a word that few have.

        Args:
            name: what is asked.
            limit: how many of each kind.

        Returns:
            their places in the list.
        """
        like: set[int] = set()
        apart = 1 if len(name.skeleton) <= _LONG else 2
        for sound in _sounds_of(name):
            for length in range(len(name.skeleton) - apart, len(name.skeleton) + apart + 1):
                like.update(self._by_sound.get(f"{sound}{length}", ()))
        places = list(like)
        best = process.extract(
            name.skeleton,
            list(map(self._skeletons.__getitem__, places)),
            scorer=OSA.normalized_similarity,
            processor=None,
            limit=limit,
            score_cutoff=_LEAST_LIKE,
        )
        return {places[at] for _, _, at in best} | set(self._sharing(name, limit))

    def _sharing(self, name: Name, limit: int) -> Iterable[int]:
        """Find the names that share the most of the words that few names have."""
        shared: dict[int, int] = defaultdict(int)
        heads = [name.key] if len(name.words) == 1 else []
        for word in [*heads, *(word for word in name.words if len(word) >= _SHORTEST_WORD)]:
            places = self._by_word.get(word, ())
            if len(places) <= _COMMON:
                for place in places:
                    shared[place] += len(word)
        if len(name.words) > 1:
            for word in name.words:
                for place in self._by_key.get(word, ()):
                    shared[place] += len(word)
        return sorted(shared, key=lambda place: (-shared[place], place))[:limit]


def _sounds_of(name: Name) -> set[str]:
    return {*_sounds(name.skeleton), *(_sounds(name.bare) if name.bare != name.skeleton else ())}


def _sounds(skeleton: str) -> Iterator[str]:
    """Give the consonants of a skeleton, whole and, where enough are left, without each of them in turn."""
    whole = consonants(skeleton)
    yield whole
    if len(whole) < _FEWEST:  # there are too many names with one consonant the same
        for at in range(len(skeleton)):
            yield "=" + skeleton[:at] + skeleton[at + 1 :]
        yield "=" + skeleton
    else:
        for at in range(len(whole)):
            yield whole[:at] + whole[at + 1 :]
    if len(whole) >= _LONG:
        yield "^" + whole[: len(whole) // 2]
        yield "$" + whole[-(len(whole) // 2) :]
