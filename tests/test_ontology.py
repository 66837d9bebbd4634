"""The ontology keeps the names that others rely on and the rules of ``ontology/STYLE.md``."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import OWL, RDF, RDFS, SKOS, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from cdkg import __version__
from cdkg.namespaces import DCTERMS, ENTITY, ONTOLOGY, VOCABULARY, XSD
from cdkg.resources import ontology_files

FILES = ontology_files()
HEADER = URIRef("https://w3id.org/cdkg/ontology")
BUILT_IN = (str(RDF), str(RDFS), str(OWL), XSD)
TERM_TYPES = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
BOTH = ["en", "fa"]


def words(text: str) -> set[str]:
    return set(text.split())


CLASSES = words("""
    Claim TieClaim MembershipClaim DesignationClaim CountClaim StatementClaim Finding Need Problem Opportunity Challenge
    Deficit Advantage Necessity Recommendation Outcome Document ReferenceList Locator Disagreement Resolution Reading
    Facet SingleValuedFacet NamedQuery Tie CityTie Membership Agreement Event DiscoursePeriod Theme Subtheme Code
    Dimension Function Activity Actor City Country Person Municipality CityCouncil Ministry CityNetwork
    IntergovernmentalOrganization NonGovernmentalOrganization LegalInstrument LegalProvision Norm Obligation Permission
    Prohibition Power Disability PolicyGoal""")
DATATYPE_PROPERTIES = words("""
    sourceText asOf asOfSolarHijri citedSource claimedYear claimedYearSolarHijri claimedDuration table row item column
    section lineStart lineEnd page url accessedOn locatorNote claimedCount countArgument observedCount
    observedFromSubtotals
    claimedValue score rank expertCount startYear endYear yearMin yearMax reason queryText sha256 runningHeader
    printedIssue""")
OBJECT_PROPERTIES = words("""
    party member network holder designation comparator facet country kind status role sector bearer counterparty
    discourse regulatedAction headOfGovernment claimedKind claimedStatus claimedRole claimedEntity readingRelation
    readingTarget sisterCity about inDocument unnamedPartyIn conferredBy countedBy hasFunction hasActivity concerns
    partOf expressedIn ofTie supportedBy onFacet between settles prefersClaim readingOf restsOn answers touches
    memberOf""")
VERB_FIRST = re.compile(r"(has|is|sets|in|of|on|by|from|to|with)[A-Z]")
# From whom terms are borrowed; nothing of ours is named in their namespaces.
LENDERS = words("""
    http://www.w3.org/ns/prov# http://www.w3.org/2004/02/skos/core http://www.w3.org/2003/01/geo/wgs84_pos#
    http://www.w3.org/ns/org# http://xmlns.com/foaf/0.1/ http://purl.org/spar/fabio/ http://purl.org/dc/terms/
    http://data.europa.eu/eli/ontology# http://purl.org/vocab/vann/ http://purl.org/ontology/bibo/
    http://www.wikidata.org/prop/direct/""")
# Their values are of any class, or text now and number now.
OPEN = words("""
    about claimedEntity claimedValue holder page readingTarget restsOn answers touches onItem hasJustification""")

FAULTY_PERSIAN = re.compile(
    r"[\u064A\u0643\u0649\u0629\u0640\u0654,;?]"  # Arabic letters, tatweel, hamza over a letter, Latin punctuation
    r"|[\u200B\u200D-\u200F\u00A0\uFB50-\uFDFF\uFE70-\uFEFF]"  # stray invisible characters, presentation forms
    r"|\u200C(?!\w)|(?<!\w)\u200C"  # an idle half-space
    r"|\bن?می | ها(ی|یی|یش|یشان)?\b"  # a missing half-space
    r"|(?<![\w-])[\d\u06F0-\u06F9]+(?![\w-])"  # a number that is not part of a standard's name
)


@pytest.fixture(scope="module")
def graph() -> Graph:
    union = Graph()
    for path in FILES:
        union.parse(path, format="turtle")
    return union


def iris(nodes: Iterable[Node]) -> set[str]:
    return {str(node) for node in nodes if isinstance(node, URIRef)}


def declared(graph: Graph, *types: URIRef) -> set[str]:
    return {iri for kind in types for iri in iris(graph.subjects(RDF.type, kind))}


def ours(graph: Graph) -> set[str]:
    return {iri for iri in declared(graph, *TERM_TYPES) if iri.startswith(ONTOLOGY)}


def schemes(graph: Graph) -> set[str]:
    return declared(graph, SKOS.ConceptScheme)


def concepts(graph: Graph, scheme: str | None = None) -> set[str]:
    return iris(graph.subjects(SKOS.inScheme, URIRef(scheme) if scheme else None))


def documented(graph: Graph) -> set[str]:
    return ours(graph) | concepts(graph) | schemes(graph)


