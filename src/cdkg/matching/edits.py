"""How far two skeletons are from each other, counted in slips of the pen rather than in letters.

A plain edit distance takes «Bolton» to be as near to «Boston» as «Bosten» is. Here a slip costs by its kind: what
people get wrong (a vowel, a letter for another of its sound, two letters that changed places) costs little; one
consonant for an unlike one makes another name. rapidfuzz weighs an edit by whether it adds, drops or replaces, not by
its letters; so this is our own, and sees only the few candidates that rapidfuzz has chosen.
"""

from __future__ import annotations

from typing import Final

from cdkg.matching.spelling import VOWELS

_VOWEL: Final = 0.35
"""One vowel for another in Latin letters: each language writes the short ones of Persian as it hears them."""

_LONG_VOWEL: Final = 0.6
"""One for another in Persian letters, where only long ones are written."""

_VOWEL_ADDED: Final = 0.55
_BREATH: Final = 0.3
_CLOSE: Final = 0.3
_ALIKE: Final = 0.6
_SWAP: Final = 0.6
_ADDED: Final = 0.75
_ENDING: Final = 1.05
"""A consonant more at the end makes another name: «تبریز» and «تبریزک»."""

_OTHER: Final = 1.4
_FIRST: Final = 1.5
"""At the beginning of a name slips are rare, and other names begin otherwise."""


def _pairs(*groups: str) -> frozenset[tuple[str, str]]:
    return frozenset((one, other) for group in groups for one in group for other in group if one != other)


# What English, French and German write for one sound of Persian, Arabic, Russian or Spanish.
_ONE_SOUND: Final = _pairs("qg", "qk", "sz", "šč", "bv", "xh", "xk", "xč", "jč", "jc", "ji", "vu", "اه")
_ALIKE_PAIRS: Final = _pairs(
    "pb", "td", "dz", "kgx", "qč", "szcž", "sš", "jž", "fv", "mn", "lr",
    "بپتثن", "جچحخ", "کگق", "رزژ", "سشز", "فق", "دذ", "تد", "خق", "جژ", "چش", "وف", "من",
)  # fmt: skip


def distance(one: str, other: str) -> float:
    """Count the slips between two skeletons, by their weights.

    An optimal string alignment (Damerau, 1964) with costs for each kind of slip.

    Args:
        one: a skeleton.
        other: another.
    """
    if one == other:
        return 0.0
    same = _common(one, other)
    one, other = one[same:], other[same:]
    tail = _common(one[::-1], other[::-1])
    gaps, facing_gaps = (_gaps(name[: len(name) - tail], same, tail) for name in (one, other))
    one, other = one[: len(one) - tail], other[: len(other) - tail]
    before: list[float] = []
    above = [0.0]
    for gap in facing_gaps:
        above.append(above[-1] + gap)
    for row, letter in enumerate(one):
        gap = gaps[row]
        line = [above[0] + gap]
        for column, facing in enumerate(other):
            cost = min(
                above[column] + _instead(letter, facing, at_start=row == column == same == 0),
                above[column + 1] + gap,
                line[column] + facing_gaps[column],
            )
            if row and column and letter == other[column - 1] and one[row - 1] == facing:
                cost = min(cost, before[column - 1] + _SWAP)
            line.append(cost)
        before, above = above, line
    return above[-1]


def _common(one: str, other: str) -> int:
    """Count the letters with which both begin."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _gaps(letters: str, before: int, after: int) -> list[float]:
    """Tell for each letter what it costs that it stands in one of the names only.

    Args:
        letters: the letters between what both names have in common.
        before: how many letters they have in common before.
        after: how many after.
    """
    costs = []
    for at, letter in enumerate(letters):
        cost = _BREATH if letter in "hه" else _VOWEL_ADDED if letter in VOWELS else _ADDED
        if cost == _ADDED and at == before == 0:
            cost *= _FIRST
        elif cost == _ADDED and after == 0 and at == len(letters) - 1:
            cost = _ENDING
        costs.append(cost)
    return costs


def _instead(letter: str, facing: str, *, at_start: bool) -> float:
    if letter == facing:
        return 0.0
    if letter in VOWELS and facing in VOWELS:
        cost = _VOWEL if letter in "aiu" else _LONG_VOWEL
    elif (letter, facing) in _ONE_SOUND:
        cost = _CLOSE
    else:
        cost = _ALIKE if (letter, facing) in _ALIKE_PAIRS else _OTHER
    return cost * _FIRST if at_start else cost
