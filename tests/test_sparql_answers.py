"""Answers: their formats, and where they are cut."""

from __future__ import annotations

import json

import pyoxigraph
import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QueryResultsFormat, parse_query_results

from cdkg.store import Answer, Question
from cdkg.store.evaluation import answer_in_process

JSON = "application/sparql-results+json"
TSV = "text/tab-separated-values"


def name(local: str) -> NamedNode:
    return NamedNode(f"https://example.org/{local}")


@pytest.fixture(scope="module")
def small() -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    terms = ["سلام\t\n\r\"'\\", "01", "", "a,b", "},{"]
    literals = [
        *map(Literal, terms),
        Literal("شهر", language="fa"),
        Literal("+1", datatype=name("unit")),
        Literal(True),
    ]
    objects: list[Literal | BlankNode | NamedNode] = [*literals, Literal("1e"), BlankNode(), name("object")]
    for index, term in enumerate(objects):
        store.add(Quad(name(str(index)), name("value"), term))
    return store


ROWS = "SELECT ?s ?o ?none { ?s ?p ?o } ORDER BY ?s"


@pytest.mark.parametrize("media_type", [JSON, "application/sparql-results+xml", "text/csv", TSV])
def test_an_answer_within_its_limit_is_what_the_engine_writes(small: pyoxigraph.Store, media_type: str) -> None:
    whole = answer_in_process(small, Question(ROWS, media_type))
    for limit in (11, 12, 100_000):
        limited = answer_in_process(small, Question(ROWS, media_type, row_limit=limit))
        assert (limited, whole.truncated) == (whole, False)


@pytest.mark.parametrize("media_type", [JSON, "application/sparql-results+xml", TSV])
@pytest.mark.parametrize("limit", [0, 1, 10])
def test_an_answer_over_its_limit_is_cut_after_a_row(small: pyoxigraph.Store, media_type: str, limit: int) -> None:
    answer = answer_in_process(small, Question(ROWS, media_type, row_limit=limit))
    format_ = QueryResultsFormat.from_media_type(media_type)
    assert format_ is not None
    cut = parse_query_results(answer.body, format=format_)
    expected = small.query(ROWS)
    assert isinstance(cut, pyoxigraph.QuerySolutions)
    assert isinstance(expected, pyoxigraph.QuerySolutions)
    assert answer.truncated
    assert [row["s"] for row in cut] == [row["s"] for row in expected][:limit]


def test_rows_without_variables_are_counted_too(small: pyoxigraph.Store) -> None:
    text = "SELECT * { VALUES () { () () () } }"
    assert answer_in_process(small, Question(text, TSV, row_limit=2)) == Answer(b"\n\n\n", TSV, truncated=True)
    assert not answer_in_process(small, Question(text, TSV, row_limit=3)).truncated


def test_triples_are_limited_and_prefixed(small: pyoxigraph.Store) -> None:
    text = "CONSTRUCT { ?s a skos:Concept ; skos:note 'owl:Class' } { ?s ?p ?o }"
    answer = answer_in_process(small, Question(text, "text/turtle", row_limit=4))
    assert answer.truncated
    assert len(list(pyoxigraph.parse(answer.body, format=pyoxigraph.RdfFormat.TURTLE))) == 4
    head = answer.body.split(b"<https://example.org", 1)[0]
    assert b"@prefix skos:" in head
    assert b"@prefix prov:" not in head
    assert not answer_in_process(small, Question(text, "text/turtle", row_limit=22)).truncated


@pytest.mark.parametrize(
    "media_type", ["application/n-triples", "application/ld+json", "application/rdf+xml", "text/n3"]
)
def test_each_graph_format_holds_the_same_triples(small: pyoxigraph.Store, media_type: str) -> None:
    text = "CONSTRUCT { ?s skos:note ?o } { ?s ?p ?o FILTER(!isBlank(?o)) }"
    body = answer_in_process(small, Question(text, media_type, row_limit=100)).body
    format_ = pyoxigraph.RdfFormat.from_media_type(media_type)
    assert format_ is not None
    turtle = answer_in_process(small, Question(text, "text/turtle")).body
    expected = {quad.triple for quad in pyoxigraph.parse(turtle, format=pyoxigraph.RdfFormat.TURTLE)}
    assert {quad.triple for quad in pyoxigraph.parse(body, format=format_)} == expected
    assert len(expected) == 10


def test_ask_is_answered_in_every_result_format(small: pyoxigraph.Store) -> None:
    bodies = {
        media_type: answer_in_process(small, Question("ASK { ?s ?p ?o }", media_type)).body
        for media_type in (JSON, "application/sparql-results+xml", "text/csv", TSV)
    }
    assert json.loads(bodies[JSON])["boolean"] is True
    assert b"<boolean>true</boolean>" in bodies["application/sparql-results+xml"]
    assert bodies["text/csv"] == bodies[TSV] == b"true"


def test_a_format_that_does_not_fit_gives_way_to_the_default(small: pyoxigraph.Store) -> None:
    assert answer_in_process(small, Question("ASK {}", "text/turtle")).media_type == JSON
    assert answer_in_process(small, Question("CONSTRUCT {} {}", JSON)).media_type == "text/turtle"


def test_a_comment_at_the_end_and_escaped_names_are_no_fault(small: pyoxigraph.Store) -> None:
    text = "SELECT (COUNT(?\\u006F) AS ?n) { ?s <https://example.org/value> ?o } # the end"
    answer = json.loads(answer_in_process(small, Question(text, JSON)).body)
    assert answer["results"]["bindings"][0]["n"]["value"] == "11"


@pytest.mark.parametrize("media_type", [JSON, "application/sparql-results+xml", "text/csv", TSV])
@pytest.mark.parametrize("rows", [0, 1, 2, 3, 4])
def test_no_answer_has_a_row_too_many(small: pyoxigraph.Store, media_type: str, rows: int) -> None:
    values = " ".join(f'("row-{number}")' for number in range(rows))
    answer = answer_in_process(small, Question(f"SELECT ?v {{ VALUES (?v) {{ {values} }} }}", media_type, row_limit=3))
    assert answer.truncated == (rows == 4)
    assert answer.body.count(b"row-3") == 0, "the fourth row"
