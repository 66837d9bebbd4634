"""The vocabulary has the concepts that records rely on, each in its scheme and at its place."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from rdflib import RDF, SKOS, Graph, URIRef

from cdkg.namespaces import ONTOLOGY, VOCABULARY
from cdkg.resources import ontology_files


def words(text: str) -> set[str]:
    return set(text.split())


ISLAMIC = words("""
    iranian-islamic indian-islamic turkic-islamic arab-islamic turkic-iranian-islamic turkic-islamic-christian
    malay-islamic slavic-islamic-christian christian-islamic african-islamic""")
OTHER_AFFILIATIONS = words("""
    islamic georgian-christian christian confucian confucian-buddhist buddhist slavic magyar western
    western-christian""")
SINGLE_VALUED = words("kind status year count role country region affiliation scope")
MULTI_VALUED = words("hosted-event partner-country")
CONCEPTS = {
    "kinds": words("friendship sister-city memorandum-of-understanding"),
    "statuses": words("concluded in-negotiation"),
    "comparators": words("exactly at-least more-than about"),
    "reading-relations": words("rests-on answers touches"),
    "facets": SINGLE_VALUED | MULTI_VALUED,
    "regions": words("""
        middle-east-and-west-asia central-asia-and-caucasus east-asia eastern-europe africa
        western-europe-and-north-america central-and-south-america"""),
    "affiliations": ISLAMIC | OTHER_AFFILIATIONS,
    "scopes": words("global regional"),
    "roles": words("central-council-member"),
    "designations": words("""
        world-heritage-listing capital-of-islamic-culture tourism-capital-of-islamic-countries"""),
    "discourses": words("""
        independent-national-policy revolutionism expediency dialogue-of-civilizations justice-centred-principlism
        moderation"""),
}
SHORT_NAMED = ("kinds", "statuses", "comparators", "reading-relations")


def named(scheme: str, names: Iterable[str]) -> set[str]:
    prefix = "" if scheme in SHORT_NAMED else scheme.removesuffix("s") + "-"
    return {VOCABULARY + prefix + name for name in names}


@pytest.fixture(scope="module")
def vocabulary() -> Graph:
    return Graph().parse(next(path for path in ontology_files() if path.stem == "vocabulary"), format="turtle")


def subjects(vocabulary: Graph, predicate: URIRef, value: str) -> set[str]:
    return {str(node) for node in vocabulary.subjects(predicate, URIRef(value))}


@pytest.mark.parametrize(("scheme", "names"), CONCEPTS.items(), ids=CONCEPTS.keys())
def test_the_concepts_that_records_rely_on_stand_in_their_scheme(
    vocabulary: Graph, scheme: str, names: set[str]
) -> None:
    assert VOCABULARY + scheme in subjects(vocabulary, RDF.type, str(SKOS.ConceptScheme))
    assert named(scheme, names) - subjects(vocabulary, SKOS.inScheme, VOCABULARY + scheme) == set()


def test_friendship_and_islamic_are_the_wider_concepts(vocabulary: Graph) -> None:
    kinds = named("kinds", CONCEPTS["kinds"] - {"friendship"})
    assert subjects(vocabulary, SKOS.broader, VOCABULARY + "friendship") == kinds
    affiliations = named("affiliations", ISLAMIC)
    assert subjects(vocabulary, SKOS.broader, VOCABULARY + "affiliation-islamic") == affiliations


def test_only_single_valued_facets_can_be_disputed(vocabulary: Graph) -> None:
    assert subjects(vocabulary, RDF.type, ONTOLOGY + "SingleValuedFacet") == named("facets", SINGLE_VALUED)
    assert subjects(vocabulary, RDF.type, ONTOLOGY + "Facet") == named("facets", MULTI_VALUED)


def test_concepts_carry_their_scheme_in_the_name(vocabulary: Graph) -> None:
    for concept, scheme in vocabulary.subject_objects(SKOS.inScheme):
        plural = str(scheme).removeprefix(VOCABULARY)
        if plural not in SHORT_NAMED:
            assert str(concept).startswith(VOCABULARY + plural.removesuffix("s") + "-")


def test_every_concept_is_a_concept_or_a_facet(vocabulary: Graph) -> None:
    types = {str(SKOS.Concept), ONTOLOGY + "Facet", ONTOLOGY + "SingleValuedFacet"}
    for concept in vocabulary.subjects(SKOS.inScheme):
        assert {str(kind) for kind in vocabulary.objects(concept, RDF.type)} < types
