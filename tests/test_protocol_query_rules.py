"""The rules of the query operation, one by one: SPARQL 1.1 Protocol, section 2.1, with the formats of results."""

from __future__ import annotations

import csv
import io
import json
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from dataset_site import dataset_client
from web_site import SPARQL_JSON

DIRECT = "application/sparql-query"
FORM = "application/x-www-form-urlencoded"
SPARQL_XML = "application/sparql-results+xml"

DATA = """
@prefix e: <http://example.org/> .
e:own e:in "own" .
e:a { e:one e:in "a" . e:shared e:in "both" }
e:b { e:two e:in "b" . e:shared e:in "both" }
e:c { e:three e:in "c" }
"""
A, B, C = (f"http://example.org/{name}" for name in "abc")
WHERE_FROM = "SELECT ?g ?o { { ?s <http://example.org/in> ?o } UNION { GRAPH ?g { ?s <http://example.org/in> ?o } } }"
Dataset = dict[str, list[str]]


@pytest.fixture(scope="module")
def site() -> FlaskClient:
    return dataset_client(DATA)


def seen(answer: object) -> Dataset:
    """What a query found in the default graph, and in each named graph by the last letter of its name."""
    found: Dataset = {}
    for row in json.loads(answer.data)["results"]["bindings"]:  # type: ignore[attr-defined]
        found.setdefault(row["g"]["value"][-1] if "g" in row else "default", []).append(row["o"]["value"])
    return {name: sorted(values) for name, values in found.items()}


# The data set (2.1.4)


def test_without_graphs_the_dataset_is_the_services_own(site: FlaskClient) -> None:
    found = seen(site.get("/sparql", query_string={"query": WHERE_FROM}))
    assert found == {"default": ["own"], "a": ["a", "both"], "b": ["b", "both"], "c": ["c"]}


@pytest.mark.parametrize(
    ("graphs", "expected"),
    [
        ([("default-graph-uri", A)], {"default": ["a", "both"]}),
        ([("named-graph-uri", B)], {"b": ["b", "both"]}),
        ([("named-graph-uri", B), ("named-graph-uri", C)], {"b": ["b", "both"], "c": ["c"]}),
        ([("default-graph-uri", C), ("named-graph-uri", A)], {"default": ["c"], "a": ["a", "both"]}),
        ([("default-graph-uri", "http://example.org/no-such-graph")], {}),
        ([("named-graph-uri", "http://example.org/no-such-graph")], {}),
    ],
)
@pytest.mark.parametrize("method", ["get", "form", "direct"])
def test_graphs_that_the_request_names_are_the_whole_dataset(
    site: FlaskClient, method: str, graphs: list[tuple[str, str]], expected: Dataset
) -> None:
    if method == "get":
        answer = site.get("/sparql", query_string=[("query", WHERE_FROM), *graphs])
    elif method == "form":
        answer = site.post("/sparql", data=urlencode([("query", WHERE_FROM), *graphs]), content_type=FORM)
    else:
        answer = site.post("/sparql", query_string=graphs, data=WHERE_FROM.encode(), content_type=DIRECT)
    assert seen(answer) == expected


def test_the_request_overrides_the_querys_own_dataset(site: FlaskClient) -> None:
    query = WHERE_FROM.replace("{", f"FROM <{C}> FROM NAMED <{B}> {{", 1)
    assert seen(site.get("/sparql", query_string={"query": query})) == {"default": ["c"], "b": ["b", "both"]}
    graphs = {"default-graph-uri": A}
    assert seen(site.get("/sparql", query_string={"query": query} | graphs)) == {"default": ["a", "both"]}
    graphs = {"named-graph-uri": A}
    assert seen(site.get("/sparql", query_string={"query": query} | graphs)) == {"a": ["a", "both"]}


# Requests (2.1.1 to 2.1.3)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_a_query_is_sent_by_get_or_post_only(site: FlaskClient, method: str) -> None:
    answer = site.open("/sparql", method=method, query_string={"query": "ASK {}"})
    assert answer.status_code == 405
    assert {"GET", "HEAD", "POST"} <= set(answer.headers["Allow"].split(", "))


@pytest.mark.parametrize("content_type", [None, "", "application/sparql-update", "text/plain"])
def test_a_body_says_that_it_is_a_query(site: FlaskClient, content_type: str | None) -> None:
    assert site.post("/sparql", data=b"ASK {}", content_type=content_type).status_code == 415


@pytest.mark.parametrize(
    "content_type",
    ["Application/SPARQL-Query", "application/sparql-query ; Charset=UTF-8", f'{DIRECT};charset="utf-8"'],
)
def test_a_media_type_is_read_as_http_writes_it(site: FlaskClient, content_type: str) -> None:
    assert site.post("/sparql", data=b"ASK {}", content_type=content_type).status_code == 200


def test_another_charset_than_utf_8_is_refused(site: FlaskClient) -> None:
    body = "ASK {}".encode("utf-16")
    assert site.post("/sparql", data=body, content_type=f"{DIRECT}; charset=UTF-16").status_code == 415
    assert site.post("/sparql", data=body, content_type=DIRECT).status_code == 400


