"""Negotiation of formats: RFC 9110, section 12.5.1, and what SPARQL clients send."""

from __future__ import annotations

import pyoxigraph
import pytest

from cdkg.sparql.formats import GRAPH_FORMATS, RESULT_FORMATS, Form, find_format, formats_of, negotiate

JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
TURTLE = "text/turtle"


@pytest.mark.parametrize("accept", [None, "", "  ", "*/*", "application/json;q=0, */*;q=0.1, text/html"])
def test_a_client_that_asks_for_nothing_gets_the_default(accept: str | None) -> None:
    if accept and "json" in accept:
        assert negotiate(accept, Form.SELECT) == XML
    else:
        assert negotiate(accept, Form.SELECT) == negotiate(accept, Form.ASK) == JSON
        assert negotiate(accept, Form.CONSTRUCT) == negotiate(accept, Form.DESCRIBE) == TURTLE


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("text/csv", "text/csv"),
        ("text/csv;q=0.2, application/sparql-results+xml;q=0.9", XML),
        ("TEXT/CSV; charset=utf-8", "text/csv"),
        ("application/json", JSON),
        ("text/xml;q=0.5, text/csv;q=0.4", XML),
        ("text/*", "text/csv"),
        ("application/*;q=0.1, text/tab-separated-values;q=0.2", "text/tab-separated-values"),
        ("text/turtle, application/sparql-results+json;q=0.1", JSON),
        ("text/turtle", None),
        ("text/csv;q=0", None),
        ("nonsense", None),
        ("text/html,application/xhtml+xml,image/webp,*/*;q=0.8", JSON),
    ],
)
def test_select_is_answered_in_what_the_client_prefers(accept: str, chosen: str | None) -> None:
    assert negotiate(accept, Form.SELECT) == chosen


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("text/turtle;q=0, */*", "application/n-triples"),
        ("application/xml", "application/rdf+xml"),
        ("application/json", "application/ld+json"),
        ("text/plain", "application/n-triples"),
        ("application/rdf+xml;q=0.8, text/n3;q=0.9", "text/n3"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', "application/ld+json"),
        ("application/n-quads, */*;q=0.5", "application/n-quads"),
        (JSON, None),
    ],
)
def test_construct_is_answered_in_what_the_client_prefers(accept: str, chosen: str | None) -> None:
    assert negotiate(accept, Form.CONSTRUCT) == chosen


def test_short_names_extensions_and_media_types_find_the_same_format() -> None:
    for name, media_type in {"json": JSON, ".srj": JSON, "XML": XML, "csv": "text/csv", XML: XML}.items():
        found = find_format(name, Form.ASK)
        assert found is not None
        assert found.media_type == media_type
    for name in ("ttl", "turtle", ".ttl", "text/turtle"):
        found = find_format(name, Form.DESCRIBE)
        assert found is not None
        assert found.media_type == TURTLE
    assert find_format("csv", Form.CONSTRUCT) is None
    assert find_format("ttl", Form.SELECT) is None


@pytest.mark.parametrize("form", Form)
def test_a_name_or_media_type_means_one_format(form: Form) -> None:
    names = [name for offered in formats_of(form) for name in (offered.media_type, *offered.names, *offered.aliases)]
    assert len(names) == len(set(names))


def test_the_engine_calls_each_format_by_the_same_media_type() -> None:
    for offered in (*RESULT_FORMATS, *GRAPH_FORMATS):
        assert offered.serialization.media_type.split(";")[0] == offered.media_type
        kind = type(offered.serialization)
        assert kind.from_media_type(offered.media_type) == offered.serialization
    assert pyoxigraph.RdfFormat.TURTLE in {offered.serialization for offered in GRAPH_FORMATS}
