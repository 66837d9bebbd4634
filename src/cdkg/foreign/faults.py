"""Says what is wrong with foreign RDF, and at which line and column."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Final

import pyoxigraph as ox

from cdkg.errors import ForeignDataError
from cdkg.text import persian_digits

_PLACE: Final = re.compile(r"^Parser error (?:at|between) .*?: (?=\S)|\s*\(line \d+\)$")
_REMOTE_CONTEXT: Final = re.compile("LoadDocumentCallback|remote context")
_CONTEXT: Final = re.compile(r"""(?P<key>"@(?:context|import)")\s*:\s*(?:\[\s*(?:\{[^{}]*\}\s*,\s*)*)?"(?!")""")


class Fault(Exception):  # noqa: N818  # it becomes an error only with the name of the data
    """Something wrong at a place in the data.

    Args:
        en: what is wrong and what to do, in English.
        fa: the same in Persian.
        line: the line, counted from 1, or ``None`` where it is not known.
        column: the column, counted from 1, or ``None``.
    """

    def __init__(self, en: str, fa: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(en)
        self.en = en
        self.fa = fa
        self.line = line
        self.column = column


def fault_at(text: str, offset: int, en: str, fa: str) -> Fault:
    """Make the fault at an offset of a text.

    Args:
        text: the data.
        offset: where it is.
        en: what is wrong and what to do, in English.
        fa: the same in Persian.
    """
    return Fault(en, fa, *place(text, offset))


def place(text: str, offset: int) -> tuple[int, int]:
    """Tell the line and the column of an offset, both counted from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def too_deep(text: str, offset: int, most: int) -> Fault:
    """Make the fault of data that nest too deep."""
    return fault_at(
        text,
        offset,
        f"here the data nest deeper than {most} levels. Give the inner nodes names and state them one by one.",
        f"در اینجا تودرتویی داده‌ها از {most} لایه می‌گذرد. به گره‌های درونی نام بدهید و آن‌ها را جداجدا بیان کنید.",
    )


def refusal(fault: Fault, name: str) -> ForeignDataError:
    """Make the error that a person reads.

    Args:
        fault: what is wrong.
        name: what the data are called; may be empty.
    """
    where, there = "", ""
    if fault.line is not None:
        where, there = f"line {fault.line}", f"سطر {fault.line}"
        if fault.column is not None:
            where, there = f"{where}, column {fault.column}", f"{there}، ستون {fault.column}"
    en = ", ".join(part for part in (name, where) if part)
    fa = "، ".join(part for part in (name, persian_digits(there)) if part)
    start = f"{en}: {fault.en}" if en else fault.en
    return ForeignDataError(
        start[:1].upper() + start[1:] if not name else start,
        f"{fa}: {fault.fa}" if fa else fault.fa,
        line=fault.line,
        column=fault.column,
    )


@dataclass(frozen=True)
class Source:
    """What the engine is given.

    Args:
        data: the data.
        format: their format.
        base: the base IRI.
        one_graph: whether the data may name no graph.
    """

    data: bytes
    format: ox.RdfFormat
    base: str | None
    one_graph: bool

    def parse(self, data: bytes | IO[bytes]) -> Iterator[ox.Quad]:
        """Read the data, as they are or from a file."""
        return ox.parse(data, format=self.format, base_iri=self.base, without_named_graphs=self.one_graph)


def engine_fault(error: SyntaxError, source: Source) -> Fault:
    """Say what the engine found wrong.

    Args:
        error: what the engine raised.
        source: what it was given.
    """
    said = _PLACE.sub("", error.msg)
    if _REMOTE_CONTEXT.search(error.msg):
        text = source.data.decode()
        found = _CONTEXT.search(text)
        line, column = place(text, found.start()) if found else (None, None)
        return Fault(
            "the JSON-LD names a context that would have to be fetched, which is not done. Put the context itself in "
            'its place ("@context": {…}).',
            "این JSON-LD بافتاری (‎@context) را نام می‌برد که باید از جایی گرفته شود و چنین نمی‌شود. خود بافتار را به جای "
            "نشانی آن بگذارید.",
            line,
            column,
        )
    line = error.lineno or _line_of_fault(source)
    return Fault(f"the data are malformed ({said}).", f"داده‌ها بدشکل‌اند ({said}).", line, error.offset)


def _line_of_fault(source: Source) -> int | None:
    """Find the line by parsing again, line by line: some faults the engine tells without their place."""
    lines = _Lines(source.data)
    try:
        for _ in source.parse(lines):
            pass
    except SyntaxError:
        return lines.number
    return None


class _Lines(io.BytesIO):
    """A file that hands over one line at a time, and so knows how far its reader has come."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self._rest = b""
        self.number = 0

    def read(self, size: int | None = -1, /) -> bytes:
        """Hand over a line, or what is left of one."""
        if not self._rest:
            self._rest = self.readline()
            self.number += bool(self._rest)
        taken = len(self._rest) if size is None or size < 0 else size
        part, self._rest = self._rest[:taken], self._rest[taken:]
        return part
