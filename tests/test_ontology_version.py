"""The ontology's version number is the one due after what changed since the last release."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, BNode, Graph, URIRef
from rdflib.collection import Collection

from cdkg.namespaces import ONTOLOGY, VOCABULARY
from ontology_version import (
    VERSIONS,
    Axiom,
    Change,
    axioms,
    compare,
    dotted,
    faults,
    read_ontology,
    read_releases,
    write_release,
)

CHANGES = Path(__file__).parent.parent / "CHANGELOG.md"
PREFIXES = f"@prefix cdkg: <{ONTOLOGY}> . @prefix voc: <{VOCABULARY}> . @prefix owl: <{OWL}> .\n"
PREFIXES += f"@prefix rdfs: <{RDFS}> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
MADE_UP = """
cdkg:Actor a owl:Class . cdkg:City a owl:Class ; rdfs:subClassOf cdkg:Actor .
cdkg:Town a owl:Class ; rdfs:subClassOf cdkg:City . cdkg:Place a owl:Class . cdkg:Tie a owl:Class .
cdkg:party a owl:ObjectProperty ; rdfs:domain cdkg:Tie ;
  rdfs:range [ a owl:Class ; owl:unionOf ( cdkg:City cdkg:Place ) ] .
cdkg:about a owl:ObjectProperty . voc:old a skos:Concept ; owl:deprecated true . voc:kind a skos:Concept .
[] a owl:AllDisjointClasses ; owl:members ( cdkg:City cdkg:Tie ) .
"""


def of(turtle: str) -> set[Axiom]:
    return axioms(Graph().parse(data=PREFIXES + turtle, format="turtle"))


def changed(before: str, after: str) -> Change:
    """Tell what it comes to if a part of what is made up is replaced after its release as 1.4.2."""
    assert before in MADE_UP
    return compare((1, 4, 2), of(MADE_UP), of(MADE_UP.replace(before, after)))


@pytest.fixture(scope="module")
def present() -> tuple[tuple[int, ...], Graph, set[Axiom]]:
    version, ontology = read_ontology()
    return version, ontology, axioms(ontology)


def test_the_version_is_the_one_that_is_due(present: tuple[tuple[int, ...], Graph, set[Axiom]]) -> None:
    version, _, found = present
    releases = read_releases(VERSIONS)
    assert [
        line for last in list(releases)[-1:] for line in faults(version, compare(last, releases[last], found))
    ] == []


def test_every_release_is_written_down() -> None:
    headings = re.findall(r"^## (\d\S*)(.*)$", CHANGES.read_text("utf-8"), re.MULTILINE)
    assert {version for version, note in headings if "unreleased" not in note} == set(
        map(dotted, read_releases(VERSIONS))
    )


def test_what_follows_is_found_beyond_what_is_stated() -> None:
    found = of(MADE_UP)
    assert ("cdkg:Town", "rdfs:subClassOf", "cdkg:Actor") in found
    assert ("cdkg:Tie", "owl:disjointWith", "cdkg:Town") in found
    assert ("cdkg:party", "rdfs:range", "owl:unionOf(cdkg:City,cdkg:Place)") in found
    assert ("cdkg:Actor", "owl:disjointWith", "cdkg:Tie") not in found
    assert not any("owl:Thing" in axiom for axiom in found)


@pytest.mark.parametrize(
    ("before", "after", "due", "told"),
    [
        (
            "rdfs:subClassOf cdkg:Actor",
            "a owl:Class",
            "2.0.0",
            "no longer follows: cdkg:Town rdfs:subClassOf cdkg:Actor",
        ),
        ("rdfs:domain cdkg:Tie ;", "", "2.0.0", "no longer follows: cdkg:party rdfs:domain cdkg:Tie"),
        ("( cdkg:City cdkg:Place )", "( cdkg:City )", "2.0.0", "no longer follows: cdkg:party rdfs:range owl:unionOf"),
        (
            "cdkg:about a owl:ObjectProperty .",
            "cdkg:about a owl:ObjectProperty ; rdfs:domain cdkg:Tie .",
            "2.0.0",
            "restricts what there was: cdkg:about rdfs:domain cdkg:Tie",
        ),
        (
            "cdkg:about a owl:ObjectProperty .",
            "cdkg:about a owl:ObjectProperty ; rdfs:range [ a owl:Class ; owl:unionOf ( cdkg:Tie cdkg:Place ) ] .",
            "2.0.0",
            "restricts what there was: cdkg:about rdfs:range owl:unionOf(cdkg:Place,cdkg:Tie)",
        ),
        (
            "cdkg:about a owl:ObjectProperty .",
            "cdkg:about a owl:ObjectProperty ; rdfs:range cdkg:Topic . cdkg:Topic a owl:Class .",
            "2.0.0",
            "restricts what there was: cdkg:about rdfs:range cdkg:Topic",
        ),
        (
            "cdkg:Actor a owl:Class .",
            "cdkg:Actor a owl:Class ; rdfs:subClassOf cdkg:Agent . cdkg:Agent a owl:Class .",
            "1.5.0",
            "new: cdkg:Town rdfs:subClassOf cdkg:Agent",
        ),
        (
            "( cdkg:City cdkg:Tie )",
            "( cdkg:City cdkg:Tie cdkg:Place )",
            "2.0.0",
            "restricts what there was: cdkg:Place owl:disjointWith cdkg:Town",
        ),
        (
            "cdkg:Place a owl:Class .",
            "cdkg:Place a owl:Class . cdkg:Village a owl:Class ; rdfs:subClassOf cdkg:Place .",
            "1.5.0",
            "new: cdkg:Village rdf:type owl:Class",
        ),
        (
            "cdkg:about a owl:ObjectProperty .",
            """cdkg:about a owl:ObjectProperty . cdkg:seat a owl:ObjectProperty ;
            rdfs:range [ a owl:Class ; owl:unionOf ( cdkg:Town cdkg:Place ) ] .""",
            "1.5.0",
            "new: cdkg:seat rdfs:range owl:unionOf(cdkg:Place,cdkg:Town)",
        ),
        ("voc:kind a", "voc:new a skos:Concept . voc:kind a", "1.5.0", "new: voc:new rdf:type skos:Concept"),
        ("voc:kind a", "voc:kind owl:deprecated true ; a", "1.5.0", "new: voc:kind owl:deprecated true"),
        ("cdkg:Actor a", 'cdkg:Actor rdfs:comment "A better word." ; a', "1.4.2", ""),
    ],
)
def test_the_number_that_is_due(before: str, after: str, due: str, told: str) -> None:
    change = changed(before, after)
    assert dotted(change.due) == due
    assert change.faults == ()
    assert any(line.startswith(told) for line in change.told) if told else change.told == ()
    number = tuple(map(int, due.split(".")))
    assert faults(number, change) == []
    if told:
        wrong = faults((1, 4, 3), change)
        assert wrong[:-1] == list(change.told)
        assert wrong[-1] == f"version {due} is due; owl:versionInfo is 1.4.3"


def test_only_a_deprecated_term_can_be_removed() -> None:
    old = changed("voc:old a skos:Concept ; owl:deprecated true .", "")
    assert (dotted(old.due), old.faults) == ("2.0.0", ())
    live = changed("voc:kind a skos:Concept .", "")
    assert live.told == ("no longer follows: voc:kind rdf:type skos:Concept",)
    assert faults((2, 0, 0), live) == ["removed, but never deprecated in a release: voc:kind"]


def test_changes_of_the_ontology_as_it_is(present: tuple[tuple[int, ...], Graph, set[Axiom]], tmp_path: Path) -> None:
    version, ontology, found = present
    write_release(tmp_path, version, found)
    assert list(read_releases(tmp_path).items()) == [(version, found)]
    with pytest.raises(FileExistsError):
        write_release(tmp_path, version, found)
    changed = Graph() + ontology
    city, actor, office = (URIRef(ONTOLOGY + name) for name in ("City", "Actor", "Office"))
    changed.remove((city, RDFS.subClassOf, actor))
    changed.remove((office, None, None))
    wrong = faults(version, compare(version, read_releases(tmp_path)[version], axioms(changed)))
    assert "removed, but never deprecated in a release: cdkg:Office" in wrong
    assert "no longer follows: cdkg:City rdfs:subClassOf cdkg:Actor" in wrong
    assert wrong[-1] == f"version {version[0] + 1}.0.0 is due; owl:versionInfo is {dotted(version)}"


def test_the_order_in_which_a_file_is_read_changes_nothing() -> None:
    """Unnamed classes and lists have other names each time that they are read."""
    graph = Graph().parse(data=PREFIXES + MADE_UP, format="turtle")
    (union,) = graph.objects(None, OWL.unionOf)
    turned, head = Graph() + graph, BNode()
    Collection(turned, head, list(reversed(list(Collection(graph, union)))))
    (owner,) = graph.subjects(OWL.unionOf, union)
    turned.set((owner, OWL.unionOf, head))
    assert axioms(turned) == axioms(graph) == of(MADE_UP)
    assert (owner, RDF.type, OWL.Class) in turned
