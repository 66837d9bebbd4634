"""Templates to fill: a workbook, a CSV, or Turtle for engineers; all from the table of columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import openpyxl
import pyoxigraph as ox
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from cdkg.contributions.identifiers import CLASS, SCHEME
from cdkg.contributions.known_names import KnownNames
from cdkg.contributions.tables.columns import Column, Kind, kinds, marks
from cdkg.contributions.tables.sheets import LISTS
from cdkg.contributions.tables.values import CALENDARS, neutral
from cdkg.errors import Message, UnknownTemplateError
from cdkg.namespaces import ONTOLOGY_GRAPH
from cdkg.resources import ontology_files

FORMATS: Final = ("xlsx", "csv", "ttl")
"""In which formats a template is written."""

_ROWS: Final = 1_000
_HEAD: Final = PatternFill("solid", fgColor="DDE7F0")
_SHOWN: Final = PatternFill("solid", fgColor="F2F2F2")
_TURTLE: Final = Path(__file__).with_name("template.ttl")


def write_template(kind: str, format: str, store: ox.Store | None = None) -> bytes:  # noqa: A002  # as callers say it
    """Write a template.

    Args:
        kind: what its rows are: ``ties``, ``memberships``, ``norms``, ``findings``, ``entities``, ``resolutions``.
        format: one of `FORMATS`; the Turtle is the same for every kind.
        store: the graph, whose own concepts (such as the sectors) are then listed, too.

    Raises:
        UnknownTemplateError: if there is no such template.
    """
    if kind not in kinds() or format not in FORMATS:
        known, formats = ", ".join(kinds()), ", ".join(FORMATS)
        raise UnknownTemplateError(
            f"There is no template «{kind}» as {format}. Templates: {known}; formats: {formats}.",
            f"الگویی به نام «{kind}» با قالب {format} نیست. الگوها: {known}؛ قالب‌ها: {formats}.",
        )
    if format == "ttl":
        return _TURTLE.read_bytes()
    if format == "csv":
        return _csv(kinds()[kind])
    return _workbook(kinds()[kind], store)


def heading(text: Message) -> str:
    """Write a heading in both languages."""
    return f"{text.fa} · {text.en}"


def top_rows(kind: Kind) -> Iterator[list[str]]:
    """Give the rows that a template begins with: headings, guidance, and two examples that are marked as such."""
    guide, example = marks()["guide"], marks()["example"]
    yield [heading(guide), *(heading(column.heading) for column in kind.columns)]
    yield [heading(guide), *(heading(column.hint) for column in kind.columns)]
    for row in kind.examples:
        yield [heading(example), *(row.get(column.key, "") for column in kind.columns)]


def _csv(kind: Kind) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for row in top_rows(kind):
        writer.writerow([neutral(value) for value in row])
    return text.getvalue().encode("utf-8-sig")  # With the mark by which Excel knows UTF-8.


def _workbook(kind: Kind, store: ox.Store | None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    _fill(sheet, kind)
    lists = book.create_sheet(heading(LISTS))
    lists.sheet_view.rightToLeft = True
    lists.freeze_panes = "A2"
    names = KnownNames(_vocabulary() if store is None else store)
    for column in kind.columns:
        if choices := _choices(column, names):
            _offer(sheet, lists, kind.columns.index(column) + 2, column, choices)
    if kind.key != "entities" and any(column.what in ("actor", "city", "organization") for column in kind.columns):
        # Beside the rows that name them, for cities and bodies that the graph does not know yet.
        other = kinds()["entities"]
        extra = book.create_sheet(index=1)
        _fill(extra, other)
        for column in other.columns:
            if choices := _choices(column, names):
                _offer(extra, lists, other.columns.index(column) + 2, column, choices)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _fill(sheet: Worksheet, kind: Kind) -> None:
    sheet.title = heading(kind.title)
    sheet.sheet_view.rightToLeft = True
    for number, row in enumerate(top_rows(kind), 1):
        for index, value in enumerate(row, 1):
            cell = sheet.cell(number, index)
            cell.value = value
            cell.data_type = "s"  # Whatever it begins with, it is no formula.
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.fill = _HEAD if number == 1 else _SHOWN
            cell.font = Font(bold=number == 1, italic=number > 1)
    sheet.cell(1, 1).comment = Comment(f"{kind.hint.fa}\n{kind.hint.en}", "cdkg")
    for index in range(1, len(kind.columns) + 2):
        sheet.column_dimensions[get_column_letter(index)].width = 14 if index == 1 else 24
    sheet.freeze_panes = "B2"
    # On paper it is one page wide, across, with the headings on each page.
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_title_rows = "1:1"


def _choices(column: Column, names: KnownNames) -> list[str]:
    if column.what == "calendar":
        return [f"{fa} · {en}" for en, fa in CALENDARS]
    what = f"{SCHEME}actor-kinds" if column.what == "bearer" else column.what
    if not what.startswith((SCHEME, CLASS)):
        return []
    return [f"{thing.fa} · {thing.en}" for thing in names.members(what)]


def _offer(sheet: Worksheet, lists: Worksheet, index: int, column: Column, choices: list[str]) -> None:
    place = lists.max_column + 1 if lists.cell(1, 1).value else 1
    lists.cell(1, place).value = heading(column.heading)
    lists.cell(1, place).font = Font(bold=True)
    lists.column_dimensions[get_column_letter(place)].width = 48
    for number, choice in enumerate(choices, 2):
        lists.cell(number, place).value = choice
    letter = get_column_letter(place)
    rule = DataValidation("list", f"'{lists.title}'!${letter}$2:${letter}${len(choices) + 1}", allow_blank=True)
    # A name in one language is understood, too: so another text is only remarked on.
    rule.errorStyle = "warning"
    rule.showErrorMessage = column.what != "bearer"
    rule.error = f"{column.hint.fa}\n{column.hint.en}"[:250]
    own = get_column_letter(index)
    rule.add(f"{own}3:{own}{_ROWS}")
    sheet.add_data_validation(rule)


@cache
def _vocabulary() -> ox.Store:
    store = ox.Store()
    for path in ontology_files():
        store.load(path=str(path), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(ONTOLOGY_GRAPH))
    return store
