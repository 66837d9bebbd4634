"""The sources: one folder for each document, with its metadata, its extractor and its records.

A folder holds ``source.toml`` (what the document is, and what its records must add up to), ``extract.py`` with the
modules it needs (how the text is read), ``corrections.csv``, ``lookups.csv`` and ``footnotes.csv`` (what people decided
about the text, with the reason), the records that the extractor made, and in ``transcribed/`` those that people read
out of the text themselves. The graph is built from the records alone.
"""

from __future__ import annotations

import importlib
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast

from cdkg.documents import Document
from cdkg.errors import DocumentError, Message, RecordError
from cdkg.gazetteer import Gazetteer
from cdkg.records import RECORD_KINDS, Record
from cdkg.records.tables import read_records
from cdkg.sources.interpretation import Interpretation, read_interpretation

R = TypeVar("R", bound=Record)
_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Expectation:
    """How many records of a kind a source must have.

    Args:
        file: the records' file.
        count: how many there must be.
        where: what the counted records hold, column by column; ``"*"`` stands for anything but nothing.
        because: where the number comes from.
    """

    file: str
    count: int
    because: str
    where: dict[str, str] = field(default_factory=dict)

    def counts(self, record: Record) -> bool:
        """Tell whether a record is one of those that are counted."""
        if self.file != record.FILE:
            return False
        held = {column: getattr(record, column) for column in self.where}
        return all(
            held[column] not in ("", None) if wanted == "*" else str(held[column]) == wanted
            for column, wanted in self.where.items()
        )


@dataclass(frozen=True)
class Source:
    """A document as a source of records.

    Args:
        id: the document's id.
        folder: where its files are.
        title: the document's title as its running header prints it, and in English.
        running_header: the running header as printed, or empty.
        printed_issue: volume and number as printed, or empty.
        sha256: the checksum of the text from which the records were extracted.
        columns: the headings of the tables' columns as printed, by table and column name.
        expectations: what the records must add up to.
        tables: the first and the last line of each table in the text, by the table's number.
    """

    id: str
    folder: Path
    title: Message
    running_header: str
    printed_issue: str
    sha256: str
    columns: dict[str, dict[str, str]]
    expectations: tuple[Expectation, ...]
    tables: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def transcribed(self) -> Path:
        """The folder of the records that people read out of the text themselves."""
        return self.folder / "transcribed"

    def records(self) -> tuple[Record, ...]:
        """Read all records of the source, extracted and transcribed.

        Raises:
            RecordError: if a file is malformed, two records have one place, or the records do not add up to what the
                document says; nothing is built then.
        """
        found = [
            record
            for kind in RECORD_KINDS
            for folder in (self.folder, self.transcribed)
            for record in read_records(folder / kind.FILE, kind)
        ]
        self.check(found)
        return tuple(found)

    def check(self, records: Iterable[Record]) -> None:
        """Check that records add up to what the source must have.

        Raises:
            RecordError: if they do not; the message says what was expected, and why.
        """
        known = list(records)
        for expected in self.expectations:
            count = sum(1 for record in known if expected.counts(record))
            if count != expected.count:
                which = ", ".join(f"{column}={value}" for column, value in expected.where.items())
                raise RecordError(
                    f"{self.id}, {expected.file}: {count} records{f' with {which}' if which else ''} where there must "
                    f"be {expected.count} ({expected.because}). Nothing was built.",
                    f"{self.id}، {expected.file}: {count} رکورد{f' با {which}' if which else ''} هست؛ باید "
                    f"{expected.count} رکورد باشد ({expected.because}). چیزی ساخته نشد.",
                )

    def interpretation(self) -> Interpretation:
        """Read what people decided about the document's text."""
        return read_interpretation(self.folder)

    def extract(self, document: Document, gazetteer: Gazetteer) -> tuple[Record, ...]:
        """Read the records out of the document's text, anew.

        Args:
            document: the text.
            gazetteer: the names that the extractor tells from other words.

        Raises:
            ExtractionError: if the text does not have the form that the extractor knows.
        """
        module = importlib.import_module(f"cdkg.sources.{self.id.replace('-', '_')}.extract")
        return cast("tuple[Record, ...]", tuple(module.extract(document, self.interpretation(), gazetteer)))

    def check_text(self, document: Document) -> None:
        """Check that a text is the one that the records were read from.

        Raises:
            DocumentError: if its checksum is another.
        """
        if document.sha256 != self.sha256:
            raise DocumentError(
                f"{self.id}.txt is not the text that the records were read from: its SHA-256 is {document.sha256}, "
                f"that of the text was {self.sha256}. Nothing was changed.",
                f"{self.id}.txt همان متنی نیست که رکوردها از آن خوانده شده‌اند: SHA-256 آن {document.sha256} است و "
                f"از آنِ متن {self.sha256} بود. چیزی تغییر نکرد.",
            )


def sources() -> tuple[Source, ...]:
    """List all sources, by id."""
    folders = sorted(path.parent for path in _FOLDER.glob("*/source.toml"))
    return tuple(sorted((read_source(folder) for folder in folders), key=lambda source: source.id))


def read_source(folder: Path) -> Source:
    """Read a source's metadata from its folder.

    Raises:
        RecordError: if ``source.toml`` is malformed.
    """
    try:
        given: dict[str, Any] = tomllib.loads((folder / "source.toml").read_text(encoding="utf-8"))
        return Source(
            id=given["id"],
            folder=folder,
            title=Message(en=given["title"]["en"], fa=given["title"]["fa"]),
            running_header=given.get("running_header", ""),
            printed_issue=given.get("printed_issue", ""),
            sha256=given["sha256"],
            columns=given.get("columns", {}),
            expectations=tuple(Expectation(**expected) for expected in given.get("expect", ())),
            tables={table: (lines[0], lines[1]) for table, lines in given.get("tables", {}).items()},
        )
    except (OSError, KeyError, IndexError, TypeError, tomllib.TOMLDecodeError) as fault:
        raise RecordError(
            f"{folder.name}/source.toml is malformed: {fault!r}.",
            f"{folder.name}/source.toml درست نیست: {fault!r}.",
        ) from fault
