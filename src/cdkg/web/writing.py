"""Who may write, and how what was written is answered; the same for updates and for the graph store."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from typing import Final, cast

from flask import Flask, Response, current_app, jsonify, request
from werkzeug.exceptions import Unauthorized

from cdkg.errors import WriteForbiddenError
from cdkg.settings import Settings
from cdkg.store.changes import Change, Writer, Written
from cdkg.web.asking import service
from cdkg.web.messages import say
from cdkg.web.reader import reader_language

_EXTENSION: Final = "cdkg-writing"


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
        from cdkg.contributions.gate import Contribution, prepare

        by = Writer(settings.store_folder, settings, freely=False, prepare=prepare)
        app.extensions[_EXTENSION] = by, Contribution


def authorised(typed: str | None = None) -> str:
    """Tell who sends this request, by the token.

    Args:
        typed: the token as a person typed it into a form; where it is not given, the header ``Authorization`` has it.

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
    sent = _sent_token() if typed is None else typed.strip().encode("utf-8", "replace")
    if not sent:
        raise Unauthorized(say("token_needed" if typed is None else "token_untyped", reader_language()))
    digest = hashlib.sha256(sent).hexdigest()
    if not hmac.compare_digest(f"sha256:{digest}", settings.token):
        raise Unauthorized(say("token_wrong", reader_language()))
    return f"token {digest[:8]}"


def _sent_token() -> bytes:
    scheme, _, sent = request.headers.get("Authorization", "").partition(" ")
    # A header's bytes reach the application as Latin-1.
    return sent.strip().encode("latin-1", "replace") if scheme.lower() == "bearer" else b""


def writer() -> Writer | None:
    """Give who writes to contributions; ``None`` where the settings open no graphs of contributions."""
    if service().settings.write != "contributions":
        return None
    return cast(Writer, current_app.extensions[_EXTENSION][0])


def any_writer() -> Writer | None:
    """Give who writes to whatever the settings open; ``None`` where they open nothing."""
    found = current_app.extensions.get(_EXTENSION)
    return None if found is None else cast(Writer, found[0])


def write(change: Change, who: str) -> Written:
    """Make a change as the settings allow it.

    Args:
        change: the change.
        who: what `authorised` gave.

    Raises:
        CdkgError: see `Writer.write`; nothing was changed then.
    """
    by, gated = cast(tuple[Writer, Callable[[Change], Change]], current_app.extensions[_EXTENSION])
    return by.write(gated(change), who)


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
