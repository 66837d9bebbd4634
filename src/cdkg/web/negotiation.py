"""Chooses what a client gets: a page for a browser, else the media type that it asks for (RFC 9110, section 12)."""

from __future__ import annotations

import re
from typing import Final

from flask import request
from werkzeug.exceptions import BadRequest, NotAcceptable

from cdkg.sparql.formats import GRAPH_FORMATS, RESULT_FORMATS, Form, find_format, formats_of, negotiate
from cdkg.web.messages import say
from cdkg.web.reader import reader_language

_PAGE: Final = frozenset({"text/html", "application/xhtml+xml"})
_RDF: Final = frozenset(offered.media_type for offered in GRAPH_FORMATS)
_DATA: Final = (
    _RDF
    | {offered.media_type for offered in RESULT_FORMATS}
    # Not the formats' other aliases: browsers name application/xml, and text/plain, beside HTML.
    | {"application/json", "application/problem+json"}
)
_ANYTHING: Final = frozenset({"*/*", "application/*", "text/*"})
_RESULT_DOWNLOADS: Final = {"csv": "CSV", "tsv": "TSV", "json": "JSON", "xml": "XML"}
_GRAPH_DOWNLOADS: Final = {"ttl": "Turtle", "jsonld": "JSON-LD", "nt": "N-Triples", "rdf": "RDF/XML"}


def wants_page() -> bool:
    """Tell whether the client is a browser.

    A browser names HTML, and likes it no less than anything; a program names none of it, or names a format for data
    that it likes as much. The ``format`` parameter decides before ``Accept`` does.
    """
    asked = _asked_format()
    if asked:
        return asked == "html"
    return _best(_PAGE) > _best(_DATA) and _best(_PAGE) >= _best(_ANYTHING)


def names_page() -> bool:
    """Tell whether the client takes a page where it cannot have what it likes better."""
    return not _asked_format() and _best(_PAGE) > 0


def names_rdf() -> bool:
    """Tell whether the client asks for RDF by name, rather than for anything."""
    asked = _asked_format()
    return find_format(asked, Form.CONSTRUCT) is not None if asked else _best(_RDF) > 0


def _asked_format() -> str:
    # Client libraries write rdf+xml and json-ld, too.
    asked = request.args.get("format", "")
    return asked.replace(" ", "+") if "/" in asked else re.sub("[+ -]", "", asked)


def _best(media_types: frozenset[str]) -> float:
    return max((quality for name, quality in request.accept_mimetypes if name.lower() in media_types), default=0.0)


def data_type(form: Form | None) -> str:
    """Choose the media type of an answer.

    Args:
        form: the query's form; ``None`` for a text that will not parse.

    Raises:
        BadRequest: if the ``format`` parameter names no format of this form.
        NotAcceptable: if no format of this form is acceptable to the client.
    """
    asked = _asked_format()
    if asked:
        found = find_format(asked, form)
        if found is None:
            known = ", ".join(offered.names[-1] for offered in formats_of(form))
            raise BadRequest(say("no_such_format", reader_language(), format=asked, formats=known))
        return found.media_type
    chosen = negotiate(request.headers.get("Accept"), form)
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
