"""Chooses what a client gets: a page for a browser, else the media type that it asks for (RFC 9110, section 12)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from flask import request
from werkzeug.datastructures import MIMEAccept
from werkzeug.exceptions import BadRequest, NotAcceptable
from werkzeug.http import parse_accept_header

from cdkg.sparql.formats import GRAPH_FORMATS, RESULT_FORMATS, Form, find_format, formats_of, negotiate
from cdkg.web.freshness import consulted
from cdkg.web.messages import say
from cdkg.web.reader import reader_language

HTML: Final = "text/html"
_PAGE: Final = frozenset({HTML, "application/xhtml+xml"})
_RDF: Final = frozenset(offered.media_type for offered in GRAPH_FORMATS)
_DATA: Final = (
    _RDF
    | {offered.media_type for offered in RESULT_FORMATS}
    # Not the formats' other aliases: browsers name application/xml, and text/plain, beside HTML.
    | {"application/json", "application/problem+json"}
)
_ANYTHING: Final = frozenset({"*/*", "application/*", "text/*"})
_LONGEST_ACCEPT: Final = 2_000
"""What a header has beyond these characters is not looked at; no client's has so many."""

_RESULT_DOWNLOADS: Final = {"csv": "CSV", "tsv": "TSV", "json": "JSON", "xml": "XML"}
_GRAPH_DOWNLOADS: Final = {"ttl": "Turtle", "jsonld": "JSON-LD", "nt": "N-Triples", "rdf": "RDF/XML"}


class _Likings(NamedTuple):
    """How well a client likes the best of each kind of answer that it names, from 0 to 1."""

    page: float
    data: float
    anything: float


def wants_page() -> bool:
    """Tell whether the client is a browser.

    A browser names HTML, and likes it no less than anything; a program names none of it, or names a format for data
    that it likes as much. The ``format`` parameter decides before ``Accept`` does.
    """
    asked = _asked_format()
    if asked:
        return asked == "html"
    likings = _likings(_accepted())
    return likings.page > likings.data and likings.page >= likings.anything


def names_page() -> bool:
    """Tell whether the client takes a page where it cannot have what it likes better."""
    return not _asked_format() and _likings(_accepted()).page > 0


def _asked_format() -> str:
    # Client libraries write rdf+xml and json-ld, too.
    asked = request.args.get("format")
    if not asked:
        return ""
    return asked.replace(" ", "+") if "/" in asked else re.sub("[+ -]", "", asked)


def _accepted() -> str:
    consulted("Accept")
    return str(request.environ.get("HTTP_ACCEPT", ""))[:_LONGEST_ACCEPT]


# Clients send few different headers, each of them with every request.
@lru_cache(maxsize=256)
def _likings(accepted: str) -> _Likings:
    named = [(name.lower(), quality) for name, quality in parse_accept_header(accepted, MIMEAccept)]

    def best(media_types: frozenset[str]) -> float:
        return max((quality for name, quality in named if name in media_types), default=0.0)

    return _Likings(best(_PAGE), best(_DATA), best(_ANYTHING))


@lru_cache(maxsize=256)
def _negotiated(accepted: str, form: Form | None) -> str | None:
    return negotiate(accepted, form)


def answer_type(offered: Mapping[str, tuple[str, ...]]) -> str:
    """Choose the media type of an answer that is no query's: a page, or one of some formats for programs.

    Args:
        offered: the media types for programs, the default first, each with its values of the ``format`` parameter.

    Raises:
        BadRequest: if the ``format`` parameter names none of them.
        NotAcceptable: if the client accepts none of them, and no page.
    """
    if wants_page():
        return HTML
    asked = _asked_format().lower()
    if asked:
        found = next((media_type for media_type, names in offered.items() if asked in (media_type, *names)), None)
        if found is None:
            known = ", ".join(["html", *(names[0] for names in offered.values())])
            raise BadRequest(say("no_such_format", reader_language(), format=asked, formats=known))
        return found
    accepted = parse_accept_header(_accepted(), MIMEAccept) or MIMEAccept([("*/*", 1)])
    best = max(offered, key=accepted.quality)
    if accepted.quality(best) > 0:
        return best
    if names_page():
        return HTML
    raise NotAcceptable(say("not_acceptable", reader_language(), types=", ".join([HTML, *offered])))


def data_type(form: Form | None) -> str:
    """Choose the media type of an answer.

    Args:
        form: the query's form; ``None`` for a text that will not parse.

    Raises:
        BadRequest: if the ``format`` parameter names no format of this form.
        NotAcceptable: if no format of this form is acceptable to the client.
    """
    if form is None:
        # Which formats fit is not known, and the client is to be told of the text's fault, not of its formats.
        return formats_of(form)[0].media_type
    asked = _asked_format()
    if asked:
        found = find_format(asked, form)
        if found is None:
            known = ", ".join(offered.names[-1] for offered in formats_of(form))
            raise BadRequest(say("no_such_format", reader_language(), format=asked, formats=known))
        return found.media_type
    chosen = _negotiated(_accepted(), form)
    if chosen is None:
        known = ", ".join(offered.media_type for offered in formats_of(form))
        raise NotAcceptable(say("not_acceptable", reader_language(), types=known))
    return chosen


def downloads(form: Form | None) -> dict[str, str]:
    """List what a page offers for download.

    Args:
        form: the query's form.

    Returns:
        what a reader calls the format, by its value of the ``format`` parameter, which is its file extension too.
    """
    return _GRAPH_DOWNLOADS if form in (Form.CONSTRUCT, Form.DESCRIBE) else _RESULT_DOWNLOADS
