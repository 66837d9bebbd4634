"""Reads the gazetteer's tables, and checks that they hold together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cdkg.errors import Message, RecordError
from cdkg.gazetteer.entities import Entity, Gazetteer, ReferenceList
from cdkg.records.tables import read_table, strict_rows

_NAMES: Final = ("slug", "name_en", "name_fa")
_PLACE: Final = (*_NAMES, "aliases", "lat", "lon", "geonames", "names_from", "coordinates_from")
_COLUMNS: Final = {
    "cities.csv": (*_PLACE, "country", "identifiers_from", "note"),
    "countries.csv": (*_PLACE, "identifiers_from", "note"),
    "bodies.csv": (*_NAMES, "kind", "class", "aliases", "names_from", "note"),
    "persons.csv": (*_NAMES, "aliases", "names_from", "note"),
    "reference-lists.csv": (*_NAMES, "url"),
}
_CLASS_OF: Final = {"cities.csv": "City", "countries.csv": "Country", "persons.csv": "Person"}
_KIND_OF: Final = {"cities.csv": "city", "countries.csv": "country", "persons.csv": "person"}
_KINDS_OF_BODY: Final = ("network", "organization")
_SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DEGREES: Final = re.compile(r"-?\d{1,3}[.]\d+")


def read_gazetteer(folder: Path) -> Gazetteer:
    """Read the gazetteer from the folder of its tables.

    Raises:
        RecordError: if a table is malformed, a name or a slug is missing, or a country or a reference list is named
            that is not there; the message names file and line.
    """
    lists = [
        ReferenceList(row["slug"], Message(en=row["name_en"], fa=row["name_fa"]), row["url"])
        for _, row in _rows(folder, "reference-lists.csv")
    ]
    rows = [
        (name, line, row) for name in _COLUMNS if name != "reference-lists.csv" for line, row in _rows(folder, name)
    ]
    countries = {row["slug"] for name, _, row in rows if name == "countries.csv"}
    known_lists = {one.slug for one in lists}
    return Gazetteer((_entity(name, line, row, countries, known_lists) for name, line, row in rows), lists)


def _rows(folder: Path, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    columns = _COLUMNS[name]
    for line, row in strict_rows(read_table(folder / name), name, known=columns, required=columns):
        for column in _NAMES:
            if not row[column].strip():
                raise _fault(name, line, column, "is empty", "خالی است")
        if not _SLUG.fullmatch(row["slug"]):
            raise _fault(name, line, "slug", f"holds {row['slug']!r}", f"«{row['slug']}» است")
        yield line, {column: cell.strip() for column, cell in row.items()}


def _entity(name: str, line: int, row: dict[str, str], countries: set[str], lists: set[str]) -> Entity:
    kind = _KIND_OF.get(name) or row["kind"]
    if name == "bodies.csv" and kind not in _KINDS_OF_BODY:
        raise _fault(name, line, "kind", f"holds {kind!r}", f"«{kind}» است")
    if name == "cities.csv" and row["country"] not in countries:
        raise _fault(name, line, "country", f"holds {row['country']!r}", f"«{row['country']}» است")
    coordinates = (row.get("lat", ""), row.get("lon", ""))
    if any(coordinates) and not all(map(_DEGREES.fullmatch, coordinates)):
        raise _fault(name, line, "lat, lon", f"holds {coordinates}", f"{coordinates} است")
    facts = {column.removesuffix("_from"): _several(cell) for column, cell in row.items() if column.endswith("_from")}
    for slug in (slug for slugs in facts.values() for slug in slugs):
        if slug not in lists:
            raise _fault(name, line, "…_from", f"names the unknown list {slug!r}", f"فهرست ناشناخته «{slug}» را دارد")
    return Entity(
        kind=kind,
        slug=row["slug"],
        class_name=_CLASS_OF.get(name) or row["class"],
        label=Message(en=row["name_en"], fa=row["name_fa"]),
        aliases=_several(row["aliases"]),
        country=row.get("country", ""),
        coordinates=coordinates if any(coordinates) else None,
        lists=facts,
        note=row["note"],
    )


def _several(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def _fault(name: str, line: int, column: str, en: str, fa: str) -> RecordError:
    return RecordError(
        f"gazetteer/{name}, line {line}: the cell {column!r} {en}. Correct it.",
        f"gazetteer/{name}، سطر {line}: خانه «{column}» {fa}. آن را درست کنید.",
    )
