"""Makes triples of a document itself, and of the places in it."""

from __future__ import annotations

from cdkg.namespaces import entity
from cdkg.records import Record
from cdkg.sources import Source
from cdkg.triples.graph import NamedGraph


def document_iri(source: Source) -> str:
    """Name a source's document."""
    return entity("document", source.id)


def add_document(graph: NamedGraph, source: Source) -> None:
    """Say what a document is, as far as its text shows."""
    iri = document_iri(source)
    graph.type(iri, "Document")
    graph.label(iri, source.title)
    graph.text(iri, "runningHeader", source.running_header)
    graph.text(iri, "printedIssue", source.printed_issue)
    graph.text(iri, "sha256", source.sha256)


def add_locator(graph: NamedGraph, source: Source, record: Record, key: str) -> str:
    """Say where in a document a record stands.

    Args:
        graph: the document's graph.
        source: whose record.
        record: the record.
        key: the path that tells this place from the document's others.

    Returns:
        the locator's IRI.
    """
    iri = entity("locator", f"{source.id}/{key}")
    graph.type(iri, "Locator")
    graph.link(iri, "inDocument", document_iri(source))
    graph.text(iri, "table", record.table)
    graph.number(iri, "row", record.row)
    graph.number(iri, "item", record.item)
    graph.text(iri, "column", source.columns.get(record.table, {}).get(record.column, ""))
    graph.text(iri, "section", record.section)
    graph.number(iri, "lineStart", record.line_start)
    graph.number(iri, "lineEnd", record.line_end)
    graph.text(iri, "locatorNote", record.lines_note)
    return iri
