"""Publishing a graph, and asking the published one."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

from cdkg.errors import OverBudgetError, QueryForbiddenError, QuerySyntaxError, StoreError
from cdkg.settings import Settings
from cdkg.store import Answer, Question
from cdkg.store.embedded import EmbeddedStore
from cdkg.store.evaluation import answer_in_process
from cdkg.store.generations import current, publish
from processes import wait_until

JSON = "application/sparql-results+json"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def name(local: str) -> NamedNode:
    return NamedNode(f"https://example.org/{local}")


def quads(number: int, graphs: str = "ab") -> Iterator[Quad]:
    for index in range(number):
        for graph in graphs:
            yield Quad(name(str(index)), name("number"), Literal(index), name(graph))


def count_in(answer: Answer) -> int:
    return int(json.loads(answer.body)["results"]["bindings"][0]["n"]["value"])


def count(store: EmbeddedStore, text: str = COUNT) -> int:
    return count_in(store.answer(Question(text, JSON)))


def files(folder: Path) -> set[str]:
    return {path.name for path in (folder / "generations").iterdir()}


def test_a_triple_of_several_graphs_stands_in_the_default_graph_once(tmp_path: Path) -> None:
    extra = [Quad(BlankNode("x"), name("number"), Literal(1)), Quad(name("0"), name("number"), Literal(0))]
    generation = publish(tmp_path, [*quads(3), *quads(2, "b"), *extra], {"fingerprint": "f", "version": "1"})
    store = pyoxigraph.Store.read_only(str(generation.data))
    assert generation.triples == 4
    assert count_in(answer_in_process(store, Question(COUNT, JSON))) == 4
    named = answer_in_process(store, Question("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", JSON))
    assert count_in(named) == 6
    assert set(store.named_graphs()) == {name("a"), name("b")}
    assert len(list(store.quads_for_pattern(None, None, None, DefaultGraph()))) == 4


def test_the_published_generation_is_found_with_its_manifest(tmp_path: Path) -> None:
    assert current(tmp_path) is None
    assert current(tmp_path / "nowhere") is None
    published = publish(tmp_path, quads(3), {"fingerprint": "ف", "version": "1"})
    assert current(tmp_path) == published
    assert published.manifest == {"fingerprint": "ف", "version": "1"}


def test_a_failed_publication_leaves_the_old_graph_and_no_files(tmp_path: Path) -> None:
    def breaking() -> Iterator[Quad]:
        yield from quads(5)
        raise KeyError("broken source")

    published = publish(tmp_path, quads(3), {})
    with pytest.raises(KeyError, match="broken source"):
        publish(tmp_path, breaking(), {})
    assert current(tmp_path) == published
    assert files(tmp_path) == {published.id}
    assert publish(tmp_path, quads(4), {}).triples == 4


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="file"):
        publish(tmp_path / "file", quads(1), {})


def test_only_the_generation_before_is_kept(tmp_path: Path) -> None:
    (tmp_path / "generations" / "000001-left-by-a-crash").mkdir(parents=True)
    ids = [publish(tmp_path, quads(1), {}).id for _ in range(3)]
    assert len(set(ids)) == 3
    assert ids == sorted(ids)
    assert files(tmp_path) == set(ids[1:])


def test_a_second_builder_is_refused_while_one_is_at_work(tmp_path: Path) -> None:
    def publishing_again() -> Iterator[Quad]:
        yield from quads(1)
        with pytest.raises(StoreError, match="Another build is running"):
            publish(tmp_path, quads(9), {})

    assert publish(tmp_path, publishing_again(), {}).triples == 1


def test_a_damaged_store_says_so(tmp_path: Path) -> None:
    published = publish(tmp_path, quads(1), {})
    (published.path / "manifest.json").write_text("{}")
    with pytest.raises(StoreError, match="damaged"):
        current(tmp_path)


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedStore]:
    folder = tmp_path_factory.mktemp("store")
    publish(folder, quads(1_500), {})
    store = EmbeddedStore(folder, Settings(query_seconds=1, query_workers=1, worker_memory_mib=256))
    yield store
    store.close()


def test_a_missing_store_tells_what_to_run(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path, Settings())
    for failing in (lambda: store.version, lambda: store.answer(Question("ASK {}", JSON))):
        with pytest.raises(StoreError, match="cdkg build"):
            failing()
    store.close()


def test_a_newly_published_graph_is_seen_by_the_next_question(tmp_path: Path) -> None:
    first = publish(tmp_path, quads(2), {})
    store = EmbeddedStore(tmp_path, Settings(query_workers=1))
    assert (store.version, count(store)) == (first.id, 2)
    for number in (3, 4, 5):
        published = publish(tmp_path, quads(number), {})
        assert (store.version, count(store)) == (published.id, number)
    store.close()


def test_a_question_that_is_overtaken_by_many_writes_is_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What each look at the folder finds while others write: two generations that are gone by the time they are asked.
    gone = [publish(tmp_path, quads(number), {}).id for number in (2, 3)]
    last = [publish(tmp_path, quads(number), {}).id for number in (4, 5)][-1]
    seen = iter([gone[0], gone[1], gone[1], last, last])
    monkeypatch.setattr("cdkg.store.embedded.published_id", lambda _: next(seen))
    store = EmbeddedStore(tmp_path, Settings(query_workers=1, memory_triples=0))
    assert count(store) == 5
    store.close()


def test_the_dataset_can_be_chosen(embedded: EmbeddedStore) -> None:
    graph = name("a").value
    assert count(embedded) == 1_500
    assert count(embedded, f"SELECT (COUNT(*) AS ?n) FROM <{graph}> {{ ?s ?p ?o }}") == 1_500
    everywhere = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert count_in(embedded.answer(Question(everywhere, JSON))) == 3_000
    assert count_in(embedded.answer(Question(everywhere, JSON, named_graphs=(graph,)))) == 1_500
    assert count_in(embedded.answer(Question(COUNT, JSON, default_graphs=(name("none").value,)))) == 0
    with pytest.raises(QuerySyntaxError, match="absolute IRI"):
        embedded.answer(Question(COUNT, JSON, default_graphs=("not an iri",)))


GRAPH_A, NO_GRAPH = name("a").value, name("none").value


@pytest.fixture(scope="module")
def in_memory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedStore]:
    folder = tmp_path_factory.mktemp("in-memory")
    publish(folder, quads(1_500), {})
    store = EmbeddedStore(folder, Settings(query_workers=1))
    assert wait_until(lambda: store.is_in_memory, 30)
    yield store
    store.close()


@pytest.mark.parametrize(
    ("rest", "number"),
    [
        ("{ ?s ?p ?o }", 1_500),
        ("{ GRAPH ?g { ?s ?p ?o } }", 3_000),
        (f"{{graph<{GRAPH_A}>{{?s ?p ?o}}}}", 1_500),
        (r"{ GR\u0041PH ?g { ?s ?p ?o } }", 3_000),
        (f"FROM <{NO_GRAPH}> {{ ?s ?p ?o }}", 0),
        (f"from named<{GRAPH_A}>{{ GRAPH ?g {{ ?s ?p ?o }} }}", 1_500),
        (f"{{ ?s ?p ?o FILTER EXISTS {{ GRAPH <{GRAPH_A}> {{ ?s ?p ?o }} }} }}", 1_500),
        (f"{{ ?s ?p ?o FILTER EXISTS {{ GRAPH <{NO_GRAPH}> {{ ?s ?p ?o }} }} }}", 0),
        ("{ { SELECT * { GRAPH ?g { ?s ?p ?o } } } }", 3_000),
    ],
)
def test_a_graph_in_memory_has_all_its_graphs(in_memory: EmbeddedStore, rest: str, number: int) -> None:
    assert count(in_memory, f"SELECT (COUNT(*) AS ?n) {rest}") == number


def test_a_graph_in_memory_has_the_dataset_that_is_chosen(in_memory: EmbeddedStore) -> None:
    assert count_in(in_memory.answer(Question(COUNT, JSON, default_graphs=(NO_GRAPH,)))) == 0
    everywhere = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert count_in(in_memory.answer(Question(everywhere, JSON, named_graphs=(GRAPH_A,)))) == 1_500
    described = in_memory.answer(Question(f"DESCRIBE <{name('7').value}>", "application/n-triples")).body
    assert described.decode() == f"{name('7')} {name('number')} {Literal(7)} .\n"


def test_a_query_over_its_time_is_stopped_and_the_next_one_works(embedded: EmbeddedStore) -> None:
    with pytest.raises(OverBudgetError, match="longer than 1 seconds"):
        count(embedded, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    assert count(embedded) == 1_500


def test_a_query_over_its_memory_is_stopped_and_the_next_one_works(embedded: EmbeddedStore) -> None:
    with pytest.raises(OverBudgetError):
        count(embedded, "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?a ?d ?c ?f")
    assert count(embedded) == 1_500


def test_what_may_not_be_asked_starts_no_worker(tmp_path: Path) -> None:
    publish(tmp_path, quads(1), {})
    store = EmbeddedStore(tmp_path, Settings())
    before = multiprocessing.active_children()
    with pytest.raises(QueryForbiddenError):
        store.answer(Question("ASK { SERVICE <http://127.0.0.1:9/> {} }", JSON))
    assert multiprocessing.active_children() == before
    store.close()


def test_faults_and_unknown_functions_come_back_from_the_worker(embedded: EmbeddedStore) -> None:
    with pytest.raises(QuerySyntaxError) as raised:
        embedded.answer(Question("SELECT * {\n ?s cdgk:about ?o }", JSON))
    assert (raised.value.line, raised.value.suggestion) == (2, "cdkg:about")
    with pytest.raises(QuerySyntaxError, match="not supported"):
        embedded.answer(Question("SELECT (<http://a/f>(1) AS ?x) {}", JSON))


def test_a_cut_answer_does_not_evaluate_the_rest(embedded: EmbeddedStore) -> None:
    endless = Question("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "text/csv", row_limit=5)
    answer = embedded.answer(endless)
    assert answer.truncated
    assert answer.body.count(b"\r\n") == 6


def test_an_answer_of_a_large_size_arrives_whole(embedded: EmbeddedStore) -> None:
    text = "SELECT * { ?a ?b ?c } VALUES ?b { UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF }"
    assert len(json.loads(embedded.answer(Question(text, JSON)).body)["results"]["bindings"]) == 12_000


@pytest.mark.parametrize(
    ("default", "named", "pattern", "count"),
    [
        ((), ("http://x/g",), "?s ?p ?o", "0"),
        (("http://x/g",), (), "GRAPH ?g { ?s ?p ?o }", "0"),
        (("http://x/g",), (), "?s ?p ?o", "1"),
        ((), ("http://x/g",), "GRAPH ?g { ?s ?p ?o }", "1"),
        ((), (), "?s ?p ?o", "2"),
    ],
)
def test_graphs_that_are_given_are_the_whole_dataset(
    default: tuple[str, ...], named: tuple[str, ...], pattern: str, count: str
) -> None:
    # SPARQL 1.1 Protocol, section 2.1.4.
    store = pyoxigraph.Store()
    text = "@prefix x: <http://x/> . x:a x:p 1 , 2 . GRAPH x:g { x:a x:p 1 }"
    store.load(text, format=pyoxigraph.RdfFormat.TRIG)
    question = Question(f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}", "text/csv", default, named)
    assert answer_in_process(store, question).body.split() == [b"n", count.encode()]
