"""The kinds of sheet and their columns, from one table that templates, reading and documentation share."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

from cdkg.errors import Message
from cdkg.namespaces import GEO, ONTOLOGY, PROV, RDF, SKOS
from cdkg.text import fold

_TABLE: Final = Path(__file__).with_name("columns.toml")
_ELSEWHERE: Final = {
    "type": RDF,
    "prefLabel": SKOS,
    "altLabel": SKOS,
    "exactMatch": SKOS,
    "lat": GEO,
    "long": GEO,
    "wasAttributedTo": PROV,
}
_OPTIONAL: Final = "optional"


@dataclass(frozen=True)
class Column:
    """One column of a template.

    Args:
        key: its name in the code and, where nothing else is given, in a file.
        heading: what stands at its head.
        also: other headings under which it is known.
        what: what its values mean; see the head of ``columns.toml``.
        hint: what to write in it.
        path: the IRI of the property that its values go to.
        shape: the local name of the shape that a wrong value breaks.
        required: whether each row needs a value.
    """

    key: str
    heading: Message
    also: tuple[str, ...]
    what: str
    hint: Message
    path: str
    shape: str
    required: bool = False

    @cached_property
    def names(self) -> frozenset[str]:
        """All headings under which it is known, folded."""
        return frozenset(fold(name) for name in (self.key, self.heading.en, self.heading.fa, *self.also))


@dataclass(frozen=True)
class Kind:
    """One kind of sheet.

    Args:
        key: its name, such as ``"ties"``.
        title: what the sheet is called.
        hint: what its rows are.
        columns: its columns, those of the source reference last.
        examples: rows that show how to fill it, by the columns' keys.
        needs_source: whether each row must say where in which document it stands.
    """

    key: str
    title: Message
    hint: Message
    columns: tuple[Column, ...]
    examples: tuple[Mapping[str, str], ...]
    needs_source: bool

    def column(self, key: str) -> Column:
        """Find a column by its key."""
        return next(column for column in self.columns if column.key == key)


@cache
def kinds() -> dict[str, Kind]:
    """Read the kinds of sheet, by their keys."""
    table = _table()
    source = tuple(_column(row) for row in table["source"])
    return {key: _kind(key, row, source) for key, row in table["kinds"].items()}


@cache
def marks() -> dict[str, Message]:
    """Read what marks a row that is not read: ``guide`` and ``example``."""
    return {key: Message(en=row["en"], fa=row["fa"]) for key, row in _table()["marks"].items()}


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(_TABLE.read_text(encoding="utf-8"))


def _kind(key: str, row: dict[str, Any], source: tuple[Column, ...]) -> Kind:
    wants = row.get("source", "required")
    own = tuple(_column(column) for column in row["columns"])
    return Kind(
        key=key,
        title=Message(en=row["en"], fa=row["fa"]),
        hint=Message(en=row["en_hint"], fa=row["fa_hint"]),
        columns=own if wants == "none" else own + source,
        examples=tuple(row["examples"]),
        needs_source=wants not in ("none", _OPTIONAL),
    )


def _column(row: dict[str, Any]) -> Column:
    return Column(
        key=row["key"],
        heading=Message(en=row["en"], fa=row["fa"]),
        also=tuple(row["also"]),
        what=row["what"],
        hint=Message(en=row["en_hint"], fa=row["fa_hint"]),
        path=_ELSEWHERE.get(row["property"], ONTOLOGY) + row["property"],
        shape=row["shape"],
        required=row.get("required", False),
    )
