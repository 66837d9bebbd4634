"""What a query is asked on, and resolved against: SPARQL 1.1 Protocol, 2.1.4, and Query Language, 4.1.1 and 13."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from dataset_site import dataset_client
from web_site import SPARQL_JSON

DATA = """
@prefix e: <http://example.org/> .
e:a { e:one e:in "a" . e:shared e:in "both" }
e:b { e:two e:in "b" . e:shared e:in "both" }
e:c { <https://w3id.org/cdkg/id/city/tehran> e:in "x" . e:s <http://example.org/1> "\\u0001" }
"""
A, B = "http://example.org/a", "http://example.org/b"
VALUES = "SELECT ?o { ?s <http://example.org/in> ?o }"


@pytest.fixture(scope="module")
def site() -> FlaskClient:
    return dataset_client(DATA)


def found(answer: object) -> list[str]:
    bindings = json.loads(answer.data)["results"]["bindings"]  # type: ignore[attr-defined]
    return sorted(row["o"]["value"] for row in bindings)


@pytest.mark.parametrize("graphs", [[A, B], [B, A], [A, B, A]])
def test_graphs_that_make_up_the_default_graph_are_merged(site: FlaskClient, graphs: list[str]) -> None:
    parameters = [("query", VALUES), *(("default-graph-uri", graph) for graph in graphs)]
    assert found(site.get("/sparql", query_string=parameters)) == ["a", "b", "both"]
    form = "application/x-www-form-urlencoded"
    assert found(site.post("/sparql", data=urlencode(parameters), content_type=form)) == ["a", "b", "both"]
    query = VALUES.replace("{", "".join(f"FROM <{graph}> " for graph in graphs) + "{", 1)
    assert found(site.get("/sparql", query_string={"query": query})) == ["a", "b", "both"]


def test_one_graph_named_twice_is_one(site: FlaskClient) -> None:
    parameters = [("query", VALUES), ("default-graph-uri", A), ("default-graph-uri", A)]
    assert found(site.get("/sparql", query_string=parameters)) == ["a", "both"]


def test_a_relative_iri_is_one_of_the_projects(site: FlaskClient) -> None:
    query = "SELECT ?o { GRAPH ?g { <city/tehran> <http://example.org/in> ?o } }"
    assert found(site.get("/sparql", query_string={"query": query})) == ["x"]
    made = site.get("/sparql", query_string={"query": "CONSTRUCT { <s> <p> 1 } {}", "format": "nt"})
    assert made.text.startswith("<https://w3id.org/cdkg/id/s> <https://w3id.org/cdkg/id/p> ")


def test_what_xml_cannot_hold_is_not_acceptable_in_xml(site: FlaskClient) -> None:
    construct = "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o . ?s <http://example.org/1> ?o } }"
    select = "SELECT ?o { GRAPH ?g { ?s <http://example.org/1> ?o } }"
    for query, media_type in ((construct, "application/rdf+xml"), (select, "application/sparql-results+xml")):
        answer = site.get("/sparql", query_string={"query": query}, headers={"Accept": media_type})
        assert (answer.status_code, answer.mimetype) == (406, "application/problem+json")
    assert found(site.get("/sparql", query_string={"query": select}, headers={"Accept": SPARQL_JSON})) == ["\x01"]
