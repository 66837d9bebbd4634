"""Reads nothing: people transcribed the whole paper."""

from __future__ import annotations

from collections.abc import Iterator

from cdkg.documents import Document
from cdkg.gazetteer import Gazetteer
from cdkg.records import Record
from cdkg.sources.interpretation import Interpretation


def extract(
    document: Document,  # noqa: ARG001  (all extractors are called alike)
    notes: Interpretation,  # noqa: ARG001
    gazetteer: Gazetteer,  # noqa: ARG001
) -> Iterator[Record]:
    """Read no records, for no table of the paper has a form that a program could tell.

    The columns of its one table came out of the PDF below one another, one or two words to a line and partly in the
    wrong order, without a mark between the cells. Its cells stand in ``transcribed/``, as does what the prose says.

    Args:
        document: the text.
        notes: what people decided about it.
        gazetteer: tells names from other words.
    """
    yield from ()
