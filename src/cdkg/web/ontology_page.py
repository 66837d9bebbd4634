"""``/ontology``: the documentation of the ontology, made of the ontology itself, as a page or as RDF."""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox
from flask import Blueprint, Response, redirect, render_template, url_for
from markupsafe import Markup
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from cdkg import __version__
from cdkg.namespaces import DCTERMS, ONTOLOGY, ONTOLOGY_GRAPH
from cdkg.sparql.formats import Form
from cdkg.store import Question
from cdkg.web import page_queries
from cdkg.web.alignments import alignments_answer, number_of_matches
from cdkg.web.answering import data_response
from cdkg.web.asking import N_TRIPLES, rows, service
from cdkg.web.cells import iri_cell
from cdkg.web.class_diagram import draw
from cdkg.web.messages import say
from cdkg.web.naming import text_of
from cdkg.web.negotiation import data_type, downloads, wants_page
from cdkg.web.ontology_views import citation, header_facts, name_of, scheme_view, term_view
from cdkg.web.reader import reader_language, stay
from cdkg.web.term_docs import HEADER, OntologyDoc, ontology_folder, read_ontology

blueprint = Blueprint("ontology_page", __name__)

INSTANCES: Final = f"""
SELECT ?class (COUNT(DISTINCT ?thing) AS ?number) WHERE {{
  ?thing a ?class . FILTER(STRSTARTS(STR(?class), "{ONTOLOGY}"))
}} GROUP BY ?class
"""
MEMBERS: Final = (
    "SELECT ?scheme (COUNT(DISTINCT ?thing) AS ?number) WHERE { ?thing skos:inScheme ?scheme } GROUP BY ?scheme"
)


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
    # The links of the body depend on whether the reader chose the language, hence the second part of the key.
    body = service().remember(f"ontology {reader_language()} {stay('/')}", _body)
    found = service().remember("ontology", _read)
    title = found.said.text(HEADER, reader_language(), DCTERMS + "title")
    page = render_template("ontology.html", title=title, body=body, downloads=downloads(Form.CONSTRUCT))
    return Response(page, mimetype="text/html")


@blueprint.get("/ontology/<version>")
def version(version: str) -> AnyResponse:
    """Lead from the address of a version to the ontology, if it is that version."""
    if version != __version__:
        raise NotFound(say("nothing_about", reader_language(), iri=f"{HEADER}/{version}"))
    return redirect(stay(url_for("ontology_page.ontology")), code=303)


@blueprint.get("/ontology/changes")
def changes() -> Response:
    """Send the list of changes."""
    text = _change_log()
    if not text:
        raise NotFound(say("nothing_about", reader_language(), iri=HEADER + "/changes"))
    return Response(text, mimetype="text/markdown")


@blueprint.get("/ontology/alignments")
def alignments() -> AnyResponse:
    """Lead a reader to where the page tells of the alignments, or send them."""
    if wants_page():
        return redirect(stay(url_for("ontology_page.ontology", _anchor="alignments")), code=303)
    return alignments_answer()


def _body() -> Markup:
    language = reader_language()
    found = service().remember("ontology", _read)
    instances = service().remember("instances of classes", lambda: _numbers(INSTANCES, "class"))
    members = service().remember("concepts of schemes", lambda: _numbers(MEMBERS, "scheme"))
    themes = {
        theme: [term_view(found, iri, instances, language) for iri in terms] for theme, terms in found.themes().items()
    }
    return Markup(  # noqa: S704  # what a template made, escaped there
        render_template(
            "ontology_body.html",
            description=found.said.text(HEADER, language, DCTERMS + "description"),
            about=header_facts(found, language),
            citation=citation(found, language),
            changes=bool(_change_log()),
            diagram=draw(found, language),
            link=lambda iri: iri_cell(iri).href or iri,
            themes={
                theme: ([term for term in terms if term.kind == "class"], [t for t in terms if t.kind != "class"])
                for theme, terms in themes.items()
            },
            schemes=[scheme_view(found, iri, members, language) for iri in found.schemes],
            matches=number_of_matches(),
            borrowed=[name_of(found, iri, language) for iri in found.borrowed],
        )
    )


def _read() -> OntologyDoc:
    question = Question(text=page_queries.WHOLE_GRAPH, media_type=N_TRIPLES, default_graphs=(ONTOLOGY_GRAPH,))
    return read_ontology(ox.parse(service().store.answer(question).body, format=ox.RdfFormat.N_TRIPLES))


def _numbers(query: str, name: str) -> dict[str, int]:
    return {text_of(row, name): int(text_of(row, "number")) for row in rows(query)}


def _change_log() -> str:
    path = ontology_folder().parent / "CHANGELOG.md"
    return path.read_text(encoding="utf-8") if path.is_file() else ""
