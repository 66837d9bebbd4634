"""The reviewed links to Wikidata: one decision a row, positive and negative, as an SSSOM mapping set.

A link says that a thing of this graph is the one that an item of Wikidata describes. Which decisions there are and how
each is written in SSSOM: docs/links.md. https://mapping-commons.github.io/sssom/
"""

from __future__ import annotations

from cdkg.mappings.location import mapping_set, set_in_use
from cdkg.mappings.mapping import MATCHED, NO_MATCH_KNOWN, REJECTED, UNSURE, Mapping
from cdkg.mappings.mapping_set import MappingSet

__all__ = [
    "MATCHED",
    "NO_MATCH_KNOWN",
    "REJECTED",
    "UNSURE",
    "Mapping",
    "MappingSet",
    "mapping_set",
    "set_in_use",
]
