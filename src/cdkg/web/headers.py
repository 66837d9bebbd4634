"""Puts on every answer the headers that do not depend on what it says."""

from __future__ import annotations

from typing import Final

from flask import Flask, Response, request

from cdkg.web.reader import reader_language

TRUNCATED: Final = "X-Cdkg-Truncated"

# No script at all: every page works without, so nothing that slips into a page can run.
_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


def register(app: Flask) -> None:
    """Let an app put them on."""
    app.after_request(_put)


def _put(response: Response) -> Response:
    headers = response.headers
    headers["Access-Control-Allow-Origin"] = "*"
    headers["Access-Control-Expose-Headers"] = f"{TRUNCATED}, Retry-After"
    headers["X-Content-Type-Options"] = "nosniff"
    if request.method == "OPTIONS":
        headers["Access-Control-Allow-Methods"] = headers.get("Allow", "GET")
        headers["Access-Control-Allow-Headers"] = "Accept, Accept-Language, Content-Type"
    if request.endpoint != "static":
        headers["Vary"] = "Accept, Accept-Language"
    if response.mimetype == "text/html":
        headers["Content-Security-Policy"] = _POLICY
        headers["Referrer-Policy"] = "same-origin"
    if response.mimetype in ("text/html", "application/problem+json"):
        headers["Content-Language"] = reader_language()
    return response
