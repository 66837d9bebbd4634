"""Answers a failed request in the reader's language: RFC 9457 problem details, or one page for a browser."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Final

from flask import Flask, Response, render_template
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from cdkg.errors import CdkgError, ForeignDataError, QuerySyntaxError
from cdkg.web.messages import messages, say
from cdkg.web.negotiation import wants_page
from cdkg.web.reader import reader_language

_TYPE: Final = "https://w3id.org/cdkg/problem/"
_RETRY_SECONDS: Final = "5"
_PLACED: Final = (QuerySyntaxError, ForeignDataError)


@dataclass(frozen=True)
class Problem:
    """What went wrong with a request (RFC 9457, section 3.1).

    Args:
        type: IRI of the kind of problem; ``"about:blank"`` where the status says it all.
        title: what kind of problem it is, in the reader's language.
        status: the HTTP status.
        detail: what is wrong, where, and what to do, in the reader's language.
        line: the line of a query that it is in, counted from 1.
        column: the column, counted from 1.
        suggestion: what the author may have meant.
    """

    type: str
    title: str
    status: int
    detail: str
    line: int | None = None
    column: int | None = None
    suggestion: str | None = None

    def response(self) -> Response:
        """Make the answer for a program."""
        members = {name: value for name, value in vars(self).items() if value is not None}
        body = json.dumps(members, ensure_ascii=False) + "\n"
        return self.finish(Response(body, status=self.status, content_type="application/problem+json"))

    def finish(self, response: Response) -> Response:
        """Give an answer this problem's status, and where it is the server's load, the time to wait."""
        response.status_code = self.status
        if self.status == 503:
            response.headers["Retry-After"] = _RETRY_SECONDS
        return response


def problem_of(error: CdkgError | HTTPException, language: str) -> Problem:
    """Say what went wrong.

    Args:
        error: what was raised.
        language: the reader's language.
    """
    if isinstance(error, CdkgError):
        kind = re.sub(r"(?<!^)(?=[A-Z])", "-", type(error).__name__.removesuffix("Error")).lower()
        line, column = (error.line, error.column) if isinstance(error, _PLACED) else (None, None)
        suggestion = error.suggestion if isinstance(error, QuerySyntaxError) else None
        return Problem(
            type=_TYPE + kind,
            title=_title(error.http_status, language),
            status=error.http_status,
            detail=error.message.in_language(language),
            line=line,
            column=column,
            suggestion=suggestion,
        )
    status = error.code or 500
    return Problem("about:blank", _title(status, language), status, _detail(error, status, language))


def _title(status: int, language: str) -> str:
    key = f"status_{status}"
    return say(key if key in messages() else "status_other", language, status=str(status))


def _detail(error: HTTPException, status: int, language: str) -> str:
    # An exception of our own carries a text in the reader's language; the framework's are in English only.
    own = error.description is not None and error.description != type(error).description
    key = f"detail_{status}"
    if key in messages() and not own:
        return say(key, language)
    return error.description or _title(status, language)


def register(app: Flask) -> None:
    """Let an app answer its failures in this way."""
    app.register_error_handler(CdkgError, _answer)
    app.register_error_handler(HTTPException, _answer)


def _answer(error: CdkgError | HTTPException) -> AnyResponse:
    if isinstance(error, HTTPException) and (error.code or 500) < 400:
        return error.get_response()
    problem = problem_of(error, reader_language())
    if wants_page():
        response = problem.finish(Response(render_template("problem.html", problem=problem)))
    else:
        response = problem.response()
    if isinstance(error, HTTPException):
        allow = error.get_response().headers.get("Allow")
        if allow:
            response.headers["Allow"] = allow
    return response
