"""Reads tables 1 to 4: the needs of Mashhad, one table for each sector, each need with the score of the panel."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cdkg.documents import Document
from cdkg.errors import ExtractionError
from cdkg.records import FindingRecord, Record
from cdkg.records.place import PARTED
from cdkg.sources.cell import cell
from cdkg.sources.interpretation import Interpretation
from cdkg.sources.mashhad_needs.layout import below_caption, numbered_rows
from cdkg.text import integer

TABLES: Final = ("1", "2", "3", "4")
CITY: Final = "مشهد"
PANEL: Final = "mashhad-needs-panel"


def read_needs(document: Document, notes: Interpretation) -> Iterator[Record]:
    """Read the needs of the four tables.

    Args:
        document: the text.
        notes: what the captions and the labels mean.

    Raises:
        ExtractionError: if a caption or a row is missing, or a label is not in ``lookups.csv``.
    """
    for table in TABLES:
        caption, lines = below_caption(document, table, re.compile(rf"اولویت نیازها.*\D{table}\s*جدول\s*$"))
        sector = notes.known_by(table, "sector", caption.text, place=f"table {table}, line {caption.number}")
        labels = notes.of_column(table, "need")
        seen: set[str] = set()
        for row in numbered_rows(document, table, lines, len(labels)):
            place = f"table {table}, row {row.number}"
            label = notes.known_by(table, "need", row.label.printed.replace(PARTED, " "), place=place)
            if label.printed in seen:
                raise ExtractionError(
                    f"{place}: «{label.printed}» stands in another row as well.",
                    f"جدول {table}، ردیف {row.number}: «{label.printed}» در ردیف دیگری هم هست.",
                )
            seen.add(label.printed)
            yield FindingRecord(
                **cell(table, row.number, "need", 1, row.whole),
                finding_class="Need",
                concerns=CITY,
                label_fa=label.name_fa,
                label_en=label.name_en,
                sector=sector.target,
                score=str(integer(row.value.printed)),
                found_by=(PANEL,),
            )
