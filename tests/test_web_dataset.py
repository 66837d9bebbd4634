"""The graph is described as a dataset, with numbers that are counted, and what is off is not offered."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field
from pathlib import Path

import html5rdf  # type: ignore[import-untyped]
import pyoxigraph as ox
import pytest
from werkzeug.test import TestResponse

from cdkg import __version__
from cdkg.isolation.messages import all_busy
from cdkg.settings import Settings
from cdkg.store import Answer, Question
from cdkg.web import create_app
from web_site import BROWSER, InMemoryStore, client

VOID = "http://rdfs.org/ns/void#"
SD = "http://www.w3.org/ns/sparql-service-description#"
PREFIXES = {
    "void": VOID,
    "sd": SD,
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
}
LICENSE = "https://creativecommons.org/licenses/by/4.0/"
DUMP = gzip.compress(b"<http://x/s> <http://x/p> <http://x/o> .\n", mtime=0)


@dataclass
class WithDump(InMemoryStore):
    """A store that has a dump, made as often as `made` tells."""

    folder: Path = Path()
    made: list[Path] = field(default_factory=list)

    def dump(self) -> Path:
        path = self.folder / self.version / "dump.nq.gz"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(DUMP)
        self.made.append(path)
        return path


def parsed(body: bytes, known: ox.RdfFormat = ox.RdfFormat.TURTLE) -> ox.Store:
    store = ox.Store()
    store.load(body, format=known, base_iri="http://localhost/")
    return store


def holds(store: ox.Store, pattern: str) -> bool:
    return bool(store.query(f"ASK {{ {pattern} }}", prefixes=PREFIXES, use_default_graph_as_union=True))


def service_description(store: InMemoryStore | None = None, **settings: str | int) -> ox.Store:
    app = create_app(store or InMemoryStore(), Settings(**settings))  # type: ignore[arg-type]
    return parsed(app.test_client().get("/sparql", headers={"Accept": "text/turtle"}).data)


def test_the_service_offers_what_it_can_do() -> None:
    told = service_description()
    assert holds(
        told, "[] a sd:Service ; sd:endpoint <http://localhost/sparql> ; sd:supportedLanguage sd:SPARQL11Query"
    )
    assert holds(told, "[] sd:feature sd:UnionDefaultGraph")
    for name in ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV", "Turtle"):
        assert holds(told, f"[] sd:resultFormat <http://www.w3.org/ns/formats/{name}>")


def test_the_service_names_its_graphs_with_their_size() -> None:
    told = service_description()
    graph = "<https://w3id.org/cdkg/graph/ontology>"
    assert holds(told, f"[] sd:namedGraph [ sd:name {graph} ; sd:graph [ a sd:Graph ; void:triples 10 ] ]")
    whole = client().get("/sparql", query_string={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"}).get_json()
    number = whole["results"]["bindings"][0]["n"]["value"]
    assert holds(told, f"[] sd:defaultDataset [ a sd:Dataset ; sd:defaultGraph [ void:triples {number} ] ]")


def test_what_is_off_is_not_offered() -> None:
    off = service_description()
    assert not holds(off, "?service sd:supportedLanguage sd:SPARQL11Update")
    assert not holds(off, "?service sd:feature sd:BasicFederatedQuery")


def test_what_is_on_is_offered() -> None:
    on = service_description(write="contributions", token="a long enough token", allow="https://query.example/sparql")
    assert holds(on, "[] sd:endpoint <http://localhost/update> ; sd:supportedLanguage sd:SPARQL11Update")
    assert holds(on, "[] sd:endpoint <http://localhost/sparql> ; sd:feature sd:BasicFederatedQuery")
    freely = service_description(write="any", token="a long enough token")
    assert not holds(freely, "?service sd:feature sd:UnionDefaultGraph")


@pytest.mark.parametrize(
    ("accept", "known"),
    [
        ("text/turtle", ox.RdfFormat.TURTLE),
        ("application/ld+json", ox.RdfFormat.JSON_LD),
        ("application/rdf+xml", ox.RdfFormat.RDF_XML),
        ("application/n-triples", ox.RdfFormat.N_TRIPLES),
    ],
)
def test_the_dataset_is_described_in_every_format(accept: str, known: ox.RdfFormat) -> None:
    answer = client().get("/.well-known/void", headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (200, accept)
    told = parsed(answer.data, known)
    assert holds(
        told,
        f"?set a void:Dataset, dcat:Dataset ; void:sparqlEndpoint <http://localhost/sparql> ; "
        f"dcterms:license <{LICENSE}> ; dcat:version '{__version__}' ; dcterms:identifier 'test-1' ; "
        "void:uriSpace 'https://w3id.org/cdkg/id/' ; dcterms:bibliographicCitation ?citation ; "
        "dcterms:title 'City Diplomacy Knowledge Graph'@en , 'گراف دانش دیپلماسی شهری'@fa",
    )


def test_the_numbers_are_those_of_the_graph() -> None:
    site = client()
    told = parsed(site.get("/.well-known/void").data)

    def count(query: str) -> str:
        found = site.get("/sparql", query_string={"query": query}).get_json()["results"]["bindings"]
        return str(found[0]["n"]["value"])

    triples = count("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    cities = count("SELECT (COUNT(?s) AS ?n) { ?s a cdkg:City }")
    labels = count("SELECT (COUNT(*) AS ?n) { ?s skos:prefLabel ?o }")
    classes = count("SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c }")
    assert holds(told, f"?set a dcat:Dataset ; void:triples {triples} ; void:classes {classes}")
    city = "<https://w3id.org/cdkg/ontology#City>"
    assert holds(told, f"[] void:classPartition [ void:class {city} ; void:entities {cities} ]")
    label = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
    assert holds(told, f"[] void:propertyPartition [ void:property {label} ; void:triples {labels} ]")
    assert holds(told, "[] void:vocabulary <http://www.w3.org/2004/02/skos/core#>")
    assert holds(told, "[] void:exampleResource ?example")
    assert not holds(told, "?set void:dataDump ?dump")


def test_the_numbers_are_asked_for_once() -> None:
    store = InMemoryStore()
    site = client(store)
    site.get("/.well-known/void")
    before = len(store.asked)
    site.get("/.well-known/void", headers={"Accept": "application/n-triples"})
    assert len(store.asked) == before
    store.version = "test-2"
    assert b"test-2" in site.get("/.well-known/void").data
    assert len(store.asked) > before


@dataclass
class Busy(InMemoryStore):
    """A store that has time for three questions, and then for none until the next request."""

    left: int = 3

    def answer(self, question: Question) -> Answer:
        if not self.left:
            raise all_busy()
        self.left -= 1
        return super().answer(question)


def test_what_there_was_no_time_to_count_is_counted_by_the_next_request() -> None:
    store = Busy()
    site = client(store)
    answers: list[TestResponse] = []
    while not answers or (answers[-1].status_code == 503 and len(answers) < 10):
        store.left = 3
        answers.append(site.get("/.well-known/void"))
    assert answers[0].status_code == 503
    assert answers[-1].status_code == 200
    texts = [question.text for question in store.asked]
    assert len(texts) == len(set(texts))
    assert answers[-1].data == client().get("/.well-known/void").data


@pytest.mark.parametrize(("language", "title"), [("en", "The graph as a dataset"), ("fa", "گراف به‌مثابه مجموعه‌داده")])
def test_a_reader_gets_a_page(tmp_path: Path, language: str, title: str) -> None:
    site = create_app(WithDump(folder=tmp_path), Settings()).test_client()
    answer = site.get("/.well-known/void", headers={"Accept": BROWSER, "Accept-Language": language})
    html5rdf.HTMLParser(strict=True).parse(answer.text)
    assert f"<h1>{title}</h1>" in answer.text
    assert LICENSE in answer.text
    assert 'href="/dump.nq.gz"' in answer.text
    assert "https://w3id.org/cdkg/graph/ontology" in answer.text


def test_the_dump_is_a_file_that_tells_its_version_and_licence(tmp_path: Path) -> None:
    site = create_app(WithDump(folder=tmp_path), Settings()).test_client()
    answer = site.get("/dump.nq.gz", headers={"Accept": "*/*", "Accept-Encoding": "gzip"}, buffered=True)
    assert answer.status_code == 200
    assert answer.data == DUMP
    assert answer.mimetype == "application/gzip"
    assert "Content-Encoding" not in answer.headers
    assert answer.headers["Content-Disposition"] == f"attachment; filename=cdkg-{__version__}-test-1.nq.gz"
    assert f'<{LICENSE}>; rel="license"' in answer.headers["Link"]
    assert answer.headers["X-Cdkg-Version"] == f"{__version__} (test-1)"
    assert "Vary" not in answer.headers
    told = parsed(site.get("/.well-known/void").data)
    assert holds(told, "?set void:dataDump <http://localhost/dump.nq.gz>")
    head = site.head("/dump.nq.gz", buffered=True)
    assert (head.status_code, head.data, head.headers["Content-Length"]) == (200, b"", str(len(DUMP)))


def test_the_dump_of_a_store_that_is_named_from_here_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    answer = create_app(WithDump(), Settings()).test_client().get("/dump.nq.gz", buffered=True)
    assert answer.status_code == 200


def test_the_dump_is_not_sent_again_to_who_has_it(tmp_path: Path) -> None:
    store = WithDump(folder=tmp_path)
    site = create_app(store, Settings()).test_client()
    tag = site.get("/dump.nq.gz", buffered=True).headers["ETag"]
    same = site.get("/dump.nq.gz", headers={"If-None-Match": tag}, buffered=True)
    assert (same.status_code, same.data, same.headers["ETag"]) == (304, b"", tag)
    part = site.get("/dump.nq.gz", headers={"Range": "bytes=2-5"}, buffered=True)
    assert (part.status_code, part.data) == (206, DUMP[2:6])
    store.version = "test-2"
    assert site.get("/dump.nq.gz", headers={"If-None-Match": tag}, buffered=True).status_code == 200


def test_who_asks_while_the_dump_is_written_is_told_to_come_back(tmp_path: Path) -> None:
    class Asking(WithDump):
        def dump(self) -> Path:
            nested.append(site.get("/dump.nq.gz", buffered=True).status_code)
            return super().dump()

    nested: list[int] = []
    site = create_app(Asking(folder=tmp_path), Settings()).test_client()
    assert site.get("/dump.nq.gz", buffered=True).status_code == 200
    assert nested == [503]


def test_a_store_that_has_no_dump_says_so() -> None:
    assert client().get("/dump.nq.gz").status_code == 404


def test_a_server_is_alive_while_its_store_is_not_ready() -> None:
    from cdkg.errors import StoreError

    store = InMemoryStore(fault=StoreError("Gone.", "نیست."))
    site = client(store)
    assert site.get("/health").status_code == 503
    for path in ("/health/live", "/health?live"):
        before = len(store.asked)
        answer = site.get(path)
        assert (answer.status_code, answer.get_json()) == (200, {"status": "alive"})
        assert len(store.asked) == before
    store.fault = None
    assert site.get("/health").get_json() == {"status": "ok", "version": "test-1"}
