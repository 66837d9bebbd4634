"""From the sheets of a file to what they state: entities first, so that the other sheets can name them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Final

import pyoxigraph as ox

from cdkg.contributions.draft import Draft, FilePlace
from cdkg.contributions.known_names import KnownNames
from cdkg.contributions.tables import faults
from cdkg.contributions.tables.cells import Row, Sheet, counted
from cdkg.contributions.tables.claims import state_membership, state_tie
from cdkg.contributions.tables.columns import kinds
from cdkg.contributions.tables.described import state_finding, state_norm, state_resolution
from cdkg.contributions.tables.entities import state_entity
from cdkg.contributions.tables.headings import SEARCHED, Headings, find_headings, is_mark
from cdkg.contributions.tables.row_reader import Head, RowReader
from cdkg.contributions.tables.statements import Statements
from cdkg.contributions.tables.values import SOLAR_HIJRI_BELOW
from cdkg.errors import ForeignDataError, Message
from cdkg.foreign import Limits
from cdkg.namespaces import entity
from cdkg.text import persian_digits
from cdkg.validation.report import Result

_STATES: Final[dict[str, Callable[[RowReader, Statements], None]]] = {
    "entities": state_entity,
    "ties": state_tie,
    "memberships": state_membership,
    "norms": state_norm,
    "findings": state_finding,
    "resolutions": state_resolution,
}
_SHOWN: Final = 5
_NODES: Final = {"norms": "norm", "resolutions": "resolution"}
LISTS: Final = Message(en="Lists", fa="فهرست‌ها")
"""What the sheet of allowed values is called."""


@dataclass
class _Reading:
    file: str
    names: KnownNames
    out: Statements
    limits: Limits
    problems: list[Result] = field(default_factory=list)
    remarks: list[Message] = field(default_factory=list)
    invisible: int = 0
    guessed: int = 0


def read_sheets(sheets: Sequence[Sheet], name: str, graph: str, store: ox.Store, limits: Limits) -> Draft:
    """Read the sheets of a file.

    Args:
        sheets: the sheets.
        name: the file's name.
        graph: the IRI of the contribution's graph.
        store: the graph that names are looked up in.
        limits: what the file may use.

    Raises:
        ForeignDataError: if no sheet has known headings, or there are too many rows.
    """
    reading = _Reading(name, KnownNames(store), Statements(graph), limits)
    left = limits.rows
    found: list[tuple[Headings, Sheet, list[Row]]] = []
    for sheet in sheets:
        if LISTS.en in sheet.name:
            continue
        rows = counted(sheet.rows, left, name)
        first = list(islice(rows, SEARCHED))
        headings = find_headings(first, sheet.name)
        if headings is None:
            reading.remarks += _unread(sheet, first, name)
            continue
        if sheet.merged:
            reading.remarks.append(_merged(name, sheet))
        body = [row for row in chain(first, rows) if row.number > headings.row]
        left -= len(body)
        found.append((headings, sheet, body))
    if not found:
        raise _no_headings(name)
    order = list(_STATES)
    for headings, sheet, body in sorted(found, key=lambda one: order.index(one[0].kind.key)):
        _read_sheet(reading, headings, sheet.name, body, _prefix(headings, sheet.name, found))
    if reading.invisible:
        reading.remarks.append(_invisible(name, reading.invisible))
    if reading.guessed:
        reading.remarks.append(_guessed(name, reading.guessed))
    out = reading.out
    return Draft(graph, out.to_n_quads(), out.places, tuple(reading.problems), tuple(reading.remarks))


def _prefix(headings: Headings, sheet: str, found: list[tuple[Headings, Sheet, list[Row]]]) -> str:
    """Name the rows of a sheet within the contribution; sheets of one kind are numbered."""
    alike = [other.name for head, other, _ in found if head.kind.key == headings.kind.key]
    return headings.kind.key if len(alike) == 1 else f"{headings.kind.key}-{alike.index(sheet) + 1}"


def _read_sheet(reading: _Reading, headings: Headings, sheet: str, body: Sequence[Row], prefix: str) -> None:
    kind = headings.kind
    head = Head(reading.file, sheet, kind, headings.columns, reading.limits)
    reading.remarks += _about_headings(headings, head)
    absent = [column for column in kind.columns if column.required and column.key not in headings.columns]
    for column in absent:
        message = Message(
            en=f"The column «{column.heading.en}» is missing, so no row of the sheet was read. Add it. "
            f"{column.hint.en}.",
            fa=f"ستون «{column.heading.fa}» نیست و از این رو هیچ ردیفی از برگه خوانده نشد. آن را بیفزایید. "
            f"{column.hint.fa}.",
        )
        place = head.place(headings.row, column.key)
        reading.problems.append(
            faults.fault(reading.out.graph, column, "", message, place, constraint="MinCountConstraintComponent")
        )
    for row in () if absent else _data(body):
        reading.invisible += sum(cell.had_invisible for cell in row.cells)
        folder = _NODES.get(kind.key, "claim")
        node = entity(folder, f"{reading.out.contribution}/{prefix}-row-{row.number}")
        reader = RowReader(row, head, reading.names, node)
        reader.check()
        _STATES[kind.key](reader, reading.out)
        reading.problems += reader.problems
        reading.guessed += reader.is_calendar_guessed


def _data(body: Sequence[Row]) -> Iterator[Row]:
    return (row for row in body if not is_mark(next((cell.text for cell in row.cells if cell.text), "")))


def _about_headings(headings: Headings, head: Head) -> Iterator[Message]:
    place = head.place(headings.row).told()
    if headings.unknown:
        listed = ", ".join(f"«{heading}»" for heading in headings.unknown)
        yield Message(
            en=f"{place.en}: these columns are not known and were not read: {listed}.",
            fa=f"{place.fa}: این ستون‌ها شناخته نیستند و خوانده نشدند: {listed.replace(', ', '، ')}.",
        )
    if headings.repeated:
        listed = ", ".join(f"«{heading}»" for heading in headings.repeated)
        yield Message(
            en=f"{place.en}: these columns come twice; only the first of each was read: {listed}.",
            fa=f"{place.fa}: این ستون‌ها دو بار آمده‌اند و تنها نخستین آن‌ها خوانده شد: {listed.replace(', ', '، ')}.",
        )


def _unread(sheet: Sheet, first: Sequence[Row], name: str) -> Iterator[Message]:
    if first:
        place = FilePlace(name, sheet.name).told()
        yield Message(
            en=f"{place.en}: no known headings, so this sheet was not read.",
            fa=f"{place.fa}: سرستون شناخته‌شده‌ای نیست و این برگه خوانده نشد.",
        )


def _invisible(name: str, count: int) -> Message:
    return Message(
        en=f"{name}: invisible characters (marks of direction, spaces of no width) were removed from "
        f"{_counted(count, 'cell')}.",
        fa=persian_digits(f"{name}: نویسه‌های نادیدنی (نشانه‌های جهت و فاصله‌های بی‌پهنا) از {count} خانه برداشته شد."),
    )


def _merged(name: str, sheet: Sheet) -> Message:
    shown = sheet.merged[:_SHOWN]
    more = len(sheet.merged) - len(shown)
    return Message(
        en=f"{name}, sheet «{sheet.name}»: cells are merged ({', '.join(shown)}{f' and {more} more' if more else ''}). "
        "What stands there counts for the first of them only. Unmerge them, and write the value into each row.",
        fa=f"{name}، برگه «{sheet.name}»: خانه‌هایی ادغام شده‌اند ({'، '.join(shown)}"
        + (persian_digits(f" و {more} مورد دیگر") if more else "")
        + "). آنچه در آن‌هاست تنها برای خانه نخست به شمار می‌آید. ادغام را بردارید و مقدار را در هر ردیف بنویسید.",
    )


def _guessed(name: str, count: int) -> Message:
    return Message(
        en=f"{name}: years below {SOLAR_HIJRI_BELOW} were taken as Solar Hijri in {_counted(count, 'row')}, since "
        "nothing says otherwise. Where that is wrong, fill the column «Calendar».",
        fa=persian_digits(
            f"{name}: سال‌های کمتر از {SOLAR_HIJRI_BELOW} در {count} ردیف هجری شمسی گرفته شد، زیرا چیز دیگری گفته نشده "
            "است. اگر درست نیست ستون «گاه‌شماری» را پر کنید."
        ),
    )


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def _no_headings(name: str) -> ForeignDataError:
    wanted = kinds()["ties"]
    en = ", ".join(f"«{column.heading.en}»" for column in wanted.columns if column.required)
    fa = "، ".join(f"«{column.heading.fa}»" for column in wanted.columns if column.required)
    return ForeignDataError(
        f"{name}: no row of headings was found in the first {SEARCHED} rows. A sheet of ties needs at least {en}. "
        f"Start "
        "from a template: cdkg contribute --template ties",
        persian_digits(f"{name}: در {SEARCHED} ردیف نخست سرستونی یافت نشد. برگه پیوندها دست‌کم {fa} را می‌خواهد. ")
        + "از الگو آغاز کنید: cdkg contribute --template ties",
    )
