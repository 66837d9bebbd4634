"""Rows that describe cities and bodies which the graph does not know yet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import pyoxigraph as ox

from cdkg.contributions.known_names import Named
from cdkg.contributions.tables import faults
from cdkg.contributions.tables.described import check_named, state_names
from cdkg.contributions.tables.row_reader import RowReader
from cdkg.contributions.tables.sources import derive_from, label, own_slug, read_source
from cdkg.contributions.tables.statements import Statements
from cdkg.errors import Message
from cdkg.namespaces import GEO, ONTOLOGY, SKOS, WIKIDATA, XSD, entity, slug

_FOLDERS: Final = {"City": "city", "CityNetwork": "network", "Country": "country", "Person": "person"}


def state_entity(row: RowReader, out: Statements) -> None:
    """State a city or body, and let the other sheets name it."""
    kind, country = row.concept("kind"), row.entity("country")
    lat, long = row.decimal("lat"), row.decimal("long")
    item = row.text("wikidata").rsplit("/", 1)[-1].upper()
    check_named(row)
    is_city = kind is not None and kind.iri == ONTOLOGY + "City"
    _check(row, item, is_city)
    if row.is_wrong() or kind is None:
        return
    class_name = kind.iri.removeprefix(ONTOLOGY)
    node = _node(row, out, class_name, country, item)
    if node is None:
        return
    row.node = node
    locator = read_source(row, out)
    if row.is_wrong():
        return
    out.type(node, kind.iri, row.place("kind"))
    state_names(node, row, out)
    others = [name.strip() for name in re.split(r"[|؛;\n]", row.text("other_names")) if name.strip()]
    for name in others:
        out.add(node, SKOS + "altLabel", label(name), row.place("other_names"))
    if country and is_city:
        out.add(node, ONTOLOGY + "country", ox.NamedNode(country.iri), row.place("country"))
    if item:
        out.add(node, SKOS + "exactMatch", ox.NamedNode(WIKIDATA + item), row.place("wikidata"))
    _state_coordinates(node, row, out, {"lat": lat, "long": long})
    derive_from(node, locator, row, out)
    en, fa = row.text("name_en"), row.text("name_fa")
    thing = Named(node, en or fa, fa or en, country.iri if country else "")
    row.names.learn(class_name, thing, (en, fa, item, node.rsplit("/", 1)[-1], *others))


def _check(row: RowReader, item: str, is_city: bool) -> None:
    if item and not re.fullmatch(r"Q[1-9]\d*", item):
        message = faults.unreadable(
            row.text("wikidata"), "a Wikidata identifier such as Q41843", "شناسه ویکی‌داده مانند Q41843"
        )
        row.note("wikidata", row.text("wikidata"), message, "PatternConstraintComponent")
    if is_city and not row.is_filled("country") and not row.is_filled("wikidata"):
        row.note("country", "", _NO_COUNTRY, "MinCountConstraintComponent")
    if row.is_filled("lat") != row.is_filled("long"):
        row.note("long" if row.text("lat") else "lat", "", _HALF_COORDINATES, "OrConstraintComponent")


def _state_coordinates(node: str, row: RowReader, out: Statements, values: Mapping[str, str | None]) -> None:
    for key, value in values.items():
        if value is not None:
            number = ox.Literal(value, datatype=ox.NamedNode(XSD + "decimal"))
            out.add(node, GEO + key, number, row.place(key))


def _node(row: RowReader, out: Statements, class_name: str, country: Named | None, item: str) -> str | None:
    """Choose the IRI; none where the graph knows the thing already, which a remark tells."""
    folder = _FOLDERS.get(class_name, "organization")
    name = row.text("name_en")
    if item and (found := row.names.find(class_name, item)):
        _note_known(row, "wikidata", found[0])
        return None
    try:
        plain = entity(folder, slug(name))
    except ValueError:
        return entity(folder, item.lower() if item else own_slug(out.contribution, row.text("name_fa")))
    if not row.names.exists(plain) and (plain, None) not in out.places:
        return plain
    known = row.names.named(plain)
    is_other = bool(item) or (country is not None and known.country not in ("", country.iri))
    if not is_other:
        _note_known(row, "name_en", known)
        return None
    if not item:
        row.note("wikidata", "", _NAME_TAKEN, "MinCountConstraintComponent")
        return None
    return f"{plain}-{item.lower()}"


def _note_known(row: RowReader, key: str, known: Named) -> None:
    message = Message(
        en=f"The graph knows this already as «{known.en}»; the row was left out. You can remove it.",
        fa=f"گراف این را با نام «{known.fa}» می‌شناسد و این ردیف کنار گذاشته شد. می‌توانید آن را بردارید.",
    )
    column = row.head.kind.column(key)
    place = row.place(key)
    row.problems.append(faults.fault(known.iri, column, row.text(key), message, place, severity="Info"))


_NO_COUNTRY: Final = Message(
    en="A city needs a country or a Wikidata identifier. Fill one of the two.",
    fa="شهر یک کشور یا یک شناسه ویکی‌داده می‌خواهد. یکی از این دو را پر کنید.",
)
_HALF_COORDINATES: Final = Message(
    en="Latitude and longitude go together. Fill both or neither.",
    fa="عرض و طول جغرافیایی با هم می‌آیند. هر دو را پر کنید یا هیچ‌کدام را.",
)
_NAME_TAKEN: Final = Message(
    en="Another city has this name. Fill the Wikidata identifier, which tells the two apart.",
    fa="شهر دیگری همین نام را دارد. شناسه ویکی‌داده را بنویسید تا این دو از هم بازشناخته شوند.",
)
