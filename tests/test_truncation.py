"""An answer that was cut says so in itself, and every parser still reads it."""

from __future__ import annotations

import io
import json
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.query import Result

from cdkg.sparql.formats import GRAPH_FORMATS, RESULT_FORMATS, Format
from cdkg.sparql.truncation import marked
from web_site import SPARQL_JSON, client

ROWS = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"uri","value":"http://x/a"}}]}}'
TRIPLES = [ox.Triple(ox.NamedNode("http://x/s"), ox.NamedNode("http://x/p"), ox.Literal("-->"))]


def results(known: Format) -> bytes:
    assert isinstance(known.serialization, ox.QueryResultsFormat)
    parsed: Any = ox.parse_query_results(ROWS, format=ox.QueryResultsFormat.JSON)
    body = parsed.serialize(format=known.serialization)
    assert isinstance(body, bytes)
    return body


@pytest.mark.parametrize("known", RESULT_FORMATS, ids=lambda known: known.names[0])
def test_cut_results_are_read_by_every_parser(known: Format) -> None:
    assert isinstance(known.serialization, ox.QueryResultsFormat)
    cut = marked(results(known), known.media_type, 1)
    if known.names[0] != "csv":  # which this parser takes for no format of RDF terms
        solutions: Any = ox.parse_query_results(cut, format=known.serialization)
        assert [str(row["x"]) for row in solutions] == ["<http://x/a>"]
    names = {"srj": "json", "srx": "xml", "csv": "csv", "tsv": "tsv"}
    read: Any = Result.parse(io.BytesIO(cut), format=names[known.names[0]])
    assert [str(row.x) for row in read] == ["http://x/a"]
    assert (b"truncated" in cut) == (known.names[0] in ("srj", "srx"))


@pytest.mark.parametrize("known", GRAPH_FORMATS, ids=lambda known: known.names[0])
def test_cut_graphs_are_read_by_every_parser(known: Format) -> None:
    assert isinstance(known.serialization, ox.RdfFormat)
    stated = [ox.Quad(*triple) for triple in TRIPLES] if known.serialization.supports_datasets else TRIPLES
    body = ox.serialize(stated, format=known.serialization)
    assert body is not None
    cut = marked(body, known.media_type, 1)
    assert [quad.triple for quad in ox.parse(cut, format=known.serialization)] == TRIPLES
    read = rdflib.Dataset(default_union=True).parse(data=cut, format=known.media_type)
    assert len(read) == 1
    assert (b"truncated" in cut) == (known.names[0] != "jsonld")


def test_a_cut_answer_over_http_says_so_in_itself() -> None:
    site = client(result_rows=1)
    asks = {"query": "SELECT ?name { city:tehran skos:prefLabel ?name }"}
    cut = site.get("/sparql", query_string=asks, headers={"Accept": SPARQL_JSON})
    assert json.loads(cut.data)["truncated"] is True
    assert cut.headers["X-Cdkg-Truncated"] == "true"
    whole = client().get("/sparql", query_string=asks, headers={"Accept": SPARQL_JSON})
    assert "truncated" not in json.loads(whole.data)
