"""``/queries/``: the named queries, each with a form for its parameters."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import BadRequest, HTTPException

from cdkg.errors import CdkgError
from cdkg.namespaces import ENTITY, VOCABULARY
from cdkg.queries import NamedQuery, Parameter, column_names, named_query
from cdkg.web import page_queries
from cdkg.web.answering import Shown, data_answer, page_answer
from cdkg.web.asking import rows, service
from cdkg.web.messages import LANGUAGES, say
from cdkg.web.naming import text_of
from cdkg.web.negotiation import wants_page
from cdkg.web.problems import Problem, problem_of
from cdkg.web.protocol import Operation
from cdkg.web.query_topics import checks, topics
from cdkg.web.reader import reader_language

blueprint = Blueprint("query_pages", __name__)

_LISTED_KINDS = ("city", "country", "network", "document", "period", "concept")


@dataclass(frozen=True)
class Field:
    """One parameter in a form.

    Args:
        parameter: the parameter.
        value: what stands in it.
        choices: slug and label of what it can be, where that can be listed.
    """

    parameter: Parameter
    value: str
    choices: list[tuple[str, str]]


@blueprint.get("/queries/")
def query_list() -> str:
    """List the named queries."""
    return render_template("queries.html", topics=(*topics(), *checks()))


@blueprint.get("/queries/<name>")
def query(name: str) -> Response:
    """Run a named query."""
    asked = named_query(name)
    if wants_page():
        return _page(asked)
    return data_answer(_operation(asked, _values(asked)))


def _values(asked: NamedQuery) -> dict[str, str]:
    language = request.args.get("lang")
    if language is not None and language not in LANGUAGES:
        raise BadRequest(say("no_such_language", reader_language(), given=language))
    values: dict[str, str] = {}
    for name, given in request.args.lists():
        if name in ("format", "lang"):
            continue
        if len(given) > 1:
            raise BadRequest(say("one_value_only", reader_language(), parameter=name))
        values[name] = given[0].strip()
    if any(parameter.name == "lang" for parameter in asked.parameters):
        values["lang"] = reader_language()
    return values


def _operation(asked: NamedQuery, values: dict[str, str]) -> Operation:
    return Operation(text=asked.bind(values), default_graphs=(), named_graphs=())


def _page(asked: NamedQuery) -> Response:
    language = reader_language()
    shown: Shown | None = None
    problem: Problem | None = None
    values: dict[str, str] = {}
    text = asked.text
    try:
        values = _values(asked)
        if not _to_be_filled(asked, values):
            operation = _operation(asked, values)
            text = operation.text
            shown = page_answer(operation, language)
    except (CdkgError, HTTPException) as error:
        problem = problem_of(error, language)
    page = render_template(
        "query.html",
        query=asked,
        fields=[_field(parameter, language) for parameter in asked.parameters if parameter.name != "lang"],
        text=text,
        shown=shown,
        problem=problem,
        download=f"/queries/{asked.name}?{urlencode(values | {'lang': language})}",
        file_name=asked.name,
        names={variable: name.in_language(language) for variable, name in column_names().items()},
    )
    response = Response(page, mimetype="text/html")
    return problem.finish(response) if problem else response


def _to_be_filled(asked: NamedQuery, values: dict[str, str]) -> bool:
    """Tell whether the reader has only just come to the form and something must be filled in first."""
    untouched = not values.keys() - {"lang"}
    return untouched and any(
        parameter.required and parameter.default is None and parameter.name != "lang" for parameter in asked.parameters
    )


def _field(parameter: Parameter, language: str) -> Field:
    value = request.args.get(parameter.name, parameter.default or "")
    listed = parameter.kind in _LISTED_KINDS
    return Field(parameter, value, _choices(parameter.kind, language) if listed else [])


def _choices(kind: str, language: str) -> list[tuple[str, str]]:
    def ask() -> list[tuple[str, str]]:
        namespace = VOCABULARY if kind == "concept" else f"{ENTITY}{kind}/"
        return [
            (text_of(row, "thing").removeprefix(namespace), text_of(row, "label"))
            for row in rows(page_queries.choices(kind, language))
        ]

    return service().remember(f"choices {kind} {language}", ask)
