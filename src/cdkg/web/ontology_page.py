"""``/ontology``: the classes, properties and concepts with their definitions, as a page or as RDF."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyoxigraph as ox
from flask import Blueprint, Response, render_template

from cdkg.namespaces import ONTOLOGY, ONTOLOGY_GRAPH
from cdkg.sparql.formats import Form
from cdkg.store import Question
from cdkg.web import page_queries
from cdkg.web.answering import data_response
from cdkg.web.asking import rows, service
from cdkg.web.cells import Cell, iri_cell
from cdkg.web.naming import in_language, names, text_of
from cdkg.web.negotiation import data_type, downloads, wants_page
from cdkg.web.reader import reader_language

blueprint = Blueprint("ontology_page", __name__)

GROUPS = ("classes", "properties", "concepts")


@dataclass
class Entry:
    """One class, property or concept.

    Args:
        iri: which.
        definitions: what it means, in each language.
        broader: IRIs of what it is a kind of.
    """

    iri: str
    definitions: list[ox.Literal] = field(default_factory=list)
    broader: list[str] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        """The part of the IRI after ``#``, where the page shows the term."""
        return self.iri.removeprefix(ONTOLOGY)


@dataclass(frozen=True)
class Definition:
    """One row of the page.

    Args:
        anchor: its place on the page.
        name: the term.
        text: its definition in the reader's language.
        broader: what it is a kind of.
    """

    anchor: str
    name: Cell
    text: str
    broader: list[Cell]


@blueprint.get("/ontology")
def ontology() -> Response:
    """Show the ontology, or send its graph."""
    if not wants_page():
        question = Question(
            text=page_queries.WHOLE_GRAPH,
            media_type=data_type(Form.CONSTRUCT),
            default_graphs=(ONTOLOGY_GRAPH,),
        )
        return data_response(service().store.answer(question))
    language = reader_language()
    groups = service().remember("ontology", _entries)
    mentioned = [iri for group in groups.values() for entry in group for iri in (entry.iri, *entry.broader)]
    labels = service().remember(f"ontology labels {language}", lambda: names(mentioned, language))
    shown = {group: [_definition(entry, labels, language) for entry in groups.get(group, [])] for group in GROUPS}
    page = render_template("ontology.html", groups=shown, downloads=downloads(Form.CONSTRUCT))
    return Response(page, mimetype="text/html")


def _definition(entry: Entry, labels: dict[str, str], language: str) -> Definition:
    return Definition(
        anchor=entry.anchor,
        name=iri_cell(entry.iri, labels),
        text=next(iter(in_language(entry.definitions, language)), ""),
        broader=[iri_cell(iri, labels) for iri in entry.broader],
    )


def _entries() -> dict[str, list[Entry]]:
    groups: dict[str, dict[str, Entry]] = {}
    for row in rows(page_queries.TERMS, default_graphs=(ONTOLOGY_GRAPH,)):
        group = groups.setdefault(text_of(row, "group"), {})
        entry = group.setdefault(text_of(row, "term"), Entry(text_of(row, "term")))
        definition, broader = row.get("definition"), row.get("broader")
        if isinstance(definition, ox.Literal) and definition not in entry.definitions:
            entry.definitions.append(definition)
        if isinstance(broader, ox.NamedNode) and broader.value not in entry.broader:
            entry.broader.append(broader.value)
    return {name: list(group.values()) for name, group in groups.items()}
