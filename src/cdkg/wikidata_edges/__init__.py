"""Edges of Wikidata: which item it ties to which, by one property, as a file tells it.

Beside this module stands the part of a crawl of 2016 that touches the cities of the gazetteer, so that the graph can be
compared with it wherever the project is. Other files are read alike, and none of this is a claim of anybody here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from cdkg.wikidata_edges.tables import Edge, read_edges, write_edges

__all__ = ["MEMBER_OF", "SISTER_CITY", "Edge", "Slice", "read_edges", "sister_city_slice", "write_edges"]

SISTER_CITY: Final = "P190"
MEMBER_OF: Final = "P463"


@dataclass(frozen=True)
class Slice:
    """A part of what Wikidata states by one property.

    Args:
        edges: the edges, each in the direction in which it is stated, none twice.
        reference_list: slug of the reference list (``gazetteer/reference-lists.csv``) that it is taken from.
    """

    edges: tuple[Edge, ...]
    reference_list: str


@cache
def sister_city_slice() -> Slice:
    """Read the part of the crawl of 2016 (P190) one end of which is a city of the gazetteer."""
    return Slice(read_edges(Path(__file__).parent / "p190-2016.csv"), "p190-crawl")
