"""Reads the query operation of the SPARQL 1.1 Protocol from a request (section 2.1)."""

from __future__ import annotations

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


def read_operation(query_bytes: int) -> Operation:
    """Read the operation that a request asks for.

    Args:
        query_bytes: the longest query text, in bytes.

    Raises:
        BadRequest: if there is more than one query, a text is not UTF-8, or a graph's name is not an absolute IRI.
        RequestEntityTooLarge: if the query is longer than it may be.
        UnsupportedMediaType: if a body is neither a form nor a query.
    """
    request.max_content_length = query_bytes * _ENCODED + _OTHER_PARAMETERS
    request.max_form_memory_size = request.max_content_length
    _refuse_broken_text(request.query_string)
    parameters: MultiDict[str, str] = request.args
    queries = parameters.getlist("query")
    if request.method == "POST" and request.mimetype == DIRECT:
        queries = [*queries, _body()]
    elif request.method == "POST":
        if request.mimetype != FORM:
            raise UnsupportedMediaType(
                say("unsupported_type", reader_language(), given=request.mimetype or "–", form=FORM, direct=DIRECT)
            )
        _refuse_broken_text(request.get_data())
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
        default_graphs=_graphs(parameters, "default-graph-uri"),
        named_graphs=_graphs(parameters, "named-graph-uri"),
    )


def _refuse_broken_text(encoded: bytes) -> None:
    """Refuse parameters that are not UTF-8, before a lenient reader mends them into another query."""
    try:
        unquote_to_bytes(encoded).decode("utf-8")
    except UnicodeDecodeError:
        raise BadRequest(say("body_not_utf8", reader_language())) from None


def _body() -> str:
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if charset not in ("utf-8", "utf8"):
        raise UnsupportedMediaType(say("body_not_utf8", reader_language()))
    try:
        return request.get_data().decode("utf-8")
    except UnicodeDecodeError:
        raise BadRequest(say("body_not_utf8", reader_language())) from None


def _graphs(parameters: MultiDict[str, str], name: str) -> tuple[str, ...]:
    iris = tuple(parameters.getlist(name))
    for iri in iris:
        if not is_absolute_iri(iri):
            raise BadRequest(say("not_an_iri", reader_language(), parameter=name, given=iri))
    return iris
