"""Reads the four tables of the paper out of its text."""

from __future__ import annotations

from collections.abc import Iterator

from cdkg.documents import Document
from cdkg.gazetteer import Gazetteer
from cdkg.records import Record
from cdkg.sources.foreign_policy.table_1 import read_rows
from cdkg.sources.foreign_policy.table_1_records import membership_records, tie_records, title_records
from cdkg.sources.foreign_policy.table_2 import read_table_2
from cdkg.sources.foreign_policy.table_3 import read_table_3
from cdkg.sources.foreign_policy.table_4 import read_table_4
from cdkg.sources.interpretation import Interpretation


def extract(document: Document, notes: Interpretation, gazetteer: Gazetteer) -> Iterator[Record]:
    """Read the records of all tables, in the order of the document.

    Args:
        document: the text.
        notes: what people decided about it.
        gazetteer: tells names from other words.

    Raises:
        ExtractionError: if the text does not have the form that is known here.
    """
    for row in read_rows(document, notes, gazetteer):
        yield from tie_records(row, notes)
        yield from title_records(row, notes)
        yield from membership_records(row, notes)
    yield from read_table_2(document, notes)
    yield from read_table_3(document, notes, gazetteer)
    yield from read_table_4(document, notes, gazetteer)
