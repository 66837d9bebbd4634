"""The ontology is in OWL 2 DL, and its consequences by OWL 2 RL hold no contradiction.

The OWL API judges the profile where Java is (``.ci/owl-profile``); these checks need none. They also find what the OWL
API and HermiT let pass, such as one IRI that is object and datatype property.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module

import pyoxigraph as ox
import pytest
from rdflib import OWL, RDF, RDFS, SH, XSD, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from cdkg.namespaces import ONTOLOGY, WIKIDATA_DIRECT
from cdkg.resources import alignment_files, ontology_files, query_files, rule_files, shape_files
from conftest import rows_of

OWLRL = import_module("owlrl")  # comes with pyshacl and has no types
ERROR = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
CLASS_PLACES = (RDFS.subClassOf, OWL.allValuesFrom, OWL.someValuesFrom, OWL.disjointWith, OWL.equivalentClass)
SIMPLE_ONLY = {OWL.IrreflexiveProperty, OWL.AsymmetricProperty, OWL.FunctionalProperty, OWL.InverseFunctionalProperty}
# What RDF, RDFS and OWL lend to an ontology; the rest of their names (rdf:value, rdfs:Class …) is reserved.
LENT = {
    *(RDF[name] for name in ("type", "first", "rest", "nil")),
    *(RDFS[name] for name in ("subClassOf", "subPropertyOf", "domain", "range", "label", "comment", "isDefinedBy")),
    *(OWL[name] for name in ("Ontology", "versionIRI", "versionInfo", "deprecated", "Class", "Restriction")),
    *(OWL[name] for name in ("onProperty", "allValuesFrom", "unionOf", "AllDisjointClasses", "members")),
    *(OWL[name] for name in ("TransitiveProperty", "SymmetricProperty")),
    *PROPERTIES,
    *SIMPLE_ONLY,
}
# The OWL 2 datatype map holds no dates: they are texts of annotations here, and years are integers.
DATATYPES = {XSD[name] for name in ("string", "integer", "decimal", "boolean", "anyURI", "dateTime")} | {RDF.langString}
# What stands though no data, shape, rule or query uses it, and why; ontology/STYLE.md tells the same.
STANDS = {
    "Permission": "the kinds of norm are a closed set that others rely on",
}

SOUND = f"""
@prefix : <https://example.org/> . @prefix owl: <{OWL}> . @prefix rdf: <{RDF}> . @prefix rdfs: <{RDFS}> .
@prefix xsd: <{XSD}> .
:Whole a owl:Class . :Part a owl:Class ; rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :of ;
  owl:allValuesFrom [ a owl:Class ; owl:unionOf ( :Whole :Part ) ] ] .
