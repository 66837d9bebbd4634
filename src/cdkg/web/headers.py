"""The headers that go with every answer, whatever it says."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from flask import Flask, Response, request

from cdkg.web.freshness import vary
from cdkg.web.reader import reader_language

TRUNCATED: Final = "X-Cdkg-Truncated"

Headers = list[tuple[str, str]]

# Anybody's page may read the data, and nothing here is anybody's own: no answer depends on a cookie.
_ALWAYS: Final = (
    ("Access-Control-Allow-Origin", "*"),
    (
        "Access-Control-Expose-Headers",
        (
            f"{TRUNCATED}, X-Cdkg-Warning, X-Request-Id, Allow, Content-Disposition, ETag, Link, Location, "
            "Retry-After, WWW-Authenticate"
        ),
    ),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
)
_PREFLIGHT: Final = (
    ("Access-Control-Allow-Headers", "Accept, Accept-Language, Authorization, Content-Type, If-Match, If-None-Match"),
    ("Access-Control-Max-Age", "86400"),
)
# No script at all: every page works without, so nothing that slips into a page can run.
_PAGE: Final = (
    *_ALWAYS,
    (
        "Content-Security-Policy",
        (
            "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'; "
            "base-uri 'none'; frame-ancestors 'none'"
        ),
    ),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
# A browser shows XML, too, with the scripts that a literal in it may hold.
_DATA: Final = (*_ALWAYS, ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox"))


def completed(headers: Headers, environ: dict[str, Any]) -> Headers:
    """Add to an answer's headers those that every answer has.

    Args:
        headers: what the application gave; not changed.
        environ: the request's environment.
    """
    return [*headers, *added(headers, vary(environ))]


def added(headers: Headers, depends_on: str) -> Headers:
    """Give those that every answer has, but for what it says itself.

    Args:
        headers: what the application gave.
        depends_on: the value of ``Vary``, if the answer depends on the request's headers.
    """
    given = dict(headers)
    is_page = given.get("Content-Type", "").startswith("text/html")
    return _added(tuple(given), is_page, depends_on)


@lru_cache(maxsize=256)
def _added(given: tuple[str, ...], is_page: bool, depends_on: str) -> Headers:  # to be found again
    known = {name.lower() for name in given}
    # What an answer itself says goes before what all say.
    added = [(name, value) for name, value in (_PAGE if is_page else _DATA) if name.lower() not in known]
    if "cache-control" not in known:
        added.append(("Cache-Control", "no-store"))
    if depends_on and "vary" not in known:
        added.append(("Vary", depends_on))
    return added


def register(app: Flask) -> None:
    """Let an app tell the language of its texts, and what other sites' pages may send it."""
    app.after_request(_put)


def _put(response: Response) -> Response:
    if response.mimetype in ("text/html", "application/problem+json"):
        response.headers["Content-Language"] = reader_language()
    if request.method == "OPTIONS":
        response.headers.extend(_PREFLIGHT)
        response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "GET")
    return response
