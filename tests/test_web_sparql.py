"""The SPARQL 1.1 Protocol as a client meets it."""

from __future__ import annotations

import json
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from cdkg.errors import OverBudgetError
from web_site import BROWSER, SPARQL_JSON, InMemoryStore, client

SELECT = "SELECT ?name WHERE { city:tehran skos:prefLabel ?name } ORDER BY ?name"
CONSTRUCT = "CONSTRUCT WHERE { city:tehran skos:prefLabel ?name }"
DIRECT = "application/sparql-query"


@pytest.fixture
def site() -> FlaskClient:
    return client()


def names(body: bytes) -> set[str]:
    return {row["name"]["value"] for row in json.loads(body)["results"]["bindings"]}


def test_get_form_and_direct_post_give_the_same_answer(site: FlaskClient) -> None:
    answers = [
        site.get("/sparql", query_string={"query": SELECT}),
        site.post("/sparql", data={"query": SELECT}),
        site.post("/sparql", data=SELECT.encode(), content_type=DIRECT),
        site.post("/sparql", data=SELECT.encode(), content_type=f"{DIRECT}; charset=UTF-8"),
    ]
    for answer in answers:
        assert answer.status_code == 200
        assert answer.mimetype == SPARQL_JSON
        assert names(answer.data) == {"Tehran", "تهران"}


@pytest.mark.parametrize("method", ["get", "form", "direct"])
def test_a_percent_encoded_iri_stays_as_it_is(site: FlaskClient, method: str) -> None:
    query = "SELECT (STR(<http://x/%D8%AA>) AS ?name) { }"
    if method == "get":
        answer = site.get("/sparql?query=" + quote(query, safe=""))
    elif method == "form":
        body = urlencode({"query": query})
        answer = site.post("/sparql", data=body, content_type="application/x-www-form-urlencoded")
    else:
        answer = site.post("/sparql", data=query.encode(), content_type=DIRECT)
    assert names(answer.data) == {"http://x/%D8%AA"}


def test_graphs_of_the_protocol_reach_the_store() -> None:
    store = InMemoryStore()
    site = client(store)
    graphs = [
        ("default-graph-uri", "http://x/a"),
        ("default-graph-uri", "http://x/b"),
        ("named-graph-uri", "http://x/c"),
    ]
    site.get("/sparql", query_string=[("query", SELECT), *graphs])
    site.post("/sparql", data=urlencode([("query", SELECT), *graphs]), content_type="application/x-www-form-urlencoded")
    site.post("/sparql", query_string=graphs, data=SELECT.encode(), content_type=DIRECT)
    assert len(store.asked) == 3
    for question in store.asked:
        assert question.default_graphs == ("http://x/a", "http://x/b")
        assert question.named_graphs == ("http://x/c",)


@pytest.mark.parametrize("iri", ["not an iri", "relative", "http://x/<y>"])
def test_a_graph_must_be_an_absolute_iri(site: FlaskClient, iri: str) -> None:
    answer = site.get("/sparql", query_string={"query": SELECT, "default-graph-uri": iri})
    assert answer.status_code == 400
    assert "default-graph-uri" in answer.get_json()["detail"]


def test_exactly_one_query(site: FlaskClient) -> None:
    twice = [("query", SELECT), ("query", SELECT)]
    assert site.get("/sparql", query_string=twice).status_code == 400
    assert site.post("/sparql", query_string={"query": SELECT}, data={"query": SELECT}).status_code == 400
    direct = site.post("/sparql", query_string={"query": SELECT}, data=SELECT.encode(), content_type=DIRECT)
    assert direct.status_code == 400


@pytest.mark.parametrize("accept", [SPARQL_JSON, "text/csv", "image/png"])
def test_a_program_without_a_query_is_told_so(site: FlaskClient, accept: str) -> None:
    answer = site.get("/sparql", headers={"Accept": accept} if accept else {})
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    assert "query" in answer.get_json()["detail"]


@pytest.mark.parametrize("content_type", ["text/plain", "application/json", "multipart/form-data; boundary=x"])
def test_other_bodies_are_not_taken(site: FlaskClient, content_type: str) -> None:
    assert site.post("/sparql", data=SELECT.encode(), content_type=content_type).status_code == 415


def test_a_body_must_be_utf8(site: FlaskClient) -> None:
    assert site.post("/sparql", data=b"ASK { <\xff> ?p ?o }", content_type=DIRECT).status_code == 400
    assert site.post("/sparql", data=b"ASK { }", content_type=f"{DIRECT}; charset=latin-1").status_code == 415


