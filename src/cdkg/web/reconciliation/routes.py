"""The addresses of the service."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Final

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import BadRequest, NotFound

from cdkg.matching import ACCEPT, LEAD
from cdkg.web.messages import say
from cdkg.web.reader import chosen_language, reader_language
from cdkg.web.reconciliation import tasks
from cdkg.web.reconciliation.identifiers import thing_iri
from cdkg.web.reconciliation.parameters import parameters
from cdkg.web.reconciliation.place import matched
from cdkg.web.reconciliation.preview import FEATURES

blueprint = Blueprint("reconciliation", __name__)

# Any page may show a preview in a frame of its own (section 5.1); nothing in it can run.
_FRAMED: Final = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"
_BASES: Final = ("/reconcile", "/reconcile/<any(en, fa):language>")

View = Callable[..., Response]


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
        return _json(matched(tasks.batch, given["queries"], reader))
    if "extend" in given:
        return _json(matched(tasks.extension, given["extend"], reader))
    if request.method == "POST":
        raise BadRequest(say("reconcile_nothing", reader))
    # Where the language was chosen, what is linked to speaks it, too.
    base = f"{request.url_root}reconcile" + (f"/{reader}" if chosen_language() else "")
    return _json(matched(tasks.description, request.url_root, base, reader))


@_route("/suggest/<any(entity, type, property):kind>")
def suggest(kind: str) -> Response:
    """Complete what is being typed."""
    skipped = request.args.get("cursor", "0")
    if not skipped.isascii() or not skipped.isdecimal() or len(skipped) > 6:
        raise BadRequest(say("reconcile_field", reader_language(), field="cursor"))
    typed = request.args.get("prefix", "").strip()[:200]
    return _json(matched(tasks.suggested, kind, typed, int(skipped), reader_language()))


@_route("/flyout/<any(entity, type, property):kind>")
def flyout(kind: str) -> Response:
    """Tell in a few words what a suggestion is (section 6.5)."""
    name, reader = request.args.get("id", ""), reader_language()
    told = matched(tasks.flyout, kind, name, reader)
    if told is None:
        raise NotFound(say("nothing_about", reader, iri=name))
    return _json(told)


@_route("/properties")
def properties() -> Response:
    """Propose properties for a type (section 7.2)."""
    kind = request.args.get("type", "")
    limit = request.args.get("limit", "")
    if limit and not (limit.isascii() and limit.isdecimal() and len(limit) < 7):
        raise BadRequest(say("reconcile_field", reader_language(), field="limit"))
    return _json(matched(tasks.proposed, kind, int(limit) if limit else None, reader_language()))


@_route("/preview")
def preview() -> Response:
    """Show a thing in a few lines, for a frame; with what was matched to it, and why, where ``query`` tells that."""
    reader = reader_language()
    name = request.args.get("id", "")
    shown = matched(tasks.preview, thing_iri(name), request.args.get("query", "").strip()[:200], reader)
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


def _json(told: bytes) -> Response:
    return Response(told, mimetype="application/json")
