"""Who may write, and how what was written is answered; the same for updates and for the graph store."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from typing import Final, cast

from flask import Flask, Response, current_app, jsonify, render_template, request
from werkzeug.exceptions import Unauthorized

from cdkg.errors import WriteForbiddenError
from cdkg.settings import Settings
from cdkg.store.changes import Change, Writer, Written
from cdkg.web.asking import service
from cdkg.web.messages import say
from cdkg.web.negotiation import wants_page
from cdkg.web.problems import problem_of
from cdkg.web.reader import reader_language

_EXTENSION: Final = "cdkg-writing"
_JSON: Final = "application/json"
_TURTLE: Final = "text/turtle"


def register(app: Flask, settings: Settings) -> None:
    """Let an app write, where the settings allow it.

    Args:
        app: the app.
        settings: what may be written, and where.
    """
    app.after_request(_name_scheme)
    if settings.write == "any":
        app.extensions[_EXTENSION] = Writer(settings.store_folder, settings, freely=True), _as_it_is
    elif settings.write == "contributions":
        # What validates is loaded only where it is needed: it takes a second and much memory.
        from cdkg.contributions.gate import Contribution, NonConformingError, prepare

        writer = Writer(settings.store_folder, settings, freely=False, prepare=prepare)
        app.extensions[_EXTENSION] = writer, Contribution
        app.register_error_handler(NonConformingError, _report)


def authorised() -> str:
    """Tell who sends this request, by the token.

    Returns:
        the beginning of the token's hash: it tells tokens apart and gives nothing away.

    Raises:
        WriteForbiddenError: if nothing may be written.
        Unauthorized: if the token is absent or wrong.
    """
    settings = service().settings
    if settings.write == "off":
        raise WriteForbiddenError(
            "This server only reads: its setting CDKG_WRITE is off. Reading needs no token.",
            "این سرور تنها می‌خواند: تنظیم CDKG_WRITE آن off است. خواندن به توکن نیاز ندارد.",
        )
    scheme, _, sent = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not sent.strip():
        raise Unauthorized(say("token_needed", reader_language()))
    # A header's bytes reach the application as Latin-1.
    digest = hashlib.sha256(sent.strip().encode("latin-1", "replace")).hexdigest()
    if not hmac.compare_digest(f"sha256:{digest}", settings.token):
        raise Unauthorized(say("token_wrong", reader_language()))
    return f"token {digest[:8]}"


def write(change: Change, who: str) -> Written:
    """Make a change as the settings allow it.

    Args:
        change: the change.
        who: what `authorised` gave.

    Raises:
        CdkgError: see `Writer.write`; nothing was changed then.
    """
    writer, gated = cast(tuple[Writer, Callable[[Change], Change]], current_app.extensions[_EXTENSION])
    return writer.write(gated(change), who)


def told(written: Written) -> Response:
    """Tell a program what was written: 201 where that made a graph, else 200."""
    changed = written.changed
    response = jsonify(version=written.version, added=changed.added, removed=changed.removed)
    response.status_code = 201 if changed.created else 200
    return response


def no_content() -> Response:
    """Answer that all is done, and nothing is to be said."""
    response = Response(status=204)
    del response.headers["Content-Type"]
    return response


def _as_it_is(change: Change) -> Change:
    return change


def _name_scheme(response: Response) -> Response:
    if response.status_code == 401:
        wrong = ', error="invalid_token"' if "Authorization" in request.headers else ""
        response.headers["WWW-Authenticate"] = f'Bearer realm="cdkg"{wrong}'
    return response


def _report(error: Exception) -> Response:
    from cdkg.contributions.gate import NonConformingError

    assert isinstance(error, NonConformingError)
    if wants_page():
        problem = problem_of(error, reader_language())
        return problem.finish(Response(render_template("problem.html", problem=problem)))
    if request.accept_mimetypes.best_match([_JSON, _TURTLE], default=_JSON) == _TURTLE:
        return Response(error.report.to_turtle(), status=422, mimetype=_TURTLE)
    return Response(error.report.to_json(), status=422, mimetype=_JSON)
