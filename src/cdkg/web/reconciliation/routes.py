"""The addresses of the service."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from threading import BoundedSemaphore
from typing import Final

from flask import Blueprint, Response, render_template, request
from markupsafe import escape
from werkzeug.exceptions import BadRequest, NotFound, ServiceUnavailable

from cdkg.matching import ACCEPT, LEAD
from cdkg.web.messages import say
from cdkg.web.reader import chosen_language, reader_language
from cdkg.web.reconciliation import suggestions
from cdkg.web.reconciliation.answers import answers
from cdkg.web.reconciliation.batches import Query, parameters, read_extension, read_queries
from cdkg.web.reconciliation.catalogue import Catalogue, catalogue
from cdkg.web.reconciliation.extension import extended
from cdkg.web.reconciliation.identifiers import bare, thing_iri
from cdkg.web.reconciliation.manifest import manifest
from cdkg.web.reconciliation.preview import FEATURES, preview_of

blueprint = Blueprint("reconciliation", __name__)

_AT_ONCE: Final = 2
_PATIENCE_SECONDS: Final = 10
_matching = BoundedSemaphore(_AT_ONCE)
# Any page may show a preview in a frame of its own (section 5.1); nothing in it can run.
_FRAMED: Final = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"
_BASES: Final = ("/reconcile", "/reconcile/<any(en, fa):language>")

View = Callable[..., Response]
Suggest = Callable[[str, int, Catalogue, str], list[dict[str, object]]]
_SUGGEST: Final[dict[str, Suggest]] = {
    "entity": suggestions.things,
    "type": suggestions.types,
    "property": suggestions.properties,
}


def _route(*paths: str, methods: tuple[str, ...] = ("GET",)) -> Callable[[View], View]:
    """Give a view its addresses in each of the ways to choose a language, which `reader_language` sees."""

    def decorate(view: View) -> View:
        @wraps(view)
        def without_language(language: str = "", **values: str) -> Response:  # noqa: ARG001
            return view(**values)

        for path in paths:
            for base in _BASES:
                blueprint.add_url_rule(base + path, view_func=without_language, methods=list(methods))
        return view

    return decorate


@_route("", "/", methods=("GET", "POST"))
def endpoint() -> Response:
    """Answer a batch of queries or a request for data; without either, describe the service."""
    given = parameters()
    reader = reader_language()
    if "queries" in given:
        return _json(_answered(read_queries(given["queries"]), reader))
    if "extend" in given:
        return _json(extended(read_extension(given["extend"]), catalogue(), reader))
    if request.method == "POST":
        raise BadRequest(say("reconcile_nothing", reader))
    # Where the language was chosen, what is linked to speaks it, too.
    base = f"{request.url_root}reconcile" + (f"/{reader}" if chosen_language() else "")
    return _json(manifest(request.url_root, base, catalogue(), reader))


def _answered(batch: dict[str, Query], reader: str) -> dict[str, object]:
    found = catalogue()
    # Matching is this process's own work: only so many at a time, so that other requests go on beside it.
    if not _matching.acquire(timeout=_PATIENCE_SECONDS):
        raise ServiceUnavailable(retry_after=_PATIENCE_SECONDS)
    try:
        return answers(batch, found, reader)
    finally:
        _matching.release()


@_route("/suggest/<any(entity, type, property):kind>")
def suggest(kind: str) -> Response:
    """Complete what is being typed."""
    skipped = request.args.get("cursor", "0")
    if not skipped.isascii() or not skipped.isdecimal() or len(skipped) > 6:
        raise BadRequest(say("reconcile_field", reader_language(), field="cursor"))
    typed = request.args.get("prefix", "").strip()[:200]
    return _json({"result": _SUGGEST[kind](typed, int(skipped), catalogue(), reader_language())})


@_route("/flyout/<any(entity, type, property):kind>")
def flyout(kind: str) -> Response:
    """Tell in a few words what a suggestion is (section 6.5)."""
    found, reader = catalogue(), reader_language()
    name = request.args.get("id", "")
    if kind == "entity":
        known = found.index.known.get(thing_iri(name))
        told = (found.name(known.id, reader), found.description(known, reader)) if known else None
    else:
        one = (found.types if kind == "type" else found.properties).get(bare(name))
        told = (one.names[reader], one.descriptions[reader]) if one else None
    if told is None:
        raise NotFound(say("nothing_about", reader, iri=name))
    html = f'<p dir="auto"><strong>{escape(told[0])}</strong></p><p dir="auto">{escape(told[1])}</p>'
    return _json({"id": name, "html": html})


@_route("/properties")
def properties() -> Response:
    """Propose properties for a type (section 7.2)."""
    kind = request.args.get("type", "")
    limit = request.args.get("limit", "")
    if limit and not (limit.isascii() and limit.isdecimal() and len(limit) < 7):
        raise BadRequest(say("reconcile_field", reader_language(), field="limit"))
    found = suggestions.proposed(kind, catalogue(), reader_language())
    told: dict[str, object] = {"type": kind, "properties": found[: int(limit)] if limit else found}
    return _json(told | ({"limit": int(limit)} if limit else {}))


@_route("/preview")
def preview() -> Response:
    """Show a thing in a few lines, for a frame; with what was matched to it, and why, where ``query`` tells that."""
    reader = reader_language()
    name = request.args.get("id", "")
    shown = preview_of(thing_iri(name), request.args.get("query", "").strip()[:200], catalogue(), reader)
    if shown is None:
        raise NotFound(say("nothing_about", reader, iri=name))
    response = Response(render_template("reconcile_preview.html", shown=shown), mimetype="text/html")
    response.headers["Content-Security-Policy"] = _FRAMED
    return response


@_route("/features", "/features/<name>")
def features(name: str = "") -> Response:
    """Tell what a score is made of, and what the service offers."""
    page = render_template(
        "reconcile.html", features=FEATURES, chosen=name, accept=int(ACCEPT), lead=int(LEAD), root=request.url_root
    )
    return Response(page, mimetype="text/html")


def _json(told: dict[str, object]) -> Response:
    return Response(json.dumps(told, ensure_ascii=False) + "\n", mimetype="application/json")
