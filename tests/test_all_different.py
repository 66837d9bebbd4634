"""The reasoner knows that two entries of the gazetteer are two things, so that making them equal is a contradiction."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from cdkg.gazetteer import gazetteer
from cdkg.namespaces import GAZETTEER_GRAPH, ONTOLOGY_GRAPH, OWL, RDF
from cdkg.reasoning import reason
from cdkg.reasoning.distinct import all_different
from cdkg.reasoning.hermit import run_hermit
from cdkg.reasoning.selection import select
from cdkg.resources import ontology_files
from cdkg.triples.gazetteer import gazetteer_graph

FILE = """@prefix city: <https://w3id.org/cdkg/id/city/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix network: <https://w3id.org/cdkg/id/network/> . @prefix x: <https://example.org/> .
"""


@pytest.fixture
def actors() -> ox.Store:
    """The ontology, but for its concepts, and the gazetteer."""
    store = ox.Store()
    for path in ontology_files():
        if path.parent.name != "vocabulary":
            store.load(path=path, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(ONTOLOGY_GRAPH))
    store.extend(list(gazetteer_graph(gazetteer())))
    return store


def state(store: ox.Store, turtle: str, graph: str = "https://example.org/mine") -> ox.Store:
    store.load(FILE + turtle, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(graph))
    return store


def members(store: ox.Store) -> set[str]:
    first = ox.NamedNode(RDF + "first")
    return {
        triple.object.value
        for triple in all_different(store)
        if triple.predicate == first and isinstance(triple.object, ox.NamedNode)
    }


def test_every_entry_of_the_gazetteer_is_told_apart(actors: ox.Store) -> None:
    entries = {one.iri for one in gazetteer()}
    assert len(entries) > 200
    assert entries <= members(actors)
    axioms = [triple for triple in all_different(actors) if triple.predicate.value == OWL + "distinctMembers"]
    assert len(axioms) == 1


def test_names_outside_the_gazetteer_may_mean_one_thing() -> None:
    """A file that is checked may call a city by a name of its own, and the ontology alone has no entries."""
    assert members(state(ox.Store(), "x:one a owl:Thing . x:two a owl:Thing .")) == set()
    assert members(state(ox.Store(), "x:one a owl:Thing .", GAZETTEER_GRAPH)) == set()


def test_two_actors_declared_the_same_clash(actors: ox.Store) -> None:
    assert run_hermit(select(state(actors, "city:tehran owl:sameAs city:tabriz .")).triples, 60).consistent
    found = reason(actors)
    assert not found.consistent
    assert {axiom.en for clash in found.clashes for axiom in clash.axioms} == {
        "city:tehran is the same as city:tabriz",
        "each of these is another thing: city:tabriz, city:tehran",
    }
    assert "هر یک از این‌ها چیزی جداگانه است: city:tabriz, city:tehran" in found.to_text("fa", entailed=False)


def test_two_actors_made_equal_by_a_property_with_one_value_clash(actors: ox.Store) -> None:
    given = "x:seat a owl:ObjectProperty , owl:FunctionalProperty . network:metropolis x:seat city:tehran , {} ."
    for second, is_consistent in (("x:same", True), ("city:tabriz", False)):
        stated = state(actors, given.format(second))
        assert run_hermit((*select(stated).triples, *all_different(stated)), 60).consistent is is_consistent
