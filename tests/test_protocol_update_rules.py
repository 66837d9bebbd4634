"""Rules of the update operation that only show in what a whole request does: SPARQL 1.1 Protocol, section 2.2.

How requests are read, and who may send them, is tested in ``test_web_update``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from dataset_site import writable_client

DIRECT = "application/sparql-update"
START = """
PREFIX e: <http://example.org/>
DROP ALL ;
INSERT DATA { e:own e:in "own" GRAPH e:a { e:one e:in "a" } GRAPH e:b { e:two e:in "b" } }
"""
A, B = "http://example.org/a", "http://example.org/b"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    with writable_client(tmp_path_factory.mktemp("updates") / "store") as client:
        yield client


@pytest.fixture
def site(client: FlaskClient) -> FlaskClient:
    assert send(client, START) == 204
    return client


def send(site: FlaskClient, text: str, **graphs: str) -> int:
    parameters = {name.replace("_", "-"): iri for name, iri in graphs.items()}
    return site.post("/update", query_string=parameters, data=text.encode(), content_type=DIRECT).status_code


def found(site: FlaskClient) -> set[str]:
    """All statements of all graphs, each as graph, subject, predicate and object."""
    query = "SELECT ?g ?s ?p ?o { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    rows = json.loads(site.get("/sparql", query_string={"query": query}).data)["results"]["bindings"]
    return {" ".join(row[name]["value"].rpartition("/")[2] for name in "gspo" if name in row) for row in rows}


UNCHANGED = {"own in own", "a one in a", "b two in b"}


def test_a_dataset_of_the_request_leaves_out_every_other_graph(site: FlaskClient) -> None:
    both = "{ { ?s ?p ?from } UNION { GRAPH ?from { ?s ?p ?o } } }"
    clear = "PREFIX e: <http://example.org/> DROP SILENT GRAPH e:copied ; "
    copy = f"{clear} INSERT {{ GRAPH e:copied {{ ?s e:from ?from }} }} WHERE {both}"
    assert send(site, copy, using_graph_uri=A) == 204
    assert found(site) - UNCHANGED == {"copied one from a"}
    assert send(site, copy, using_named_graph_uri=B) == 204
    assert found(site) - UNCHANGED == {"copied two from b"}


def test_it_holds_for_every_operation_with_a_pattern_and_for_no_other(site: FlaskClient) -> None:
    text = (
        "PREFIX e: <http://example.org/> DELETE WHERE { ?s e:in 'own' } ; INSERT DATA { e:new e:in 'new' } ; "
        "DELETE { ?s e:in ?o } INSERT { ?s e:was ?o } WHERE { ?s e:in ?o }"
    )
    assert send(site, text, using_graph_uri=A) == 204
    # What is found in the one graph is deleted from, and written to, the default graph.
    assert found(site) == UNCHANGED | {"new in new", "one was a"}


@pytest.mark.parametrize("graph", ["using_graph_uri", "using_named_graph_uri"])
def test_a_conflict_in_any_operation_stops_the_update_before_it_begins(site: FlaskClient, graph: str) -> None:
    text = f"DROP DEFAULT ; with <{A}> INSERT {{ ?s ?p 'x' }} WHERE {{ ?s ?p ?o }}"
    assert send(site, text, **{graph: B}) == 400
    assert found(site) == UNCHANGED


@pytest.mark.parametrize("failing", ["DROP GRAPH <http://example.org/none>", f"CREATE GRAPH <{A}>"])
def test_of_an_update_that_fails_nothing_is_done_unless_the_failing_is_silent(site: FlaskClient, failing: str) -> None:
    before = "DROP DEFAULT ; INSERT DATA { <http://example.org/x> <http://example.org/in> 1 } ; "
    assert send(site, before + failing) == 400
    assert found(site) == UNCHANGED
    assert send(site, before + failing.replace("GRAPH", "SILENT GRAPH")) == 204
    assert found(site) == UNCHANGED - {"own in own"} | {"x in 1"}


@pytest.mark.parametrize("text", ["", "PREFIX e: <http://example.org/>", "# nothing"])
def test_an_update_without_operations_is_one(client: FlaskClient, text: str) -> None:
    before = found(client)
    assert send(client, text) == 204
    assert found(client) == before
