"""Reads items of Wikidata from a file, to find candidates among them where there is no network."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from cdkg.errors import RecordError
from cdkg.linking.things import CLASSES
from cdkg.matching import Index, Known
from cdkg.namespaces import entity
from cdkg.records.tables import read_table
from cdkg.text import persian_digits
from cdkg.wikidata.entities import QID

_QID: Final = ("qid", "item", "id", "wikidata")
_NAMES: Final = ("name_en", "label_en", "name", "label", "name_fa", "label_fa")
_ALIASES: Final = ("aliases", "alias")
_LATITUDE: Final = ("lat", "latitude")
_LONGITUDE: Final = ("lon", "long", "longitude")
_COUNTRY: Final = ("iso_country", "country")
_HEADLESS: Final = ("qid", "name")
_TYPES: Final[Mapping[str, tuple[str, ...]]] = {
    "city": ("city",),
    "country": ("country",),
    **dict.fromkeys(("organisation", "organization", "body", "network"), ("network", "organization")),
}
_CODE_LENGTH: Final = 2


@dataclass(frozen=True)
class LocalItems:
    """Items of a file, ready to be looked through.

    Args:
        known: the items, by identifier.
        index: the same, by their names.
    """

    known: Mapping[str, Known]
    index: Index


def local_items(path: Path) -> LocalItems:
    """Read a table of items, unless it was read before and has not changed since.

    Args:
        path: the file; see `read_local`.

    Raises:
        RecordError: if it cannot be read; the message names the line.
    """
    try:
        found = path.stat()
    except OSError:
        return _indexed(path, 0, 0)  # which tells what is wrong
    return _indexed(path, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=2)
def _indexed(path: Path, *_: int) -> LocalItems:
    known = read_local(path)
    return LocalItems({one.id: one for one in known}, Index(known))


def read_local(path: Path) -> list[Known]:
    """Read a table of items: a CSV or TSV file in UTF-8.

    Columns, in any order: ``qid``; ``name``, ``name_en``, ``name_fa``, ``aliases`` (separated by ``|``); and where
    they are known ``kind`` (city, country, organization, network), ``lat``, ``lon``, ``iso_country`` (ISO 3166-1
    alpha-2) and ``population``. Other columns are passed over. A file without a head has two columns: identifier and
    name. Rows of one identifier are put together, rows without one passed over.

    Args:
        path: the file.

    Raises:
        RecordError: if it cannot be read; the message names the line.
    """
    text = read_table(path)
    separator = "\t" if "\t" in text.partition("\n")[0] else ","
    found: dict[str, Known] = {}
    for line, row in _rows(text, separator, path.name):
        known = _known(path.name, line, row)
        if known is not None:
            before = found.get(known.id)
            found[known.id] = known if before is None else _together(before, known)
    return list(found.values())


def _rows(text: str, separator: str, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    head: list[str] | None = None
    try:
        for cells in reader:
            if head is None and cells:
                is_headless = QID.fullmatch(cells[0].strip()) is not None
                head = list(_HEADLESS) if is_headless else [cell.strip().lower() for cell in cells]
                if not set(head) & set(_QID):
                    raise _fault(name, reader.line_num, "no column is called qid", "هیچ ستونی qid نام ندارد")
                if not is_headless:
                    continue
            if cells and head is not None:
                yield reader.line_num, {key: cell.strip() for key, cell in zip(head, cells, strict=False)}
    except csv.Error as fault:
        raise _fault(name, reader.line_num, f"it is malformed ({fault})", f"بدشکل است ({fault})") from fault


def _known(name: str, line: int, row: Mapping[str, str]) -> Known | None:
    qid = _first(row, _QID)
    names = [row[key] for key in _NAMES if row.get(key)]
    names += [part.strip() for key in _ALIASES for part in row.get(key, "").split("|") if part.strip()]
    if not (qid and names):
        return None
    if not QID.fullmatch(qid):
        raise _fault(
            name,
            line,
            f"«{qid}» is no identifier of Wikidata, such as Q3616",
            f"«{qid}» شناسه ویکی‌داده، مانند Q3616، نیست",
        )
    kind = row.get("kind", "").lower()
    code = _first(row, _COUNTRY)
    return Known(
        qid,
        tuple(dict.fromkeys(names)),
        types=frozenset(CLASSES[one] for one in _TYPES[kind]) if kind in _TYPES else frozenset({kind} - {""}),
        country=entity("country", code.lower()) if len(code) == _CODE_LENGTH else "",
        coordinates=_place(name, line, row),
        population=_number(name, line, row.get("population", "")),
    )


def _together(one: Known, other: Known) -> Known:
    return Known(
        one.id,
        tuple(dict.fromkeys((*one.names, *other.names))),
        one.types or other.types,
        one.country or other.country,
        one.coordinates or other.coordinates,
        one.population or other.population,
    )


def _first(row: Mapping[str, str], keys: tuple[str, ...]) -> str:
    return next((row[key] for key in keys if row.get(key)), "")


def _place(name: str, line: int, row: Mapping[str, str]) -> tuple[float, float] | None:
    texts = _first(row, _LATITUDE), _first(row, _LONGITUDE)
    if not all(texts):
        return None
    try:
        latitude, longitude = map(float, texts)
    except ValueError:
        latitude = longitude = 999.0
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise _fault(name, line, f"{texts} are no coordinates in degrees", f"{texts} مختصاتی به درجه نیست")
    return latitude, longitude


def _number(name: str, line: int, text: str) -> int | None:
    if not text:
        return None
    try:
        return int(float(text))
    except (ValueError, OverflowError):
        raise _fault(name, line, f"the population «{text}» is no number", f"جمعیت «{text}» عدد نیست") from None


def _fault(name: str, line: int, en: str, fa: str) -> RecordError:
    number = persian_digits(str(line))
    return RecordError(f"{name}, line {line}: {en}. Correct it.", f"{name}، سطر {number}: {fa}. آن را درست کنید.")
