"""How far two skeletons are from each other, counted in slips of the pen rather than in letters.

A plain edit distance takes «Bolton» to be as near to «Boston» as «Bosten» is. Here a slip costs by its kind: what
people get wrong (a vowel, a letter for another of its sound, two letters that changed places) costs little; one consonant
for an unlike one makes another name. rapidfuzz weighs an edit by whether it adds, drops or replaces, not by its letters;
so this is our own, and sees only the few candidates that rapidfuzz has chosen.
"""

from __future__ import annotations

from typing import Final

from cdkg.matching.spelling import VOWELS

_VOWEL: Final = 0.45
_BREATH: Final = 0.3
_ALIKE: Final = 0.6
_SWAP: Final = 0.6
_ADDED: Final = 0.75
_OTHER: Final = 1.4
_FIRST: Final = 1.5
"""At the beginning of a name slips are rare, and other names begin otherwise."""

_GROUPS: Final = (
    "pb", "td", "kgx", "szcž", "šč", "jžčy", "fv", "mn", "lr",
    "بپتثن", "جچحخ", "کگق", "رزژ", "سش", "فق", "دذ", "تد", "خق", "جژ", "چش", "وف",
)  # fmt: skip
_ALIKE_PAIRS: Final = frozenset((one, other) for group in _GROUPS for one in group for other in group if one != other)


def distance(one: str, other: str) -> float:
    """Count the slips between two skeletons, by their weights.

    An optimal string alignment (Damerau, 1964) with costs for each kind of slip.

    Args:
        one: a skeleton.
        other: another.
    """
    if one == other:
        return 0.0
    before: list[float] = []
    above = [0.0]
    for letter in other:
        above.append(above[-1] + _gap(letter, at_start=len(above) == 1))
    for row, letter in enumerate(one):
        gap = _gap(letter, at_start=row == 0)
        line = [above[0] + gap]
        for column, facing in enumerate(other):
            start = row == 0 and column == 0
            cost = min(
                above[column] + _instead(letter, facing, at_start=start),
                above[column + 1] + gap,
                line[column] + _gap(facing, at_start=column == 0),
            )
            if row and column and letter == other[column - 1] and one[row - 1] == facing:
                cost = min(cost, before[column - 1] + _SWAP)
            line.append(cost)
        before, above = above, line
    return above[-1]


def _gap(letter: str, *, at_start: bool) -> float:
    if letter in "hه":
        return _BREATH
    cost = _VOWEL if letter in VOWELS else _ADDED
    return cost * _FIRST if at_start and letter not in VOWELS else cost


def _instead(letter: str, facing: str, *, at_start: bool) -> float:
    if letter == facing:
        return 0.0
    if letter in VOWELS and facing in VOWELS:
        return _VOWEL
    cost = _ALIKE if (letter, facing) in _ALIKE_PAIRS else _OTHER
    return cost * _FIRST if at_start else cost
