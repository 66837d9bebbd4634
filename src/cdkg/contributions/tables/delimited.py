"""Reads CSV and TSV: whatever separates the cells, in UTF-8 or the UTF-16 that Excel writes as "Unicode text"."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from cdkg.contributions.tables.cells import Row, Sheet, cell
from cdkg.errors import ForeignDataError

_SEPARATORS: Final = (",", ";", "\t", "،", "؛", "|")
_MARKS: Final = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
# What begins a formula in a spreadsheet program; a minus or plus before a number is a number.
_FORMULA: Final = ("=", "@")


def read_delimited(content: bytes, name: str) -> list[Sheet]:
    """Read a text file of cells.

    Args:
        content: the file.
        name: its name, for messages.

    Raises:
        ForeignDataError: if it is no text in UTF-8 or UTF-16.
    """
    text = _decoded(content, name)
    if text[:4].lower() == "sep=":
        # Excel's own line, which says what separates the cells.
        first, _, rest = text.partition("\n")
        return [Sheet("", _rows(rest, first[4:5], 1, name))]
    return [Sheet("", _rows(text, _separator(text), 0, name))]


def _decoded(content: bytes, name: str) -> str:
    encoding = next((found for mark, found in _MARKS.items() if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _wrong_encoding(name, line) from None
    if "\0" in text:
        raise ForeignDataError(
            f"{name}: this is no text. Save the spreadsheet as «CSV UTF-8» or as .xlsx and send that.",
            f"{name}: این پرونده متن نیست. صفحه گسترده را با قالب «CSV UTF-8» یا .xlsx ذخیره کنید و آن را بفرستید.",
            status=415,
        )
    return text


def _wrong_encoding(name: str, line: int) -> ForeignDataError:
    return ForeignDataError(
        f"{name}, line {line}: the text is not in UTF-8; it may be in Windows-1256. In Excel choose Save As and «CSV "
        "UTF-8 (Comma delimited)», in LibreOffice the character set «Unicode (UTF-8)», or send the .xlsx itself.",
        f"{name}، سطر {line}: متن با UTF-8 نیست و شاید با Windows-1256 باشد. در اکسل «Save As» و سپس «CSV UTF-8 (Comma "
        "delimited)» را برگزینید، در لیبره‌آفیس مجموعه نویسه «Unicode (UTF-8)» را، یا خود پرونده .xlsx را بفرستید.",
        line=line,
        status=415,
    )


def _separator(text: str) -> str:
    """Find what separates the cells: what stands most often in the first row that has any of them."""
    for line in text.splitlines()[:20]:
        outside = "".join(part for part in line.split('"')[::2])
        found = max(_SEPARATORS, key=outside.count)
        if outside.count(found):
            return found
    return ","


def _rows(text: str, separator: str, before: int, name: str) -> Iterator[Row]:
    # A row's number is counted in rows and not in lines, as a spreadsheet program shows it.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator or ",")
    try:
        for number, fields in enumerate(reader, 1 + before):
            cells = tuple(cell(field, is_formula=field.lstrip().startswith(_FORMULA)) for field in fields)
            if any(one.text for one in cells):
                yield Row(number, cells)
    except csv.Error as error:
        raise ForeignDataError(
            f"{name}, line {reader.line_num}: the CSV is malformed ({error}). Save the spreadsheet again as CSV UTF-8.",
            f"{name}، سطر {reader.line_num}: این CSV بدشکل است ({error}). صفحه گسترده را دوباره با قالب CSV UTF-8 "
            f"ذخیره "
            "کنید.",
            line=reader.line_num,
        ) from None