:of a owl:ObjectProperty . :note a owl:AnnotationProperty . :size a owl:DatatypeProperty ; rdfs:range xsd:integer .
:wheel a :Part ; :of :car ; :size 4 ; :note "round"@en .
"""
BROKEN = {
    "undeclared property": ("undeclared property", ":wheel :near :car ."),
    "undeclared class": ("undeclared class", ":car a :Vehicle ."),
    "undeclared superclass": ("undeclared class", ":Part rdfs:subClassOf :Vehicle ."),
    "object and datatype property": ("punning", ":of a owl:DatatypeProperty ."),
    "object and annotation property": ("punning", ":of a owl:AnnotationProperty ."),
    "class and datatype": ("punning", ":Part a rdfs:Datatype ."),
    "reserved property": ("reserved", ':wheel rdf:value "1" .'),
    "reserved class": ("reserved", ":car a rdfs:Resource ."),
    "thing for a text": ("wrong value", ":wheel :size :car ."),
    "text for a thing": ("wrong value", ':wheel :of "car" .'),
    "datatype outside the map": ("datatype", ':wheel :size "2020"^^xsd:gYear .'),
    "ill-formed number": ("ill-formed", ':wheel :size "4.5"^^xsd:integer .'),
    "transitive and irreflexive": ("not simple", ":of a owl:TransitiveProperty , owl:IrreflexiveProperty ."),
    "above a transitive one": (
        "not simple",
        ":of a owl:AsymmetricProperty . :in a owl:ObjectProperty , owl:TransitiveProperty ; rdfs:subPropertyOf :of .",
    ),
    "two fillers": (
        "malformed restriction",
        "[] a owl:Restriction ; owl:onProperty :of ; owl:allValuesFrom :Part , :Whole .",
    ),
    "shared blank node": (
        "shared blank node",
        ":Whole rdfs:subClassOf _:b . :Part rdfs:subClassOf _:b . _:b a owl:Class ; owl:unionOf ( :Whole :Part ) .",
    ),
}


def reserved(term: Node) -> bool:
    return isinstance(term, URIRef) and str(term).startswith((str(RDF), str(RDFS), str(OWL))) and term not in LENT


def kinds(graph: Graph, *types: URIRef) -> set[Node]:
    return {term for kind in types for term in graph.subjects(RDF.type, kind)}


def faults(graph: Graph) -> set[str]:
    """Tell how a graph leaves OWL 2 DL."""
    found = set(_untyped(graph)) | set(_values(graph)) | set(_expressions(graph)) | set(_not_simple(graph))
    found |= {f"reserved: {term}" for triple in graph for term in triple if reserved(term)}
    for types in (PROPERTIES, (OWL.Class, RDFS.Datatype)):
        declared = [(term, kind) for kind in types for term in kinds(graph, kind)]
        found |= {
            f"punning: {term}" for term, kind in declared if any((term, k) in declared for k in types if k != kind)
        }
    return found


def _untyped(graph: Graph) -> Iterator[str]:
    known = kinds(graph, *PROPERTIES) | LENT
    yield from (f"undeclared property: {term}" for term in graph.predicates() if term not in known)
    classes = kinds(graph, OWL.Class, OWL.Restriction) | LENT
    used = {term for place in (RDF.type, *CLASS_PLACES) for term in graph.objects(None, place)}
    used |= {term for head in graph.objects(None, OWL.unionOf | OWL.members) for term in Collection(graph, head)}
    yield from (f"undeclared class: {term}" for term in used if term not in classes and not reserved(term))


def _values(graph: Graph) -> Iterator[str]:
    for place, literal in ((OWL.ObjectProperty, False), (OWL.DatatypeProperty, True)):
        for term in kinds(graph, place):
            values = graph.objects(None, term)
            yield from (f"wrong value: {term} {v}" for v in values if isinstance(v, Literal) is not literal)
    for value in graph.objects():
        if isinstance(value, Literal):
            if not value.language and (value.datatype or XSD.string) not in DATATYPES:
                yield f"datatype: {value.n3()}"
            elif value.ill_typed:
                yield f"ill-formed: {value.n3()}"


def _expressions(graph: Graph) -> Iterator[str]:
    for node in kinds(graph, OWL.Restriction):
        counts = [len(list(graph.objects(node, place))) for place in (OWL.onProperty, OWL.allValuesFrom)]
        yield from (f"malformed restriction: {counts}" for count in counts if count != 1)
    blank = [term for term in graph.objects() if isinstance(term, BNode)]
    yield from (f"shared blank node: {term}" for term in set(blank) if blank.count(term) > 1)


def _not_simple(graph: Graph) -> Iterator[str]:
    for transitive in kinds(graph, OWL.TransitiveProperty):
        for above in graph.transitive_objects(transitive, RDFS.subPropertyOf):
            if SIMPLE_ONLY & set(graph.objects(above, RDF.type)):
                yield f"not simple: {above}"


def contradictions(graph: Graph) -> list[str]:
    """Tell what the OWL 2 RL rules find contradictory; the graph grows by what they entail."""
    closure = OWLRL.DeductiveClosure(OWLRL.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False)
    closure.expand(graph)
    return [str(told) for told in graph.objects(None, ERROR)]


@pytest.fixture(scope="module")
def ontology() -> Graph:
    union = Graph()
    for path in ontology_files():
        union.parse(path)
    return union


def test_the_ontology_is_in_owl_2_dl(ontology: Graph) -> None:
    assert faults(ontology) == set()


def test_a_sound_ontology_has_no_faults() -> None:
    assert faults(Graph().parse(data=SOUND)) == set()


@pytest.mark.filterwarnings("ignore")  # rdflib warns of the ill-formed number
@pytest.mark.parametrize(("told", "broken"), BROKEN.values(), ids=BROKEN.keys())
def test_each_way_out_of_the_profile_is_found(told: str, broken: str) -> None:
    assert any(fault.startswith(told) for fault in faults(Graph().parse(data=SOUND + broken)))


def test_the_rl_closure_of_the_ontology_holds_no_error() -> None:
    """Without the vocabulary's concepts, but for one file of them: their number adds time and no new axiom."""
    union = Graph()
    for path in ontology_files():
        if path.parent.name != "vocabulary" or path.stem == "ties":
            union.parse(path)
    before = len(union)
    assert contradictions(union) == []
    assert len(union) > before


