"""A server lies in wait, and every door is tried that might lead there: nobody comes."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from cdkg.cli import cdkg
from cdkg.errors import CdkgError, ForeignDataError, QueryForbiddenError
from cdkg.foreign import parse_foreign
from cdkg.settings import Settings
from cdkg.sparql.inspection import inspect
from cdkg.store import Answer, Question
from cdkg.store.evaluation import answer_in_process
from cdkg.validation import validate
from cdkg.web import create_app
from trap import Reply, Trap, trap
from web_site import SPARQL_JSON, client

RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/"'


@pytest.fixture(autouse=True, scope="module")
def no_collection_in_the_traps_threads() -> Iterator[None]:
    """The engine's objects may be dropped in their own thread only."""
    gc.disable()
    yield
    gc.enable()
    gc.collect()


@pytest.fixture(scope="module")
def waiting() -> Iterator[Trap]:
    body = b'{"head": {"vars": ["s"]}, "results": {"bindings": []}}'
    with trap(lambda visit: Reply(200, body, {"Content-Type": SPARQL_JSON})) as server:
        yield server


def test_the_trap_would_be_found(waiting: Trap) -> None:
    list(ox.Store().query(f"SELECT * {{ SERVICE <{waiting.url}> {{ ?s ?p ?o }} }}"))  # type: ignore[arg-type]
    assert waiting.connections == 1
    waiting.connections = 0


SERVICES = [
    "SELECT * {{ SERVICE <{0}/> {{ ?s ?p ?o }} }}",
    "SELECT * {{ service silent <{0}/> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE#\n<{0}/>{{ ?s ?p ?o }} }}",
    "SELECT * {{ S\\u0045RVICE <{0}/> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE <http\\u003A//127.0.0.1:{1}/> {{ ?s ?p ?o }} }}",
    "SELECT * {{ VALUES ?g {{ <{0}/> }} SERVICE ?g {{ ?s ?p ?o }} }}",
    "SELECT * {{ BIND(IRI('{0}/') AS ?g) SERVICE SILENT ?g {{ ?s ?p ?o }} }}",
    "PREFIX t: <{0}/> SELECT * {{ SERVICE t:x {{ ?s ?p ?o }} }}",
    "PREFIX t: <{0}/> SELECT * {{ ?s ?p trueSERVICEt:x{{ ?s ?p ?o }} }}",
    "BASE <{0}/> SELECT * {{ SERVICE <x> {{ ?s ?p ?o }} }}",
    "SELECT * {{ {{ SELECT * {{ SERVICE <{0}/> {{ ?s ?p ?o }} }} }} }}",
    "SELECT * {{ ?s ?p ?o FILTER EXISTS {{ SERVICE <{0}/> {{ ?s ?p ?o }} }} }}",
    "SELECT * {{ ?s ?p ?o FILTER NOT EXISTS {{ GRAPH ?g {{ SERVICE <{0}/> {{ ?s ?p ?o }} }} }} }}",
    "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ OPTIONAL {{ SERVICE <{0}/> {{ ?s ?p ?o }} }} }}",
    "ASK {{ SERVICE <http://0x7f.1:{1}/> {{ ?s ?p ?o }} }}",
    "ASK {{ SERVICE <http://localhost:{1}/> {{ ?s ?p ?o }} }}",
    "ASK {{ SERVICE <http://[::ffff:127.0.0.1]:{1}/> {{ ?s ?p ?o }} }}",
    "LOAD <{0}/>",
    "LOAD SILENT <{0}/> INTO GRAPH <http://g/>",
    "INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{0}/> {{ ?s ?p ?o }} }}",
]


@pytest.mark.parametrize("query", SERVICES)
def test_no_query_asks_another_server(waiting: Trap, query: str) -> None:
    text = query.format(waiting.url, waiting.port)
    site = client()
    for answer in (
        site.get("/sparql", query_string={"query": text}),
        site.post("/sparql", data={"query": text}),
        site.post("/sparql", data={"update": text}),
        site.post("/sparql", data=text.encode(), content_type="application/sparql-query"),
        site.post("/sparql", data=text.encode(), content_type="application/sparql-update"),
        site.post("/update", data={"update": text}),
        site.post("/update", data=text.encode(), content_type="application/sparql-update"),
    ):
        assert 400 <= answer.status_code < 500
    with pytest.raises(QueryForbiddenError):
        answer_in_process(ox.Store(), Question(text, SPARQL_JSON))
    told = CliRunner().invoke(cdkg, ["query", "-"], input=text)
    assert told.exit_code != 0
    assert waiting.connections == 0


@dataclass
class PlainStore:
    """A store that answers in this process, as a worker does."""

    store: ox.Store
    version: str = "1"

    def answer(self, question: Question) -> Answer:
        return answer_in_process(self.store, question)

    def close(self) -> None:
        pass


def site_of(store: ox.Store) -> FlaskClient:
    return create_app(PlainStore(store), Settings()).test_client()


DATASETS = [
    "SELECT * FROM <{0}/a> {{ ?s ?p ?o }}",
    "SELECT * FROM NAMED <{0}/a> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    "SELECT * FROM <{0}/a> FROM NAMED <{0}/b> {{ GRAPH <{0}/b> {{ ?s ?p ?o }} }}",
    "SELECT * {{ GRAPH <{0}/a> {{ ?s ?p ?o }} }}",
    "SELECT * {{ <{0}/a> ?p ?o }}",
    "DESCRIBE <{0}/a>",
]


@pytest.mark.parametrize("query", DATASETS)
def test_a_data_set_names_graphs_of_the_store_and_is_not_fetched(waiting: Trap, query: str) -> None:
    text = query.format(waiting.url)
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("http://s/"), ox.NamedNode("http://p/"), ox.Literal("x"), ox.NamedNode("http://g/")))
    answer = answer_in_process(store, Question(text, SPARQL_JSON))
    assert b"http://s/" not in answer.body
    assert site_of(store).get("/sparql", query_string={"query": text}).status_code == 200
    assert waiting.connections == 0


