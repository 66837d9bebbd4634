"""Each class has an example that the checks accept, and that is no fiction where the graph holds the class."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse

from cdkg.namespaces import ONTOLOGY, ONTOLOGY_GRAPH, OWL, RDF, RDFS, VOCABULARY
from cdkg.validation import validate
from cdkg.web.ontology_views import EXAMPLE_SUFFIX
from cdkg.web.term_docs import ontology_folder

EXAMPLES = sorted((ontology_folder() / "examples").glob("*" + EXAMPLE_SUFFIX))
EXAMPLE_GRAPH = NamedNode("https://w3id.org/cdkg/graph/examples")
TYPE, SUBCLASS = NamedNode(RDF + "type"), NamedNode(RDFS + "subClassOf")
MADE_UP = {"Contribution", "NonGovernmentalOrganization", "Permission", "Resolution", "TranscriptionReport"}


def triples(path: Path) -> set[Quad]:
    return set(parse(path=path, format=RdfFormat.TURTLE))


@pytest.fixture(scope="module")
def ground(graph: Store) -> Store:
    """The whole graph, and all examples in a graph of their own."""
    store = Store()
    store.bulk_extend(quad for quad in graph if quad.graph_name != DefaultGraph())
    for path in EXAMPLES:
        store.load(path=path, format=RdfFormat.TURTLE, to_graph=EXAMPLE_GRAPH)
    return store


def own_classes(graph: Store) -> set[str]:
    found = graph.quads_for_pattern(None, TYPE, NamedNode(OWL + "Class"), NamedNode(ONTOLOGY_GRAPH))
    return {
        quad.subject.value.removeprefix(ONTOLOGY)
        for quad in found
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(ONTOLOGY)
    }


def kinds_of(graph: Store, kind: NamedNode) -> set[str]:
    """Give a class and all that it is a kind of."""
    wider = (quad.object for quad in graph.quads_for_pattern(kind, SUBCLASS, None, NamedNode(ONTOLOGY_GRAPH)))
    return {kind.value}.union(*(kinds_of(graph, each) for each in wider if isinstance(each, NamedNode)))


def test_every_class_has_an_example(graph: Store) -> None:
    assert {path.stem for path in EXAMPLES} == own_classes(graph)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_of_its_class(graph: Store, path: Path) -> None:
    types = {triple.object for triple in triples(path) if triple.predicate == TYPE}
    kinds = set().union(*(kinds_of(graph, kind) for kind in types if isinstance(kind, NamedNode)))
    assert ONTOLOGY + path.stem in kinds


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_uses_only_terms_that_are_declared(graph: Store, path: Path) -> None:
    used: set[NamedNode] = {triple.predicate for triple in triples(path)} - {TYPE}
    used |= {
        term
        for triple in triples(path)
        for term in (triple.subject, triple.object)
        if isinstance(term, NamedNode) and term.value.startswith((ONTOLOGY, VOCABULARY))
    }
    assert [term for term in used if next(graph.quads_for_pattern(term, TYPE, None), None) is None] == []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_an_excerpt_of_the_graph_or_says_that_it_is_made_up(graph: Store, path: Path) -> None:
    absent = [
        triple
        for triple in triples(path)
        if next(graph.quads_for_pattern(triple.subject, triple.predicate, triple.object), None) is None
    ]
    made_up = path.read_text(encoding="utf-8").startswith("# Made up:")
    assert made_up == (path.stem in MADE_UP)
    assert bool(absent) == made_up


def test_the_examples_conform_to_the_shapes(ground: Store) -> None:
    focus = {triple.subject.value for path in EXAMPLES for triple in triples(path)}  # type: ignore[union-attr]
    report = validate(ground, focus=focus)
    assert report.conforms, report.to_text("en")


def test_a_faulty_example_would_be_caught(ground: Store) -> None:
    norm = NamedNode("https://w3id.org/cdkg/id/norm-permission-example")
    bearer = next(ground.quads_for_pattern(norm, NamedNode(ONTOLOGY + "bearer"), None))
    ground.remove(bearer)
    report = validate(ground, focus={norm.value})
    ground.add(bearer)
    assert not report.conforms
