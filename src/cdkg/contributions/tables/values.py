"""Reads numbers, years and days as people write them."""

from __future__ import annotations

import re
from typing import Final

from cdkg.text import fold, unify

SOLAR_HIJRI_BELOW: Final = 1700
"""A year below this is Solar Hijri where nothing else is said."""

_GREGORIAN: Final = frozenset(map(fold, ("gregorian", "میلادی", "ad", "ce")))
_SOLAR_HIJRI: Final = frozenset(
    map(fold, ("solar hijri", "هجری شمسی", "شمسی", "خورشیدی", "هجری خورشیدی", "jalali", "persian"))
)
CALENDARS: Final = (("Gregorian", "میلادی"), ("Solar Hijri", "هجری شمسی"))
"""The names of the calendars in both languages."""


def read_year(text: str, calendar: str) -> tuple[int, bool]:
    """Read a year.

    Args:
        text: the year, in digits of any kind; «م» and «ش» after it, or AD, tell its calendar.
        calendar: the calendar's name, or empty.

    Returns:
        the year, and whether it is Solar Hijri.

    Raises:
        ValueError: if it is no year, or the calendar is unknown.
    """
    found = re.fullmatch(
        r"(\d{4})\s*(?:\.0)?\s*(م|ش|هـ?\s?ش|ه\.?\s?ش\.?|AD|CE|SH|AH)?\.?", unify(text).strip(), re.IGNORECASE
    )
    if not found:
        raise ValueError(text)
    year, mark = int(found[1]), (found[2] or "").upper()
    named = fold(calendar.rpartition(" · ")[2])
    if named and named not in _GREGORIAN | _SOLAR_HIJRI:
        raise ValueError(calendar)
    if named:
        return year, named in _SOLAR_HIJRI
    if mark:
        return year, mark not in ("م", "AD", "CE")
    return year, year < SOLAR_HIJRI_BELOW


def read_decimal(text: str) -> str:
    """Read a decimal number with a full stop, a comma or a Persian separator.

    Raises:
        ValueError: if it is none.
    """
    plain = unify(text).strip().replace("٫", ".").replace("/", ".").replace("−", "-")
    if not re.fullmatch(r"-?\d+(?:[.,]\d+)?", plain):
        raise ValueError(text)
    return plain.replace(",", ".")


def read_day(text: str) -> str:
    """Read a day as year, month and day.

    Raises:
        ValueError: if it is none.
    """
    found = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", unify(text).strip())
    if not found or not (1 <= int(found[2]) <= 12 and 1 <= int(found[3]) <= 31):
        raise ValueError(text)
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"


def neutral(text: str) -> str:
    """Keep a spreadsheet program from taking a text for a formula: an apostrophe goes before it.

    Args:
        text: what a cell of an exported file is to hold.
    """
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
