"""The formats of answers: their media types, their short names, and how one is negotiated.

SPARQL 1.1 Protocol, section 2.1; RFC 9110, section 12.5.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pyoxigraph import QueryResultsFormat, RdfFormat
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header, parse_options_header

_FILE_FORMATS: Final = "http://www.w3.org/ns/formats/"


class Form(StrEnum):
    """The four forms of a query (SPARQL 1.1 Query Language, section 16)."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"


@dataclass(frozen=True)
class Format:
    """One format in which an answer can be given.

    Args:
        media_type: its registered media type, without parameters (all are UTF-8).
        names: its short names, for ``format=`` and as file extensions; the first is the usual extension.
        serialization: what the engine calls it.
        aliases: media types that clients send when they mean this one.
    """

    media_type: str
    names: tuple[str, ...]
    serialization: QueryResultsFormat | RdfFormat
    aliases: tuple[str, ...] = ()

    @property
    def iri(self) -> str:
        """Its name in W3C's list of file formats, https://www.w3.org/ns/formats/; the engine misspells one of them."""
        return _FILE_FORMATS + self.serialization.iri.rpartition("/")[2]


RESULT_FORMATS: Final = (
    Format("application/sparql-results+json", ("srj", "json"), QueryResultsFormat.JSON, ("application/json",)),
    Format("application/sparql-results+xml", ("srx", "xml"), QueryResultsFormat.XML, ("application/xml", "text/xml")),
    Format("text/csv", ("csv",), QueryResultsFormat.CSV),
    Format("text/tab-separated-values", ("tsv",), QueryResultsFormat.TSV),
)
"""Formats of SELECT and ASK. The CSV and TSV of an ASK, which no specification gives, is the word true or false."""

GRAPH_FORMATS: Final = (
    Format("text/turtle", ("ttl", "turtle"), RdfFormat.TURTLE, ("application/turtle", "application/x-turtle")),
    Format("application/n-triples", ("nt",), RdfFormat.N_TRIPLES, ("text/plain",)),
    Format("application/ld+json", ("jsonld", "json"), RdfFormat.JSON_LD, ("application/json",)),
    Format("application/rdf+xml", ("rdf", "rdfxml", "xml"), RdfFormat.RDF_XML, ("application/xml", "text/xml")),
    Format("application/n-quads", ("nq",), RdfFormat.N_QUADS),
    Format("application/trig", ("trig",), RdfFormat.TRIG),
    Format("text/n3", ("n3",), RdfFormat.N3),
)
"""Formats of CONSTRUCT and DESCRIBE."""


def formats_of(form: Form | None) -> tuple[Format, ...]:
    """List the formats in which a form of query is answered, the default first.

    Args:
        form: the form; ``None`` (no form found: the query will not parse) counts as SELECT.
    """
    return GRAPH_FORMATS if form in (Form.CONSTRUCT, Form.DESCRIBE) else RESULT_FORMATS


def negotiate(accept: str | None, form: Form | None) -> str | None:
    """Choose the media type of an answer by what the client accepts.

    The most specific range decides on each format, so that ``text/turtle;q=0, */*`` excludes Turtle. Parameters of a
    range other than ``q`` are not looked at: every format is UTF-8 and none has variants here.

    Args:
        accept: the value of the ``Accept`` header; ``None`` or nothing accepts everything.
        form: the query's form.

    Returns:
        a media type of ``formats_of(form)``, or ``None`` if the client accepts none of them.
    """
    formats = formats_of(form)
    if not (accept or "").strip(" ,\t"):
        return formats[0].media_type
    meant = {alias: offered.media_type for offered in formats for alias in offered.aliases}
    ranges = []
    for value, quality in parse_accept_header(accept, MIMEAccept):
        media_range = parse_options_header(value)[0].lower()
        ranges.append((meant.get(media_range, media_range), quality))
    accepted = MIMEAccept(ranges)
    best = max(formats, key=lambda offered: accepted.quality(offered.media_type))
    return best.media_type if accepted.quality(best.media_type) > 0 else None


def find_format(name: str, form: Form | None) -> Format | None:
    """Find a format by what a person calls it.

    Args:
        name: a short name such as ``"csv"``, a file extension with its dot, or a media type.
        form: the query's form.

    Returns:
        the format, or ``None`` if the form is not answered in one of this name.
    """
    wanted = name.strip().lower().removeprefix(".")
    for offered in formats_of(form):
        if wanted in (offered.media_type, *offered.names, *offered.aliases):
            return offered
    return None