def test_a_byte_order_mark_is_no_part_of_a_query(site: FlaskClient) -> None:
    answer = site.post("/sparql", data="\ufeffASK {}".encode(), content_type=DIRECT)
    assert answer.get_json()["boolean"] is True


def test_a_plus_sign_in_a_form_is_a_space(site: FlaskClient) -> None:
    assert site.get("/sparql?query=ASK+%7B+%7D").get_json()["boolean"] is True
    assert site.post("/sparql", data="query=ASK+%7B%7D", content_type=FORM).get_json()["boolean"] is True


@pytest.mark.parametrize("parameters", [{"query": ""}, {"query": " \n"}, {"QUERY": "ASK {}"}, {"update": "CLEAR ALL"}])
def test_a_request_without_a_query_is_malformed(site: FlaskClient, parameters: dict[str, str]) -> None:
    for accept in ("*/*", "text/turtle"):
        assert site.get("/sparql", query_string=parameters, headers={"Accept": accept}).status_code == 400
        assert site.post("/sparql", data=parameters, headers={"Accept": accept}).status_code == 400


def test_parameters_of_no_meaning_are_ignored(site: FlaskClient) -> None:
    answer = site.get("/sparql", query_string={"query": "ASK {}", "timeout": "5", "should-sponge": ""})
    assert answer.get_json()["boolean"] is True


@pytest.mark.parametrize(
    "update", ["INSERT DATA { <http://a/> <http://a/> 1 }", "CLEAR ALL", "PREFIX a: <b:> DROP ALL"]
)
def test_an_update_is_no_query(site: FlaskClient, update: str) -> None:
    assert site.get("/sparql", query_string={"query": update}).status_code == 403
    assert site.post("/sparql", data=update.encode(), content_type=DIRECT).status_code == 403
    assert site.post("/sparql", data={"update": update}).status_code == 400
    assert site.get("/sparql", query_string={"query": "ASK { ?s ?p 'own' }"}).get_json()["boolean"] is True


# Answers (2.1.5 to 2.1.7)


