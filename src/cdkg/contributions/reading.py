"""Reads what a person hands in, a spreadsheet or RDF, as RDF in the graph of one contribution.

It is to be run in a worker (`cdkg.isolation`): a stranger's file may be slow to read.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import Final

import pyoxigraph as ox

from cdkg.contributions.draft import Draft, FilePlace
from cdkg.contributions.lines import first_lines
from cdkg.contributions.tables.cells import Sheet
from cdkg.contributions.tables.delimited import read_delimited
from cdkg.contributions.tables.sheets import read_sheets
from cdkg.contributions.tables.workbook import read_workbook
from cdkg.errors import ForeignDataError
from cdkg.foreign import EXTENSIONS, MEDIA_TYPES, Limits, parse_foreign

__all__ = ["TABLE_EXTENSIONS", "TABLE_MEDIA_TYPES", "read_contribution"]

_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

TABLE_EXTENSIONS: Final = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "xlsx": _XLSX,
    "xls": "application/vnd.ms-excel",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
"""The media type of a spreadsheet by how its name ends; the last two are read only to say what to do instead."""

TABLE_MEDIA_TYPES: Final = frozenset(TABLE_EXTENSIONS.values())
"""The media types of spreadsheets."""

_NO_LIMITS_GIVEN: Final = Limits()


def read_contribution(
    content: bytes,
    name: str,
    *,
    graph: str,
    store: ox.Store,
    media_type: str | None = None,
    limits: Limits = _NO_LIMITS_GIVEN,
) -> Draft:
    """Read a contributed file.

    Args:
        content: the file.
        name: what it is called; without a media type its ending tells the format.
        graph: the IRI of the contribution's graph, into which all is put, whatever graphs the file names.
        store: the graph that names are looked up in; it is only read.
        media_type: the format.
        limits: what the file may use.

    Returns:
        what it states. For RDF, ``places`` holds the line in which each subject first stands.

    Raises:
        ForeignDataError: if the file is malformed, too large, or in a format that is not read.
    """
    kind = _kind(name, media_type)
    if kind not in TABLE_MEDIA_TYPES:
        return _read_rdf(content, name, kind, graph, limits)
    if len(content) > limits.data_bytes:
        raise ForeignDataError(
            f"{name}: the file is larger than is taken here: at most {limits.data_bytes} bytes. Send it in parts.",
            f"{name}: این پرونده بزرگ‌تر از آن است که در اینجا پذیرفته شود: حداکثر {limits.data_bytes} بایت. آن را "
            f"در چند "
            "بخش بفرستید.",
            status=413,
        )
    return read_sheets(_sheets(content, name, kind), name, graph, store, limits)


def _kind(name: str, media_type: str | None) -> str:
    given = (media_type or "").split(";")[0].strip().lower()
    ending = PurePath(name).suffix.removeprefix(".").lower()
    known = EXTENSIONS | TABLE_EXTENSIONS
    if given in TABLE_MEDIA_TYPES:
        # A browser on Windows sends CSV as if it were an old Excel file.
        return TABLE_EXTENSIONS.get(ending, given)
    if given in MEDIA_TYPES and not (given == "text/plain" and ending in known):
        return str(media_type)
    if ending in known:
        return known[ending]
    endings = ", ".join(f".{one}" for one in known if one not in ("xls", "ods"))
    raise ForeignDataError(
        f"{name}: the format is not known. Send a file whose name ends in one of {endings}.",
        f"{name}: قالب این پرونده شناخته نیست. پرونده‌ای بفرستید که نامش به یکی از این‌ها پایان یابد: {endings}.",
        status=415,
    )


def _sheets(content: bytes, name: str, kind: str) -> list[Sheet]:
    # What a file is called says less than how it begins.
    if content.startswith((b"PK", b"\xd0\xcf\x11\xe0")) or not kind.startswith("text/"):
        return read_workbook(content, name)
    return read_delimited(content, name)


def _read_rdf(content: bytes, name: str, media_type: str, graph: str, limits: Limits) -> Draft:
    foreign = parse_foreign(content, media_type, graph=graph, name=name, limits=limits)
    parsed = ox.parse(foreign.quads, format=ox.RdfFormat.N_QUADS)
    nodes = {quad.subject.value for quad in parsed if isinstance(quad.subject, ox.NamedNode)}
    lines = first_lines(content.decode("utf-8", "replace"), nodes)
    places: dict[tuple[str, str | None], FilePlace] = {
        (node, None): FilePlace(name, line=line) for node, line in lines.items()
    }
    return Draft(graph, foreign.quads, places, remarks=foreign.remarks)
