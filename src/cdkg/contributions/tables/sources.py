"""Where a row says that it stands in a document: the locator, and the document where the graph has none of the name."""

from __future__ import annotations

import hashlib
import re
from typing import Final

import pyoxigraph as ox

from cdkg.contributions.tables import faults
from cdkg.contributions.tables.row_reader import RowReader
from cdkg.contributions.tables.statements import Statements
from cdkg.errors import Message
from cdkg.namespaces import ONTOLOGY, PROV, SKOS, XSD, entity, slug
from cdkg.text import fold, unify

_ARABIC_SCRIPT: Final = re.compile(r"[\u0600-\u06ff\ufb50-\ufeff]")
_PLACES: Final = ("page", "table", "section", "url")
_WEB: Final = re.compile(r"https?://[^\s<>\"{}|\\^`]+")


def label(text: str) -> ox.Literal:
    """Make a name of a text, in the language of its letters."""
    return ox.Literal(text, language="fa" if _ARABIC_SCRIPT.search(text) else "en")


def own_slug(contribution: str, name: str) -> str:
    """Make the slug of something that only this contribution describes.

    Args:
        contribution: the contribution's id.
        name: the thing's name; a Persian one is hashed, since an IRI is written in Latin letters.
    """
    try:
        return f"{contribution}-{slug(name)}"
    except ValueError:
        return f"{contribution}-{hashlib.sha256(fold(name).encode()).hexdigest()[:8]}"


def read_source(row: RowReader, out: Statements) -> str | None:
    """Read where in which document a row stands, and state the locator.

    Args:
        row: the row; its faults are noted.
        out: takes what is stated, if the row has no fault so far.

    Returns:
        the locator's IRI; ``None`` where the row names no source or a wrong one.
    """
    number, day = row.whole("row"), row.day("accessed")
    url = row.text("url")
    if url and not _WEB.fullmatch(url):
        message = faults.unreadable(url, "a web address that starts with https://", "نشانی وب آغازشده با https://")
        row.note("url", url, message, "PatternConstraintComponent")
    if not any(row.is_filled(key) for key in ("document", *_PLACES)) and not row.head.kind.needs_source:
        return None
    if not row.is_filled("document") and not row.is_filled("url"):
        row.note("document", "", faults.missing(row.head.kind.column("document")), "MinCountConstraintComponent")
    elif not any(row.is_filled(key) for key in _PLACES):
        row.note("page", "", _NO_PLACE, "MinCountConstraintComponent")
    elif row.is_filled("row") and not row.is_filled("table"):
        row.note("table", "", _NO_TABLE, "MinCountConstraintComponent")
    title = row.text("document") or url
    found = row.names.find("Document", title)
    if len(found) > 1:
        row.note("document", title, faults.several(title, found))
    if row.is_wrong():
        return None
    document = found[0].iri if found else _new_document(row, out, title)
    return _locator(row, out, document, number, day)


def _locator(row: RowReader, out: Statements, document: str, number: int | None, day: str | None) -> str:
    locator = row.node.replace("/claim/", "/locator/").replace("/norm/", "/locator/")
    if locator == row.node:
        locator = entity("locator", f"{out.contribution}/{row.node.rsplit('/', 1)[-1]}")
    out.type(locator, ONTOLOGY + "Locator", row.place())
    out.add(locator, ONTOLOGY + "inDocument", ox.NamedNode(document), row.place("document"))
    for key in ("page", "table", "section"):
        if row.text(key):
            # Numbers in the digits that all share; a heading stays as it is printed.
            text = row.text(key) if key == "section" else unify(row.text(key))
            out.add(locator, ONTOLOGY + key, ox.Literal(text), row.place(key))
    if number is not None:
        out.add(locator, ONTOLOGY + "row", ox.Literal(number), row.place("row"))
    if row.text("url"):
        url = ox.Literal(row.text("url"), datatype=ox.NamedNode(XSD + "anyURI"))
        out.add(locator, ONTOLOGY + "url", url, row.place("url"))
    if day is not None:
        out.add(locator, ONTOLOGY + "accessedOn", ox.Literal(day), row.place("accessed"))
    return locator


def _new_document(row: RowReader, out: Statements, title: str) -> str:
    document = entity("document", own_slug(out.contribution, title))
    key = "document" if row.text("document") else "url"
    if (document, None) not in out.places:
        out.type(document, ONTOLOGY + "Document", row.place(key))
        out.add(document, SKOS + "prefLabel", label(title), row.place(key))
    return document


def derive_from(node: str, locator: str | None, row: RowReader, out: Statements) -> None:
    """State where a node comes from."""
    if locator is not None:
        out.add(node, PROV + "wasDerivedFrom", ox.NamedNode(locator), row.place("document"))


_NO_PLACE: Final = Message(
    en="It is not said where in the document this stands. Fill the page, the table and its row, the section, or the "
    "web "
    "address.",
    fa="گفته نشده است که این در کجای سند آمده است. صفحه، جدول و ردیف آن، بخش سند، یا نشانی وب را پر کنید.",
)
_NO_TABLE: Final = Message(
    en="A row is given but no table. Fill the number of the table.",
    fa="ردیف آمده است ولی جدول نه. شماره جدول را بنویسید.",
)
