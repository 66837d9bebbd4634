"""Which version number a change of the ontology makes due: what follows from it is compared with the last release.

``.ci/ontology-version`` tells the difference and, with ``--release``, writes down what follows from the ontology now.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from itertools import combinations
from pathlib import Path
from typing import Final

from rdflib import OWL, RDF, RDFS, BNode, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from cdkg.namespaces import ONTOLOGY, VOCABULARY, short
from cdkg.resources import ontology_files

OWLRL = import_module("owlrl")  # comes with pyshacl and has no types

VERSIONS: Final = Path(__file__).parent.parent / "ontology" / "versions"
"""One file for each release, which holds one axiom in each line."""

Version = tuple[int, ...]
Axiom = tuple[str, str, str]

_SCHEMA: Final = (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, OWL.disjointWith, OWL.equivalentClass)
_KINDS: Final = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
_DEPRECATED: Final = "owl:deprecated"
_TYPE: Final = "rdf:type"
_TYPED_BY: Final = ("rdfs:domain", "rdfs:range")


def axioms(ontology: Graph) -> set[Axiom]:
    """List what follows from an ontology about its terms, by the rules of OWL 2 RL (owlrl).

    An unnamed class is called by what it is made of, and nothing is derived from its parts.

    Args:
        ontology: the ontology's triples.

    Returns:
        each class or property with those above it, its domains and ranges; classes that are disjoint; each term of ours
        with its types; what is deprecated. Names are shortened.
    """
    schema = Graph()
    for kind in _KINDS:
        for term in ontology.subjects(RDF.type, kind):
            schema.add((term, RDF.type, kind))
    for predicate in _SCHEMA:
        for subject, value in ontology.subject_objects(predicate):
            schema.add((_called(ontology, subject), predicate, _called(ontology, value)))
    OWLRL.DeductiveClosure(OWLRL.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(schema)
    found: set[tuple[Node, Node, Node]] = {
        (subject, predicate, value)
        for predicate in _SCHEMA
        for subject, value in schema.subject_objects(predicate)
        if subject != value and OWL.Thing not in (subject, value) and OWL.Nothing not in (subject, value)
    }
    found |= set(_disjoint(ontology, schema)) | set(_types(ontology, schema))
    found |= {(term, OWL.deprecated, URIRef("true")) for term in ontology.subjects(OWL.deprecated)}
    return {(short(str(subject)), short(str(predicate)), short(str(value))) for subject, predicate, value in found}


def _called(ontology: Graph, node: Node) -> Node:
    """Name a class expression by its parts, so that it has the same name in every version."""
    return URIRef(_parts(ontology, node)) if isinstance(node, BNode) else node


def _parts(ontology: Graph, node: Node) -> str:
    if not isinstance(node, BNode):
        return short(str(node))
    if ontology.value(node, RDF.first):
        return ",".join(sorted(_parts(ontology, item) for item in Collection(ontology, node)))
    told = (pair for pair in ontology.predicate_objects(node) if pair[0] != RDF.type)
    return "&".join(sorted(f"{short(str(name))}({_parts(ontology, value)})" for name, value in told))


def _below(schema: Graph, term: Node) -> set[Node]:
    return {term, *schema.subjects(RDFS.subClassOf, term)} - {OWL.Nothing}


def _disjoint(ontology: Graph, schema: Graph) -> Iterator[tuple[Node, Node, Node]]:
    """Pass disjointness on to subclasses, which OWL 2 RL does not."""
    stated = set(schema.subject_objects(OWL.disjointWith))
    for head in ontology.objects(None, OWL.members):
        stated |= set(combinations(Collection(ontology, head), 2))
    for one, other in stated:
        for pair in ((a, b) for a in _below(schema, one) for b in _below(schema, other)):
            yield min(pair, key=str), OWL.disjointWith, max(pair, key=str)


def _types(ontology: Graph, schema: Graph) -> Iterator[tuple[Node, Node, Node]]:
    for term, kind in ontology.subject_objects(RDF.type):
        if str(term).startswith((ONTOLOGY, VOCABULARY)):
            above = (one for one in schema.objects(kind, RDFS.subClassOf) if one != OWL.Thing)
            yield from ((term, RDF.type, one) for one in {kind, *above})


@dataclass(frozen=True)
class Change:
    """What a change of the ontology comes to.

    Args:
        due: the least version number that it may have.
        told: what came and went, one line each.
        faults: what no version number allows.
    """

    due: Version
    told: tuple[str, ...]
    faults: tuple[str, ...]


def compare(released: Version, before: set[Axiom], after: set[Axiom]) -> Change:
    """Tell which version number is due.

    What no longer follows makes a major version, and so does what restricts terms that there were: data made for the
    version before may contradict it. What is said of new terms makes a minor version, and so does a deprecation.

    Args:
        released: the version of the last release.
        before: what followed then.
        after: what follows now.
    """
    known = {name for subject, _, value in before for name in (subject, value)}
    gone = sorted(axiom for axiom in before - after if axiom[1] != _DEPRECATED)
    came = sorted(after - before)
    narrowed = [axiom for axiom in came if axiom[0] in known and _restricts(axiom, known)]
    major, minor, _ = released
    due = (major + 1, 0, 0) if gone or narrowed else (major, minor + 1, 0) if came else released
    deprecated = {term for term, predicate, _ in before if predicate == _DEPRECATED}
    removed = {axiom[0] for axiom in before if axiom[1] == _TYPE} - {axiom[0] for axiom in after if axiom[1] == _TYPE}
    return Change(
        due,
        (
            *(f"no longer follows: {' '.join(axiom)}" for axiom in gone),
            *(f"restricts what there was: {' '.join(axiom)}" for axiom in narrowed),
            *(f"new: {' '.join(axiom)}" for axiom in came if axiom not in narrowed),
        ),
        tuple(f"removed, but never deprecated in a release: {term}" for term in sorted(removed - deprecated)),
    )


def _restricts(axiom: Axiom, known: set[str]) -> bool:
    """Tell whether data about a known term may contradict an axiom on it; that it is a kind of a new one, none does."""
    _, predicate, value = axiom
    return predicate in _TYPED_BY or (predicate != _DEPRECATED and (value in known or "(" in value))


def faults(present: Version, change: Change) -> list[str]:
    """Tell what is wrong with the present version number: nothing, or all that came and went and the number due."""
    wrong = list(change.faults)
    if present < change.due:
        wrong += [*change.told, f"version {dotted(change.due)} is due; owl:versionInfo is {dotted(present)}"]
    return wrong


def dotted(version: Version) -> str:
    """Write a version number."""
    return ".".join(map(str, version))


def read_ontology() -> tuple[Version, Graph]:
    """Read the ontology as it is, and its version."""
    union = Graph()
    for path in ontology_files():
        union.parse(path)
    (info,) = union.objects(None, OWL.versionInfo)
    return tuple(map(int, str(info).split("."))), union


def write_release(folder: Path, version: Version, found: set[Axiom]) -> Path:
    """Write down what follows from a version that is released; a release is not written twice."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{dotted(version)}.txt"
    with path.open("x", encoding="utf-8") as file:
        file.writelines(f"{' '.join(axiom)}\n" for axiom in sorted(found))
    return path


