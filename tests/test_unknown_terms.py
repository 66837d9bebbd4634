"""Who misspells a term of the ontology is told so, and nobody else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdkg.errors import CdkgError, OverBudgetError
from cdkg.namespaces import ONTOLOGY, VOCABULARY
from cdkg.sparql.unknown_terms import UnknownTerm, unknown_terms
from cdkg.store import Answer, Question
from web_site import BROWSER, SPARQL_JSON, InMemoryStore, client

TERMS = {ONTOLOGY + "City", ONTOLOGY + "CityTie", ONTOLOGY + "party", VOCABULARY + "sister-city"}


def found(text: str) -> list[UnknownTerm]:
    return unknown_terms(text, lambda: TERMS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT * { ?s a cdkg:Citty }", UnknownTerm(ONTOLOGY + "Citty", "cdkg:Citty", 1, 17, "cdkg:City")),
        ("SELECT * {\n ?s cdkg:PARTY ?o }", UnknownTerm(ONTOLOGY + "PARTY", "cdkg:PARTY", 2, 5, "cdkg:party")),
        (
            "ASK { ?s ?p voc:sister-citys }",
            UnknownTerm(VOCABULARY + "sister-citys", "voc:sister-citys", 1, 13, "voc:sister-city"),
        ),
        ("ASK { ?s ?p cdkg:zzzzzzzz }", UnknownTerm(ONTOLOGY + "zzzzzzzz", "cdkg:zzzzzzzz", 1, 13, None)),
        (f"ASK {{ ?s a <{ONTOLOGY}Citi> }}", UnknownTerm(ONTOLOGY + "Citi", f"<{ONTOLOGY}Citi>", 1, 12, "cdkg:City")),
    ],
)
def test_a_misspelt_term_is_found_with_its_place_and_the_right_one(text: str, expected: UnknownTerm) -> None:
    assert found(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s a cdkg:City ; cdkg:party ?o }",
        "SELECT * { ?s ?p 'cdkg:Citty' } # cdkg:Citty",
        "PREFIX cdkg: <http://other.example/> SELECT * { ?s a cdkg:Citty }",
        "SELECT * { ?s a city:tehran, <https://w3id.org/cdkg/id/city/tehran> }",
        "SELECT ?cdkg { ?cdkg a cdkg: }",
        "SELECT * { ?s a ex:cdkg, mycdkg:Citty }",
    ],
)
def test_what_is_no_term_of_ours_or_is_one_is_let_be(text: str) -> None:
    assert found(text) == []


def test_each_is_told_once() -> None:
    assert [term.name for term in found("ASK { ?s a cdkg:B ; cdkg:A 1 . ?t a cdkg:B }")] == ["cdkg:B", "cdkg:A"]


@given(st.text(st.sampled_from("cdkgvo:<>#/'\"\\ \n{}.?aé-")).map(lambda text: f"cdkg:x {text}"))
def test_any_text_is_looked_through(text: str) -> None:
    try:
        terms = found(text)
    except CdkgError:
        return  # which the inspection before would have refused
    assert all(term.name in text for term in terms)


def test_a_program_is_warned_in_a_header() -> None:
    site = client()
    answer = site.get("/sparql", query_string={"query": "ASK { ?s a cdkg:CityTye }"}, headers={"Accept": SPARQL_JSON})
    assert answer.status_code == 200
    assert answer.headers["X-Cdkg-Warning"] == "unknown term cdkg:CityTye (line 1), did you mean cdkg:CityTie?"
    fine = site.get("/sparql", query_string={"query": "ASK { ?s a cdkg:CityTie }"}, headers={"Accept": SPARQL_JSON})
    assert "X-Cdkg-Warning" not in fine.headers


def test_a_warning_cannot_break_out_of_its_header() -> None:
    name = "cdkg:\u062a\u00e9"
    answer = client().get("/sparql", query_string={"query": f"ASK {{ ?s a cdkg:Citty , {name} }}"})
    assert answer.headers["X-Cdkg-Warning"].isascii()


def test_a_reader_is_warned_on_the_page() -> None:
    asks = {"query": "SELECT * { ?s a cdkg:CityTye }"}
    for language, text in (("en", "Did you mean cdkg:CityTie?"), ("fa", "آیا منظورتان cdkg:CityTie است؟")):
        page = client().get("/sparql", query_string=asks, headers={"Accept": BROWSER, "Accept-Language": language})
        assert text in page.text


def test_the_terms_are_asked_for_once_for_each_version() -> None:
    store = InMemoryStore()
    site = client(store)
    for number in range(3):
        site.get("/sparql", query_string={"query": f"ASK {{ ?s a cdkg:CityTie{number} }}"})
    # Three queries, the terms of the ontology, and for each query whether its wrong term is in use.
    assert len(store.asked) == 7
    for number in range(3):
        site.get("/sparql", query_string={"query": f"ASK {{ ?s a cdkg:CityTie }} # {number}"})
    assert len(store.asked) == 10


class StoreInAHurry(InMemoryStore):
    """A store that has no time for whatever has to read the whole graph."""

    def answer(self, question: Question) -> Answer:
        if "EXISTS" in question.text:
            raise OverBudgetError("too slow", "کند")
        return super().answer(question)


def test_a_warning_that_takes_too_long_to_look_up_does_not_cost_the_answer() -> None:
    answer = client(StoreInAHurry()).get("/sparql", query_string={"query": "ASK { ?s a cdkg:CityTye }"})
    assert answer.status_code == 200
    assert "did you mean cdkg:CityTie?" in answer.headers["X-Cdkg-Warning"]
