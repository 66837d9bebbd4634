"""``/contributions/<id>``: what one contribution adds to the graph, its file, and what is decided on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
from flask import Blueprint, Response, redirect, render_template
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from cdkg.errors import CdkgError
from cdkg.namespaces import PREFIXES
from cdkg.store import Question
from cdkg.web.answering import data_response
from cdkg.web.asking import service
from cdkg.web.contributing import desk, field, is_open, sender
from cdkg.web.contribution_pages import CSV, LIST_TYPES, address
from cdkg.web.handed_files import prepare_body
from cdkg.web.messages import say
from cdkg.web.negotiation import HTML, answer_type
from cdkg.web.plain_csv import csv_response
from cdkg.web.problems import problem_of
from cdkg.web.reader import reader_language, stay
from cdkg.web.reports import JSON, TURTLE, json_response, shown_report
from cdkg.web.statements import grouped

if TYPE_CHECKING:
    from cdkg.contributions.difference import Difference
    from cdkg.contributions.entries import Entry

blueprint = Blueprint("one_contribution", __name__)

_ACTIONS: Final = ("accept", "reject", "revert")
_COLUMNS: Final = ("what", "subject", "subjectLabel", "property", "propertyLabel", "value", "valueLabel")
_POSSIBLE: Final = {
    "queued": ("accept", "reject"),
    "accepted": ("revert",),
    "rejected": ("accept",),
    "reverted": ("accept",),
}


@blueprint.get("/contributions/<contribution>")
def show(contribution: str) -> Response:
    """Tell what a contribution adds, from whom it is, and what was decided on it."""
    media_type = answer_type(LIST_TYPES)
    entry = desk().entry(contribution)
    if media_type == JSON:
        return json_response(desk().difference(contribution).to_dict())
    if media_type == CSV:
        return csv_response(_COLUMNS, _lines(desk().difference(contribution)))
    if media_type == TURTLE:
        return _turtle(entry)
    return Response(_page(entry), mimetype=HTML)


@blueprint.get("/contributions/<contribution>/file")
def file(contribution: str) -> Response:
    """Send a contribution's file as it was handed in."""
    entry = desk().entry(contribution)
    if not entry.sha256:
        raise NotFound(say("came_without_desk", reader_language()))
    # Whatever a stranger's file claims to be, a browser is only to save it.
    response = Response(desk().content(contribution), mimetype="application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", filename=entry.name or entry.id)
    return response


@blueprint.post("/contributions/<contribution>/<action>")
def decide(contribution: str, action: str) -> AnyResponse:
    """Accept, reject or revert a contribution."""
    if action not in _ACTIONS:
        raise NotFound(say("no_such_action", reader_language(), action=action, known=", ".join(_ACTIONS)))
    prepare_body()
    who = sender()
    media_type = answer_type({JSON: ("json",)})
    entry = getattr(desk(), action)(contribution, who, field("reason"))
    if media_type == HTML:
        return redirect(stay(address(entry.id)), code=303)
    return json_response(entry.to_dict())


def _page(entry: Entry) -> str:
    language = reader_language()
    difference = problem = None
    try:
        difference = desk().difference(entry.id)
    except CdkgError as error:  # what is known of it is to be seen even where its file cannot be read any more
        problem = problem_of(error, language)
    return render_template(
        "contribution.html",
        entry=entry,
        actions=_POSSIBLE.get(entry.state, ()) if is_open() else (),
        is_open=is_open(),
        problem=problem,
        difference=difference,
        report=None if difference is None else shown_report(difference.report, language),
        stated=None if difference is None else grouped(difference.stated, difference.numbers["stated"], language),
        follows=None if difference is None else grouped(difference.follows, difference.numbers["follows"], language),
        ends=None if difference is None else grouped(difference.ends, difference.numbers["ends"], language),
    )


def _lines(difference: Difference) -> Iterator[list[str]]:
    language = reader_language()
    for what in ("stated", "follows", "ends"):
        for one in getattr(difference, what):
            yield [
                what,
                one.subject,
                one.subject_label.in_language(language),
                one.property,
                one.property_label.in_language(language),
                one.value,
                one.value_label.in_language(language),
            ]


def _turtle(entry: Entry) -> Response:
    """Give what a contribution states: of one that is in the graph, its graph; else what its file says."""
    if entry.state == "accepted":
        text = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{entry.graph}> {{ ?s ?p ?o }} }}"
        limit = service().settings.result_rows
        return data_response(service().store.answer(Question(text, TURTLE, row_limit=limit)))
    quads = desk().check(desk().content(entry.id), entry.name, entry.media_type).draft.quads
    triples = (quad.triple for quad in ox.parse(quads, format=ox.RdfFormat.N_QUADS))
    written = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES)
    assert written is not None  # it is only where an output was given
    return Response(written, mimetype=TURTLE)