def texts(graph: Graph, term: str, annotation: URIRef) -> list[Literal]:
    return [text for text in graph.objects(URIRef(term), annotation) if isinstance(text, Literal)]


def languages(graph: Graph, term: str, annotation: URIRef) -> list[str]:
    return sorted(text.language or "" for text in texts(graph, term, annotation))


def repeated(items: Iterable[object]) -> list[object]:
    return [item for item, count in Counter(items).items() if count > 1]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_two_parsers_read_the_same_number_of_triples(path: Path) -> None:
    other = set(pyoxigraph.parse(path.read_bytes(), pyoxigraph.RdfFormat.TURTLE))
    assert len(Graph().parse(path, format="turtle")) == len(other) > 0


def test_every_term_is_declared_in_one_file_only() -> None:
    assert repeated(iri for path in FILES for iri in iris(Graph().parse(path).subjects(RDF.type, unique=True))) == []


def test_the_header_tells_what_catalogues_ask_for(graph: Graph) -> None:
    """The checks of FOOPS! that need no network: OM1 to OM5, VER1, the namespace, the licence."""
    told = {str(p).rpartition("/")[2].rpartition("#")[2]: str(o) for p, o in graph.predicate_objects(HEADER)}
    version = f"{HEADER}/{__version__}"
    assert list(graph.subjects(RDF.type, OWL.Ontology)) == [HEADER]
    assert (told["versionIRI"], told["versionInfo"]) == (version, __version__)
    assert told["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert (told["preferredNamespacePrefix"], told["preferredNamespaceUri"]) == ("cdkg", ONTOLOGY)
    assert told["creator"] == ENTITY + "agent/editors"
    assert told["bibliographicCitation"].endswith(f"version {__version__}, {told['modified'][:4]}. {version}")
    assert date.fromisoformat(told["created"]) <= date.fromisoformat(told["modified"])
    assert told["status"].startswith("http://purl.org/ontology/bibo/status/")
    for name in ("title", "description"):
        assert languages(graph, HEADER, URIRef(DCTERMS + name)) == BOTH


def test_the_header_has_one_value_for_each_but_texts(graph: Graph) -> None:
    assert {str(p) for p in repeated(graph.predicates(HEADER))} == {DCTERMS + "title", DCTERMS + "description"}


@pytest.mark.parametrize(
    ("kind", "names"),
    [(OWL.Class, CLASSES), (OWL.DatatypeProperty, DATATYPE_PROPERTIES), (OWL.ObjectProperty, OBJECT_PROPERTIES)],
    ids=["classes", "datatype properties", "object properties"],
)
def test_the_names_that_programs_rely_on_exist(graph: Graph, kind: URIRef, names: set[str]) -> None:
    assert {ONTOLOGY + name for name in names} - declared(graph, kind) == set()


def test_every_term_that_is_used_is_declared(graph: Graph) -> None:
    places = (RDF.type, RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, OWL.allValuesFrom, OWL.onProperty)
    used = iris(graph.predicates()).union(*(iris(graph.objects(None, place)) for place in places))
    for lists in (OWL.members, OWL.unionOf):
        used = used.union(*(iris(Collection(graph, head)) for head in graph.objects(None, lists)))
    used |= {iri for iri in iris(graph.all_nodes()) if iri.startswith((ONTOLOGY, VOCABULARY))}
    unknown = used - iris(graph.subjects(RDF.type))
    assert [iri for iri in unknown if not iri.startswith(BUILT_IN)] == []


def test_foreign_terms_have_only_type_label_and_origin(graph: Graph) -> None:
    for term in declared(graph, *TERM_TYPES) - ours(graph):
        assert set(graph.predicates(URIRef(term))) == {RDF.type, RDFS.label, RDFS.isDefinedBy}, term
        assert languages(graph, term, RDFS.label) == BOTH, term
        (origin,) = iris(graph.objects(URIRef(term), RDFS.isDefinedBy))
        assert term.startswith(origin), term
        assert origin in LENDERS, term


def test_every_term_has_one_label_and_definition_in_each_language(graph: Graph) -> None:
    for annotation in (SKOS.prefLabel, SKOS.definition):
        assert [term for term in documented(graph) if languages(graph, term, annotation) != BOTH] == []
    noted = iris(graph.subjects(SKOS.scopeNote))
    assert [term for term in noted if languages(graph, term, SKOS.scopeNote) != BOTH] == []


def test_definitions_are_sentences_unlike_each_other_and_their_labels(graph: Graph) -> None:
    definitions = {term: texts(graph, term, SKOS.definition) for term in documented(graph)}
    assert repeated(text for given in definitions.values() for text in given) == []
    for term, given in definitions.items():
        labels = {label.casefold() for label in texts(graph, term, SKOS.prefLabel)}
        assert all(text.endswith(".") and text.casefold().rstrip(".") not in labels for text in given), term


def test_labels_are_unique_among_terms_and_within_a_scheme(graph: Graph) -> None:
    for group in (ours(graph), schemes(graph), *(concepts(graph, scheme) for scheme in schemes(graph))):
        labels = [label for term in group for label in texts(graph, term, SKOS.prefLabel)]
        assert repeated(labels) == []
        assert [label for label in labels if label.endswith(".") or str(label) != label.strip()] == []


def test_terms_say_which_ontology_or_scheme_they_belong_to(graph: Graph) -> None:
    assert [term for term in ours(graph) if list(graph.objects(URIRef(term), RDFS.isDefinedBy)) != [HEADER]] == []
    assert {iri for iri in iris(graph.subjects()) if iri.startswith(VOCABULARY)} == concepts(graph) | schemes(graph)
    assert repeated(graph.subjects(SKOS.inScheme)) == []


def test_names_have_the_form_of_their_kind(graph: Graph) -> None:
    assert [iri for iri in iris(graph.all_nodes()) if not iri.isascii()] == []
    for term in ours(graph):
        form = r"([A-Z][a-z]+)+" if term in declared(graph, OWL.Class) else r"[a-z]+([A-Z][a-z]+|\d+)*"
        assert re.fullmatch(form, term.removeprefix(ONTOLOGY)), term
    for term in concepts(graph) | schemes(graph):
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", term.removeprefix(VOCABULARY)), term


def test_new_object_properties_begin_with_a_verb_or_preposition(graph: Graph) -> None:
    names = {term.removeprefix(ONTOLOGY) for term in declared(graph, OWL.ObjectProperty) & ours(graph)}
    assert [name for name in names - OBJECT_PROPERTIES if not VERB_FIRST.match(name)] == []


def test_persian_is_written_with_persian_letters_and_half_spaces(graph: Graph) -> None:
    persian = [text for text in graph.objects() if isinstance(text, Literal) and text.language == "fa"]
    assert [text for text in persian if FAULTY_PERSIAN.search(text) or not unicodedata.is_normalized("NFC", text)] == []


def test_the_ontology_stays_within_owl_2_dl(graph: Graph) -> None:
    assert repeated(iri for kind in TERM_TYPES for iri in declared(graph, kind)) == []
    assert all(set(graph.objects(URIRef(term), RDF.type)) == {OWL.Class} for term in declared(graph, OWL.Class))
    foreign = {iri for iri in declared(graph, *TERM_TYPES) if iri.startswith(DCTERMS)}
    assert foreign <= declared(graph, OWL.AnnotationProperty)


def test_constraints_imports_and_inverses_are_left_out(graph: Graph) -> None:
    unwanted = re.compile(r"(imports|inverseOf|sameAs|.*[cC]ardinality|Functional|InverseFunctional)(Property)?$")
    owl = {iri.removeprefix(str(OWL)) for iri in iris(graph.all_nodes()) | iris(graph.predicates()) if str(OWL) in iri}
    assert [name for name in owl if unwanted.match(name)] == []


def test_ranges_are_classes_or_datatypes_that_the_reasoner_knows(graph: Graph) -> None:
    datatypes = {XSD + name for name in ("string", "integer", "decimal", "anyURI")}
    for kind, allowed in ((OWL.DatatypeProperty, datatypes), (OWL.ObjectProperty, declared(graph, OWL.Class))):
        ranges = {r for prop in declared(graph, kind) for r in graph.objects(URIRef(prop), RDFS.range)}
        assert {str(r) for r in ranges if not isinstance(r, BNode)} <= allowed


def test_the_pitfalls_of_oops_that_a_program_can_see(graph: Graph) -> None:
    """P04 unconnected, P06 cycles, P10 no disjointness, P11 and P19 one domain and one range."""
    disjoint = {term for head in graph.objects(None, OWL.members) for term in Collection(graph, head)}
    united = {term for head in graph.objects(None, OWL.unionOf) for term in Collection(graph, head)}
    for term in map(URIRef, ours(graph)):
        higher = RDFS.subClassOf if str(term) in declared(graph, OWL.Class) else RDFS.subPropertyOf
        above = set(graph.transitive_objects(term, higher)) - {term}
        assert not any(term in graph.transitive_objects(other, higher) for other in above), term
        if higher == RDFS.subClassOf:
            assert (above | {term}) & disjoint, term
            linked = set(graph.predicates(None, term)) - {RDF.first}
            assert above or term in united or linked or term.endswith("#Ranking"), term  # what claims are about
        else:
            assert len(list(graph.objects(term, RDFS.domain))) == 1, term
            is_open = term.removeprefix(ONTOLOGY) in OPEN
            assert len(list(graph.objects(term, RDFS.range))) == (0 if is_open else 1), term


def test_what_has_a_place_in_a_document_is_no_activity_of_prov(graph: Graph) -> None:
    """By PROV-O, whatever was derived is an entity, and no entity is an activity."""
    assert URIRef("http://www.w3.org/ns/prov#Activity") not in graph.all_nodes()
