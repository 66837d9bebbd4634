"""Reads and writes tables of edges: CSV with a header, or two items a line with a tab between, as crawls have them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cdkg.errors import RecordError
from cdkg.records.tables import read_table, strict_rows

_ITEM: Final = re.compile(r"(?:https?://www\.wikidata\.org/entity/)?(Q[1-9][0-9]*)")
_HEAD: Final = ("from", "to", "from_name", "to_name")
_RELATIONS: Final = "relations.tsv"
_NAMES: Final = "names.tsv"


@dataclass(frozen=True, order=True)
class Edge:
    """One item tied to another.

    Args:
        source: the item that the statement stands on, such as ``"Q3616"``.
        target: the item that it names.
        source_name: what the file calls the one, or empty; in no language in particular.
        target_name: what it calls the other.
    """

    source: str
    target: str
    source_name: str = ""
    target_name: str = ""


def read_edges(path: Path) -> tuple[Edge, ...]:
    """Read edges.

    Args:
        path: a CSV file with the columns ``from`` and ``to`` (``from_name``, ``to_name`` if it has names); or a file
            of two columns with a tab between, without a header; or a folder with ``relations.tsv`` of that form and,
            if it has names, ``names.tsv`` (item, name). Items are Q-ids or their IRIs.

    Returns:
        each edge once, in the order of the file; an item tied to itself is left out, since it says nothing.

    Raises:
        RecordError: if a file is absent or not of this form; the message names the line.
    """
    if path.is_dir():
        names = dict(_pairs(path / _NAMES, is_named=True)) if (path / _NAMES).exists() else {}
        found = _pairs(path / _RELATIONS)
        edges: Iterable[Edge] = (Edge(a, b, names.get(a, ""), names.get(b, "")) for a, b in found)
    elif path.suffix.lower() == ".csv":
        edges = _rows(path)
    else:
        edges = (Edge(a, b) for a, b in _pairs(path))
    return tuple(dict.fromkeys(edge for edge in edges if edge.source != edge.target))


def write_edges(edges: Iterable[Edge]) -> str:
    """Write edges as the text of a CSV file that ``read_edges`` reads, in the order of their items' numbers."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_HEAD)
    for edge in sorted(set(edges), key=lambda one: (int(one.source[1:]), int(one.target[1:]), one)):
        writer.writerow((edge.source, edge.target, edge.source_name, edge.target_name))
    return out.getvalue()


def _rows(path: Path) -> Iterator[Edge]:
    for line, row in strict_rows(read_table(path), path.name, known=_HEAD, required=_HEAD[:2]):
        source, target = (_item(row[column], path, line) for column in _HEAD[:2])
        yield Edge(source, target, row.get("from_name", "").strip(), row.get("to_name", "").strip())


def _pairs(path: Path, *, is_named: bool = False) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(read_table(path).splitlines(), 1):
        if not line.strip():
            continue
        cells = line.split("\t")
        if len(cells) != 2:
            raise RecordError(
                f"{path.name}, line {number}: {len(cells)} cells where two are expected, with a tab between.",
                f"{path.name}، سطر {number}: {len(cells)} خانه به جای دو خانه که با یک جهش (tab) جدا شده باشند.",
            )
        first, second = cells
        yield _item(first, path, number), second.strip() if is_named else _item(second, path, number)


def _item(cell: str, path: Path, line: int) -> str:
    found = _ITEM.fullmatch(cell.strip())
    if found is None:
        raise RecordError(
            f"{path.name}, line {line}: {cell!r} is no item of Wikidata. Write its id, such as Q3616.",
            f"{path.name}، سطر {line}: «{cell}» شناسه ویکی‌داده نیست. شناسه را بنویسید، مانند Q3616.",
        )
    return found[1]
