"""``/data``: the SPARQL 1.1 Graph Store HTTP Protocol, for graphs named by the address or by a parameter."""

from __future__ import annotations

import secrets
from typing import Final
from urllib.parse import quote

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest

from cdkg.contributions.names import forbidden_graph, is_contribution
from cdkg.errors import UnknownGraphError
from cdkg.namespaces import CONTRIBUTIONS
from cdkg.sparql.formats import Form
from cdkg.store import Question
from cdkg.store.graph_changes import DeleteGraph, PostGraph, PutGraph
from cdkg.web.answering import data_response
from cdkg.web.asking import ask, service
from cdkg.web.documents import sent_documents
from cdkg.web.iris import is_absolute_iri
from cdkg.web.messages import say
from cdkg.web.negotiation import data_type
from cdkg.web.protocol import refuse_broken_text
from cdkg.web.reader import reader_language
from cdkg.web.writing import authorised, no_content, told, write

blueprint = Blueprint("graph_store", __name__)

_PATH_SAFE: Final = "/:@!$&'()*+,;=-._~"


@blueprint.get("/data")
@blueprint.get("/data/<path:name>")
def read(name: str | None = None) -> Response:
    """Give a graph (section 5.2); whole, since who changes a part of it and puts it back would lose the rest."""
    graph = _graph(name)
    media_type = data_type(Form.CONSTRUCT)
    pattern = "{ ?s ?p ?o }"
    if graph is not None:
        if not ask(f"ASK {{ GRAPH <{graph}> {{}} }}"):
            raise UnknownGraphError.named(graph)
        pattern = f"{{ GRAPH <{graph}> {pattern} }}"
    question = Question(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {pattern}", media_type)
    return data_response(service().store.answer(question))


@blueprint.put("/data")
@blueprint.put("/data/<path:name>")
def put(name: str | None = None) -> Response:
    """Replace a graph, or make it (section 5.3)."""
    who = authorised()
    graph = _writable(_graph(name))
    written = write(PutGraph(graph, sent_documents(graph or request.base_url)), who)
    return told(written) if written.changed.created else no_content()


@blueprint.post("/data")
@blueprint.post("/data/<path:name>")
def post(name: str | None = None) -> Response:
    """Add to a graph, or make one of a name that is given here (section 5.5)."""
    who = authorised()
    if name is None and not request.args:
        return _post_new(who)
    graph = _writable(_graph(name))
    documents = sent_documents(graph or request.base_url)
    if not any(document.content for document in documents):
        return no_content()
    return told(write(PostGraph(graph, documents), who))


@blueprint.delete("/data")
@blueprint.delete("/data/<path:name>")
def delete(name: str | None = None) -> Response:
    """Remove a graph (section 5.4)."""
    who = authorised()
    return told(write(DeleteGraph(_writable(_graph(name))), who))


def _post_new(who: str) -> Response:
    own = secrets.token_hex(8)
    if service().settings.write == "contributions":
        graph = CONTRIBUTIONS + own
        location = f"{request.host_url}data?graph={quote(graph, safe='')}"
    else:
        graph = location = f"{request.host_url}data/{own}"
    documents = sent_documents(graph)
    if not any(document.content for document in documents):
        return no_content()
    response = told(write(PutGraph(graph, documents), who))
    response.headers["Location"] = location
    return response


def _graph(name: str | None) -> str | None:
    """Find which graph a request is about (sections 4.1 and 4.2).

    Args:
        name: the path below the store's, decoded; the address then is the graph's own IRI.

    Returns:
        its IRI; ``None`` is the default graph.

    Raises:
        BadRequest: if no graph is named, or more than one, or by what is no absolute IRI.
    """
    refuse_broken_text(request.query_string)
    named = request.args.getlist("graph")
    default = request.args.getlist("default")
    ways = (name is not None) + len(named) + len(default)
    if ways > 1 or any(default):
        raise BadRequest(say("graph_named_twice", reader_language()))
    if ways == 0:
        raise BadRequest(say("graph_unnamed", reader_language()))
    if default:
        return None
    # Addresses that differ in their encoding only are one graph's.
    iri = named[0] if named else request.host_url + quote(request.path.removeprefix("/"), safe=_PATH_SAFE)
    if not is_absolute_iri(iri):
        raise BadRequest(say("not_an_iri", reader_language(), parameter="graph", given=iri))
    return iri


def _writable(graph: str | None) -> str | None:
    if service().settings.write == "contributions" and (graph is None or not is_contribution(graph)):
        raise forbidden_graph(graph)
    return graph
