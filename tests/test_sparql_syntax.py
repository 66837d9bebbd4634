"""What an author is told about a query that does not parse."""

from __future__ import annotations

import pyoxigraph
import pytest

from cdkg.errors import QuerySyntaxError
from cdkg.store import Question
from cdkg.store.evaluation import answer_in_process


def fault_of(text: str) -> QuerySyntaxError:
    with pytest.raises(QuerySyntaxError) as raised:
        answer_in_process(pyoxigraph.Store(), Question(text, "application/sparql-results+json"))
    return raised.value


@pytest.mark.parametrize(
    ("text", "line", "column", "quoted"),
    [
        ("SELECT * WHERE {\n  ?s ?p ?o .\n  FILTRE(?o > 1)\n}", 3, 3, "FILTRE(?o > 1)"),
        ("SELEKT * { ?s ?p ?o }", 1, 1, "SELEKT"),
        ("# شهرها\nSELECT * { ?شهر ?p «تهران» }", 2, 20, "«تهران» }"),
        ("ASK {\r\n ?s ?p ?o ?q }", 2, 11, "?q }"),
        ("SELECT * { ?s ?p ?o } LIMIT many", 1, 29, "many"),
        ("ASK { FILTER(?a == ?b) }", 1, 18, "= ?b) }"),
        ("SELECT ?x WHERE ?x ?p ?o", 1, 17, "?x ?p ?o"),
        ("PREFIX ex: <http://a/>\nASK { ?s ex:b ?o ; ; ; 5 }", 2, 24, "5 }"),
    ],
)
def test_the_place_is_where_the_author_would_look(text: str, line: int, column: int, quoted: str) -> None:
    fault = fault_of(text)
    assert (fault.line, fault.column) == (line, column)
    assert quoted in fault.message.en
    assert quoted in fault.message.fa
    assert "\\u{" not in str(fault)


@pytest.mark.parametrize(("word", "meant"), [("FILTRE(?o)", "FILTER"), ("OPTONAL { ?a ?b ?c }", "OPTIONAL")])
def test_a_misspelt_keyword_is_guessed(word: str, meant: str) -> None:
    assert fault_of(f"SELECT * {{ ?s ?p ?o . {word} }}").suggestion == meant


def test_an_undeclared_prefix_is_named_with_the_nearest_known_one() -> None:
    fault = fault_of("SELECT * {\n  ?tie a cdgk:CityTie ; cdkg:party city:tehran }")
    assert (fault.line, fault.column) == (2, 10)
    assert fault.suggestion == "cdkg:CityTie"
    assert "cdgk:" in fault.message.fa


def test_an_unknown_prefix_is_shown_how_to_be_declared() -> None:
    fault = fault_of("PREFIX ex: <http://a/> ASK { ex:a ex:b 'no:such' . ?s zzqq:p ex:c }")
    assert (fault.line, fault.column) == (1, 55)
    assert fault.suggestion == "PREFIX zzqq: <https://…>"


def test_the_prefixes_of_the_project_need_no_declaration_and_can_be_declared_anew() -> None:
    store = pyoxigraph.Store()
    asked = Question("PREFIX city: <http://a/> CONSTRUCT { city:x a skos:Concept } {}", "application/n-triples")
    assert answer_in_process(store, asked).body.startswith(b"<http://a/x> ")


@pytest.mark.parametrize(
    ("text", "line", "column", "closing"),
    [
        ("SELECT * {\n  ?s ?p ?o\n", 2, 11, "}"),
        ("ASK { FILTER (?o > 3 }", 1, 22, ")"),
        ("ASK { ?s ?p [ ?q 1 }", 1, 20, "]"),
    ],
)
def test_a_bracket_that_is_not_closed_is_shown(text: str, line: int, column: int, closing: str) -> None:
    fault = fault_of(text)
    assert (fault.line, fault.column, fault.suggestion) == (line, column, closing)


def test_a_bracket_too_many_is_shown() -> None:
    fault = fault_of("ASK {\n ?s ?p ?o } }")
    assert (fault.line, fault.column) == (2, 13)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("SELECT ?x (COUNT(?y) AS ?n) { ?x ?p ?y }", "GROUP BY"),
        ("SELECT * { ?s ?p ?o } GROUP BY ?s", "GROUP BY"),
        ("SELECT (?x AS ?x) { ?x ?y ?z }", "AS"),
        ("SELECT * { <http://[> ?p ?o }", "malformed"),
        ("SELECT", "complete"),
        ("SELECT (<http://a/f>(1) AS ?x) {}", "http://a/f"),
        ("ASK { ?s ?p _:a . OPTIONAL { ?s ?p _:a } }", "?s ?p _:a } }"),
    ],
)
def test_faults_of_meaning_are_explained(text: str, told: str) -> None:
    assert told in str(fault_of(text))
