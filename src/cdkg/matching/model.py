"""What is asked, what is known, and how well the one fits the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

ACCEPT: Final = 85.0
"""The least score of a match; see docs/reconciliation.md for how it was found and what it gives."""

LEAD: Final = 4.0
"""How far a match must be before the next candidate; two cities of one name are never told apart by chance."""

LISTED: Final = 40.0
"""Candidates that score less are not listed."""

NAME: Final = "name"
IDENTIFIER: Final = "identifier"
TYPE: Final = "type"
COUNTRY: Final = "country"
DISTANCE: Final = "distance"
POPULATION: Final = "population"


@dataclass(frozen=True)
class Known:
    """Something that a name can mean.

    Args:
        id: what identifies it, such as its IRI.
        names: all its spellings, in all languages; the first is what it is called.
        types: its classes, broader ones included.
        country: the id of its country, or empty.
        coordinates: latitude and longitude in decimal degrees, or none.
        population: how many people live there, or none.
    """

    id: str
    names: tuple[str, ...]
    types: frozenset[str] = frozenset()
    country: str = ""
    coordinates: tuple[float, float] | None = None
    population: int | None = None


@dataclass(frozen=True)
class Asked:
    """A name, and what else is told of whatever bears it.

    Args:
        name: the name, in any spelling; ``"Hyderabad (India)"`` or «شهر بغداد» also. Or an id.
        type: a class that it must belong to, or empty.
        country: the country by id, name or code, or empty.
        coordinates: latitude and longitude in decimal degrees, or none.
        population: how many people live there, or none.
    """

    name: str
    type: str = ""
    country: str = ""
    coordinates: tuple[float, float] | None = None
    population: int | None = None


@dataclass(frozen=True)
class Feature:
    """One reason for a score.

    Args:
        name: what was compared: ``NAME``, ``IDENTIFIER``, ``TYPE``, ``COUNTRY``, ``DISTANCE`` or ``POPULATION``, or
            another that a caller adds.
        value: how well it agrees, from 0 (it contradicts) to 1 (it is the same).
        weight: how much it counts beside the others.
    """

    name: str
    value: float
    weight: float


@dataclass(frozen=True)
class Scored:
    """A candidate.

    Args:
        known: what the name may mean.
        score: how likely it does, from 0 to 100: the mean of its features' values by their weights.
        features: the reasons.
        is_match: whether it can be taken without being looked at; at most one candidate of a name can.
        spelling: the name of its that comes nearest to what was asked.
    """

    known: Known
    score: float
    features: tuple[Feature, ...]
    is_match: bool = False
    spelling: str = ""


def score_of(features: Iterable[Feature]) -> float:
    """Add features up: the mean of their values by their weights, from 0 to 100."""
    given = list(features)
    weight = sum(one.weight for one in given)
    return round(100 * sum(one.value * one.weight for one in given) / weight, 2) if weight else 0.0