def read_releases(folder: Path) -> dict[Version, set[Axiom]]:
    """Read what followed from each release, in their order; there may be none."""
    files = {tuple(map(int, path.stem.split("."))): path for path in folder.glob("*.txt")}
    return {version: set(map(_axiom, files[version].read_text("utf-8").splitlines())) for version in sorted(files)}


def _axiom(line: str) -> Axiom:
    subject, predicate, value = line.split(" ")
    return subject, predicate, value


def main(arguments: list[str]) -> int:
    """Tell what came and went since the last release, or write down a release."""
    present, ontology = read_ontology()
    found = axioms(ontology)
    if arguments == ["--release"]:
        sys.stdout.write(f"written: {write_release(VERSIONS, present, found)}\n")
        return 0
    releases = read_releases(VERSIONS)
    if not releases:
        sys.stdout.write(f"{len(found)} axioms; no release to compare with\n")
        return 0
    last = max(releases)
    change = compare(last, releases[last], found)
    wrong = faults(present, change)
    verdict = "wrong" if wrong else "right"
    since = f"since {dotted(last)}; due is {dotted(change.due)}, owl:versionInfo is {dotted(present)}: {verdict}"
    sys.stdout.write("".join(f"{line}\n" for line in (*change.told, *change.faults, since)))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
