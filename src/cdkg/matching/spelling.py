"""Forms of a name under which its spellings meet, in Persian and in Latin letters.

From strict to loose: a *key* (`cdkg.text.fold`, and for Latin letters also those that no decomposition makes plain,
such as «ø»); a *skeleton*, in which letters that one sound is written with are one letter (Esfahan and Isfahan, «طهران»
and «تهران»); and the skeleton's *consonants*, by which near names are looked for.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from cdkg.text import fold, normalise

# Latin letters that Unicode does not decompose; the names of places have them (Łódź, Tromsø, Đà Nẵng).
_PLAIN: Final = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ŋ": "n", "ə": "a"}
)
_LATIN_SOUNDS: Final = (
    # How the usual romanisations of Persian, Arabic and Cyrillic write one sound, two letters before one.
    ("dsch", "j"),
    ("tsch", "č"),
    ("tch", "č"),
    ("sch", "š"),
    ("sh", "š"),
    ("kh", "x"),
    ("gh", "q"),
    ("ch", "č"),
    ("zh", "ž"),
    ("dj", "j"),
    ("ph", "f"),
    ("th", "t"),
    ("dh", "d"),
    ("ck", "k"),
    ("tz", "ts"),
    ("ow ", "u"),
    ("oo", "u"),
    ("ou", "u"),
    ("ee", "i"),
    ("w", "v"),
    ("y", "i"),
    ("e", "i"),
    ("o", "u"),
)
_END: Final = " "
_HARD_C: Final = re.compile("c(?=[caouklrtdnvx]|$)")
# A «y» that begins a name is a consonant, also where it is written with another letter; an «h» at the end is silent.
_CONSONANT_Y: Final = re.compile("^[iy](?=[aeou])")
_SILENT_H: Final = re.compile("(?<=[aiu])h$")
_PERSIAN_SOUNDS: Final = str.maketrans(
    {"ط": "ت", "ص": "س", "ث": "س", "ذ": "ز", "ض": "ز", "ظ": "ز", "غ": "ق", "ح": "ه", "ئ": "ی", "ع": "ا", "ء": None}
)
_AGAIN: Final = re.compile(r"(.)\1+")
_PERSIAN: Final = re.compile("[\u0600-\u06ff]")
_WORD: Final = re.compile(r"[^\W_]+")
VOWELS: Final = frozenset("aiuاوی")
_WITHOUT_VOWELS: Final = str.maketrans("gqxvzcčj", "kkkbssšš", "aiuhاویه")


@lru_cache(maxsize=65_536)
def key(name: str) -> str:
    """Make the strict form: what is left of a name without case, marks, spaces and punctuation."""
    return fold(name).translate(_PLAIN)


@lru_cache(maxsize=65_536)
def skeleton(name: str) -> str:
    """Make the loose form: one letter for each sound, none of them twice in a row."""
    letters = key(name)
    if _PERSIAN.search(letters):
        letters = letters.translate(_PERSIAN_SOUNDS)
    else:
        letters = _CONSONANT_Y.sub("j", letters)
        letters += _END
        for written, sound in _LATIN_SOUNDS:
            letters = letters.replace(written, sound)
        letters = letters.removesuffix(_END)
        letters = _SILENT_H.sub("", _HARD_C.sub("k", letters))
    return _AGAIN.sub(r"\1", letters)


def consonants(of_skeleton: str) -> str:
    """Leave out a skeleton's vowels, and the «h» that some write after one; make alike consonants one."""
    kept = of_skeleton.translate(_WITHOUT_VOWELS)
    return _AGAIN.sub(r"\1", kept)


def words(name: str) -> list[str]:
    """Split a name into words, half-spaces and hyphens as spaces."""
    return _WORD.findall(normalise(name))


def is_persian(text: str) -> bool:
    """Tell whether a text has a letter of the Persian script."""
    return bool(_PERSIAN.search(text))
