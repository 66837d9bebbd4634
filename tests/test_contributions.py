"""The gate: only contributions may be changed, all that follows is derived anew, and the result conforms."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from cdkg.build import contributions_in
from cdkg.contributions.gate import Contribution, NonConformingError
from cdkg.contributions.names import is_contribution
from cdkg.errors import QueryForbiddenError, WriteForbiddenError
from cdkg.namespaces import CONTRIBUTIONS, GRAPH, PREFIXES
from cdkg.store.changes import Change, Writer, Written
from cdkg.store.generations import current_id, publish
from cdkg.store.graph_changes import DeleteGraph, Document, PutGraph, Update
from test_modelling_guide import contribution
from web_site import BROWSER
from writable_site import BEARER, asks, counts, writable_site

GUIDE = CONTRIBUTIONS + "guide"
# The file of the modelling guide without what needs the guide's own terms of the ontology.
TURTLE = contribution(without="working-language")
FAULTY = TURTLE.replace("cdkg:claimedKind voc:sister-city ;", "cdkg:claimedKind voc:no-such-kind ;")


def put(turtle: str) -> PutGraph:
    return PutGraph(GUIDE, (Document(turtle.encode(), "text/turtle", GUIDE),))


@pytest.fixture(scope="module")
def plain(graph: ox.Store) -> frozenset[ox.Quad]:
    return frozenset(graph)


@pytest.fixture
def store(plain: frozenset[ox.Quad]) -> ox.Store:
    copy = ox.Store()
    copy.bulk_extend(plain)
    return copy


@pytest.fixture
def small() -> ox.Store:
    """A store with a little in each of several graphs; nothing that is refused goes on to be derived from."""
    store = ox.Store()
    names = ("gazetteer", "links", "readings", "inferred", "contribution/old")
    label = ox.NamedNode(PREFIXES["skos"] + "prefLabel")
    for name in names:
        tehran = ox.NamedNode(PREFIXES["city"] + "tehran")
        store.add(ox.Quad(tehran, label, ox.Literal(name), ox.NamedNode(GRAPH + name)))
        store.add(ox.Quad(tehran, label, ox.Literal(name)))
    return store


def test_a_contribution_counts_as_any_claim_and_leaves_no_trace_when_it_is_deleted(
    store: ox.Store, plain: frozenset[ox.Quad]
) -> None:
    changed = Contribution(put(TURTLE)).apply(store)
    stated = len(list(store.quads_for_pattern(None, None, None, ox.NamedNode(GUIDE))))
    assert (changed.added, changed.removed, changed.graphs, changed.created) == (stated, 0, (GUIDE,), True)
    follows = """ASK {
      GRAPH <https://w3id.org/cdkg/graph/resolved> { city:kashan cdkg:sisterCity city:kyoto }
      city:kyoto cdkg:sisterCity city:kashan
    }"""
    assert store.query(follows, prefixes=PREFIXES)
    union = {ox.Triple(q.subject, q.predicate, q.object) for q in store if q.graph_name != ox.DefaultGraph()}
    assert union == {q.triple for q in store.quads_for_pattern(None, None, None, ox.DefaultGraph())}
    Contribution(DeleteGraph(GUIDE)).apply(store)
    assert set(store) == plain
    assert ox.NamedNode(GUIDE) not in set(store.named_graphs())


def test_what_does_not_conform_is_reported_and_changes_nothing(store: ox.Store, plain: frozenset[ox.Quad]) -> None:
    with pytest.raises(NonConformingError) as raised:
        Contribution(put(FAULTY)).apply(store)
    report = raised.value.report
    assert not report.conforms
    assert {(result.focus_node.rpartition("/")[2], result.path) for result in report.results} >= {
        ("table-1-row-1", "https://w3id.org/cdkg/ontology#claimedKind")
    }
    assert set(store) == plain


@pytest.mark.parametrize(
    "text",
    [
        "CLEAR ALL",
        "DROP ALL",
        "DROP DEFAULT",
        "CLEAR NAMED",
        "INSERT DATA { city:tehran skos:altLabel 'x'@en }",
        "INSERT DATA { GRAPH <https://w3id.org/cdkg/graph/gazetteer> { city:tehran skos:altLabel 'x'@en } }",
        "INSERT DATA { GRAPH <https://w3id.org/cdkg/graph/contribution/> { city:tehran skos:altLabel 'x'@en } }",
        "INSERT DATA { GRAPH <https://w3id.org/cdkg/graph/contribution/a/b> { city:tehran skos:altLabel 'x'@en } }",
        "CREATE GRAPH <https://example.org/g>",
        "DELETE WHERE { GRAPH ?g { city:tehran ?p ?o } }",
        "DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } FILTER (STRENDS(STR(?g), 'inferred')) }",
        "MOVE <https://w3id.org/cdkg/graph/readings> TO <https://w3id.org/cdkg/graph/contribution/x>",
        f"INSERT DATA {{ GRAPH <{GUIDE}> {{ <x:a> <x:b> 1 }} }} ; DROP GRAPH <https://w3id.org/cdkg/graph/links>",
        f"INSERT DATA {{ GRAPH <{GUIDE}> {{ <x:a> <x:b> 1 }} }} ; PREFIX : <{GRAPH}> DROP GRAPH :links",
        # The engine reads keywords without a gap, too.
        f"PREFIX e: <{GRAPH}> COPYe:readings TO e:links",
        f"PREFIX e: <{GRAPH}> COPY e:readings TOe:links",
        f"PREFIX e: <{GRAPH}> MOVEe:readings TO <{GUIDE}>",
        f"PREFIX e: <{GRAPH}> ADD DEFAULT TOe:links",
        f"PREFIX e: <{GRAPH}> WITHe:g INSERT {{ <x:a> <x:b> 1 }} WHERE {{}}",
        f"PREFIX e: <{GRAPH}> INSERT DATA {{ GRAPHe:g {{ <x:a> <x:b> 1 }} }}",
        f"PREFIX e: <{GRAPH}> INSERT {{ GRAPHe:g {{ ?s ?p 1 }} }} WHERE {{ GRAPHe:links {{ ?s ?p ?o }} }}",
        f"PREFIX e: <{GRAPH}> CLEAR GRAPHe:readings",
        f"PREFIX e: <{GRAPH}> CREATE GRAPHe:g",
    ],
)
def test_an_update_that_touches_anything_else_is_forbidden(small: ox.Store, text: str) -> None:
    # What it did until then is done to a copy, which is thrown away: see test_what_is_no_contribution_is_forbidden.
    with pytest.raises(WriteForbiddenError):
        Contribution(Update(text, "https://example.org/")).apply(small)


@pytest.mark.parametrize(
    "text",
    [
        "CLEAR ALL;LOAD:x",
        "CLEAR ALL;LOADe:x",
        "LOADe:x INTO GRAPH e:links",
        f"INSERT DATA {{ GRAPH <{GUIDE}> {{ <x:a> <x:b> 1 }} }} ; PREFIX f: <http://127.0.0.1:9/> LOADf:x",
        "LOADSILENTe:x",
    ],
)
def test_an_update_that_loads_is_forbidden_however_it_is_written(small: ox.Store, text: str) -> None:
    before = set(small)
    prefixes = "PREFIX : <http://127.0.0.1:9/> PREFIX e: <http://127.0.0.1:9/> "
    with pytest.raises(QueryForbiddenError, match="LOAD"):
        Contribution(Update(prefixes + text, "https://example.org/")).apply(small)
    assert set(small) == before


@pytest.mark.parametrize(
    "text",
    [
        "LOAD SILENT <http://127.0.0.1:9/>",
        f"LOAD SILENT <http://127.0.0.1:9/> INTO GRAPH <{GUIDE}>",
        "DELETE WHERE { city:tehran skos:prefLabel 'no such label' }",
        "INSERT { city:tehran ?p ?o } WHERE { city:tehran ?p ?o }",  # all of it stands in the default graph
        "",
    ],
)
def test_an_update_that_would_change_nothing_is_no_change(small: ox.Store, text: str) -> None:
    before = set(small)
    assert not Contribution(Update(text, "https://example.org/")).apply(small).is_change
    assert set(small) == before


@pytest.mark.parametrize(
    ("iri", "is_one"),
    [
        (GUIDE, True),
        (CONTRIBUTIONS, False),
        (f"{GUIDE}/part", False),
        (f"{GUIDE}#part", False),
        ("https://w3id.org/cdkg/graph/contributions", False),
        (f"{GUIDE}\n", False),
    ],
)
def test_the_names_of_contributions(iri: str, is_one: bool) -> None:
    assert is_contribution(iri) is is_one


# Over HTTP, in the mode that lets nothing else in.


@pytest.fixture(scope="module")
def folder(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("contributions") / "store"
    shutil.copytree(published, folder)
    return folder


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[FlaskClient]:
    with writable_site(folder, "contributions") as client:
        yield client


def test_a_contribution_is_put_read_kept_by_a_build_and_deleted(client: FlaskClient, folder: Path) -> None:
    before = counts(client, "?s ?p ?o")
    address = f"/data?graph={GUIDE}"
    assert client.put(address, data=TURTLE, headers=BEARER, content_type="text/turtle").status_code == 201
    assert asks(client, "ASK { GRAPH ?g { city:kyoto cdkg:sisterCity city:kashan } }")
    assert counts(client, "?s ?p ?o") > before
    stated = len(client.get(address, headers={"Accept": "application/n-triples"}).text.splitlines())
    made_from, contributed = contributions_in(folder)
    assert (made_from, len(contributed)) == (current_id(folder), stated)
    assert client.delete(address, headers=BEARER).get_json()["removed"] == stated
    assert counts(client, "?s ?p ?o") == before


def test_posting_to_the_store_makes_a_contribution(client: FlaskClient) -> None:
    made = client.post("/data", data=TURTLE, headers=BEARER, content_type="text/turtle")
    assert made.status_code == 201
    place = made.headers["Location"]
    assert place.startswith("http://localhost/data?graph=https%3A%2F%2Fw3id.org%2Fcdkg%2Fgraph%2Fcontribution%2F")
    assert client.get(place).status_code == 200


def test_what_does_not_conform_is_answered_with_the_report(
    client: FlaskClient, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = current_id(folder)
    raised: list[NonConformingError] = []
    check = Writer.write

    def once(writer: Writer, change: Change, who: str) -> Written:
        # What is found is the same each time.
        if raised:
            raise raised[0]
        try:
            return check(writer, change, who)
        except NonConformingError as error:
            raised.append(error)
            raise

    monkeypatch.setattr(Writer, "write", once)

    def sent(**headers: str) -> tuple[int, str | None, str]:
        answer = client.put(
            f"/data?graph={GUIDE}", data=FAULTY, headers={**BEARER, **headers}, content_type="text/turtle"
        )
        return answer.status_code, answer.mimetype, answer.text

    status, media_type, text = sent()
    assert (status, media_type) == (422, "application/json")
    report = json.loads(text)
    assert report["conforms"] is False
    assert report["results"][0].keys() >= {"severity", "message", "focusNode", "path", "value", "shape", "place"}
    status, media_type, text = sent(Accept="text/turtle")
    assert (status, media_type) == (422, "text/turtle")
    assert len(list(ox.parse(text, format=ox.RdfFormat.TURTLE))) > 5
    assert sent(Accept=BROWSER)[:2] == (422, "text/html")
    assert current_id(folder) == before
    assert json.loads((folder / "writes.jsonl").read_text("utf-8").splitlines()[-1])["result"] == "NonConformingError"


def test_what_is_no_contribution_is_forbidden(client: FlaskClient, folder: Path) -> None:
    before = current_id(folder)
    for address in ("/data?default", "/data/x", "/data?graph=https://w3id.org/cdkg/graph/gazetteer"):
        for method in ("PUT", "POST", "DELETE"):
            answer = client.open(
                address, method=method, data="<x:a> <x:b> 1 .", headers=BEARER, content_type="text/turtle"
            )
            assert answer.status_code == 403
    answer = client.post("/update", data={"update": "DROP ALL"}, headers=BEARER)
    assert (answer.status_code, "contribution" in answer.get_json()["detail"]) == (403, True)
    assert current_id(folder) == before


def test_contributions_are_found_in_what_is_published(tmp_path: Path) -> None:
    assert contributions_in(tmp_path) == (None, [])
    quads = [ox.Quad(ox.NamedNode("x:a"), ox.NamedNode("x:b"), ox.Literal(1), ox.NamedNode(g)) for g in (GUIDE, "x:g")]
    generation = publish(tmp_path, quads, {})
    assert contributions_in(tmp_path) == (generation.id, quads[:1])


def test_a_change_tells_the_log_what_it_is() -> None:
    change: Change = Contribution(DeleteGraph(GUIDE))
    assert change.described() == {"operation": "DeleteGraph", "graph": GUIDE}
