"""Reads the cells of one row by their columns, and notes what is wrong with them: one fault for one cell."""

from __future__ import annotations

from dataclasses import dataclass, field

from cdkg.contributions.draft import FilePlace
from cdkg.contributions.identifiers import SCHEME
from cdkg.contributions.known_names import KnownNames, Named
from cdkg.contributions.tables import faults
from cdkg.contributions.tables.cells import Cell, Row
from cdkg.contributions.tables.columns import Column, Kind
from cdkg.contributions.tables.values import read_day, read_decimal, read_year
from cdkg.errors import Message
from cdkg.foreign import Limits
from cdkg.text import integer, normalise
from cdkg.validation.report import Result

_CLASSES = {"actor": "Actor", "city": "City", "country": "Country", "organization": "Organization", "study": "Study"}
_SHORT_LIST = 8
_YEARS = {True: (1200, 1500), False: (1000, 2100)}


@dataclass(frozen=True)
class Head:
    """The head of a sheet.

    Args:
        file: the file's name.
        sheet: the sheet's name.
        kind: what its rows are.
        columns: the index and the heading of each known column, by its key.
        limits: what a cell may hold.
    """

    file: str
    sheet: str
    kind: Kind
    columns: dict[str, tuple[int, str]]
    limits: Limits

    def place(self, row: int, key: str | None = None) -> FilePlace:
        """Tell the place of a row or of a cell."""
        if key is None or key in self.columns:
            heading = self.columns[key][1] if key else ""
        else:
            absent = self.kind.column(key).heading
            heading = f"{absent.fa} · {absent.en}"
        return FilePlace(self.file, self.sheet, row, heading)


