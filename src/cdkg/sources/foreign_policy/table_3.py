"""Reads table 3: the ties counted by period of foreign policy, with head of government, discourse and countries.

A row's period stands on its first lines; head, discourse, count and countries follow, their words mixed where cells
were set side by side. What is known (head, discourse, count) is taken out; what remains must be names of countries.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cdkg.documents import Document, Extent, Line, Passage
from cdkg.errors import ExtractionError
from cdkg.gazetteer import Gazetteer
from cdkg.records import CountRecord, PeriodRecord, Record, StatementRecord
from cdkg.sources.cell import cell
from cdkg.sources.foreign_policy.layout import table_lines
from cdkg.sources.interpretation import Interpretation, Lookup

TABLE: Final = "3"
QUERY: Final = "ties-in-period"
_ROWS: Final = 6
_MOST_LINES: Final = 6
_PARTED: Final = "years, head of government and discourse stand in cells side by side, which came out below each other"
_PERIOD: Final = re.compile(
    r"پیش\s+از\s+(?P<before>\d{4})|(?P<start>\d{4})-\s+(?P<end>\d{4})|تا\s+(?P<since>\d{4})\s+کنون"
)
_ROW_START: Final = re.compile(r"پیش\s+از\s*$|^\s*\d{4}-\s*$|تا\s+\d{4}\s*$")
_TITLE: Final = re.compile(r"جناب\s+آقای")
_COUNT: Final = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_SEPARATORS: Final = re.compile(r"[؛،.]|-{2,}")


@dataclass(frozen=True)
class _Row:
    number: int
    passage: Passage
    period: re.Match[str]

    @property
    def years(self) -> tuple[int | None, int | None]:
        """The years in which the period starts and ends."""
        start, end = self.period["start"] or self.period["since"], self.period["end"] or self.period["before"]
        return int(start) if start else None, int(end) if end else None

    @property
    def slug(self) -> str:
        """The period's name, made of its years."""
        start, end = self.years
        if start is None:
            return f"before-{end}"
        return f"{start}-present" if end is None else f"{start}-{end}"


def read_table_3(document: Document, notes: Interpretation, gazetteer: Gazetteer) -> Iterator[Record]:
    """Read the records of table 3: each period, its count of ties, and the countries named for it.

    Args:
        document: the text.
        notes: what the names of discourses mean.
        gazetteer: tells the names of persons and countries from other words.

    Raises:
        ExtractionError: if a row is missing, or words are left over that are neither known nor a country.
    """
    rows = list(_rows(document))
    if len(rows) != _ROWS:
        raise ExtractionError(
            f"{document.id}, table 3: {len(rows)} of {_ROWS} periods were found.",
            f"{document.id}، جدول ۳: از {_ROWS} دوره {len(rows)} دوره پیدا شد.",
        )
    for row in rows:
        yield from _records(row, notes, gazetteer)


def _rows(document: Document) -> Iterator[_Row]:
    lines = table_lines(document, TABLE)
    starts = [at for at, line in enumerate(lines) if _ROW_START.search(line.text)]
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(lines)], strict=True), start=1):
        passage = Passage(lines[start:end])
        period = _PERIOD.search(passage.text)
        if period is not None:
            yield _Row(number, passage, period)


def _records(row: _Row, notes: Interpretation, gazetteer: Gazetteer) -> Iterator[Record]:
    text = row.passage.text
    taken = [row.period.span()]
    discourse, at = _discourse(row, notes)
    taken += at
    head = _head(row, gazetteer)
    if head:
        taken.append(head[1])
    count = _COUNT.search(_blank(text, taken))
    if count is None:
        raise _odd(row, "it has no count", "شمار ندارد")
    taken.append(count.span())
    start, end = row.years
    years = row.passage.extent(*row.period.span())
    last = row.passage.extent(0, max(span[1] for span in (*at, *([head[1]] if head else [])))).last
    yield PeriodRecord(
        **cell(TABLE, row.number, "period", 1, Extent(years.first, last, years.printed)),
        lines_note=_PARTED if last - years.first >= _MOST_LINES else "",
        slug=row.slug,
        start_year=start,
        end_year=end,
        head_of_government=head[0] if head else "",
        discourse=discourse.target,
    )
    yield CountRecord(
        **cell(TABLE, row.number, "count", 1, row.passage.extent(*count.span())),
        about_kind="period",
        about=row.slug,
        count=count[0],
        query=QUERY,
        arguments=(f"period={row.slug}",),
        subtotal_of="prose/ties-dated",
    )
    for item, (name, where) in enumerate(_countries(row, _blank(text, taken), gazetteer), start=1):
        yield StatementRecord(
            **cell(TABLE, row.number, "countries", item, where),
            about_kind="period",
            about=row.slug,
            facet="facet-partner-country",
            value_kind="country",
            value=name,
        )


def _discourse(row: _Row, notes: Interpretation) -> tuple[Lookup, list[tuple[int, int]]]:
    """Find the discourse by all its words, which stand in order but not always together."""
    for lookup in notes.of_column(TABLE, "discourse"):
        words = re.search(r"[\s-]+".join(map(re.escape, lookup.printed.split())), row.passage.text)
        if words:
            return lookup, [words.span()]
    raise _odd(row, "its discourse is not in lookups.csv", "گفتمان آن در lookups.csv نیست")


def _head(row: _Row, gazetteer: Gazetteer) -> tuple[str, tuple[int, int]] | None:
    title = _TITLE.search(row.passage.text)
    if title is None:
        return None
    for length in (3, 2, 1):  # the longest name that is known
        words = re.match(rf"\s*((?:\S+\s+){{{length}}})", row.passage.text[title.end() :])
        if words and gazetteer.knows("person", words[1]):
            return " ".join(words[1].split()), (title.start(), title.end() + words.end())
    raise _odd(row, "its head of government is not in the gazetteer", "رئیس دولت آن در نام‌نامه نیست")


def _countries(row: _Row, text: str, gazetteer: Gazetteer) -> Iterator[tuple[str, Extent]]:
    position = 0
    for separator in [*_SEPARATORS.finditer(text), None]:
        start, end = position, separator.start() if separator else len(text)
        position = separator.end() if separator else end
        name = " ".join(text[start:end].split())
        if not name:
            continue
        if not gazetteer.knows("country", name):
            raise _odd(row, f"«{name}» is no country of the gazetteer", f"«{name}» کشوری از نام‌نامه نیست")
        first = start + len(text[start:end]) - len(text[start:end].lstrip())
        yield name, row.passage.extent(first, start + len(text[start:end].rstrip()))


def _blank(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]
    return text


def _odd(row: _Row, en: str, fa: str) -> ExtractionError:
    line: Line = row.passage.lines[0]
    return ExtractionError(
        f"table 3, row {row.number}, from line {line.number}: {en}.",
        f"جدول ۳، ردیف {row.number}، از سطر {line.number}: {fa}.",
    )
