"""Extracts the records of a source from its document again: to write them, or to show what differs from the records."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cdkg.documents import Document
from cdkg.errors import RecordError
from cdkg.gazetteer import Gazetteer
from cdkg.records import RECORD_KINDS, Record
from cdkg.records.place import PARTED
from cdkg.records.tables import read_records, write_records
from cdkg.sources import Source
from cdkg.text import normalise


@dataclass(frozen=True)
class Difference:
    """How the text and the records of one file differ.

    Args:
        file: the records' file.
        lines: a unified diff, the committed records first; or, for what people transcribed, one line for each fault.
    """

    file: str
    lines: tuple[str, ...]


def extracted_tables(source: Source, document: Document, gazetteer: Gazetteer) -> dict[str, str]:
    """Extract a source's records as the texts of its CSV files, by file name; kinds without records are left out.

    Raises:
        ExtractionError: if the text does not have the form that the extractor knows.
    """
    records = source.extract(document, gazetteer)
    return {
        kind.FILE: write_records((record for record in records if type(record) is kind), kind)
        for kind in RECORD_KINDS
        if any(type(record) is kind for record in records)
    }


def compare(source: Source, document: Document, gazetteer: Gazetteer) -> tuple[Difference, ...]:
    """Show how the document's text differs from the committed records.

    Args:
        source: whose records.
        document: the text.
        gazetteer: as for extraction.

    Returns:
        the differences, file by file; none where text and records agree.
    """
    fresh = extracted_tables(source, document, gazetteer)
    names = [kind.FILE for kind in RECORD_KINDS]
    differences = [Difference(name, _diff(name, _read(source.folder / name), fresh.get(name, ""))) for name in names]
    differences += [
        Difference(
            f"{source.transcribed.name}/{kind.FILE}",
            tuple(unsupported(document, read_records(source.transcribed / kind.FILE, kind))),
        )
        for kind in RECORD_KINDS
    ]
    return tuple(difference for difference in differences if difference.lines)


def write(source: Source, document: Document, gazetteer: Gazetteer, folder: Path | None = None) -> tuple[Path, ...]:
    """Write a source's records, all files or none.

    Args:
        source: whose records.
        document: the text.
        gazetteer: as for extraction.
        folder: where to; the source's own folder where it is not given.

    Returns:
        the files written.

    Raises:
        RecordError: if the folder cannot be written.
    """
    tables = extracted_tables(source, document, gazetteer)
    target = folder or source.folder
    parts = {target / name: target / f".{name}.part" for name in tables}
    try:
        target.mkdir(parents=True, exist_ok=True)
        for path, part in parts.items():
            part.write_text(tables[path.name], encoding="utf-8")
        for path, part in parts.items():
            part.replace(path)
    except OSError as fault:
        raise RecordError(
            f"{target}: the records cannot be written ({fault.strerror}). Name a folder that can be written.",
            f"{target}: رکوردها نوشته نمی‌شوند ({fault.strerror}). پوشه‌ای نوشتنی نام ببرید.",
        ) from fault
    return tuple(parts)


def unsupported(document: Document, records: Iterable[Record]) -> Iterator[str]:
    """Name the records whose lines do not hold what they say is printed there."""
    for record in records:
        text = normalise(" ".join(line.raw for line in document.lines[record.line_start - 1 : record.line_end]))
        if not all(normalise(part) in text for part in record.printed.split(PARTED)):
            yield f"{document.id}, {record.place.en}: «{record.printed}» does not stand here ({record.key})"


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _diff(name: str, committed: str, fresh: str) -> tuple[str, ...]:
    return tuple(
        difflib.unified_diff(
            committed.splitlines(), fresh.splitlines(), f"{name} (records)", f"{name} (text)", n=0, lineterm=""
        )
    )