@dataclass
class RowReader:
    """One row that is being read.

    Args:
        row: the row.
        head: the sheet's head.
        names: what names mean.
        node: the IRI of what the row states.
    """

    row: Row
    head: Head
    names: KnownNames
    node: str
    problems: list[Result] = field(default_factory=list)
    is_calendar_guessed: bool = False

    def is_wrong(self) -> bool:
        """Tell whether a fault was found for which the row cannot stand."""
        return any(problem.severity == "Violation" for problem in self.problems)

    def place(self, key: str | None = None) -> FilePlace:
        """Tell where a cell, or the row, is."""
        return self.head.place(self.row.number, key)

    def note(self, key: str, value: str, message: Message, constraint: str = "ClassConstraintComponent") -> None:
        """Note a fault of a cell."""
        column = self.head.kind.column(key)
        self.problems.append(faults.fault(self.node, column, value, message, self.place(key), constraint=constraint))

    def check(self) -> None:
        """Note what is wrong with cells whatever their columns take: formulas, long texts, empty required ones."""
        for column in self.head.kind.columns:
            cell = self._cell(column.key)
            if cell.is_formula:
                self.note(column.key, cell.text, faults.formula(cell.text), "DatatypeConstraintComponent")
            elif len(cell.text) > self.head.limits.cell_characters:
                most = self.head.limits.cell_characters
                self.note(
                    column.key,
                    cell.text[:60],
                    faults.unreadable(cell.text, f"shorter than {most} characters", f"کوتاه‌تر از {most} نویسه"),
                    "MaxLengthConstraintComponent",
                )
            elif column.required and not cell.text:
                self.note(column.key, "", faults.missing(column), "MinCountConstraintComponent")

    def text(self, key: str) -> str:
        """Give the text of a cell as it stands, empty where it is none or cannot be used."""
        cell = self._cell(key)
        return "" if cell.is_formula or len(cell.text) > self.head.limits.cell_characters else cell.text

    def is_filled(self, key: str) -> bool:
        """Tell whether a cell has anything in it, usable or not: what is wrong with it is told elsewhere."""
        return bool(self._cell(key).text)

    def entity(self, key: str, country_key: str = "") -> Named | None:
        """Find what a cell names, in the country that another cell names."""
        column, value = self.head.kind.column(key), self.text(key)
        if not value:
            return None
        what = _CLASSES[column.what]
        country = self.entity(country_key) if country_key else None
        if country_key and self.text(country_key) and country is None:
            return None  # The fault is the country's and has been told.
        found = self.names.find(what, value, country.iri if country else "")
        if column.what == "actor" and len(found) > 1:
            # A city and a country may share their name; in a table of ties the city is meant.
            found = tuple(one for one in found if self._is_city(one)) or found
        if len(found) == 1:
            return found[0]
        anywhere = self.names.find(what, value) if country else ()
        if found:
            message = faults.several(value, found)
        elif anywhere and country:
            message = faults.elsewhere(value, self.text(country_key), anywhere)
        else:
            message = faults.unknown(column, value, self.names.nearest(what, value))
        self._note_once(key, value, message)
        return None

    def concept(self, key: str) -> Named | None:
        """Find the concept that a cell names."""
        column, value = self.head.kind.column(key), self.text(key)
        return self._one(key, value, (column.what,)) if value else None

    def bearer(self, key: str) -> Named | None:
        """Find the actor or the kind of actor that a cell names."""
        value = self.text(key)
        return self._one(key, value, (f"{SCHEME}actor-kinds", "Actor")) if value else None

    def year(self) -> tuple[int, bool] | None:
        """Read the year, and whether it is Solar Hijri."""
        value = self.text("year")
        if not value:
            return None
        try:
            year, is_solar = read_year(value, self.text("calendar"))
        except ValueError as error:
            is_calendar = str(error) != value
            key, wrong = ("calendar", str(error)) if is_calendar else ("year", value)
            en, fa = (
                ("a calendar: write Gregorian or Solar Hijri", "گاه‌شماری شناخته‌شده (میلادی یا هجری شمسی)")
                if is_calendar
                else ("a year: write one year of four digits, such as 2016 or 1395", "سالی چهاررقمی مانند 2016 یا 1395")
            )
            self.note(key, wrong, faults.unreadable(wrong, en, fa), "DatatypeConstraintComponent")
            return None
        least, most = _YEARS[is_solar]
        if not least <= year <= most:
            en, fa = ("Solar Hijri", "هجری شمسی") if is_solar else ("Gregorian", "میلادی")
            self.note(
                "year",
                value,
                faults.unreadable(value, f"a {en} year from {least} to {most}", f"سال {fa} از {least} تا {most}"),
                "MinInclusiveConstraintComponent",
            )
            return None
        self.is_calendar_guessed = is_solar and not self.text("calendar") and not value.strip()[-1:].isalpha()
        return year, is_solar

    def whole(self, key: str) -> int | None:
        """Read a whole number from 1."""
        value = self.text(key)
        if not value:
            return None
        try:
            number = integer(value)
        except ValueError:
            number = 0
        if number < 1:
            message = faults.unreadable(value, "a whole number from 1", "عددی درست از 1 به بالا")
            self.note(key, value, message, "DatatypeConstraintComponent")
            return None
        return number

    def decimal(self, key: str) -> str | None:
        """Read a decimal number."""
        value = self.text(key)
        try:
            return read_decimal(value) if value else None
        except ValueError:
            message = faults.unreadable(value, "a number such as 4.25", "عددی مانند 4.25")
            self.note(key, value, message, "DatatypeConstraintComponent")
            return None

    def day(self, key: str) -> str | None:
        """Read a day."""
        value = self.text(key)
        try:
            return read_day(value) if value else None
        except ValueError:
            message = faults.unreadable(value, "a day such as 2026-03-01", "روزی مانند 1404-12-10")
            self.note(key, value, message, "DatatypeConstraintComponent")
            return None

    def plain(self, key: str) -> str:
        """Give the text of a cell with the letters and digits that all share."""
        return normalise(self.text(key))

    def _cell(self, key: str) -> Cell:
        found = self.head.columns.get(key)
        return Cell("") if found is None else self.row.cell(found[0])

    def _one(self, key: str, value: str, kinds: tuple[str, ...]) -> Named | None:
        for what in kinds:
            found = self.names.find(what, value)
            if len(found) == 1:
                return found[0]
            if found:
                self._note_once(key, value, faults.several(value, found))
                return None
        near = [thing for what in kinds for thing in self.names.nearest(what, value)][:3]
        if not near:
            # Of a short list the whole can be told.
            every = [thing for what in kinds for thing in self.names.members(what)]
            near = every if len(every) <= _SHORT_LIST else []
        column: Column = self.head.kind.column(key)
        self._note_once(key, value, faults.unknown(column, value, near))
        return None

    def _note_once(self, key: str, value: str, message: Message) -> None:
        if all(problem.location != self.place(key).told() for problem in self.problems):
            self.note(key, value, message)

    def _is_city(self, thing: Named) -> bool:
        return "/id/city/" in thing.iri or self.names.is_a(thing.iri, "City")
