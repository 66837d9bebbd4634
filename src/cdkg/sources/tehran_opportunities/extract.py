"""Reads the tables of the paper out of its text."""

from __future__ import annotations

from collections.abc import Iterator

from cdkg.documents import Document
from cdkg.gazetteer import Gazetteer
from cdkg.records import Record
from cdkg.sources.interpretation import Interpretation
from cdkg.sources.tehran_opportunities.table_2 import read_table_2


def extract(document: Document, notes: Interpretation, gazetteer: Gazetteer) -> Iterator[Record]:
    """Read the records of table 2.

    Args:
        document: the text.
        notes: what people decided about it.
        gazetteer: tells names from other words.

    Raises:
        ExtractionError: if the text does not have the form that is known here.
    """
    yield from read_table_2(document, notes, gazetteer)
