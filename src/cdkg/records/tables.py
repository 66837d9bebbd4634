"""Reads and writes records as CSV, strictly: a column too many, a cell too few or a letter in a number is an error."""

from __future__ import annotations

import csv
import io
import typing
from collections.abc import Collection, Iterable, Iterator
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, TypeVar

from cdkg.errors import RecordError
from cdkg.records import Record
from cdkg.text import integer

R = TypeVar("R", bound=Record)
_SEPARATOR = " | "


def read_records(path: Path, kind: type[R]) -> tuple[R, ...]:
    """Read a table of records.

    Args:
        path: the CSV file (UTF-8, with a header); an absent file holds no records.
        kind: the class of the records; an empty cell stands for the default of its column.

    Raises:
        RecordError: if the file is not UTF-8, or a column or cell is not what the class asks for; the message names
            the file, the line and the column.
    """
    return tuple(parse_records(read_table(path), kind, name=path.name)) if path.exists() else ()


def parse_records(text: str, kind: type[R], *, name: str) -> Iterable[R]:
    """Read records from the text of a CSV file.

    Args:
        text: the file's text.
        kind: the class of the records.
        name: what the file is called, for messages.

    Raises:
        RecordError: as ``read_records``.
    """
    wanted, required = _columns(kind), _required(kind)
    for line, row in strict_rows(text, name, known=wanted, required=required):
        place = f"{name}, line {line}"
        values = {
            column: _value(cell, wanted[column], place=place, column=column, required=column in required)
            for column, cell in row.items()
            if cell or column in required
        }
        yield kind(**values)


def read_table(path: Path) -> str:
    """Read the text of a CSV file.

    Raises:
        RecordError: if it is absent or not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as fault:
        raise RecordError(
            f"{path}: the file cannot be read ({fault.strerror}).",
            f"{path}: پرونده خوانده نمی‌شود ({fault.strerror}).",
        ) from fault
    except UnicodeDecodeError as fault:
        raise RecordError(
            f"{path.name}: the file is not UTF-8. Save it as UTF-8 and try again.",
            f"{path.name}: پرونده UTF-8 نیست. آن را با UTF-8 ذخیره کنید و دوباره بکوشید.",
        ) from fault


def strict_rows(
    text: str, name: str, *, known: Collection[str], required: Collection[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Read the rows of a CSV file whose header and rows must be whole.

    Args:
        text: the file's text.
        name: what the file is called, for messages.
        known: the columns that it may have.
        required: the columns that it must have.

    Yields:
        each row's line, and its cells by column.

    Raises:
        RecordError: if a column is unknown, missing or there twice, a row has more or fewer cells, or it is no CSV.
    """
    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        header = next(reader, [])
        _check_header(header, known, required, name)
        for cells in reader:
            if len(cells) != len(header):
                raise RecordError(
                    f"{name}, line {reader.line_num}: the row has {len(cells)} cells, the header {len(header)}.",
                    f"{name}، سطر {reader.line_num}: ردیف {len(cells)} خانه دارد و سرستون {len(header)} خانه.",
                )
            yield reader.line_num, dict(zip(header, cells, strict=True))
    except csv.Error as fault:
        raise RecordError(
            f"{name}, line {reader.line_num}: this is not well-formed CSV ({fault}).",
            f"{name}، سطر {reader.line_num}: قالب CSV درست نیست ({fault}).",
        ) from fault


def write_records(records: Iterable[R], kind: type[R]) -> str:
    """Write records as the text of a CSV file, in the order given.

    Columns that hold nothing but the default in all records are left out, so that the table stays readable.
    """
    rows = [{column: _cell(getattr(record, column)) for column in _columns(kind)} for record in records]
    defaults = {one.name: "" if one.default is MISSING else _cell(one.default) for one in fields(kind)}
    required = _required(kind)
    columns = [
        column
        for column in _columns(kind)
        if column in required or any(row[column] != defaults[column] for row in rows)
    ]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _columns(kind: type[Record]) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _required(kind: type[Record]) -> frozenset[str]:
    return frozenset(field.name for field in fields(kind) if field.default is MISSING)


def _check_header(header: list[str], known: Collection[str], required: Collection[str], name: str) -> None:
    unknown = [column for column in header if column not in known]
    missing = sorted(set(required) - set(header))
    twice = sorted({column for column in header if header.count(column) > 1})
    if unknown or missing or twice:
        raise RecordError(
            f"{name}, header: unknown columns {unknown}, missing columns {missing}, columns that stand twice {twice}.",
            f"{name}، سرستون: ستون‌های ناشناخته {unknown}، ستون‌های جاافتاده {missing}، ستون‌های تکراری {twice}.",
        )


def _value(cell: str, wanted: Any, *, place: str, column: str, required: bool) -> Any:
    if wanted == tuple[str, ...]:
        return tuple(part for part in cell.split(_SEPARATOR) if part)
    if required and not cell:
        raise RecordError(
            f"{place}: the cell {column!r} is empty; it must be filled.",
            f"{place}: خانه {column!r} خالی است و باید پر شود.",
        )
    if wanted is str:
        return cell
    try:
        return integer(cell)
    except ValueError:
        raise RecordError(
            f"{place}: the cell {column!r} holds {cell!r}; it must hold a whole number.",
            f"{place}: در خانه {column!r} مقدار {cell!r} هست؛ باید عددی درست باشد.",
        ) from None


def _cell(value: object) -> str:
    if value is None:
        return ""
    return _SEPARATOR.join(map(str, value)) if isinstance(value, tuple) else str(value)
