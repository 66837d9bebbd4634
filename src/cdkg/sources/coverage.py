"""Compares a document with its records the other way round: what stands in the text that no record points to.

A record covers a figure where its lines include the figure's and it holds that number; it covers a name or a row of a
table where its lines include one of theirs. What no record covers, the reviewed list ``left-out.csv`` has to explain;
what neither does is a gap.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Final

from cdkg.documents import Document
from cdkg.gazetteer import Gazetteer
from cdkg.records import Record
from cdkg.sources import Source
from cdkg.sources.left_out import LeftOut, read_left_out
from cdkg.sources.mentions import Mention, Text, number, numbers

_NOT_SAID: Final = frozenset({"line_start", "line_end", "lines_note", "column", "section", "name", "subtotal_of"})
"""Columns that say where a record stands or which other one it points to: numbers in them are not the text's."""


@dataclass(frozen=True)
class Stale:
    """A row of the list of what is left out that explains nothing.

    Args:
        entry: the row.
        absent: whether its lines do not hold what it says; otherwise nothing is left for it to explain.
    """

    entry: LeftOut
    absent: bool


@dataclass(frozen=True)
class Coverage:
    """How much of a document its records and the list of what is left out account for.

    Args:
        document: the document's id.
        lines: how many lines the text has that are not blank.
        found: how many figures, names and rows of tables stand in it.
        covered: how many of them a record covers.
        left_out: how many of the others the list explains, by reason.
        gaps: the others.
        stale: rows of the list that explain nothing.
    """

    document: str
    lines: int
    found: Counter[str]
    covered: Counter[str]
    left_out: Counter[str]
    gaps: tuple[Mention, ...]
    stale: tuple[Stale, ...]

    @property
    def complete(self) -> bool:
        """Whether everything is accounted for, and the list says nothing that it need not say."""
        return not self.gaps and not self.stale


def coverage(source: Source, document: Document, gazetteer: Gazetteer) -> Coverage:
    """Tell what of a document its records and the list of what is left out account for.

    Args:
        source: whose records and list.
        document: the text.
        gazetteer: the names to look for.

    Raises:
        RecordError: if the records or the list are malformed.
    """
    records = source.records()
    text = Text(document)
    by_line = _by_line(records)
    found = (*text.figures(), *text.names(gazetteer), *_rows(text, _areas(source, records)))
    open_ones = [one for one in found if not _covered(one, by_line)]
    entries = read_left_out(source.folder, {record.key for record in records})
    held = {record.key: _numbers_of(record) for record in records}
    explained: dict[Mention, str] = {}
    stale = []
    for entry in entries:
        spans = list(_spans(text, entry))
        mine = [one for one in open_ones if _explains(entry, spans, one, held)]
        if not mine:
            stale.append(Stale(entry, absent=not spans))
        explained |= dict.fromkeys(mine, entry.reason)
    return Coverage(
        document=document.id,
        lines=sum(1 for line in document.lines if line.text.strip()),
        found=Counter(one.kind for one in found),
        covered=Counter(one.kind for one in set(found) - set(open_ones)),
        left_out=Counter(explained.values()),
        gaps=tuple(sorted((one for one in open_ones if one not in explained), key=lambda one: (one.start, one.end))),
        stale=tuple(stale),
    )


def _by_line(records: Iterable[Record]) -> dict[int, list[frozenset[str]]]:
    """Give, for each line, the numbers of each record that points to it."""
    lines: dict[int, list[frozenset[str]]] = {}
    for record in records:
        held = _numbers_of(record)
        for line in range(record.line_start, record.line_end + 1):
            lines.setdefault(line, []).append(held)
    return lines


def _numbers_of(record: Record) -> frozenset[str]:
    said = (str(getattr(record, one.name)) for one in fields(record) if one.name not in _NOT_SAID)
    return frozenset().union(*map(numbers, said))


def _covered(one: Mention, by_line: dict[int, list[frozenset[str]]]) -> bool:
    holders = [held for line in range(one.line, one.last_line + 1) for held in by_line.get(line, ())]
    return any(one.kind != "figure" or number(one.printed) in held for held in holders)


def _areas(source: Source, records: Iterable[Record]) -> list[tuple[int, int]]:
    """Give the printed areas of the tables: as the source says, or else all that lies between a table's records."""
    areas: dict[str, tuple[int, int]] = {}
    for record in records:
        if record.table:
            first, last = areas.get(record.table, (record.line_start, record.line_end))
            areas[record.table] = (min(first, record.line_start), max(last, record.line_end))
    return list((areas | source.tables).values())


def _rows(text: Text, areas: Iterable[tuple[int, int]]) -> Iterator[Mention]:
    """Find the lines of tables that hold words."""
    inside = {line for first, last in areas for line in range(first, last + 1)}
    for line in text.document.lines:
        if line.number in inside and any(char.isalpha() for char in line.text):
            start, _ = text.span(line.number, line.number)
            left = start + len(line.raw) - len(line.raw.lstrip())
            yield text.mention("row", left, start + len(line.raw.rstrip()))


def _spans(text: Text, entry: LeftOut) -> Iterator[tuple[int, int]]:
    """Find the stretches of the text that a row of the list speaks of."""
    if entry.printed:
        yield from text.find(entry.printed, entry.first, entry.last)
    elif (span := text.span(entry.first, entry.last)) != (0, 0):
        yield span


def _explains(entry: LeftOut, spans: Iterable[tuple[int, int]], one: Mention, held: dict[str, frozenset[str]]) -> bool:
    """Tell whether a row of the list explains something: it stands within; a figure that repeats is the record's."""
    if entry.repeats and one.kind == "figure" and number(one.printed) not in held[entry.repeats]:
        return False
    return any(start <= one.start and one.end <= end for start, end in spans)
