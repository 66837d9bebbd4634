"""Reads table 5: the interviews, each with a code, the interviewee's speciality and the minutes it took."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cdkg.documents import Document, Line
from cdkg.errors import ExtractionError
from cdkg.records import CountRecord, EntityRecord, Record, StatementRecord
from cdkg.sources.cell import cell, trimmed
from cdkg.sources.interpretation import Interpretation
from cdkg.sources.mashhad_needs.layout import Row, below_caption, numbered_rows
from cdkg.text import integer, persian_digits

TABLE: Final = "5"
SERIES: Final = "mashhad-needs-interviews"
INTERVIEW: Final = "mashhad-needs-interview-"

_CAPTION: Final = re.compile(rf"مصاحبه\s*{TABLE}\s*جدول")
_TOTAL: Final = re.compile(r"^\s*(?P<total>\d+)\s+مجموع\s*$")


def read_table_5(document: Document, notes: Interpretation) -> Iterator[Record]:
    """Read the interviews, and the total of their minutes.

    Args:
        document: the text.
        notes: what the specialities mean.

    Raises:
        ExtractionError: if the caption, a row or the total is missing, or a speciality is not in ``lookups.csv``.
    """
    _, lines = below_caption(document, TABLE, _CAPTION)
    count = len(notes.of_column(TABLE, "speciality"))
    for row in numbered_rows(document, TABLE, lines, count):
        yield from _interview(row, notes)
    yield _total(document, lines, count + 1)


def _interview(row: Row, notes: Interpretation) -> Iterator[Record]:
    speciality = notes.known_by(TABLE, "speciality", row.label.printed, place=f"table {TABLE}, row {row.number}")
    study = f"{INTERVIEW}{row.number}"
    yield EntityRecord(
        **cell(TABLE, row.number, "code", 1, row.whole),
        kind="study",
        slug=study,
        entity_class="Interview",
        label_fa=f"مصاحبه {persian_digits(str(row.number))} درباره دیپلماسی شهری مشهد",
        label_en=f"interview {row.number} on the city diplomacy of Mashhad",
        part_of=f"study/{SERIES}",
    )
    yield StatementRecord(
        **cell(TABLE, row.number, "speciality", 1, row.label),
        about_kind="study",
        about=study,
        facet="facet-speciality",
        value_kind="text",
        value=speciality.name_fa,
        value_en=speciality.name_en,
    )
    yield StatementRecord(
        **cell(TABLE, row.number, "minutes", 1, row.value),
        about_kind="study",
        about=study,
        facet="facet-minutes",
        value_kind="number",
        value=str(integer(row.value.printed)),
    )


def _total(document: Document, lines: tuple[Line, ...], number: int) -> Record:
    for line in lines:
        if found := _TOTAL.match(line.text):
            where = trimmed(line, *found.span("total"))
            assert where is not None
            return CountRecord(
                **cell(TABLE, number, "minutes", 1, where),
                about_kind="study",
                about=SERIES,
                count=str(integer(where.printed)),
                query="interview-minutes",
            )
    raise ExtractionError(
        f"{document.id}, table {TABLE}: the total of the minutes is not found.",
        f"{document.id}، جدول {TABLE}: جمع دقیقه‌ها پیدا نشد.",
    )
