"""Reads tables 1 to 5 of the paper out of its text; tables 6 and 7 quote interviewees and are transcribed."""

from __future__ import annotations

from collections.abc import Iterator

from cdkg.documents import Document
from cdkg.gazetteer import Gazetteer
from cdkg.records import Record
from cdkg.sources.interpretation import Interpretation
from cdkg.sources.mashhad_needs.needs import read_needs
from cdkg.sources.mashhad_needs.table_5 import read_table_5


def extract(
    document: Document,
    notes: Interpretation,
    gazetteer: Gazetteer,  # noqa: ARG001  (all extractors are called alike)
) -> Iterator[Record]:
    """Read the needs of tables 1 to 4 and the interviews of table 5.

    Args:
        document: the text.
        notes: what people decided about it.
        gazetteer: not needed here; the tables name nothing that it holds.

    Raises:
        ExtractionError: if the text does not have the form that is known here.
    """
    yield from read_needs(document, notes)
    yield from read_table_5(document, notes)