@pytest.mark.parametrize(
    ("accept", "query", "expected"),
    [
        (None, SELECT, SPARQL_JSON),
        ("*/*", SELECT, SPARQL_JSON),
        (None, "ASK { }", SPARQL_JSON),
        (None, CONSTRUCT, "text/turtle"),
        ("*/*", "DESCRIBE city:tehran", "text/turtle"),
        ("text/csv", SELECT, "text/csv"),
        ("text/csv;q=0.2, application/sparql-results+xml;q=0.9", SELECT, "application/sparql-results+xml"),
        ("text/turtle, text/csv;q=0.1", SELECT, "text/csv"),
        ("application/n-triples;q=0.5, application/ld+json", CONSTRUCT, "application/ld+json"),
        ("application/rdf+xml, text/html;q=0.4", CONSTRUCT, "application/rdf+xml"),
    ],
)
def test_negotiation(site: FlaskClient, accept: str | None, query: str, expected: str) -> None:
    answer = site.get("/sparql", query_string={"query": query}, headers={"Accept": accept} if accept else {})
    assert answer.status_code == 200
    assert answer.mimetype == expected


def test_nothing_acceptable(site: FlaskClient) -> None:
    answer = site.get("/sparql", query_string={"query": SELECT}, headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "text/csv" in answer.get_json()["detail"]


def test_format_overrides_accept(site: FlaskClient) -> None:
    answer = site.get("/sparql", query_string={"query": SELECT, "format": "csv"}, headers={"Accept": BROWSER})
    assert answer.mimetype == "text/csv"
    wrong = site.get("/sparql", query_string={"query": SELECT, "format": "turtle"})
    assert wrong.status_code == 400
    assert "csv" in wrong.get_json()["detail"]


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("turtle", "text/turtle"),
        ("rdf+xml", "application/rdf+xml"),
        ("json-ld", "application/ld+json"),
        ("application/n-triples", "application/n-triples"),
        ("nq", "application/n-quads"),
    ],
)
def test_formats_by_the_names_that_client_libraries_use(site: FlaskClient, name: str, media_type: str) -> None:
    assert site.get("/sparql", query_string={"query": "ASK { }", "format": name}).status_code == 400
    answer = site.get("/sparql", query_string={"query": CONSTRUCT, "format": name})
    assert (answer.status_code, answer.mimetype) == (200, media_type)


def test_service_description(site: FlaskClient) -> None:
    answer = site.get("/sparql", headers={"Accept": "text/turtle"})
    assert answer.mimetype == "text/turtle"
    triples = {(quad.predicate.value, str(quad.object)) for quad in ox.parse(answer.data, format=ox.RdfFormat.TURTLE)}
    sd = "http://www.w3.org/ns/sparql-service-description#"
    assert (sd + "endpoint", "<http://localhost/sparql>") in triples
    assert (sd + "supportedLanguage", f"<{sd}SPARQL11Query>") in triples
    assert (sd + "resultFormat", "<http://www.w3.org/ns/formats/SPARQL_Results_JSON>") in triples
    assert "BasicFederatedQuery" not in answer.text
    for accept in ("application/rdf+xml", "application/n-triples", "application/ld+json"):
        assert site.get("/sparql", headers={"Accept": accept}).mimetype == accept


def test_a_query_may_not_be_longer_than_the_setting() -> None:
    site = client(query_bytes=200)
    at_limit = "ASK { } #" + "x" * 191
    assert site.post("/sparql", data={"query": at_limit}).status_code == 200
    assert site.get("/sparql", query_string={"query": at_limit + "x"}).status_code == 413
    assert site.post("/sparql", data={"query": at_limit + "x"}).status_code == 413
    assert site.post("/sparql", data=(at_limit + "x").encode(), content_type=DIRECT).status_code == 413
    assert site.post("/sparql", data=b"x" * 100_000, content_type=DIRECT).status_code == 413


def test_a_cut_answer_says_so() -> None:
    site = client(result_rows=1)
    cut = site.get("/sparql", query_string={"query": SELECT})
    assert cut.headers["X-Cdkg-Truncated"] == "true"
    assert len(names(cut.data)) == 1
    whole = client(result_rows=2).get("/sparql", query_string={"query": SELECT})
    assert "X-Cdkg-Truncated" not in whole.headers
    graph = site.get("/sparql", query_string={"query": CONSTRUCT})
    assert graph.headers["X-Cdkg-Truncated"] == "true"


def test_a_syntax_error_tells_a_program_the_line(site: FlaskClient) -> None:
    answer = site.get("/sparql", query_string={"query": "SELECT *\nWHERE { ?s ?p }"})
    problem = answer.get_json()
    assert (answer.status_code, problem["status"], problem["line"]) == (400, 400, 2)
    assert problem["type"].endswith("/query-syntax")
    assert problem["column"] > 1


@pytest.mark.parametrize("query", ["INSERT DATA { <http://x/a> <http://x/b> 1 }", "ASK { SERVICE <http://x/> { } }"])
def test_updates_and_calls_to_other_servers_are_forbidden(site: FlaskClient, query: str) -> None:
    assert site.get("/sparql", query_string={"query": query}).status_code == 403


def test_overload_says_when_to_come_back() -> None:
    site = client(InMemoryStore(fault=OverBudgetError("Too slow.", "کند است.")))
    for accept in ("*/*", BROWSER):
        answer = site.get("/sparql", query_string={"query": SELECT}, headers={"Accept": accept})
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) > 0
