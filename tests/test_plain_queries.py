"""Plain queries: answered without the framework as with it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdkg.errors import OverBudgetError
from cdkg.settings import Settings
from cdkg.web import create_app, plain_queries
from cdkg.web.plain_queries import PlainAnswer, PlainQueries
from web_site import BROWSER, InMemoryStore

LABELS = "SELECT ?label { <https://w3id.org/cdkg/id/city/tehran> skos:prefLabel ?label } ORDER BY ?label"
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
XML = "application/sparql-results+xml"

PLAIN: list[dict[str, Any]] = [
    {"query_string": {"query": LABELS}},
    {"query_string": {"query": LABELS}, "headers": {"Accept": "*/*"}},
    {"query_string": {"query": LABELS}, "headers": {"Accept": f"{XML};q=0.5, text/csv"}},
    {"query_string": {"query": LABELS}, "method": "HEAD"},
    {"query_string": {"query": "ASK { ?s ?p 'تهران' }"}},
    {"query_string": {"query": "CONSTRUCT WHERE { ?s skos:prefLabel ?o }"}},
    {"query_string": {"query": "DESCRIBE city:tehran"}, "headers": {"Accept": "application/n-triples"}},
    {"method": "POST", "data": {"query": LABELS}},
    {"method": "POST", "data": LABELS, "content_type": DIRECT, "headers": {"Accept": "text/csv"}},
    {"method": "POST", "data": "\ufeff" + LABELS, "content_type": DIRECT},
    {"query_string": {"query": "SELECT * { ?s ?p ?o }"}},
    {"query_string": {"query": "SELECT * {"}},
    {"query_string": {"query": "SELECT * {"}, "headers": {"Accept-Language": "fa"}},
]

OTHER: list[dict[str, Any]] = [
    {},
    {"query_string": {"query": ""}},
    {"query_string": {"query": LABELS}, "headers": {"Accept": BROWSER}},
    {"query_string": {"query": LABELS}, "headers": {"Accept": "image/png"}},
    {"query_string": {"query": LABELS, "format": "csv"}},
    {"query_string": {"query": LABELS, "lang": "fa"}},
    {"query_string": {"query": LABELS, "default-graph-uri": "http://example.org/none"}},
    {"query_string": "query=ASK%7B%7D&query=ASK%7B%7D"},
    {"query_string": "query=%FF"},
    {"query_string": "query=ASK%7B%7D%zz"},
    {"query_string": {"query": "ASK { SERVICE <http://example.org/> {} }"}},
    {"query_string": {"query": "INSERT DATA {}"}},
    {"query_string": {"query": "SELECT (NOW() AS ?n) {}"}},
    {"query_string": {"query": "SELECT * { ?s cdkg:partty ?o }"}},
    {"method": "POST", "data": LABELS, "content_type": "text/plain"},
    {"method": "POST", "data": b"\xff", "content_type": DIRECT},
    {"method": "POST", "data": LABELS, "content_type": f"{DIRECT}; charset=latin-1"},
    {"method": "POST", "data": {"update": "INSERT DATA {}"}},
]


def ask(request: dict[str, Any], store: InMemoryStore | None = None) -> tuple[str, list[tuple[str, str]], bytes]:
    site = create_app(store or InMemoryStore(), Settings(result_rows=5)).test_client()
    response = site.open("/sparql", **request)
    headers = sorted(pair for pair in response.headers if pair[0] != "X-Request-Id")
    return response.status.upper(), headers, response.data


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[PlainAnswer | None]:
    """What the short way answered."""
    answers: list[PlainAnswer | None] = []
    answer = PlainQueries.answer

    def spy(self: PlainQueries, environ: dict[str, Any]) -> PlainAnswer | None:
        answers.append(answer(self, environ))
        return answers[-1]

    monkeypatch.setattr(PlainQueries, "answer", spy)
    return answers


def the_long_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PlainQueries, "answer", lambda *_: None)


@pytest.mark.parametrize("request_", PLAIN, ids=str)
def test_both_ways_give_the_same_answer(
    request_: dict[str, Any], taken: list[PlainAnswer | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    short = ask(request_)
    assert [answer is not None for answer in taken] == [True]
    the_long_way(monkeypatch)
    assert ask(request_) == short


@pytest.mark.parametrize("request_", OTHER, ids=str)
def test_what_is_out_of_the_ordinary_goes_the_long_way(
    request_: dict[str, Any], taken: list[PlainAnswer | None]
) -> None:
    ask(request_)
    assert all(answer is None for answer in taken)


def test_a_failure_of_the_store_is_told_in_the_same_way(
    taken: list[PlainAnswer | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def store() -> InMemoryStore:
        return InMemoryStore(fault=OverBudgetError("too much", "بیش از اندازه"))

    request = {"query_string": {"query": LABELS}, "headers": {"Accept-Language": "fa"}}
    short = ask(request, store())
    assert short[0].startswith("503")
    assert "بیش از اندازه" in short[2].decode()
    assert len(taken) == 1
    assert taken[0] is not None, "the query was not asked a second time"
    the_long_way(monkeypatch)
    assert ask(request, store()) == short


@given(st.text(), st.sampled_from(["", "%", "%4", "%zz", "=", "+", "=20", "=\n", "%ff"]))
def test_percent_encoding_is_undone_as_others_do_it(text: str, more: str) -> None:
    encoded = quote(text.encode("utf-8", "surrogatepass").decode("utf-8", "replace"), safe="=_ \t") + more
    try:
        expected = None if more in ("%", "%4", "%zz") else unquote_to_bytes(encoded.replace("+", " ")).decode()
    except ValueError:
        expected = None
    environ = {"PATH_INFO": "/sparql", "REQUEST_METHOD": "GET", "QUERY_STRING": "query=" + encoded}
    assert plain_queries.query_text(environ) == expected
