"""``/sparql``: the SPARQL 1.1 Protocol for programs, an editor for readers."""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import BadRequest, HTTPException, NotAcceptable

from cdkg.errors import CdkgError
from cdkg.sparql.formats import Form
from cdkg.web.answering import Shown, data_answer, page_answer
from cdkg.web.asking import service
from cdkg.web.messages import say
from cdkg.web.negotiation import data_type, names_page, wants_page
from cdkg.web.page_queries import EDITOR_EXAMPLE
from cdkg.web.problems import Problem, problem_of
from cdkg.web.protocol import Operation, read_operation
from cdkg.web.reader import reader_language
from cdkg.web.service_description import service_description

blueprint = Blueprint("sparql_endpoint", __name__)


@blueprint.route("/sparql", methods=["GET", "POST"])
def sparql() -> Response:
    """Answer the query operation (SPARQL 1.1 Protocol, section 2.1)."""
    operation = read_operation(service().settings.query_bytes)
    if wants_page():
        return _editor(operation)
    if operation.text:
        try:
            return data_answer(operation)
        except NotAcceptable:
            if not names_page():
                raise
            return _editor(operation)
    if request.method in ("GET", "HEAD") and request.args.keys() <= {"format"}:
        # Who wants results, and no RDF, meant to send a query.
        with suppress(NotAcceptable):
            return _description()
    raise BadRequest(say("query_missing", reader_language()))


def _description() -> Response:
    """Describe the endpoint to who asks it nothing (SPARQL 1.1 Service Description, section 2)."""
    media_type = data_type(Form.CONSTRUCT)
    return Response(service_description(request.base_url, media_type), mimetype=media_type)


def _editor(operation: Operation) -> Response:
    shown: Shown | None = None
    problem: Problem | None = None
    if operation.text:
        try:
            shown = page_answer(operation, reader_language())
        except (CdkgError, HTTPException) as error:
            # The reader gets back what was typed, with the fault beside it.
            problem = problem_of(error, reader_language())
    page = render_template(
        "sparql.html",
        text=operation.text or EDITOR_EXAMPLE,
        operation=operation,
        shown=shown,
        problem=problem,
        excerpt=excerpt(operation.text, problem),
        download="/sparql?" + urlencode(_parameters(operation)),
        file_name="cdkg-query",
    )
    response = Response(page, mimetype="text/html")
    return problem.finish(response) if problem else response


def _parameters(operation: Operation) -> list[tuple[str, str]]:
    return [
        ("query", operation.text),
        *(("default-graph-uri", iri) for iri in operation.default_graphs),
        *(("named-graph-uri", iri) for iri in operation.named_graphs),
    ]


def excerpt(text: str, problem: Problem | None) -> list[tuple[int, str, bool]]:
    """Cut out of a query the line of a fault with the lines around it.

    Args:
        text: the query.
        problem: what is wrong with it.

    Returns:
        number, text, and whether it is the line of the fault, for each line; none where the line is not known.
    """
    if problem is None or problem.line is None:
        return []
    numbered = list(enumerate(text.splitlines(), start=1))[max(0, problem.line - 3) : problem.line + 2]
    return [(number, line, number == problem.line) for number, line in numbered]
