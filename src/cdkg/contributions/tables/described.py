"""Rows that are norms, findings and resolutions."""

from __future__ import annotations

import pyoxigraph as ox

from cdkg.contributions.tables import faults
from cdkg.contributions.tables.row_reader import RowReader
from cdkg.contributions.tables.sources import derive_from, label, own_slug, read_source
from cdkg.contributions.tables.statements import Statements
from cdkg.errors import Message
from cdkg.namespaces import ONTOLOGY, PREFIXES, PROV, SKOS, XSD, entity


def state_names(node: str, row: RowReader, out: Statements) -> None:
    """State the names that a row gives in the two languages."""
    for key, language in (("name_fa", "fa"), ("name_en", "en")):
        if row.text(key):
            out.add(node, SKOS + "prefLabel", ox.Literal(row.text(key), language=language), row.place(key))


def check_named(row: RowReader) -> None:
    """Note where a row gives no name at all."""
    if not row.is_filled("name_fa") and not row.is_filled("name_en"):
        row.note("name_fa", "", NO_NAME, "MinCountConstraintComponent")


def state_norm(row: RowReader, out: Statements) -> None:
    """State a norm, and the statute and article that express it where they are new."""
    kind, action = row.concept("kind"), row.concept("action")
    bearer, counterparty = row.bearer("bearer"), row.bearer("counterparty")
    check_named(row)
    locator = read_source(row, out)
    if row.is_wrong() or kind is None or action is None or bearer is None or locator is None:
        return
    out.type(row.node, kind.iri, row.place("kind"))
    state_names(row.node, row, out)
    out.add(row.node, ONTOLOGY + "bearer", ox.NamedNode(bearer.iri), row.place("bearer"))
    if counterparty:
        out.add(row.node, ONTOLOGY + "counterparty", ox.NamedNode(counterparty.iri), row.place("counterparty"))
    out.add(row.node, ONTOLOGY + "regulatedAction", ox.NamedNode(action.iri), row.place("action"))
    expressed = _law(row, out, "instrument", "LegalInstrument", locator)
    if row.text("provision"):
        instrument, expressed = expressed, _law(row, out, "provision", "LegalProvision", locator)
        if (expressed, None) in out.places:  # One that the graph knows has its whole already.
            out.add(expressed, ONTOLOGY + "partOf", ox.NamedNode(instrument), row.place("instrument"))
    out.add(row.node, ONTOLOGY + "expressedIn", ox.NamedNode(expressed), row.place("provision"))
    derive_from(row.node, locator, row, out)


def _law(row: RowReader, out: Statements, key: str, class_name: str, locator: str) -> str:
    name = row.text(key)
    found = row.names.find(class_name, name)
    if len(found) == 1:
        return found[0].iri
    node = entity("instrument" if key == "instrument" else "provision", own_slug(out.contribution, name))
    if (node, None) not in out.places:
        out.type(node, ONTOLOGY + class_name, row.place(key))
        out.add(node, SKOS + "prefLabel", label(name), row.place(key))
    derive_from(node, locator, row, out)
    return node


def state_finding(row: RowReader, out: Statements) -> None:
    """State a finding."""
    kind, city, study = row.concept("kind"), row.entity("city", "country"), row.entity("study")
    sector, score = row.concept("sector"), row.decimal("score")
    is_need = kind is not None and kind.iri == ONTOLOGY + "Need"
    check_named(row)
    for key in ("sector", "score") if is_need else ():
        if not row.is_filled(key):
            row.note(key, "", faults.missing(row.head.kind.column(key)), "MinCountConstraintComponent")
    locator = read_source(row, out)
    if row.is_wrong() or kind is None or city is None:
        return
    out.type(row.node, kind.iri, row.place("kind"))
    state_names(row.node, row, out)
    out.add(row.node, ONTOLOGY + "concerns", ox.NamedNode(city.iri), row.place("city"))
    if study:
        out.add(row.node, ONTOLOGY + "byStudy", ox.NamedNode(study.iri), row.place("study"))
    if is_need and sector and score:
        datatype = XSD + ("decimal" if "." in score else "integer")
        out.add(row.node, ONTOLOGY + "sector", ox.NamedNode(sector.iri), row.place("sector"))
        out.add(row.node, ONTOLOGY + "score", ox.Literal(score, datatype=ox.NamedNode(datatype)), row.place("score"))
    derive_from(row.node, locator, row, out)


def state_resolution(row: RowReader, out: Statements) -> None:
    """State a decision about a disagreement."""
    settled, preferred = _thing(row, "disagreement"), _thing(row, "claim")
    if row.is_wrong() or settled is None or preferred is None:
        return
    out.type(row.node, ONTOLOGY + "Resolution", row.place())
    out.add(row.node, ONTOLOGY + "settles", ox.NamedNode(settled), row.place("disagreement"))
    out.add(row.node, ONTOLOGY + "prefersClaim", ox.NamedNode(preferred), row.place("claim"))
    out.add(row.node, ONTOLOGY + "reason", ox.Literal(row.text("reason")), row.place("reason"))
    out.add(row.node, PROV + "wasAttributedTo", ox.Literal(row.text("by")), row.place("by"))


def _thing(row: RowReader, key: str) -> str | None:
    value = row.text(key)
    prefix, colon, local = value.partition(":")
    iri = PREFIXES[prefix] + local if colon and prefix in PREFIXES else value
    if not value:
        return None
    try:
        known = row.names.exists(iri)
    except ValueError:
        known = False
    if not known:
        row.note(key, value, _NOT_IN_GRAPH)
        return None
    return iri


NO_NAME = Message(
    en="There is no name. Fill the Persian or the English one, better both.",
    fa="نامی نیامده است. نام فارسی یا انگلیسی را بنویسید، و چه بهتر هر دو را.",
)
_NOT_IN_GRAPH = Message(
    en="The graph has nothing at this address. Copy the address from its page.",
    fa="گراف در این نشانی چیزی ندارد. نشانی را از صفحه آن رونوشت کنید.",
)
