"""Reads the query operation of the SPARQL 1.1 Protocol from a request (section 2.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_to_bytes

from flask import request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType

from cdkg.web.iris import is_absolute_iri
from cdkg.web.messages import say
from cdkg.web.reader import reader_language

FORM: Final = "application/x-www-form-urlencoded"
DIRECT: Final = "application/sparql-query"
# Percent-encoding makes three bytes of one; the rest leaves room for the other parameters.
_ENCODED: Final = 3
_OTHER_PARAMETERS: Final = 16_384
_NOT_ASCII: Final = re.compile(rb"%[89A-Fa-f]|[\x80-\xff]")


@dataclass(frozen=True)
class Operation:
    """A query operation.

    Args:
        text: the query; empty where none was sent.
        default_graphs: IRIs of ``default-graph-uri``.
        named_graphs: IRIs of ``named-graph-uri``.
    """

    text: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]


def longest_body(query_bytes: int) -> int:
    """Tell how long a request's body may be.

    Args:
        query_bytes: the longest query text, in bytes.
    """
    return query_bytes * _ENCODED + _OTHER_PARAMETERS


def read_operation(query_bytes: int) -> Operation:
    """Read the operation that a request asks for.

    Args:
        query_bytes: the longest query text, in bytes.

    Raises:
        BadRequest: if there is more than one query, a text is not UTF-8, or a graph's name is not an absolute IRI.
        RequestEntityTooLarge: if the query is longer than it may be.
        UnsupportedMediaType: if a body is neither a form nor a query.
    """
    refuse_broken_text(request.query_string)
    parameters: MultiDict[str, str] = request.args
    queries = parameters.getlist("query")
    if request.method == "POST":
        request.max_content_length = longest_body(query_bytes)
        request.max_form_memory_size = request.max_content_length
        refuse_coded_body()
    if request.method == "POST" and request.mimetype == DIRECT:
        queries = [*queries, body_text()]
    elif request.method == "POST":
        if request.mimetype != FORM:
            raise UnsupportedMediaType(
                say("unsupported_type", reader_language(), given=request.mimetype or "–", form=FORM, direct=DIRECT)
            )
        refuse_broken_text(request.get_data())
        # The form's values are decoded already: decoding them again would change IRIs such as <http://x/%D8%AA>.
        parameters = request.values
        queries = parameters.getlist("query")
    if len(queries) > 1:
        raise BadRequest(say("one_query_only", reader_language(), count=len(queries)))
    text = queries[0] if queries else ""
    if len(text.encode("utf-8", "surrogatepass")) > query_bytes:
        raise RequestEntityTooLarge(say("query_too_long", reader_language(), most=query_bytes))
    return Operation(
        text=text if text.strip() else "",
        default_graphs=graph_names(parameters, "default-graph-uri"),
        named_graphs=graph_names(parameters, "named-graph-uri"),
    )


def refuse_coded_body() -> None:
    """Refuse a compressed body: unpacked it could be of any length.

    Raises:
        UnsupportedMediaType: if the request has one.
    """
    coding = request.headers.get("Content-Encoding", "").strip().lower()
    if coding not in ("", "identity"):
        raise UnsupportedMediaType(say("coded_body", reader_language(), given=coding))


def refuse_broken_text(encoded: bytes) -> None:
    """Refuse parameters that are not UTF-8, before a lenient reader mends them into another query."""
    if not _NOT_ASCII.search(encoded):
        return
    try:
        unquote_to_bytes(encoded).decode("utf-8")
    except UnicodeDecodeError:
        raise BadRequest(say("body_not_utf8", reader_language())) from None


def body_text() -> str:
    """Read the request's body as text.

    Raises:
        BadRequest: if it is not UTF-8.
        UnsupportedMediaType: if it says that it is in another encoding.
    """
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if charset not in ("utf-8", "utf8"):
        raise UnsupportedMediaType(say("body_not_utf8", reader_language()))
    try:
        return request.get_data().decode("utf-8-sig")  # a byte order mark is no part of the text
    except UnicodeDecodeError:
        raise BadRequest(say("body_not_utf8", reader_language())) from None


def graph_names(parameters: MultiDict[str, str], name: str) -> tuple[str, ...]:
    """Read the IRIs of graphs.

    Args:
        parameters: the request's parameters.
        name: the parameter that names them.

    Raises:
        BadRequest: if one is not an absolute IRI.
    """
    iris = tuple(parameters.getlist(name))
    for iri in iris:
        if not is_absolute_iri(iri):
            raise BadRequest(say("not_an_iri", reader_language(), parameter=name, given=iri))
    return iris
