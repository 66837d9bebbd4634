"""What people write around a name: what the thing is («شهر …», "City of …") and where ("…, Spain", «… هند»)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cdkg.matching.spelling import words
from cdkg.text import normalise

# Said of the place itself.
_PLACE_BEFORE: Final = (
    "the city of",
    "city of",
    "the town of",
    "town of",
    "شهر مقدس",
    "شهر تاریخی",
    "کلان شهر",
    "کلانشهر",
    "بندر",
    "شهر",
)
_PLACE_AFTER: Final = ("city", "town")
# Said of a body of the place, which may be a thing of its own.
_BODY_BEFORE: Final = (
    "the municipality of",
    "municipality of",
    "the metropolitan municipality of",
    "metropolitan municipality of",
    "city council of",
    "شهرداری کلان شهر",
    "شهرداری کلانشهر",
    "شهرداری",
)
_BODY_AFTER: Final = ("metropolitan municipality", "municipality")
# "Cordoba, Spain"; "Cordoba (Spain)"; "Cordoba – Spain"; «قرطبه، اسپانیا».
_APART: Final = re.compile(r"\s*[,،;؛()\[\]/|–—]+\s*|\s+-+\s+")


@dataclass(frozen=True)
class Reading:
    """One way to understand what was written.

    Args:
        name: the name itself.
        country: the id of the country that was written with it, or empty.
        is_body: whether a body of the place was written, such as its municipality.
        rest: whether something was written beside it that is not understood, such as a province.
    """

    name: str
    country: str = ""
    is_body: bool = False
    rest: bool = False


def readings(written: str, country_of: Callable[[str], str]) -> list[Reading]:
    """List the ways to understand what was written, the most literal first.

    Args:
        written: a name with whatever stands around it.
        country_of: finds the id of a country by any of its names, or gives an empty text.
    """
    found = [Reading(normalise(written))]
    found += _by_parts(written, country_of)
    found += _by_last_words(written, country_of)
    for one in list(found):
        found += _without_designation(one)
    return list(dict.fromkeys(one for one in found if one.name))


def without_designation(name: str) -> str:
    """Leave out that a place is a place: «Gaza City» is called Gaza, too. Empty where nothing is left out."""
    if " " not in name:
        return ""
    return next((one.name for one in _without_designation(Reading(normalise(name))) if not one.is_body), "")


def _by_parts(written: str, country_of: Callable[[str], str]) -> list[Reading]:
    """Read "name, country", also the other way round and with more in between."""
    parts = [part for part in _APART.split(normalise(written)) if part]
    if len(parts) < 2:
        return []
    countries = [country_of(part) for part in parts]
    named = next((one for one in reversed(countries) if one), "")
    others = [part for part, country in zip(parts, countries, strict=True) if not country]
    if not others:  # all of it names countries: the first may be a city that is called as one is
        return [Reading(parts[0], countries[-1])]
    return [Reading(others[0], named, rest=len(others) > 1)]


def _by_last_words(written: str, country_of: Callable[[str], str]) -> list[Reading]:
    """Read «قرطبه اسپانیا» and "Cordoba Spain": a country's name at the end, of up to three words."""
    if _APART.search(normalise(written)):
        return []
    parts = words(written)
    found = []
    for length in range(1, min(4, len(parts))):
        country = country_of(" ".join(parts[-length:]))
        if country:
            found.append(Reading(" ".join(parts[:-length]), country))
    return found


def _without_designation(reading: Reading) -> list[Reading]:
    name = reading.name
    low = name.casefold()
    found = []
    for is_body, before, after in ((False, _PLACE_BEFORE, _PLACE_AFTER), (True, _BODY_BEFORE, _BODY_AFTER)):
        start = next((len(one) for one in before if low.startswith(one + " ")), 0)
        end = next((len(one) for one in after if low.endswith(" " + one)), 0)
        if start or end:
            kept = name[start : len(name) - end if end and not start else len(name)].strip()
            found.append(Reading(kept, reading.country, is_body=is_body, rest=reading.rest))
    return found