@pytest.mark.parametrize("query", ["ASK {", "SELECT * { ?s ?p }", "ASK { ?s no-such-prefix:p ?o }", "nonsense"])
@pytest.mark.parametrize("accept", ["*/*", SPARQL_XML, "text/csv"])
def test_a_malformed_query_is_answered_by_400_and_no_result(site: FlaskClient, query: str, accept: str) -> None:
    answer = site.get("/sparql", query_string={"query": query}, headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")


@pytest.mark.parametrize("accept", ["text/turtle", "text/csv", "image/png"])
def test_a_text_of_no_form_is_malformed_whatever_the_client_accepts(site: FlaskClient, accept: str) -> None:
    answer = site.get("/sparql", query_string={"query": "CONSTRUKT {} {}"}, headers={"Accept": accept})
    assert answer.status_code == 400


ODD_VALUES = """
SELECT ?n ?v {
  VALUES (?n ?v) {
    (1 UNDEF) (2 "") (3 "a\\tb\\nc\\r\\"d\\"") (4 "سلام"@fa) (5 "نیم‌فاصله 😀") (6 "x"@en-GB) (7 "1"^^<http://example.org/type>)
    (8 <http://example.org/%D8%AA/ت?a=b&c='#d>) (9 3.5) (10 1e0) (11 true) (12 "2020-01-01"^^xsd:date) (13 " , ; ")
  }
} ORDER BY ?n
"""


@pytest.mark.parametrize("media_type", [SPARQL_JSON, SPARQL_XML, "text/tab-separated-values"])
def test_every_format_of_results_says_the_same(site: FlaskClient, media_type: str) -> None:
    answer = site.post("/sparql", data=ODD_VALUES.encode(), content_type=DIRECT, headers={"Accept": media_type})
    assert answer.mimetype == media_type
    found = ox.parse_query_results(answer.data, format=ox.QueryResultsFormat.from_media_type(media_type))
    assert isinstance(found, ox.QuerySolutions)
    assert [variable.value for variable in found.variables] == ["n", "v"]
    values = [row["v"] for row in found]
    assert values == [
        None,
        ox.Literal(""),
        ox.Literal('a\tb\nc\r"d"'),
        ox.Literal("سلام", language="fa"),
        ox.Literal("نیم‌فاصله 😀"),
        ox.Literal("x", language="en-gb"),
        ox.Literal("1", datatype=ox.NamedNode("http://example.org/type")),
        ox.NamedNode("http://example.org/%D8%AA/ت?a=b&c='#d"),
        ox.Literal("3.5", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")),
        ox.Literal("1", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#double")),
        ox.Literal(True),
        ox.Literal("2020-01-01", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date")),
        ox.Literal(" , ; "),
    ]


def test_csv_is_written_as_rfc_4180_says(site: FlaskClient) -> None:
    answer = site.post("/sparql", data=ODD_VALUES.encode(), content_type=DIRECT, headers={"Accept": "text/csv"})
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.data.startswith(b"n,v\r\n1,\r\n")
    rows = list(csv.reader(io.StringIO(answer.data.decode(), newline="")))
    assert rows[3:6] == [["3", 'a\tb\nc\r"d"'], ["4", "سلام"], ["5", "نیم‌فاصله 😀"]]
    assert [len(row) for row in rows] == [2] * 14


@pytest.mark.parametrize("rows", [0, 1, 3])
def test_rows_without_a_value_are_counted_in_every_format(site: FlaskClient, rows: int) -> None:
    none, unbound = "VALUES () { " + "() " * rows + "}", "VALUES ?x { " + "UNDEF " * rows + "}"
    for query in (f"SELECT * {{ {none} }}", f"SELECT ?x {{ {unbound} }}"):
        for media_type in (SPARQL_JSON, SPARQL_XML, "text/tab-separated-values"):
            answer = site.get("/sparql", query_string={"query": query}, headers={"Accept": media_type})
            found = ox.parse_query_results(answer.data, format=ox.QueryResultsFormat.from_media_type(media_type))
            assert isinstance(found, ox.QuerySolutions)
            assert len(list(found)) == rows


@pytest.mark.parametrize(("query", "truth"), [("ASK { ?s ?p 'own' }", True), ("ASK { ?s ?p 'other' }", False)])
def test_a_boolean_is_given_in_xml_and_json(site: FlaskClient, query: str, truth: bool) -> None:
    answer = site.get("/sparql", query_string={"query": query}, headers={"Accept": SPARQL_JSON})
    assert answer.get_json() == {"head": {}, "boolean": truth}
    answer = site.get("/sparql", query_string={"query": query}, headers={"Accept": SPARQL_XML})
    assert bool(ox.parse_query_results(answer.data, format=ox.QueryResultsFormat.XML)) is truth


GRAPHS = ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json", "application/n-quads")


@pytest.mark.parametrize("media_type", GRAPHS)
@pytest.mark.parametrize(
    "form", [f"CONSTRUCT {{ ?s ?p ?o }} FROM <{A}> {{ ?s ?p ?o }}", f"DESCRIBE * FROM <{A}> {{ ?s ?p ?o }}"]
)
def test_a_graph_is_given_in_every_format_of_rdf(site: FlaskClient, form: str, media_type: str) -> None:
    answer = site.get("/sparql", query_string={"query": form}, headers={"Accept": media_type})
    assert answer.mimetype == media_type
    found = {str(quad.triple) for quad in ox.parse(answer.data, format=ox.RdfFormat.from_media_type(media_type))}
    one = '<http://example.org/one> <http://example.org/in> "a"'
    assert found == {one, '<http://example.org/shared> <http://example.org/in> "both"'}


def test_an_empty_graph_is_a_graph(site: FlaskClient) -> None:
    for media_type in GRAPHS:
        query = "CONSTRUCT WHERE { <http://example.org/none> ?p ?o }"
        answer = site.get("/sparql", query_string={"query": query}, headers={"Accept": media_type})
        assert (answer.status_code, answer.mimetype) == (200, media_type)
        assert list(ox.parse(answer.data, format=ox.RdfFormat.from_media_type(media_type))) == []


# Negotiation (RFC 9110, section 12.5.1)


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (["image/png", "text/csv"], "text/csv"),
        (["text/*;q=0.9, text/csv;q=0.1, application/*;q=0.5"], "text/tab-separated-values"),
        (["*/*, application/sparql-results+json;q=0"], SPARQL_XML),
        (["*/*;q=0.1, application/sparql-results+xml;q=0.2"], SPARQL_XML),
        (["text/csv ; q=0.5 , text/tab-separated-values;q=0.4"], "text/csv"),
        (["text/csv;q=0.001"], "text/csv"),
        (["Text/CSV"], "text/csv"),
    ],
)
def test_the_format_is_the_one_that_the_client_likes_best(site: FlaskClient, accept: list[str], expected: str) -> None:
    headers = [("Accept", value) for value in accept]
    answer = site.get("/sparql", query_string={"query": "SELECT * {}"}, headers=headers)
    assert (answer.status_code, answer.mimetype) == (200, expected)


@pytest.mark.parametrize("accept", ["*/*;q=0", "text/csv;q=0.000", "text/turtle", "application/sparql-results+thrift"])
def test_who_accepts_no_format_of_the_form_is_told_the_formats(site: FlaskClient, accept: str) -> None:
    answer = site.get("/sparql", query_string={"query": "SELECT * {}"}, headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (406, "application/problem+json")
    assert SPARQL_JSON in answer.get_json()["detail"]


def test_caches_are_told_that_the_answer_was_negotiated(site: FlaskClient) -> None:
    answer = site.get("/sparql", query_string={"query": "SELECT * {}"}, headers={"Accept": "text/csv"})
    assert "Accept" in answer.headers["Vary"].split(", ")
