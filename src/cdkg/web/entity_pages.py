"""``/id/…`` and ``/voc/…``: every entity and concept at its own address, as a page or as RDF."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from cdkg.namespaces import ENTITY, VOCABULARY
from cdkg.queries import named_queries
from cdkg.sparql.formats import Form
from cdkg.store import Question
from cdkg.web import page_queries
from cdkg.web.answering import data_response
from cdkg.web.asking import rows, service
from cdkg.web.contributing import is_open
from cdkg.web.decision_pages import is_claim, sides_of
from cdkg.web.entity import entity_page
from cdkg.web.iris import iris_of_path
from cdkg.web.messages import say
from cdkg.web.naming import text_of
from cdkg.web.negotiation import data_type, downloads, wants_page
from cdkg.web.reader import reader_language, stay

blueprint = Blueprint("entity_pages", __name__)


@blueprint.get("/id/<path:path>")
def entity(path: str) -> AnyResponse:
    """Tell what the graph holds about an entity."""
    kind, _, name = path.partition("/")
    if kind == "query" and name in named_queries() and wants_page():
        # The graph holds little about a query; its own page tells what it asks and what comes out.
        return redirect(stay(url_for("query_pages.query", name=name)), code=303)
    return _about(ENTITY, path)


@blueprint.get("/voc/<path:path>")
def concept(path: str) -> Response:
    """Tell what the graph holds about a concept of the vocabulary."""
    return _about(VOCABULARY, path)


def _about(namespace: str, path: str) -> Response:
    candidates = iris_of_path(namespace, path)
    found = {text_of(row, "iri") for row in rows(page_queries.existing(candidates))} if candidates else set()
    iri = next((candidate for candidate in candidates if candidate in found), None)
    if iri is None:
        raise NotFound(say("nothing_about", reader_language(), iri=namespace + path))
    if wants_page():
        shown = entity_page(iri, reader_language())
        page = render_template(
            "entity.html",
            page=shown,
            downloads=downloads(Form.CONSTRUCT),
            can_settle=is_open() and bool(sides_of(shown)),
            can_report=is_open() and is_claim(shown),
        )
        return Response(page, mimetype="text/html")
    question = Question(
        text=page_queries.description(iri),
        media_type=data_type(Form.CONSTRUCT),
        row_limit=service().settings.result_rows,
    )
    return data_response(service().store.answer(question))
