"""Rules of the graph store that only show beside queries and updates: SPARQL 1.1 Graph Store HTTP Protocol, section 5.

How graphs are named, sent and answered is tested in ``test_graph_store``.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from dataset_site import writable_client

TURTLE = "text/turtle; charset=utf-8"
UPDATE = "application/sparql-update"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    with writable_client(tmp_path_factory.mktemp("graphs") / "store") as client:
        yield client


def put(site: FlaskClient, graph: str, turtle: str) -> int:
    return site.put(f"/data?graph={quote(graph, safe='')}", data=turtle, content_type=TURTLE).status_code


def statements(site: FlaskClient, address: str) -> list[str]:
    answer = site.get(address, headers={"Accept": "application/n-triples"})
    assert answer.status_code == 200
    return sorted(answer.text.splitlines())


def test_each_operation_is_the_update_that_the_protocol_says_it_is(site: FlaskClient) -> None:
    # 5.3: PUT is DROP SILENT GRAPH and INSERT DATA; 5.2: GET is CONSTRUCT over the graph alone.
    assert put(site, "http://example.org/other", "<http://a/s> <http://a/p> 'other' .") == 201
    assert put(site, "http://example.org/g", "<http://a/s> <http://a/p> 1 .") == 201
    assert put(site, "http://example.org/g", "<http://a/s> <http://a/p> 'two' .") == 204
    assert statements(site, "/data?graph=http://example.org/g") == ['<http://a/s> <http://a/p> "two" .']
    assert statements(site, "/data?graph=http://example.org/other") == ['<http://a/s> <http://a/p> "other" .']
    assert statements(site, "/data?default") == []
    query = "SELECT ?o FROM <http://example.org/g> { ?s ?p ?o }"
    assert site.get("/sparql", query_string={"query": query}, headers={"Accept": "text/csv"}).data == b"o\r\ntwo\r\n"


def test_a_graph_that_an_update_makes_or_drops_is_there_or_not(site: FlaskClient) -> None:
    address = "/data?graph=http://example.org/made"
    for text, status in (("CREATE GRAPH", 200), ("DROP GRAPH", 404)):
        assert site.post("/update", data=f"{text} <http://example.org/made>", content_type=UPDATE).status_code == 204
        assert site.get(address).status_code == site.head(address).status_code == status


def test_names_that_differ_in_their_encoding_are_different_graphs(site: FlaskClient) -> None:
    # 4.2: the parameter is decoded once, and what it names is compared as it is then.
    assert put(site, "http://example.org/%31", "<http://a/s> <http://a/p> 'encoded' .") == 201
    assert put(site, "http://example.org/1", "<http://a/s> <http://a/p> 'plain' .") == 201
    assert statements(site, "/data?graph=http://example.org/%2531") == ['<http://a/s> <http://a/p> "encoded" .']
    assert statements(site, "/data?graph=http://example.org/%31") == ['<http://a/s> <http://a/p> "plain" .']
    assert statements(site, "/data?graph=http%3A%2F%2Fexample.org%2F1") == ['<http://a/s> <http://a/p> "plain" .']


def test_head_says_of_a_graph_what_get_says(site: FlaskClient) -> None:
    put(site, "http://example.org/head", "<http://a/s> <http://a/p> 'سلام' .")
    for accept in ("text/turtle", "application/ld+json"):
        address, headers = "/data?graph=http://example.org/head", {"Accept": accept}
        whole, head = site.get(address, headers=headers), site.head(address, headers=headers)
        assert (head.status_code, head.data) == (200, b"")
        assert head.content_type == whole.content_type
        assert head.headers["Content-Length"] == str(len(whole.data))
    assert site.get(address, headers={"Accept": "text/turtle"}).content_type == TURTLE
