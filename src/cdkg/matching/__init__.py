"""Finds which thing a name means, in Persian or in Latin letters, misspelt or with its country, and says why.

`Index` is made of things with their names (`Known`) and asked for a name and what else is told (`Asked`); it gives
candidates with a score that is the mean of its reasons (`Scored`, `Feature`). `entities` reads the things of a store.
"""

from __future__ import annotations

from cdkg.matching.index import Index, decided
from cdkg.matching.model import ACCEPT, LEAD, Asked, Feature, Known, Scored, score_of

__all__ = ["ACCEPT", "LEAD", "Asked", "Feature", "Index", "Known", "Scored", "decided", "score_of"]
