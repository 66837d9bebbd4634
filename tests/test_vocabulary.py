"""The vocabulary has the concepts that records rely on, each in its scheme and at its place."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pyoxigraph as ox
import pytest
from rdflib import RDF, SKOS, Graph, URIRef

from cdkg.namespaces import ONTOLOGY, VOCABULARY
from cdkg.resources import ontology_files, query_files, rule_files
from conftest import rows_of


def words(text: str) -> set[str]:
    return set(text.split())


ISLAMIC = words("""
    iranian-islamic indian-islamic turkic-islamic arab-islamic turkic-iranian-islamic turkic-islamic-christian
    malay-islamic slavic-islamic-christian christian-islamic african-islamic""")
OTHER_AFFILIATIONS = words("""
    islamic georgian-christian christian confucian confucian-buddhist buddhist slavic magyar western
    western-christian""")
SINGLE_VALUED = words("""
    kind status year count role rank stage
    main-partner-country number-of-ties first-sister-city main-motive
    founding-year founding-place seat scope region-of-iranian-cities
    members member-cities member-countries honorary-members observer-cities observer-countries number-of-regions
    countries-with-offices programme-countries number-of-programmes
    membership-threshold-of-cities membership-threshold-of-urban-areas
    country capital-of region affiliation population population-rank area rank-in-economist-index rank-in-guci
    share-of-gross-national-product-of-city-region diplomatic-missions pilgrims tourists foreign-airlines
    domestic-flight-destinations foreign-flight-destinations
    horizon-year horizon-length participants-number working-groups minutes initial-codes recoders agreement-of-coders
    surveyed-cities surveyed-countries venue date expected-jobs expected-houses expected-revenue-in-pounds""")
MULTI_VALUED = words("""
    hosted-event partner-country definition goal activity function dimension actor agent subject field challenge
    cooperates-with active-in participants finding example rests-on""")
CONCEPTS = {
    "kinds": words("friendship sister-city memorandum-of-understanding"),
    "statuses": words("concluded in-negotiation"),
    "comparators": words("exactly at-least more-than about"),
    "reading-relations": words("rests-on answers touches"),
    "link-outcomes": words("exact close rejected no-match-known unsure"),
    "facets": SINGLE_VALUED | MULTI_VALUED,
    "regions": words("""
        middle-east-and-west-asia central-asia-and-caucasus east-asia eastern-europe africa
        western-europe-and-north-america central-and-south-america"""),
    "affiliations": ISLAMIC | OTHER_AFFILIATIONS,
    "scopes": words("global regional"),
    "roles": words("central-council-member board-member"),
    "fields": words("culture economy education history science sport tourism"),
    "actor-kinds": words("""
        state central-government local-government local-council municipality mayor citizen subnational-entity
        international-organization international-ngo foreign-state foreign-local-government"""),
    "legal-actions": words("""
        establish-foreign-relations coordinate-foreign-relations implement-foreign-policy contact-foreign-states
        conclude-international-contracts"""),
    "designations": words("""
        world-heritage-listing capital-of-islamic-culture tourism-capital-of-islamic-countries"""),
    "discourses": words("""
        independent-national-policy revolutionism expediency dialogue-of-civilizations justice-centred-principlism
        moderation"""),
}
SCHEMES_OF_DOCUMENTS = words("""
    topics programmes forms goals motives subjects tasks obstacles dimensions activities functions-of-dimensions
    functions-of-diplomacy functions-after-thonon practices ways-of-profit themes subthemes codes principles
    geopolitical-zones sectors problem-groups""")
SHORT_NAMED = ("kinds", "statuses", "comparators", "reading-relations")
BEGINNINGS = {
    "activities": "activity-",
    "legal-actions": "action-",
    "functions-of-dimensions": "function-",
    "functions-of-diplomacy": "function-",
    "functions-after-thonon": "function-",
    "ways-of-profit": "way-of-profit-",
} | dict.fromkeys(SHORT_NAMED, "")


def beginning(scheme: str) -> str:
    """Say how the names of a scheme's concepts begin: with its own in the singular, unless the table has another."""
    return BEGINNINGS.get(scheme, scheme.removesuffix("s") + "-")


