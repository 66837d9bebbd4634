"""What is refused before the engine sees it, and what must not be."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdkg.errors import CdkgError, QueryForbiddenError, QuerySyntaxError
from cdkg.sparql import inspection
from cdkg.sparql.formats import Form
from cdkg.sparql.inspection import MAX_NESTING, MAX_STEPS, inspect


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * { ?s ?p ?o }", Form.SELECT),
        ("# SELECT\nask{}", Form.ASK),
        ("BASE <http://a/> PREFIX select: <http://b/>\nCONSTRUCT WHERE { ?s ?p ?o }", Form.CONSTRUCT),
        ("PREFIX insert: <http://b/> DESCRIBE insert:data", Form.DESCRIBE),
        ("VERSION '1.2' SELECT*{}", Form.SELECT),
        ("SELECTDISTINCT?s{?s ?p ?o}", Form.SELECT),
        ("S\\u0045LECT * {}", Form.SELECT),
        ("SELEKT * {}", None),
        ("{ }", None),
    ],
)
def test_the_form_of_a_query_is_found(text: str, form: Form | None) -> None:
    assert inspect(text).form == form


@pytest.mark.parametrize("text", ["", "  \n", "# SELECT * {}\n"])
def test_an_empty_query_is_a_fault_at_its_beginning(text: str) -> None:
    with pytest.raises(QuerySyntaxError) as raised:
        inspect(text)
    assert (raised.value.line, raised.value.column) == (1, 1)


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "PREFIX x: <a:> delete where { ?s ?p ?o }",
        "DROP ALL",
        "LOAD <http://a/>",
        "with <a:b> delete {} where {}",
        "\\u0044ROP ALL",
    ],
)
def test_an_update_is_refused(text: str) -> None:
    with pytest.raises(QueryForbiddenError, match="only reads"):
        inspect(text)


def test_an_update_word_elsewhere_is_not_an_update() -> None:
    assert inspect("SELECT ?drop { ?drop <http://a/insert> 'DELETE' . ?s ?load ?add }").form == Form.SELECT


@given(st.text())
def test_any_text_is_inspected_or_refused(text: str) -> None:
    with suppress(CdkgError):
        inspect(text)


@given(st.text("<>'\"\\u0041.:a-?#(){}[]@_% \n", max_size=60))
def test_any_mixture_of_delimiters_is_inspected_or_refused(text: str) -> None:
    with suppress(QueryForbiddenError, QuerySyntaxError):
        inspected = inspect(text)
        assert inspect(inspected.text) == inspected


@pytest.mark.parametrize(
    ("text", "decoded"),
    [
        ("ASK { ?\\u0073 a\\u003Ab 1 }", "ASK { ?s a:b 1 }"),
        ("ASK { ?s ?p 'a\\u0022\\u0027\\u005C\\u000Ab\\U0001F600' }", "ASK { ?s ?p 'a\\\"\\'\\\\\\nb😀' }"),
        ("ASK { ?s ?p '\\\\u0041' }", "ASK { ?s ?p '\\\\u0041' }"),
        ("ASK { <http://a/\\u0633> ?p ?o }", "ASK { <http://a/س> ?p ?o }"),
    ],
)
def test_escapes_are_decoded_and_keep_their_meaning(text: str, decoded: str) -> None:
    assert inspect(text).text == decoded


@pytest.mark.parametrize(
    "text",
    [
        "ASK { ?s a  <\\u003Eb> }",
        "ASK { ?s ?p '\\uD800' }",
        "ASK { ?s ?p \\u0022a\\u0022 }",
        "ASK { ?s ?p '\\u' }",
        "ASK { ?s ?p '\\U0000004' }",
    ],
)
def test_an_escape_for_what_is_not_legal_there_is_a_fault(text: str) -> None:
    with pytest.raises(QuerySyntaxError) as raised:
        inspect(text)
    assert raised.value.line == 1
    assert raised.value.column in (13, 14)


def test_a_string_without_end_is_a_fault_where_it_begins() -> None:
    with pytest.raises(QuerySyntaxError) as raised:
        inspect("SELECT * {\n ?s ?p 'سلام . \n}")
    assert (raised.value.line, raised.value.column) == (2, 8)


@pytest.mark.parametrize(
    "text",
    [
        "ASK { FILTER(" + "(" * 5_000 + "1" + ")" * 5_000 + ") }",
        "ASK" + "{" * 5_000 + "}" * 5_000,
        "ASK { ?s ?p " + "[ ?p " * 200 + "1" + "]" * 200 + " }",
        "ASK {" + "UNION".join(["{ ?s ?p ?o }"] * 20_000) + "}",
        "ASK { ?s " + "/".join(["<a:b>"] * 50_000) + " ?o }",
        "ASK { FILTER(" + "||".join(["?a"] * 20_000) + ") }",
        "SELECT " + "(1 AS ?x)" * 5_000 + " {}",
    ],
    ids=["parentheses", "groups", "blank nodes", "unions", "path", "or", "select"],
)
def test_a_query_that_would_end_the_engine_is_refused(text: str) -> None:
    with pytest.raises(QueryForbiddenError, match="at most"):
        inspect(text)


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("SELECT * { <http://a/graph/from> ?p 'describe' }", False),
        ("ASK { ?s ?p ?o }", False),
        ("SELECT * { graph ?g { ?s ?p ?o } }", True),
        (r"SELECT * { GR\u0041PH ?g { ?s ?p ?o } }", True),
        ("SELECT*FROM<http://a>{ ?s ?p ?o }", True),
        ("DESCRIBE <http://a>", True),
    ],
)
def test_a_query_that_may_read_other_graphs_is_known(text: str, *, may: bool) -> None:
    assert inspect(text).may_name_graphs is may
    assert inspect(text).may_name_graphs is may  # as it is remembered, too


def test_size_is_counted() -> None:
    inspection = inspect("SELECT * { ?s (a:b/a:c)* ?o FILTER(?o > -1 || ((?o = '(((') )) VALUES ?o { -1 -2 } }")
    assert (inspection.nesting, inspection.steps) == (4, 6)
    assert inspect("ASK" + "{" * MAX_NESTING + "}" * MAX_NESTING).nesting == MAX_NESTING
    assert inspect("ASK { ?s " + "|".join(["a:b"] * (MAX_STEPS + 1)) + " ?o }").steps == MAX_STEPS
    inspect("ASK { VALUES ?x {" + "-1 " * 20_000 + "} }")


@pytest.mark.parametrize(
    "piece", ["a.", ".", "<a", "service:", "_:a.", "a:%41", "\\", '"""', "service ?x ", "'\\", "%4"]
)
def test_inspection_of_a_hostile_text_takes_linear_time(piece: str) -> None:
    # At a quadratic cost one of these texts takes minutes.
    with suppress(QueryForbiddenError, QuerySyntaxError):
        inspect("a" + piece * (200_000 // len(piece)))


def test_only_so_many_outlines_are_remembered_whoever_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspection, "_outlines", {})
    monkeypatch.setattr(inspection, "_MOST_OUTLINES", 5)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(inspect, (f"SELECT ?v{number % 40} {{}}" for number in range(800))))
    assert [one.text for one in found] == [f"SELECT ?v{number % 40} {{}}" for number in range(800)]
    assert len(inspection._outlines) == 5
    assert inspection.inspected_before("SELECT ?unheard {}") is None


def test_two_who_look_over_the_same_at_the_same_moment_push_out_one_outline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspection, "_outlines", {})
    monkeypatch.setattr(inspection, "_MOST_OUTLINES", 5)
    for number in range(5):
        inspect(f"SELECT ?v{number} {{}}")
    both, looked_over = Barrier(2, timeout=60), inspection._inspected_outline

    def wait_for_the_other(text: str) -> inspection.Inspection | None:
        both.wait()
        return looked_over(text)

    monkeypatch.setattr(inspection, "_inspected_outline", wait_for_the_other)
    with ThreadPoolExecutor(2) as threads:
        assert len(list(threads.map(inspect, ["SELECT ?sixth {}"] * 2))) == 2
    assert len(inspection._outlines) == 5
