"""The data set of a query: the graphs that it names, or the request names for it, merged as SPARQL says."""

from __future__ import annotations

from contextlib import suppress

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdkg.errors import QuerySyntaxError
from cdkg.sparql.dataset_clause import DatasetClause, dataset_clause
from cdkg.store import Question
from cdkg.store.datasets import asked_dataset

BASE = "http://base.org/x/"
PREFIXES = {"e": "http://example.org/"}
A, B, C = (f"http://example.org/{name}" for name in "abc")


def clause(text: str) -> DatasetClause:
    return dataset_clause(text, BASE, PREFIXES)


@pytest.mark.parametrize(
    ("text", "default", "named"),
    [
        ("SELECT * { ?s ?p ?o }", (), ()),
        (f"SELECT * FROM <{A}> {{}}", (A,), ()),
        (f"SELECT (COUNT(*) AS ?n)\nfrom <{A}> # FROM <{C}>\nFROM<{B}> WHERE {{}}", (A, B), ()),
        (f"ASK FROM NAMED <{A}> FROM <{B}> FROM named e:c {{}}", (B,), (A, C)),
        (f"DESCRIBE <{C}> FROM <{A}> FROM <{A}>", (A,), ()),
        ("CONSTRUCT { ?s ?p ?o } FROM e:a FROM e:b { ?s ?p ?o }", (A, B), ()),
        ("CONSTRUCT FROM e:a WHERE { ?s ?p ?o }", (A,), ()),
        ("PREFIX e: <http://other.org/> SELECT * FROM e:a FROM NAMED <b> {}", ("http://other.org/a",), (BASE + "b",)),
        (
            "BASE <http://other.org/> PREFIX e: <y#> ASK FROM <a> FROM e:a {}",
            ("http://other.org/a", "http://other.org/y#a"),
            (),
        ),
        ("SELECT ?from { ?from e:from 'FROM <a>' . <FROM> e:FROM e:a }", (), ()),
        ("PREFIX from: <http://from.org/> DESCRIBE from:a FROM from:b", ("http://from.org/b",), ()),
        ("SELECT * FROM unknown:a FROM e:b {}", (), ()),
    ],
)
def test_the_graphs_that_a_query_names_are_found(text: str, default: tuple[str, ...], named: tuple[str, ...]) -> None:
    assert clause(text) == DatasetClause(default, named)


@given(
    st.lists(st.sampled_from(["FROM", "NAMED", "<a>", "e:a", "{", "}", "(", "?x", "ASK", "PREFIX", "BASE", "'", "#"]))
)
def test_any_text_has_a_dataset_clause_or_is_refused(pieces: list[str]) -> None:
    with suppress(QuerySyntaxError):
        clause(" ".join(pieces))


@pytest.fixture
def store() -> ox.Store:
    store = ox.Store()
    trig = """
        @prefix e: <http://example.org/> .
        e:a { e:x e:p _:one . e:x e:p 1 }
        e:b { e:x e:p 1 . e:y e:p 2 }
        e:c { e:z e:p 3 }
    """
    store.load(trig.encode(), format=ox.RdfFormat.TRIG)
    return store


COUNT = "SELECT (COUNT(*) AS ?triples) (COUNT(?g) AS ?named) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"


def counted(store: ox.Store, question: Question) -> tuple[int, int]:
    """How many triples the default graph has, and how many the named graphs."""
    asked = asked_dataset(store, question, question.text)
    found = asked.store.query(
        question.text, prefixes=PREFIXES, default_graph=asked.default_graph, named_graphs=asked.named_graphs
    )
    assert isinstance(found, ox.QuerySolutions)
    row = next(found)
    triples, named = int(row["triples"].value), int(row["named"].value)
    return triples - named, named


@pytest.mark.parametrize(
    ("default", "named", "expected"),
    [
        ((), (), (0, 5)),
        ((A,), (), (2, 0)),
        ((A, B), (), (3, 0)),
        ((A, B), (B, C), (3, 3)),
        ((), (A,), (0, 2)),
        ((A, "http://example.org/none"), (C,), (2, 1)),
    ],
)
def test_graphs_are_merged_whether_request_or_query_names_them(
    store: ox.Store, default: tuple[str, ...], named: tuple[str, ...], expected: tuple[int, int]
) -> None:
    given_by_request = Question(COUNT, "text/csv", default_graphs=default, named_graphs=named)
    assert counted(store, given_by_request) == expected
    froms = "".join(f" FROM <{iri}>" for iri in default) + "".join(f" FROM NAMED <{iri}>" for iri in named)
    assert counted(store, Question(COUNT.replace(" {", f"{froms} {{", 1), "text/csv")) == expected
    other = Question(COUNT.replace(" {", f" FROM <{C}> FROM <{A}> FROM NAMED <{C}> {{", 1), "text/csv", default, named)
    if default or named:
        assert counted(store, other) == expected


def test_one_graph_is_asked_where_it_is(store: ox.Store) -> None:
    assert asked_dataset(store, Question("ASK {}", "", default_graphs=(A, A)), "ASK {}").store is store
    assert asked_dataset(store, Question("ASK {}", "", default_graphs=(A, B)), "ASK {}").store is not store


def test_a_name_that_is_no_iri_is_a_fault(store: ox.Store) -> None:
    with pytest.raises(QuerySyntaxError, match="not an absolute IRI"):
        asked_dataset(store, Question("ASK {}", "", default_graphs=("no iri",)), "ASK {}")
