"""Readings: what the editors add to findings that no document says, each with the reason.

A document says that something is a problem; that it rests on a norm, or that a recommendation of another document
answers it, is read into it by people. These readings stand apart from all claims, in a table of their own, and follow
the rule that docs/readings.md writes down.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final

from cdkg.errors import RecordError
from cdkg.records.tables import read_table, strict_rows

_FILE: Final = Path(__file__).parent / "readings.csv"
_RELATIONS: Final = ("rests-on", "answers", "touches")


@dataclass(frozen=True)
class Reading:
    """How a finding stands to something else, as an editor reads it.

    Args:
        finding: the finding's claim: the document's id and the key of its record, with a slash between.
        relation: ``rests-on``, ``answers`` or ``touches``.
        target: what it stands to, as ``kind/path``: ``norm/…``, ``claim/…`` for another finding, ``concept/…`` …
        reason: why it is read so, in English.
    """

    finding: str
    relation: str
    target: str
    reason: str


def readings(path: Path = _FILE) -> tuple[Reading, ...]:
    """Read the table of readings.

    Args:
        path: the table; the one that comes with the package where none is given.

    Raises:
        RecordError: if the table is malformed, a cell is empty, a relation unknown, or a reading stands twice.
    """
    return tuple(_read(path))


def _read(path: Path) -> Iterator[Reading]:
    columns = [field.name for field in fields(Reading)]
    seen: set[tuple[str, str, str]] = set()
    for line, row in strict_rows(read_table(path), path.name, known=columns, required=columns):
        reading = Reading(**row)
        key = (reading.finding, reading.relation, reading.target)
        if not all(row.values()) or reading.relation not in _RELATIONS or "/" not in reading.target or key in seen:
            raise RecordError(
                f"{path.name}, line {line}: a reading needs a finding, one of the relations {', '.join(_RELATIONS)}, "
                "a target written as kind/path, and a reason, and may stand only once.",
                f"{path.name}، سطر {line}: هر خوانش یک یافته، یکی از نسبت‌های {'، '.join(_RELATIONS)}، هدفی به شکل "
                "kind/path و یک دلیل می‌خواهد و تنها یک بار می‌آید.",
            )
        seen.add(key)
        yield reading
