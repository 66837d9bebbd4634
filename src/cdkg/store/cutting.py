"""Cuts the answer to a SELECT query after a number of rows.

The engine can neither count solutions nor stop after some, but it writes an answer piece by piece, and stops where the
writing fails. A TSV document can so be cut after any row: there a row is a line, and every term is written in full. Of
the other formats only how many rows there are at most can be told while they are written. That is enough for almost all
answers; one that might have more rows than are wanted is evaluated again, to TSV, cut, and read from there.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import IO, TYPE_CHECKING, Final, cast

from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

if TYPE_CHECKING:
    from typing_extensions import Buffer

# What stands at least once between two rows; it may stand elsewhere, too.
_BETWEEN_ROWS: Final = {
    QueryResultsFormat.JSON: b"},{",
    QueryResultsFormat.XML: b"<result>",
    QueryResultsFormat.CSV: b"\n",
}


def serialize(
    solutions: QuerySolutions, again: Callable[[], QuerySolutions], serialization: QueryResultsFormat, row_limit: int
) -> tuple[bytes, bool]:
    """Write solutions, so many at most.

    Args:
        solutions: the answer.
        again: evaluates the query once more.
        serialization: the format.
        row_limit: most rows.

    Returns:
        the document, and whether rows were left out.
    """
    between = _BETWEEN_ROWS.get(serialization)
    if between is not None:
        whole = _Counting(between, row_limit)
        try:
            solutions.serialize(cast(IO[bytes], whole), format=serialization)
        except _FullError:
            solutions = again()
        else:
            return whole.content(), False
    table = _FirstLines(row_limit + 1)  # the first line names the variables
    is_cut = False
    try:
        solutions.serialize(table, format=QueryResultsFormat.TSV)
    except _FullError:
        is_cut = True
    body = table.getvalue()
    if serialization != QueryResultsFormat.TSV:
        body = parse_query_results(body, format=QueryResultsFormat.TSV).serialize(format=serialization) or b""
    return body, is_cut


class _FullError(Exception):
    """Stops the engine where it would write more than is wanted."""


class _Counting:
    """As much of a file as the engine asks for; it refuses what may be more than a number of rows."""

    def __init__(self, between: bytes, rows: int) -> None:
        self._between = between
        self._left = rows - 1
        self._parts: list[bytes] = []
        self._tail = b""

    def write(self, part: bytes, /) -> int:
        """Take a part of the file; the engine hands it over in pieces of some kilobytes."""
        joint = self._tail + part
        self._left -= joint.count(self._between)
        if self._left < 0:
            raise _FullError
        self._parts.append(part)
        # Too short to hold one whole, so that none is counted twice.
        self._tail = joint[1 - len(self._between) :] if len(self._between) > 1 else b""
        return len(part)

    def flush(self) -> None:
        """Do nothing: the parts are kept as they are."""

    def content(self) -> bytes:
        """Give the file."""
        return b"".join(self._parts)


class _FirstLines(BytesIO):
    """A file that takes a number of lines and refuses what follows."""

    def __init__(self, lines: int) -> None:
        super().__init__()
        self._left = lines

    def write(self, part: Buffer, /) -> int:
        """Take a part of the file; the engine hands it over in pieces of some kilobytes."""
        content = bytes(part)
        pieces = content.split(b"\n", self._left)
        beyond = pieces[-1] if len(pieces) > self._left else b""
        super().write(content[: len(content) - len(beyond)])
        self._left -= len(pieces) - 1
        if beyond:
            raise _FullError
        return len(content)
