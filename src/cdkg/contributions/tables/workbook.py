"""Reads XLSX: looks the archive over before anything is unpacked, then streams the rows.

openpyxl reads with defusedxml, so that no entity is expanded; it opens no link, runs no macro and computes no formula.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from typing import Any, Final
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml.common import DefusedXmlException

from cdkg.contributions.tables.cells import EMPTY, Cell, Row, Sheet, cell
from cdkg.errors import ForeignDataError

_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")  # as the container's list of streams names it
_MOST_PARTS: Final = 2_000
_MOST_BYTES: Final = 250_000_000
_MOST_RATIO: Final = 200
_SMALL: Final = 1_000_000
_MOST_COLUMNS: Final = 200
_MOST_MERGED: Final = 100
_PIECE: Final = 1_000_000
_LONGEST_TAG: Final = 1_000
_MERGED: Final = re.compile(rb"""<(?:\w+:)?mergeCell\s[^<>]*?\bref\s*=\s*["']([A-Z]+[0-9]+:[A-Z]+[0-9]+)["'][^<>]*>""")
_MOST_ROWS: Final = 1_048_576  # of a sheet in Excel; a row whose stated number is higher would take for ever


def read_workbook(content: bytes, name: str) -> list[Sheet]:
    """Read the sheets of a workbook.

    Args:
        content: the file.
        name: its name, for messages.

    Returns:
        the sheets that hold cells, in the workbook's order.

    Raises:
        ForeignDataError: if it is no XLSX, is encrypted, or unpacks to too much.
    """
    _look_over(content, name)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    except Exception as error:  # noqa: BLE001  # openpyxl fails in many ways on a malformed file
        raise (_entities if _is_refusal(error) else _malformed)(name) from None
    return [Sheet(sheet.title, _rows(sheet, name), _merged(content, sheet)) for sheet in book.worksheets]


def _rows(sheet: Any, name: str) -> Iterator[Row]:
    # A stated size may be a lie: without it the rows are read as they come.
    sheet.reset_dimensions()
    try:
        # An empty row is given, too: so the number that the program shows is the count of the rows.
        for number, cells in enumerate(sheet.iter_rows(min_row=1), 1):
            if number > _MOST_ROWS:
                raise _malformed(name)
            read = tuple(_cell(one) for one in cells[:_MOST_COLUMNS])
            if any(one.text for one in read):
                yield Row(number, read)
    except DefusedXmlException:
        raise _entities(name) from None
    except ForeignDataError:
        raise
    except (ParseError, ValueError, KeyError, TypeError, AttributeError, IndexError, zipfile.BadZipFile, EOFError):
        raise _malformed(name) from None


def _merged(content: bytes, sheet: Any) -> tuple[str, ...]:
    """Name the ranges of merged cells, which openpyxl does not tell of a workbook that it streams."""
    found: list[str] = []
    with suppress(KeyError, AttributeError, zipfile.BadZipFile, EOFError, OSError, zlib.error, NotImplementedError):
        before = b""
        with zipfile.ZipFile(io.BytesIO(content)).open(sheet._worksheet_path) as part:
            while len(found) < _MOST_MERGED and (read := part.read(_PIECE)):
                text = before + read
                found += [match[1].decode("ascii") for match in _MERGED.finditer(text)]
                before = text[text.rfind(b"<") :] if b"<" in text else b""
                before = before[:_LONGEST_TAG]
    return tuple(dict.fromkeys(found))[:_MOST_MERGED]


def _is_refusal(error: BaseException | None) -> bool:
    """Tell whether defusedxml refused what it read; openpyxl wraps its errors in others."""
    while error is not None and not isinstance(error, DefusedXmlException):
        error = error.__cause__ or error.__context__
    return error is not None


def _cell(found: Any) -> Cell:
    value = found.value
    if value is None:
        return EMPTY
    if found.data_type == "f":
        return cell(str(getattr(value, "text", value)), is_formula=True)
    if isinstance(value, datetime | date):
        return cell(value.strftime("%Y-%m-%d"))
    if isinstance(value, float) and value.is_integer():
        return cell(str(int(value)))
    return cell(str(value))


def _look_over(content: bytes, name: str) -> None:
    if content.startswith(_OLD_OFFICE) and _ENCRYPTED in content:
        raise _has_password(name)
    if content.startswith(_OLD_OFFICE):
        raise ForeignDataError(
            f"{name}: this is an old .xls file, which is not read here. Open it, and save it as .xlsx.",
            f"{name}: این پرونده از نوع قدیمی .xls است که در اینجا خوانده نمی‌شود. آن را باز کنید و با قالب .xlsx ذخیره "
            "کنید.",
            status=415,
        )
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise _malformed(name) from None
    sizes = [(part.file_size, part.compress_size) for part in parts]
    if (
        len(parts) > _MOST_PARTS
        or sum(size for size, _ in sizes) > _MOST_BYTES
        or any(size > _SMALL and size > _MOST_RATIO * max(packed, 1) for size, packed in sizes)
    ):
        raise ForeignDataError(
            f"{name}: unpacked, the workbook would be far larger than a spreadsheet is (a “zip bomb”). It was not "
            f"opened. "
            "Copy the cells into a new workbook, or save them as CSV UTF-8.",
            f"{name}: این کارپوشه پس از باز شدن بسیار بزرگ‌تر از یک صفحه گسترده می‌شود («بمب زیپ») و باز نشد. "
            f"خانه‌ها را در "
            "کارپوشه‌ای تازه رونوشت کنید یا با قالب CSV UTF-8 ذخیره کنید.",
            status=413,
        )
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise _has_password(name)
    if "mimetype" in names and "content.xml" in names:
        raise ForeignDataError(
            f"{name}: this is an OpenDocument spreadsheet (.ods), which is not read here. In LibreOffice choose Save "
            f"As "
            "and «Excel 2007–365 (.xlsx)».",
            f"{name}: این پرونده از نوع OpenDocument (.ods) است که در اینجا خوانده نمی‌شود. در لیبره‌آفیس «Save As» "
            f"و سپس "
            "قالب «Excel 2007–365 (.xlsx)» را برگزینید.",
            status=415,
        )
    if "[Content_Types].xml" not in names:
        raise _malformed(name)


def _has_password(name: str) -> ForeignDataError:
    return ForeignDataError(
        f"{name}: the workbook has a password. Remove it and save the workbook again.",
        f"{name}: این کارپوشه گذرواژه دارد. آن را بردارید و کارپوشه را دوباره ذخیره کنید.",
        status=415,
    )


def _malformed(name: str) -> ForeignDataError:
    return ForeignDataError(
        f"{name}: this is no readable .xlsx workbook. Open it in a spreadsheet program and save it again as .xlsx.",
        f"{name}: این پرونده کارپوشه .xlsx خوانایی نیست. آن را در برنامه صفحه گسترده باز کنید و دوباره با قالب .xlsx "
        f"ذخیره "
        "کنید.",
    )


def _entities(name: str) -> ForeignDataError:
    return ForeignDataError(
        f"{name}: the XML within the workbook declares entities, which could grow without bound or fetch files. Copy "
        "the cells into a new workbook.",
        f"{name}: XML درون این کارپوشه موجودیت اعلام می‌کند که می‌تواند بی‌اندازه بزرگ شود یا پرونده‌ای را از جایی "
        f"بگیرد. "
        "خانه‌ها را در کارپوشه‌ای تازه رونوشت کنید.",
    )
