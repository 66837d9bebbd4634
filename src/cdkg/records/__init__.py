"""Records: what a document says, row by row, in tables that people read, correct and commit.

One class for each kind of record, one CSV file of it for each source. A record keeps the place in the document and the
text as printed; names stand in it as one reads them, and are resolved to entities only when triples are made.
"""

from __future__ import annotations

from cdkg.records.claims import (
    ClaimRecord,
    CountRecord,
    DesignationRecord,
    FindingRecord,
    MembershipRecord,
    StatementRecord,
    TieRecord,
)
from cdkg.records.described import ConceptRecord, EntityRecord, NameRecord, NormRecord, PeriodRecord
from cdkg.records.place import CellPlace, Record

__all__ = [
    "RECORD_KINDS",
    "CellPlace",
    "ClaimRecord",
    "ConceptRecord",
    "CountRecord",
    "DesignationRecord",
    "EntityRecord",
    "FindingRecord",
    "MembershipRecord",
    "NameRecord",
    "NormRecord",
    "PeriodRecord",
    "Record",
    "StatementRecord",
    "TieRecord",
]

RECORD_KINDS: tuple[type[Record], ...] = (
    NameRecord,
    EntityRecord,
    ConceptRecord,
    PeriodRecord,
    NormRecord,
    TieRecord,
    MembershipRecord,
    DesignationRecord,
    FindingRecord,
    StatementRecord,
    CountRecord,
)
"""All kinds of record, in the order in which they are read."""