def named(scheme: str, names: Iterable[str]) -> set[str]:
    return {VOCABULARY + beginning(scheme) + name for name in names}


@pytest.fixture(scope="module")
def vocabulary() -> Graph:
    union = Graph()
    for path in ontology_files():
        if path.parent.name == "vocabulary":
            union.parse(path, format="turtle")
    return union


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
    facets = subjects(vocabulary, SKOS.inScheme, VOCABULARY + "facets")
    assert subjects(vocabulary, RDF.type, ONTOLOGY + "Facet") == facets - named("facets", SINGLE_VALUED)


def test_schemes_are_those_of_the_vocabulary_and_of_documents(vocabulary: Graph) -> None:
    schemes = subjects(vocabulary, RDF.type, str(SKOS.ConceptScheme))
    assert schemes == {VOCABULARY + scheme for scheme in SCHEMES_OF_DOCUMENTS | set(CONCEPTS)}


def test_files_are_by_subject_and_short() -> None:
    texts = [path.read_text("utf-8") for path in ontology_files() if path.parent.name == "vocabulary"]
    assert len(texts) > 1
    assert [text[:40] for text in texts if not text.startswith("# ") or text.count("\n") > 600] == []


def test_concepts_carry_their_scheme_in_the_name(graph: ox.Store) -> None:
    placed = rows_of(graph, "SELECT DISTINCT ?concept ?scheme { ?concept skos:inScheme ?scheme }")
    names = [(str(row["concept"]), "voc:" + beginning(str(row["scheme"]).removeprefix("voc:"))) for row in placed]
    assert len(names) > 400
    assert [name for name, start in names if not name.startswith(start)] == []


def test_no_two_concepts_of_a_scheme_have_one_name(graph: ox.Store) -> None:
    twice = """SELECT ?scheme ?label { ?concept skos:inScheme ?scheme ; skos:prefLabel ?label }
      GROUP BY ?scheme ?label HAVING (COUNT(DISTINCT ?concept) > 1)"""
    assert rows_of(graph, twice) == []


def test_every_scheme_has_concepts(graph: ox.Store) -> None:
    empty = "SELECT ?scheme { ?scheme a skos:ConceptScheme FILTER NOT EXISTS { ?concept skos:inScheme ?scheme } }"
    assert rows_of(graph, empty) == []


def test_every_concept_is_used(graph: ox.Store) -> None:
    """By a record, or at least by a rule or a query: a name that nothing uses only looks as if something were said."""
    unused = """SELECT DISTINCT ?concept {
      ?concept skos:inScheme ?scheme FILTER NOT EXISTS { ?concept a cdkg:Code }
      FILTER NOT EXISTS { ?thing ?property ?concept FILTER (?property NOT IN (skos:broader, skos:broaderTransitive)) }
    }"""
    texts = [path.read_text("utf-8") for path in (*rule_files(), *query_files())]
    named_there = {name for text in texts for name in re.findall(r"voc:[a-z-]+", text)}
    # Two closed sets: no document prints "at least" of a number, and none of the links is to a merely close item.
    closed = {"voc:at-least", "voc:link-outcome-close"}
    assert {str(row["concept"]) for row in rows_of(graph, unused)} - named_there <= closed


def test_every_concept_is_a_concept_or_a_facet(vocabulary: Graph) -> None:
    types = {str(SKOS.Concept), ONTOLOGY + "Facet", ONTOLOGY + "SingleValuedFacet"}
    for concept in vocabulary.subjects(SKOS.inScheme):
        assert {str(kind) for kind in vocabulary.objects(concept, RDF.type)} < types


def test_our_own_persian_has_its_hamza(graph: ox.Store) -> None:
    """Printed text is kept as printed: in the source text, and in the heading of a column."""
    without = """SELECT ?thing ?text { ?thing ?property ?text
      FILTER (?property NOT IN (cdkg:sourceText, cdkg:column) && LANG(?text) = "fa")
      FILTER (REGEX(?text, "موثر|مولف|مسوول|تاثیر|تاسیس|تاکید|تامین|رییس")) }"""
    assert rows_of(graph, without) == []
