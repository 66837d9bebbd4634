"""Weighs what is told of a name against what is known of a candidate."""

from __future__ import annotations

import math
from typing import Final

from cdkg.matching.model import COUNTRY, DISTANCE, NAME, POPULATION, TYPE, Asked, Feature, Known

_NAME_WEIGHT: Final = 10.0
# That a candidate is a city, as nearly all of them are, tells little; that it is none tells much.
_TYPE_WEIGHTS: Final = (6.0, 0.5)
_COUNTRY_WEIGHTS: Final = (6.0, 4.0)
_DISTANCE_WEIGHT: Final = 6.0
_POPULATION_WEIGHT: Final = 1.0
_SAME_PLACE_KM: Final = 15.0
_OTHER_PLACE_KM: Final = 150.0
_EARTH_RADIUS_KM: Final = 6371.0
_SAME_SIZE: Final = 2.0
_OTHER_SIZE: Final = 50.0


def features_of(asked: Asked, known: Known, name_value: float, country: str) -> tuple[Feature, ...]:
    """Give the reasons for and against a candidate; what is not told, or not known, is none.

    Args:
        asked: what is asked.
        known: the candidate.
        name_value: how well its name agrees, from 0 to 1.
        country: the id of the country that is told, or empty.
    """
    found = [Feature(NAME, round(name_value, 4), _NAME_WEIGHT)]
    if asked.type and known.types:
        found.append(_yes_or_no(TYPE, asked.type in known.types, _TYPE_WEIGHTS))
    if country and known.country:
        found.append(_yes_or_no(COUNTRY, country == known.country, _COUNTRY_WEIGHTS))
    if asked.coordinates and known.coordinates:
        apart = kilometres(asked.coordinates, known.coordinates)
        value = _falling(apart, _SAME_PLACE_KM, _OTHER_PLACE_KM)
        found.append(Feature(DISTANCE, value, _DISTANCE_WEIGHT))
    if asked.population and known.population:
        ratio = max(asked.population, known.population) / min(asked.population, known.population)
        value = _falling(math.log(ratio), math.log(_SAME_SIZE), math.log(_OTHER_SIZE))
        found.append(Feature(POPULATION, value, _POPULATION_WEIGHT))
    return tuple(found)


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Measure how far two places are apart, on a sphere (haversine).

    Args:
        one: latitude and longitude in decimal degrees.
        other: the same of the other place.
    """
    (lat, lon), (other_lat, other_lon) = (map(math.radians, place) for place in (one, other))
    half = math.sin((other_lat - lat) / 2) ** 2
    half += math.cos(lat) * math.cos(other_lat) * math.sin((other_lon - lon) / 2) ** 2
    return 2 * _EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, half)))


def _yes_or_no(name: str, agrees: bool, weights: tuple[float, float]) -> Feature:
    return Feature(name, float(agrees), weights[agrees])


def _falling(amount: float, full: float, none: float) -> float:
    """Fall from 1 at ``full`` to 0 at ``none``."""
    return round(min(1.0, max(0.0, (none - amount) / (none - full))), 4)
