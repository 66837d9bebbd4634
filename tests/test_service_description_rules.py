"""The rules of SPARQL 1.1 Service Description, and that what the description promises is kept.

What is offered under which settings is tested in ``test_web_dataset``.
"""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from cdkg.namespaces import RDF
from dataset_site import TOKEN, dataset_client

SD: Final = "http://www.w3.org/ns/sparql-service-description#"
DATA = """
@prefix e: <http://example.org/> .
e:own e:in "own" .
e:a { e:one e:in "a" , "b" }
e:b { e:two e:in "b" }
"""
# The vocabulary (section 3): the class that a property's subject is of.
SUBJECTS: Final = {
    "endpoint": "Service",
    "feature": "Service",
    "defaultEntailmentRegime": "Service",
    "defaultSupportedEntailmentProfile": "Service",
    "extensionFunction": "Service",
    "extensionAggregate": "Service",
    "languageExtension": "Service",
    "supportedLanguage": "Service",
    "propertyFeature": "Service",
    "defaultDataset": "Service",
    "availableGraphs": "Service",
    "resultFormat": "Service",
    "inputFormat": "Service",
    "defaultGraph": "Dataset",
    "namedGraph": "Dataset",
    "name": "NamedGraph",
    "entailmentRegime": "NamedGraph",
    "supportedEntailmentProfile": "NamedGraph",
    "graph": "NamedGraph",
}
OBJECTS: Final = {"defaultDataset": "Dataset", "defaultGraph": "Graph", "namedGraph": "NamedGraph", "graph": "Graph"}
INSTANCES: Final = {
    "feature": {"DereferencesURIs", "UnionDefaultGraph", "RequiresDataset", "EmptyGraphs", "BasicFederatedQuery"},
    "supportedLanguage": {"SPARQL10Query", "SPARQL11Query", "SPARQL11Update"},
}

# https://www.w3.org/ns/formats/
RESULTS: Final = {
    "SPARQL_Results_JSON": "application/sparql-results+json",
    "SPARQL_Results_XML": "application/sparql-results+xml",
    "SPARQL_Results_CSV": "text/csv",
    "SPARQL_Results_TSV": "text/tab-separated-values",
}
GRAPHS: Final = {
    "Turtle": "text/turtle",
    "N-Triples": "application/n-triples",
    "RDF_XML": "application/rdf+xml",
    "JSON-LD": "application/ld+json",
    "N-Quads": "application/n-quads",
    "TriG": "application/trig",
    "N3": "text/n3",
}


@pytest.fixture(scope="module")
def site() -> FlaskClient:
    return dataset_client(DATA)


def described(site: FlaskClient) -> list[ox.Quad]:
    answer = site.get("/sparql", headers={"Accept": "application/n-triples"})
    assert answer.status_code == 200
    return list(ox.parse(answer.data, format=ox.RdfFormat.N_TRIPLES))


def values(quads: list[ox.Quad], name: str) -> list[str]:
    return [quad.object.value for quad in quads if quad.predicate.value == SD + name]  # type: ignore[union-attr]


@pytest.mark.parametrize("accept", [None, "*/*", "image/png, */*;q=0.1", "text/turtle", "application/rdf+xml"])
def test_the_endpoint_describes_itself_to_who_asks_it_nothing(site: FlaskClient, accept: str | None) -> None:
    headers = {"Accept": accept} if accept else {}
    answer = site.get("/sparql", headers=headers)
    expected = "application/rdf+xml" if accept == "application/rdf+xml" else "text/turtle"
    assert (answer.status_code, answer.mimetype) == (200, expected)
    quads = ox.parse(answer.data, format=ox.RdfFormat.from_media_type(expected), base_iri="http://other/")
    assert values(list(quads), "endpoint") == ["http://localhost/sparql"]
    head = site.head("/sparql", headers=headers)
    assert (head.status_code, head.mimetype, head.data) == (200, expected, b"")


@pytest.mark.parametrize("parameter", ["query", "update", "default-graph-uri", "unknown"])
def test_a_request_with_a_parameter_asks_something(site: FlaskClient, parameter: str) -> None:
    answer = site.get("/sparql", query_string={parameter: "http://example.org/a"}, headers={"Accept": "text/turtle"})
    assert answer.status_code in (400, 406)
    assert b"sparql-service-description" not in answer.data


@pytest.mark.parametrize("write", ["off", "any"])
def test_the_description_keeps_to_the_vocabulary(write: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = str(tmp_path_factory.mktemp("described"))
    quads = described(dataset_client(DATA, write=write, token=TOKEN, store=folder))
    classes: dict[object, set[str]] = {}
    for quad in quads:
        if quad.predicate.value == RDF + "type":
            classes.setdefault(quad.subject, set()).add(quad.object.value.removeprefix(SD))  # type: ignore[union-attr]
    used = [quad for quad in quads if quad.predicate.value.startswith(SD)]
    for quad in used:
        name = quad.predicate.value.removeprefix(SD)
        assert SUBJECTS[name] in classes[quad.subject]
        if name in OBJECTS:
            assert OBJECTS[name] in classes[quad.object]
        if name in INSTANCES and quad.object.value.startswith(SD):  # type: ignore[union-attr]
            assert quad.object.value.removeprefix(SD) in INSTANCES[name]  # type: ignore[union-attr]
    services = [subject for subject, names in classes.items() if "Service" in names]
    for service in services:
        of_service = [quad for quad in used if quad.subject == service]
        assert len(values(of_service, "endpoint")) == 1
        assert len(values(of_service, "supportedLanguage")) == 1
    assert len(services) == (1 if write == "off" else 2)


def test_every_format_that_is_promised_is_given(site: FlaskClient) -> None:
    promised = {iri.removeprefix("http://www.w3.org/ns/formats/") for iri in values(described(site), "resultFormat")}
    assert {*RESULTS, "Turtle", "N-Triples", "RDF_XML"} <= promised <= {*RESULTS, *GRAPHS}
    for name in promised:
        query = "SELECT * { ?s ?p ?o }" if name in RESULTS else "CONSTRUCT WHERE { ?s ?p ?o }"
        media_type = RESULTS.get(name) or GRAPHS[name]
        answer = site.get("/sparql", query_string={"query": query}, headers={"Accept": media_type})
        assert (answer.status_code, answer.mimetype) == (200, media_type)


def test_every_graph_that_is_named_can_be_asked_and_no_other_is_there(site: FlaskClient) -> None:
    names = sorted(values(described(site), "name"))
    assert names == ["http://example.org/a", "http://example.org/b"]
    for name in names:
        answer = site.get("/sparql", query_string={"query": "ASK { ?s ?p ?o }", "default-graph-uri": name})
        assert answer.get_json()["boolean"] is True
