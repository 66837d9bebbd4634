"""The gazetteer: one entity for each city, country, body and person, and the names under which documents print them.

The CSV files beside this module are curated by hand. A printed name resolves to exactly one entity of its kind, or it
is an error that names the place in the document and the nearest candidates.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from cdkg.gazetteer.entities import Entity, Gazetteer, ReferenceList
from cdkg.gazetteer.tables import read_gazetteer

__all__ = ["Entity", "Gazetteer", "ReferenceList", "gazetteer"]

FOLDER = Path(__file__).parent


@cache
def gazetteer() -> Gazetteer:
    """Read the gazetteer that comes with the package."""
    return read_gazetteer(FOLDER)
