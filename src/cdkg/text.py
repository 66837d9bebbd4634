"""Persian text as it comes out of PDFs and spreadsheets, made comparable; digits, numbers and years.

The only module that knows about letters. Three strengths of cleaning, from weak to strong:

* ``unify`` maps character to character, so that places in the cleaned text are places in the raw text;
* ``normalise`` gives text that reads the same to a person, for searching and for showing;
* ``fold`` gives a key under which two spellings of one name meet.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_LETTERS: Final = {
    "ي": "ی",
    "ى": "ی",
    "ﯾ": "ی",
    "ې": "ی",
    "ك": "ک",
    "ﮐ": "ک",
    "ڪ": "ک",
    "ۀ": "ه",
    "ة": "ه",
    "ہ": "ه",
    "ە": "ه",
    "أ": "ا",
    "إ": "ا",
    "ٱ": "ا",
    "ؤ": "و",
}
_DIGITS: Final = {char: str(value) for zero in "۰٠" for value, char in enumerate(chr(ord(zero) + n) for n in range(10))}
_SPACES: Final = "\t\r\x0b\x0c\x85\u00a0" + "".join(map(chr, range(0x2000, 0x200B))) + "\u202f\u3000\ufffd"
_HALF_SPACE: Final = "\u200c"
_TATWEEL: Final = "ـ"
_VOWEL_SIGNS: Final = frozenset(map(chr, (*range(0x64B, 0x653), 0x654, 0x655, 0x670)))
_UNIFIED: Final = str.maketrans(_LETTERS | _DIGITS | dict.fromkeys(_SPACES, " "))
_MEANINGLESS: Final = frozenset({"Co", "Cc", "Cn", "Cs", "Cf"})
_SOLAR_HIJRI_OFFSETS: Final = (621, 622)
_BEGINS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def unify(text: str) -> str:
    """Give Arabic letters their Persian form, digits their Latin one, and odd spaces the plain one.

    Every character becomes exactly one, so that an offset into the result is an offset into the text.

    Args:
        text: any text.
    """
    return text.translate(_UNIFIED)


def normalise(text: str) -> str:
    """Make text that reads the same to a person the same to a program.

    Compatibility forms are resolved (NFKC), letters and digits unified, tatweel, vowel signs, control and private
    characters dropped, half-spaces made spaces, and runs of white space made one space.

    Args:
        text: any text.

    Returns:
        the text; normalising it again changes nothing.
    """
    if text.isascii() and text.isprintable():  # all of it carries meaning, and there is one way to write it
        return " ".join(text.split())
    kept = "".join(char for char in text.replace(_HALF_SPACE, " ") if _carries_meaning(char))
    resolved = unify(unicodedata.normalize("NFKC", kept))
    return " ".join("".join(char for char in resolved if _carries_meaning(char)).split())


def fold(text: str) -> str:
    """Make the key under which spellings of one name meet.

    Beyond ``normalise``, spaces, hyphens, dots and quotation marks go, Latin letters lose marks and case, and «آ» is
    told from «ا» no longer.

    Args:
        text: a name.
    """
    letters = normalise(text).casefold()
    return "".join(char for char in unify(unicodedata.normalize("NFKD", letters)) if char.isalnum())


# A text has few different characters, and hundreds of thousands of names are normalised at a time.
@lru_cache(maxsize=4096)
def _carries_meaning(char: str) -> bool:
    if char in _SPACES or char == "\n":
        return True
    return char != _TATWEEL and char not in _VOWEL_SIGNS and unicodedata.category(char) not in _MEANINGLESS


def integer(text: str) -> int:
    """Read a whole number whose digits may be Persian, Arabic or Latin, also mixed (``1۰`` is ten).

    Args:
        text: the number, white space around it allowed.

    Raises:
        ValueError: if it is anything but digits.
    """
    digits = unify(text).strip()
    if not re.fullmatch(r"[0-9]+", digits):
        raise ValueError(f"not a whole number: {text!r}")
    return int(digits)


def persian_digits(text: str) -> str:
    """Write the Latin digits of a text as Persian ones, for a Persian reader."""
    return text.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))


def solar_hijri_span(year: int) -> tuple[int, int]:
    """Give the two Gregorian years that a Solar Hijri year touches.

    Args:
        year: a Solar Hijri year, such as 1391.

    Returns:
        the first and the last Gregorian year, such as (2012, 2013).
    """
    first, last = _SOLAR_HIJRI_OFFSETS
    return year + first, year + last


def neutral(text: str) -> str:
    """Put an apostrophe before what a spreadsheet program would compute; all else stays as it is."""
    return f"'{text}" if text.lstrip(" \u00a0\u200c\u200e\u200f\ufeff").startswith(_BEGINS_A_FORMULA) else text
