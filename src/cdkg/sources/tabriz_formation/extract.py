"""Reads nothing: all records of this paper are transcribed by hand.

Its six tables have four columns, of which the one to the left (the number of experts) and the two to the right
(sub-themes and themes) came out of the PDF between the lines of the column of codes, a cell's words line by line and in
another order in each table; tables 2 and 3 stand apart from their captions, and table 6 breaks off after its first row.
Which code belongs to which sub-theme can be told only with the help of the paragraph that goes with each table, so
that a program would have to be told it row by row, and would read nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from cdkg.documents import Document
from cdkg.gazetteer import Gazetteer
from cdkg.records import Record
from cdkg.sources.interpretation import Interpretation


def extract(document: Document, notes: Interpretation, gazetteer: Gazetteer) -> Iterator[Record]:
    """Read nothing; the records stand in ``transcribed/``.

    Args:
        document: the text.
        notes: what people decided about it.
        gazetteer: tells names from other words.
    """
    del document, notes, gazetteer  # What every extractor is given.
    yield from ()
