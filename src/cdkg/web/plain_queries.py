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
from cdkg.sparql.inspection import Inspection, inspect, inspected_before
from cdkg.sparql.truncation import marked
from cdkg.sparql.unknown_terms import UnknownTerm
from cdkg.store import Answer, PromptStore, Question
from cdkg.web.asking import Service
from cdkg.web.freshness import CONSULTED, KEEPABLE
from cdkg.web.headers import TRUNCATED, Headers
from cdkg.web.protocol import DIRECT, FORM
from cdkg.web.term_warnings import WARNING, header, known_warnings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_LONGEST_ACCEPT: Final = 200
_LONGEST_AT_ONCE: Final = 4_096
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


class _Asked(NamedTuple):
    """What a plain query asks.

    Args:
        question: the question.
        warnings: what its asker may have misspelt.
    """

    question: Question
    warnings: list[UnknownTerm]


class PlainQueries:
    """Answers plain queries.

    Args:
        app: the application that answers all others.
        service: what it serves.
    """

    def __init__(self, app: Flask, service: Service) -> None:
        self._app = app
        self._service = service
        self._prompt = service.store if isinstance(service.store, PromptStore) else None

    def answer(self, environ: WSGIEnvironment) -> PlainAnswer | None:
        """Answer a request, if it is a plain query.

        Args:
            environ: the request; its body, if it has one, can be read again.
        """
        text = query_text(environ)
        # In bytes it is at most four times as long.
        if not text or len(text) > self._service.settings.query_bytes // 4:
            return None
        try:
            asked = self._asked(environ, inspect(text, self._service.policy))
        except CdkgError:
            return None
        if asked is None:
            return None
        try:
            return self._answered(environ, asked, self._service.store.answer(asked.question))
        except CdkgError as error:
            return self._failure(environ, error)

    async def answer_at_once(self, environ: WSGIEnvironment) -> PlainAnswer | None:
        """Answer a request, if it is a plain query much like earlier ones that took little time.

        Args:
            environ: as for `answer`.
        """
        text = query_text(environ)
        if self._prompt is None or not text or len(text) > _LONGEST_AT_ONCE:
            return None
        inspection = inspected_before(text)
        asked = None if inspection is None else self._asked(environ, inspection)
        if asked is None:
            return None
        try:
            answer = await self._prompt.answer_at_once(asked.question)
        except CdkgError:  # is told of where there is an application to tell it
            return None
        return None if answer is None else self._answered(environ, asked, answer)

    def _asked(self, environ: WSGIEnvironment, inspection: Inspection) -> _Asked | None:
        media_type = _media_type(environ.get("HTTP_ACCEPT", ""), inspection.form)
        warnings = known_warnings(self._service, inspection.text)
        if media_type is None or warnings is None or not inspection.is_steady:
            return None
        limit = self._service.settings.result_rows
        question = Question(inspection.text, media_type, row_limit=limit, inspection=inspection)
        return _Asked(question, warnings)

    def _answered(self, environ: WSGIEnvironment, asked: _Asked, answer: Answer) -> PlainAnswer:
        if answer.version:
            environ[KEEPABLE] = True
        environ.setdefault(CONSULTED, set()).add("Accept")
        headers = [_content_type(answer.media_type)]
        body = answer.body
        if answer.truncated:
            body = marked(body, asked.question.media_type, self._service.settings.result_rows)
            headers.append((TRUNCATED, "true"))
        if asked.warnings:
            headers.append((WARNING, header(asked.warnings)))
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


@lru_cache(maxsize=64)
def _content_type(media_type: str) -> tuple[str, str]:
    return "Content-Type", get_content_type(media_type, "utf-8")


@lru_cache(maxsize=256)
def _media_type(accept: str, form: Form | None) -> str | None:
    if len(accept) > _LONGEST_ACCEPT or "html" in accept.lower():
        return None
    return negotiate(accept, form)
