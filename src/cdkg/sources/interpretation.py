"""What people decided about a document's text: how a broken cell reads, what a label means, what a footnote cites.

These are tables too, so that each decision can be seen and disputed without reading a program.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path

from cdkg.errors import ExtractionError
from cdkg.records.tables import read_table, strict_rows
from cdkg.text import normalise


@dataclass(frozen=True)
class Correction:
    """How a cell that the PDF broke is to be read.

    Args:
        table: the table's number.
        raw: the cell as it stands in the text.
        reading: how it reads.
        reason: why.
    """

    table: str
    raw: str
    reading: str
    reason: str


@dataclass(frozen=True)
class Lookup:
    """What a printed label means.

    Args:
        table: the table's number.
        column: the column's name.
        printed: the label, or the words of it by which a cell is known.
        kind: what kind of thing it means: ``network``, ``designation``, ``concept``, ``event`` …
        target: the thing's slug.
        name_en: what it is called in English, for things that only this document names.
        name_fa: what it is called in Persian.
    """

    table: str
    column: str
    printed: str
    kind: str
    target: str
    name_en: str = ""
    name_fa: str = ""


@dataclass(frozen=True)
class Footnote:
    """What a footnote cites.

    Args:
        table: the table in which it is called.
        first_line: the first line of the page (or the part of one) in which its number means this footnote.
        last_line: the last such line.
        number: its printed number.
        citation: what it cites.
    """

    table: str
    first_line: str
    last_line: str
    number: str
    citation: str


class Interpretation:
    """The decisions about one document.

    Args:
        corrections: how broken cells read.
        lookups: what labels mean.
        footnotes: what footnotes cite.
    """

    def __init__(
        self,
        corrections: Iterable[Correction] = (),
        lookups: Iterable[Lookup] = (),
        footnotes: Iterable[Footnote] = (),
    ) -> None:
        self.corrections = tuple(corrections)
        self.lookups = tuple(lookups)
        self._readings = {(one.table, normalise(one.raw)): one.reading for one in self.corrections}
        self.footnotes = tuple(footnotes)

    def reading(self, table: str, raw: str) -> str:
        """Read a cell: as corrected where it was, else as it stands, normalised."""
        text = normalise(raw)
        return self._readings.get((table, text), text)

    def citation(self, table: str, line: int, number: str | None) -> str:
        """Give what a footnote cites, or an empty text where there is no such footnote.

        Args:
            table: the table's number.
            line: the line on which the footnote is called.
            number: the number by which it is called, if one stands there.
        """
        for one in self.footnotes:
            if (one.table, one.number) == (table, number) and int(one.first_line) <= line <= int(one.last_line):
                return one.citation
        return ""

    def of_column(self, table: str, column: str) -> tuple[Lookup, ...]:
        """List the lookups of one column of one table."""
        return tuple(one for one in self.lookups if (one.table, one.column) == (table, column))

    def known_by(self, table: str, column: str, cell: str, *, place: str) -> Lookup:
        """Find the one lookup whose words stand in a cell.

        Raises:
            ExtractionError: if none or more than one does.
        """
        text = normalise(cell)
        found = [one for one in self.of_column(table, column) if normalise(one.printed) in text]
        if len(found) != 1:
            which = ", ".join(f"«{one.printed}»" for one in found) or "none"
            raise ExtractionError(
                f"{place}: the cell «{text}» must hold the words of exactly one lookup of table {table}, column "
                f"{column}; it holds: {which}. Mend lookups.csv.",
                f"{place}: در خانه «{text}» باید واژه‌های درست یک مدخل از lookups.csv (جدول {table}، ستون {column}) "
                f"باشد؛ آنچه هست: {which}. lookups.csv را درست کنید.",
            )
        return found[0]


def read_interpretation(folder: Path) -> Interpretation:
    """Read the decisions from a source's folder; an absent table holds none."""
    return Interpretation(
        corrections=(Correction(**row) for row in _rows(folder / "corrections.csv", Correction)),
        lookups=(Lookup(**row) for row in _rows(folder / "lookups.csv", Lookup)),
        footnotes=(Footnote(**row) for row in _rows(folder / "footnotes.csv", Footnote)),
    )


def _rows(path: Path, kind: type[Correction | Lookup | Footnote]) -> Iterator[dict[str, str]]:
    if path.exists():
        columns = [field.name for field in fields(kind)]
        for _, row in strict_rows(read_table(path), path.name, known=columns, required=columns):
            yield row