def test_graphs_of_the_protocol_are_not_fetched(waiting: Trap) -> None:
    site = site_of(ox.Store())
    for name in ("default-graph-uri", "named-graph-uri", "using-graph-uri", "using-named-graph-uri"):
        query = {"query": "SELECT * { ?s ?p ?o }", name: f"{waiting.url}/a"}
        assert site.get("/sparql", query_string=query).status_code in (200, 400)
        assert site.post("/sparql", data=query).status_code in (200, 400)
    graph = (f"{waiting.url}/a",)
    for question in (
        Question("ASK { ?s ?p ?o }", SPARQL_JSON, default_graphs=graph),
        Question("ASK { GRAPH ?g { ?s ?p ?o } }", SPARQL_JSON, named_graphs=graph),
    ):
        assert b"false" in answer_in_process(ox.Store(), question).body
    assert waiting.connections == 0


OWL, SH = "http://www.w3.org/2002/07/owl#", "http://www.w3.org/ns/shacl#"
FILES = {
    "import.ttl": f"<http://x/> a <{OWL}Ontology> ; <{OWL}imports> <{{0}}/o> .",
    "shapes.ttl": f"<http://x/> <{SH}shapesGraph> <{{0}}/s> ; <{SH}jsLibraryURL> '{{0}}/x.js' .",
    "seealso.ttl": "@base <{0}/> . @prefix t: <{0}/> . <x> <http://www.w3.org/2000/01/rdf-schema#seeAlso> t:y .",
    "stylesheet.rdf": '<?xml-stylesheet href="{0}/x.xsl"?><rdf:RDF {1}><e:A rdf:about="{0}/"/></rdf:RDF><!-- {0} -->',
    "schema.rdf": '<rdf:RDF {1} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xml:base="{0}/">'
    '<e:A xmlns:xi="http://www.w3.org/2001/XInclude" rdf:about="x"/></rdf:RDF>',
    "context.jsonld": '{{"@context": {{"e": "{0}/"}}, "@id": "e:x", "e:p": {{"@id": "{0}/y"}}}}',
}
REFUSED = {
    "remote.jsonld": '{{"@context": "{0}/context.jsonld", "a": 1}}',
    "list.jsonld": '{{"@context": [{{"e": "http://e/"}}, "{0}/context.jsonld"], "a": 1}}',
    "import.jsonld": '{{"@context": {{"@version": 1.1, "@import": "{0}/c"}}, "http://e/a": 1}}',
    "scoped.jsonld": '{{"@context": {{"a": {{"@id": "http://e/a", "@context": "{0}/c"}}}}, "a": {{"b": 1}}}}',
    "entity.rdf": '<!DOCTYPE rdf:RDF [<!ENTITY e SYSTEM "{0}/e">]><rdf:RDF {1}><e:A><e:p>&e;</e:p></e:A></rdf:RDF>',
    "parameter.rdf": '<!DOCTYPE rdf:RDF [<!ENTITY % e SYSTEM "{0}/e"> %e;]><rdf:RDF {1}/>',
    "dtd.rdf": '<!DOCTYPE rdf:RDF SYSTEM "{0}/x.dtd"><rdf:RDF {1}/>',
}


def written(folder: Path, files: dict[str, str], server: Trap) -> list[Path]:
    paths = []
    for name, text in files.items():
        path = folder / name
        path.write_text(text.format(server.url, RDF), encoding="utf-8")
        paths.append(path)
    return paths


def test_what_data_name_is_not_fetched(
    waiting: Trap, tmp_path: Path, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CDKG_STORE", str(published))
    paths = written(tmp_path, FILES, waiting)
    told = CliRunner().invoke(cdkg, ["validate", *map(str, paths)])
    # A contribution states facts: the axioms and the shapes that some of the files hold are refused.
    assert told.exit_code == 1, told.output
    assert waiting.connections == 0


@pytest.mark.parametrize("name", REFUSED)
def test_data_that_want_something_fetched_are_refused(waiting: Trap, tmp_path: Path, name: str) -> None:
    (path,) = written(tmp_path, {name: REFUSED[name]}, waiting)
    media_type = "application/ld+json" if path.suffix == ".jsonld" else "application/rdf+xml"
    with pytest.raises(ForeignDataError, match=r"would have to be fetched|declares a document type"):
        parse_foreign(path.read_bytes(), media_type)
    assert waiting.connections == 0


def test_a_refusal_is_told_at_the_terminal(waiting: Trap, published: Path, tmp_path: Path) -> None:
    (path,) = written(tmp_path, {"remote.jsonld": REFUSED["remote.jsonld"]}, waiting)
    told = CliRunner().invoke(cdkg, ["validate", str(path)], env={"CDKG_STORE": str(published)})
    assert told.exit_code != 0
    assert isinstance(told.exception, (CdkgError, SystemExit))
    assert waiting.connections == 0


def test_names_that_only_look_like_a_call_are_no_call(waiting: Trap) -> None:
    text = f"SELECT ?service {{ ?service ?p 'SERVICE <{waiting.url}> {{' . # LOAD <{waiting.url}>\n }}"
    assert inspect(text).calls == ()
    assert client().get("/sparql", query_string={"query": text}).status_code == 200
    assert waiting.connections == 0


def test_validation_imports_nothing(waiting: Trap) -> None:
    store = ox.Store()
    store.load(FILES["import.ttl"].format(waiting.url).encode(), format=ox.RdfFormat.TURTLE)
    assert validate(store).conforms
    assert waiting.connections == 0