def test_the_rl_closure_tells_what_is_never_the_same() -> None:
    union = Graph()
    for path in ontology_files():
        if path.parent.name != "vocabulary":
            union.parse(path)
    union.parse(data=f"@prefix cdkg: <{ONTOLOGY}> . <https://example.org/x> a cdkg:City , cdkg:Country .")
    assert len(contradictions(union)) >= 1


def test_the_data_use_only_what_is_declared(graph: ox.Store, ontology: Graph) -> None:
    properties = {ox.NamedNode(str(term)) for term in kinds(ontology, *PROPERTIES) | LENT if isinstance(term, URIRef)}
    classes = {ox.NamedNode(str(term)) for term in kinds(ontology, OWL.Class) | LENT if isinstance(term, URIRef)}
    used = {quad.predicate for quad in graph}
    types = {quad.object for quad in graph.quads_for_pattern(None, ox.NamedNode(str(RDF.type)), None)}
    assert len(used) > 50
    assert len(types) > 50
    assert used - properties == set()
    assert types - classes == set()


def test_the_literals_of_the_data_are_within_the_datatype_map(graph: ox.Store) -> None:
    literals = {quad.object for quad in graph if isinstance(quad.object, ox.Literal)}
    assert {literal.datatype.value for literal in literals} <= {str(datatype) for datatype in DATATYPES}


def test_no_term_of_ours_is_idle(graph: ox.Store, ontology: Graph) -> None:
    files = (*shape_files(), *rule_files(), *query_files())
    named = {name for path in files for name in re.findall(r"cdkg:(\w+)", path.read_text("utf-8"))}
    for quad in graph:
        if isinstance(quad.subject, ox.NamedNode) and not quad.subject.value.startswith(ONTOLOGY):
            used = (quad.predicate, quad.object)
            named |= {term.value.removeprefix(ONTOLOGY) for term in used if isinstance(term, ox.NamedNode)}
    ours = {str(term) for term in kinds(ontology, OWL.Class, *PROPERTIES) if str(term).startswith(ONTOLOGY)}
    assert {term.removeprefix(ONTOLOGY) for term in ours} - named == set(STANDS)


def test_no_borrowed_term_is_idle(graph: ox.Store, ontology: Graph) -> None:
    used = {str(term) for path in (*ontology_files(), *alignment_files()) for term in Graph().parse(path).predicates()}
    used |= {str(term) for place in (*CLASS_PLACES, RDFS.subPropertyOf) for term in ontology.objects(None, place)}
    used |= {str(path) for file in shape_files() for path in Graph().parse(file).objects(None, SH.path)}
    used |= {quad.predicate.value for quad in graph}
    used |= {str(quad.object.value) for quad in graph if isinstance(quad.object, ox.NamedNode)}
    asked = "".join(path.read_text("utf-8") for path in query_files())
    used |= {WIKIDATA_DIRECT + name for name in re.findall(r"\bwdt:(\w+)", asked)}
    terms = (str(term) for term in kinds(ontology, OWL.Class, *PROPERTIES) if isinstance(term, URIRef))
    borrowed = {term for term in terms if not term.startswith(ONTOLOGY)}
    assert len(borrowed) > 30
    assert borrowed - used == set()


def test_no_class_is_defined_by_itself(graph: ox.Store) -> None:
    """Pitfall P24 of OOPS!: a definition that uses what it defines."""
    circular = """SELECT ?class WHERE {
      ?class owl:equivalentClass|rdfs:subClassOf ?expression .
      ?expression (rdfs:subClassOf|owl:allValuesFrom|owl:someValuesFrom|owl:unionOf|rdf:first|rdf:rest)* ?class .
    }"""
    assert rows_of(graph, circular) == []
