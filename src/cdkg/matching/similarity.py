"""How well two names agree, from 0 to 1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import OSA

from cdkg.matching.edits import distance
from cdkg.matching.spelling import is_persian, key, skeleton, words

_SAME_SOUND: Final = 0.97
_SHORTENED: Final = 0.9
_PART: Final = 0.72
_SHORT: Final = 0.8
_SHORTEST: Final = 4
"""In shorter names one slip makes another name."""

# What follows these words tells which of several places of a name it is, and is often left out.
_WHICH: Final = frozenset(
    [
        "am",
        "an",
        "auf",
        "bei",
        "da",
        "de",
        "del",
        "della",
        "der",
        "di",
        "do",
        "du",
        "en",
        "im",
        "in",
        "la",
        "le",
        "les",
        "na",
        "nad",
        "ob",
        "of",
        "on",
        "sobre",
        "sul",
        "sur",
        "upon",
        "van",
    ]
)
_ABBREVIATED: Final = {
    "st": "saint",
    "ste": "saint",
    "sankt": "saint",
    "sainte": "saint",
    "mt": "mount",
    "ft": "fort",
    "سنت": "سن",
    "سانت": "سن",
}


_ARTICLES: Final = frozenset(("al", "el", "la", "le", "den", "der"))
_ARTICLE_LEFT_OUT: Final = 0.95
_LEAST_LIKE: Final = 0.45


@dataclass(frozen=True)
class Name:
    """A name with the forms that are compared.

    Args:
        text: the name as it is written.
        key: its strict form.
        skeleton: its loose form.
        bare: the loose form without an article.
        words: its words' strict forms.
    """

    text: str
    key: str
    skeleton: str
    bare: str
    words: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Name:
        """Make the forms of a name."""
        parts = [_ABBREVIATED.get(word, word) for word in map(key, words(text)) if word]
        if len(parts) > 1 and parts[0] == "the":
            del parts[0]
        whole = "".join(parts) or key(text)
        sound = skeleton(whole)
        bare = skeleton("".join(parts[1:])) if len(parts) > 1 and parts[0] in _ARTICLES else sound
        if bare.startswith("ال") and len(bare) > _SHORTEST + 1:
            bare = bare.removeprefix("ال")
        return cls(text, whole, sound, bare, tuple(parts))


def similarity(asked: Name, known: Name) -> float:
    """Tell how well two names agree.

    Args:
        asked: what was asked.
        known: a name of a candidate.

    Returns:
        1 where only case, marks, spaces and letters of one look differ; nearly that where both sound the same; less by
        the slips between them, seen against their length; 0 in different scripts.
    """
    if asked.key == known.key:
        return 1.0
    if is_persian(asked.key) != is_persian(known.key):
        return 0.0
    if asked.skeleton == known.skeleton:
        return _SAME_SOUND
    found = max(_by_letters(asked.skeleton, known.skeleton), _by_words(asked, known))
    if (asked.bare, known.bare) != (asked.skeleton, known.skeleton):
        found = max(found, _by_letters(asked.bare, known.bare) * _ARTICLE_LEFT_OUT)
    return found


def _by_letters(asked: str, known: str) -> float:
    if OSA.normalized_similarity(asked, known) < _LEAST_LIKE:  # a quick look spares the careful one
        return 0.0
    length = max(len(asked), len(known))
    value = max(0.0, _SAME_SOUND - distance(asked, known) / length)
    return value if min(len(asked), len(known)) >= _SHORTEST else min(value, _SHORT)


def _by_words(asked: Name, known: Name) -> float:
    """Compare where one has words that the other lacks."""
    few, many = sorted((asked.words, known.words), key=len)
    if not few or len(few) == len(many):
        return 0.0
    if few == many[: len(few)] and sum(map(len, few)) >= _SHORTEST:
        return _SHORTENED if few == asked.words and many[len(few)] in _WHICH else _PART
    missing = set(few) - set(many)
    return 0.0 if missing else _PART * len("".join(few)) / len("".join(many))
