"""``/contributions/``: what was handed in, and handing in something more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import pyoxigraph as ox
from flask import Blueprint, Response, redirect, render_template
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response as AnyResponse

from cdkg.namespaces import CONTRIBUTIONS, DCTERMS, ONTOLOGY, PREFIXES, PROV, RDF, XSD
from cdkg.web.contributing import desk, field, is_open, sender, waits
from cdkg.web.handed_files import TYPED, handed_files, prepare_body
from cdkg.web.messages import say
from cdkg.web.negotiation import HTML, answer_type
from cdkg.web.plain_csv import csv_response
from cdkg.web.reader import reader_language, stay
from cdkg.web.reports import JSON, REPORT_TYPES, TURTLE, json_response, shown_report
from cdkg.web.template_files import KINDS

if TYPE_CHECKING:
    from cdkg.contributions.entries import Entry

blueprint = Blueprint("contribution_pages", __name__)

CSV: Final = "text/csv"
LIST_TYPES: Final[Mapping[str, tuple[str, ...]]] = {JSON: ("json",), TURTLE: ("ttl", "turtle"), CSV: ("csv",)}
"""The formats of lists for programs."""

_COLUMNS: Final = ("id", "name", "state", "who", "when", "reason", "stated", "sha256")
_LOGGED: Final = ("when", "id", "name", "state", "who", "reason")


@blueprint.get("/contributions")
@blueprint.get("/contributions/")
def contributions() -> Response:
    """List what was handed in, the latest first."""
    media_type = answer_type(LIST_TYPES)
    entries = sorted(desk().entries(), key=lambda entry: entry.when, reverse=True)
    if media_type == JSON:
        return json_response({"contributions": [entry.to_dict() for entry in entries]})
    if media_type == CSV:
        return csv_response(_COLUMNS, ([getattr(entry, name) for name in _COLUMNS] for entry in entries))
    if media_type == TURTLE:
        return Response(_turtle(entries), mimetype=TURTLE)
    page = render_template("contributions.html", entries=entries, formats=TYPED, kinds=KINDS, is_open=is_open())
    return Response(page, mimetype=HTML)


@blueprint.post("/contributions")
@blueprint.post("/contributions/")
def hand_in() -> AnyResponse:
    """Take files: into the graph, or into the queue."""
    # What validates is loaded only where it is needed.
    from cdkg.contributions.together import hand_in_together

    prepare_body()
    who = sender()
    media_type = answer_type(REPORT_TYPES)
    files = handed_files()
    given = field("id").strip() or None
    if len(files) > 1:
        if given is not None:
            raise BadRequest(say("one_id_for_several", reader_language(), count=len(files)))
        return _several(hand_in_together(desk(), files, who, queue=waits()), media_type)
    file = files[0]
    entry = desk().hand_in(file.content, file.name, who, id=given, media_type=file.media_type, queue=waits())
    return handed_in(entry, media_type)


def _several(entries: Sequence[Entry], media_type: str) -> AnyResponse:
    """Answer to who has handed in several files: a browser is shown the list, where they stand first."""
    if media_type == HTML:
        return redirect(stay("/contributions/"), code=303)
    if media_type == TURTLE:
        return Response(_turtle(list(entries)), mimetype=TURTLE, status=_status(entries))
    response = json_response({"contributions": [{**one.to_dict(), "changed": one.is_changed} for one in entries]})
    response.status_code = _status(entries)
    return response


def _status(entries: Sequence[Entry]) -> int:
    """Tell 201 where any is newly in the graph, 202 where they wait, 200 where all were there before."""
    states = {entry.state for entry in entries if entry.is_changed}
    return 200 if not states else 202 if states == {"queued"} else 201


@blueprint.get("/contributions/log")
def log() -> Response:
    """Tell what was done with all contributions, the latest first."""
    media_type = answer_type({JSON: ("json",), CSV: ("csv",)})
    lines = desk().log()[::-1]
    if media_type == JSON:
        return json_response({"log": [line.to_dict() for line in lines]})
    if media_type == CSV:
        return csv_response(_LOGGED, ([getattr(line, name) for name in _LOGGED] for line in lines))
    return Response(render_template("contribution_log.html", lines=lines), mimetype=HTML)


def handed_in(entry: Entry, media_type: str) -> Response:
    """Answer to who has handed something in: 201 where it is in the graph, 202 where it waits, 200 where it did before.

    Args:
        entry: what has become of it.
        media_type: in which form to answer.
    """
    status = _status([entry])
    if media_type == HTML:
        language = reader_language()
        report = None if entry.report is None else shown_report(entry.report, language)
        response = Response(render_template("handed_in.html", entry=entry, status=status, report=report), mimetype=HTML)
    elif media_type == TURTLE:
        response = Response(_turtle([entry]), mimetype=TURTLE)
    else:
        report_told = None if entry.report is None else entry.report.to_dict()
        response = json_response({**entry.to_dict(), "changed": entry.is_changed, "report": report_told})
    response.status_code = status
    response.headers["Location"] = stay(address(entry.id))
    return response


def address(contribution: str) -> str:
    """Give the path of a contribution's page."""
    return "/contributions/" + quote(contribution, safe="")


def _turtle(entries: list[Entry]) -> bytes:
    """Describe contributions, also those that are not in the graph."""
    written = ox.serialize(
        (triple for entry in entries for triple in _described(entry)),
        format=ox.RdfFormat.TURTLE,
        prefixes=PREFIXES | {"contribution": CONTRIBUTIONS},
    )
    assert written is not None  # it is only where an output was given
    return written


def _described(entry: Entry) -> list[ox.Triple]:
    this = ox.NamedNode(entry.graph)
    told: dict[str, ox.NamedNode | ox.Literal | None] = {
        RDF + "type": ox.NamedNode(ONTOLOGY + "Contribution"),
        DCTERMS + "identifier": ox.Literal(entry.id),
        DCTERMS + "title": ox.Literal(entry.name) if entry.name else None,
        DCTERMS + "type": ox.Literal(entry.state),
        DCTERMS + "creator": ox.Literal(entry.events[0].who) if entry.events and entry.events[0].who else None,
        ONTOLOGY + "sha256": ox.Literal(entry.sha256) if entry.sha256 else None,
        PROV + "generatedAtTime": ox.Literal(entry.when, datatype=ox.NamedNode(XSD + "dateTime"))
        if entry.when
        else None,
    }
    return [ox.Triple(this, ox.NamedNode(name), value) for name, value in told.items() if value is not None]
