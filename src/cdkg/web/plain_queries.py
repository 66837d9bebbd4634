"""Answers the plain queries of programs without the framework, which would cost more than most of them do.

A plain query is one that is asked in the commonest way: nothing but its text and an ``Accept`` that names no page.
Everything else, and whatever is wrong with a query, is left to the endpoint (:mod:`cdkg.web.sparql_endpoint`); the
answers are the same.
"""

from __future__ import annotations

import re
from binascii import a2b_qp
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from flask import Flask
from werkzeug.utils import get_content_type

from cdkg.errors import CdkgError
from cdkg.sparql.formats import Form, negotiate
from cdkg.sparql.inspection import inspect
from cdkg.sparql.truncation import marked
from cdkg.store import Question
from cdkg.web.asking import Service
from cdkg.web.freshness import CONSULTED, KEEPABLE
from cdkg.web.headers import TRUNCATED, Headers
from cdkg.web.protocol import DIRECT, FORM
from cdkg.web.term_warnings import WARNING, header, known_warnings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_LONGEST_ACCEPT: Final = 200
_QUERY: Final = "query="
_BROKEN: Final = re.compile("%(?![0-9A-Fa-f]{2})")


class PlainAnswer(NamedTuple):
    """An answer, as it is to be sent.

    Args:
        status: its status line.
        headers: its headers.
        body: its body.
        version: the version of the graph that it is of, where that is known.
    """

    status: str
    headers: Headers
    body: bytes
    version: str = ""


class PlainQueries:
    """Answers plain queries.

    Args:
        app: the application that answers all others.
        service: what it serves.
    """

    def __init__(self, app: Flask, service: Service) -> None:
        self._app = app
        self._service = service

    def answer(self, environ: WSGIEnvironment) -> PlainAnswer | None:
        """Answer a request, if it is a plain query.

        Args:
            environ: the request; its body, if it has one, can be read again.
        """
        settings = self._service.settings
        text = query_text(environ)
        if not text or len(text) > settings.query_bytes // 4:  # in bytes it is at most four times as long
            return None
        try:
            inspection = inspect(text, self._service.policy)
        except CdkgError:
            return None
        media_type = _media_type(environ.get("HTTP_ACCEPT", ""), inspection.form)
        warnings = known_warnings(self._service, inspection.text)
        if media_type is None or warnings is None or not inspection.is_steady:
            return None
        question = Question(inspection.text, media_type, row_limit=settings.result_rows, inspection=inspection)
        try:
            answer = self._service.store.answer(question)
        except CdkgError as error:
            return self._failure(environ, error)
        if answer.version:
            environ[KEEPABLE] = True
        environ.setdefault(CONSULTED, set()).add("Accept")
        headers = [("Content-Type", get_content_type(answer.media_type, "utf-8"))]
        body = answer.body
        if answer.truncated:
            body = marked(body, media_type, settings.result_rows)
            headers.append((TRUNCATED, "true"))
        if warnings:
            headers.append((WARNING, header(warnings)))
        return PlainAnswer("200 OK", [*headers, ("Content-Length", str(len(body)))], body, answer.version)

    def _failure(self, environ: WSGIEnvironment, error: CdkgError) -> PlainAnswer:
        with self._app.request_context(environ):
            response = self._app.make_response(self._app.handle_user_exception(error))
            response = self._app.process_response(response)
            return PlainAnswer(response.status, list(response.headers), response.get_data())


def query_text(environ: WSGIEnvironment) -> str | None:
    """Read the query of a request that has nothing else.

    Args:
        environ: the request; its body, if it has one, can be read again.

    Returns:
        the query; ``None`` where the request has something else, or cannot be read so.
    """
    if environ["PATH_INFO"] != "/sparql":
        return None
    encoded: str = environ.get("QUERY_STRING", "")
    try:
        if environ["REQUEST_METHOD"] == "POST":
            sent: bytes = environ["wsgi.input"].getvalue()
            media_type = environ.get("CONTENT_TYPE", "")
            if encoded or media_type not in (DIRECT, FORM):
                return None
            if media_type == DIRECT:
                return sent.decode("utf-8-sig")
            encoded = sent.decode("ascii")
        if not encoded.startswith(_QUERY) or "&" in encoded:
            return None
        return _decoded(encoded[len(_QUERY) :])
    except ValueError:
        return None


def _decoded(encoded: str) -> str | None:
    """Undo percent-encoding; ``None`` where it is broken.

    ``urllib.parse`` takes one step of Python for each encoded byte, ten times as long as the rest that is done to a
    plain query. Quoted-printable is the same encoding with another sign, and is undone in C.
    """
    if _BROKEN.search(encoded):
        return None
    quoted = encoded.replace("+", " ").replace("=", "%3D").replace("%", "=")
    return a2b_qp(quoted.encode("ascii")).decode()


@lru_cache(maxsize=256)
def _media_type(accept: str, form: Form | None) -> str | None:
    if len(accept) > _LONGEST_ACCEPT or "html" in accept.lower():
        return None
    return negotiate(accept, form)
