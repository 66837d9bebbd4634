"""Puts what is known of the ontology's terms into a reader's words, for the page that documents them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

import pyoxigraph as ox

from cdkg.namespaces import DCTERMS, ONTOLOGY, OWL, RDFS, SKOS, short
from cdkg.web.cells import Cell, iri_cell
from cdkg.web.messages import say
from cdkg.web.reader import stay
from cdkg.web.term_docs import HEADER, OntologyDoc, ontology_folder

OPEN_SCHEMES: Final = 12
"""Most concepts of a scheme that is shown open."""

EXAMPLE_SUFFIX: Final = ".turtle"
"""Not ``.ttl``, by which the files of the ontology itself are found."""

_LENDERS: Final = {
    "http://www.w3.org/ns/org#": "org",
    "http://xmlns.com/foaf/0.1/": "foaf",
    "http://purl.org/spar/fabio/": "fabio",
    "http://data.europa.eu/eli/ontology#": "eli",
    "http://purl.org/vocab/vann/": "vann",
    "http://purl.org/ontology/bibo/": "bibo",
}


@dataclass(frozen=True)
class TermView:
    """One class or property as the page shows it.

    Args:
        anchor: the part of its IRI after ``#``, where the page shows it.
        name: the term.
        definition: what it means.
        note: what a reader would otherwise get wrong; empty where nothing is.
        facts: what it is joined to, by the key of what the row is called.
        kind: ``"class"``, or the kind of property.
        example: Turtle with an instance of the class; empty where there is none.
        instances: how many things of the class the graph holds; ``None`` for a property.
        query: where they are listed.
    """

    anchor: str
    name: Cell
    definition: str
    note: str
    facts: list[tuple[str, list[Cell]]]
    kind: str
    example: str = ""
    instances: int | None = None
    query: str = ""


@dataclass(frozen=True)
class SchemeView:
    """One scheme of concepts as the page shows it.

    Args:
        name: the scheme.
        definition: what it is for.
        concepts: each concept that the ontology itself declares, with its definition and what it is narrower than.
        number: how many concepts the whole graph holds.
        shown_open: whether it is short enough to be shown without being asked for.
    """

    name: Cell
    definition: str
    concepts: list[tuple[Cell, str, list[Cell]]]
    number: int
    shown_open: bool


def header_facts(found: OntologyDoc, language: str) -> list[tuple[str, list[Cell]]]:
    """Tell what the header says of the ontology as a published thing, by the key of what each row is called."""
    wanted = {
        "version": OWL + "versionInfo",
        "version_iri": OWL + "versionIRI",
        "created": DCTERMS + "created",
        "creator": DCTERMS + "creator",
        "license": DCTERMS + "license",
        "status": "http://purl.org/ontology/bibo/status",
        "prefix": "http://purl.org/vocab/vann/preferredNamespacePrefix",
        "namespace": "http://purl.org/vocab/vann/preferredNamespaceUri",
    }
    told = [(name, _header_values(found, iri, language)) for name, iri in wanted.items()]
    return [(name, cells) for name, cells in told if cells]


def _header_values(found: OntologyDoc, name: str, language: str) -> list[Cell]:
    values = found.said.values(HEADER, name)
    texts = [value for value in values if isinstance(value, ox.Literal) and value.language in (None, language)]
    iris = [value.value for value in values if isinstance(value, ox.NamedNode)]
    links = [
        iri_cell(iri, {iri: found.said.text(iri, language, SKOS + "prefLabel", RDFS + "label") or iri}) for iri in iris
    ]
    return [*(Cell(text.value, language=text.language) for text in texts), *links]


def citation(found: OntologyDoc, language: str) -> str:
    """Say how the ontology is to be cited: as its header says, else by title, version and address."""
    given = found.said.text(HEADER, language, DCTERMS + "bibliographicCitation")
    if given:
        return given
    return say(
        "ontology_citation",
        language,
        title=found.said.text(HEADER, language, DCTERMS + "title"),
        version=found.said.text(HEADER, language, OWL + "versionInfo"),
        year=found.said.text(HEADER, language, DCTERMS + "created")[:4],
        iri=next(iter(found.said.keys(HEADER, OWL + "versionIRI")), HEADER),
    )


def name_of(found: OntologyDoc, iri: str, language: str) -> Cell:
    """Call a term by its name in the reader's language.

    A borrowed term has its short IRI beside it, since many are called what ours are called: a person is a FOAF person.
    """
    cell = iri_cell(iri, {iri: found.said.label(iri, language)})
    return replace(cell, tag=_short_of_lender(iri)) if iri in found.borrowed else cell


def _short_of_lender(iri: str) -> str:
    for namespace, prefix in _LENDERS.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return short(iri)


def term_view(found: OntologyDoc, iri: str, instances: dict[str, int], language: str) -> TermView:
    """Tell of one class or property."""
    facts = _facts_of_class(found, iri) if iri in found.classes else _facts_of_property(found, iri)
    shown = [(key, [name_of(found, each, language) for each in iris]) for key, iris in facts if iris]
    if iri in found.classes:
        about = found.classes[iri]
        shown += [("only", [name_of(found, each, language) for each in pair]) for pair in about.only]
    name = iri.removeprefix(ONTOLOGY)
    is_class = iri in found.classes
    return TermView(
        anchor=name,
        name=name_of(found, iri, language),
        definition=found.said.text(iri, language, SKOS + "definition"),
        note=found.said.text(iri, language, SKOS + "scopeNote"),
        facts=shown,
        kind="class" if is_class else found.properties[iri].kind,
        example=example_of(name) if is_class else "",
        instances=instances.get(iri, 0) if is_class else None,
        query=stay("/sparql?" + urlencode({"query": _listing(name, language)})) if is_class else "",
    )


def _facts_of_class(found: OntologyDoc, iri: str) -> list[tuple[str, list[str]]]:
    about = found.classes[iri]
    return [
        ("parents", about.parents),
        ("children", about.children),
        ("leaving", about.leaving),
        ("arriving", about.arriving),
        ("disjoint", about.disjoint),
    ]


def _facts_of_property(found: OntologyDoc, iri: str) -> list[tuple[str, list[str]]]:
    about = found.properties[iri]
    traits = [OWL + trait for trait in about.traits]
    return [("domain", about.domains), ("range", about.ranges), ("parents", about.parents), ("traits", traits)]


def scheme_view(found: OntologyDoc, iri: str, members: dict[str, int], language: str) -> SchemeView:
    """Tell of one scheme and its concepts."""
    said, concepts = found.said, found.schemes[iri]
    return SchemeView(
        name=name_of(found, iri, language),
        definition=said.text(iri, language, SKOS + "definition"),
        concepts=[
            (
                name_of(found, concept, language),
                said.text(concept, language, SKOS + "definition"),
                [name_of(found, wider, language) for wider in said.iris(concept, SKOS + "broader")],
            )
            for concept in concepts
        ],
        number=members.get(iri, len(concepts)),
        shown_open=len(concepts) <= OPEN_SCHEMES,
    )


def _listing(name: str, language: str) -> str:
    return (
        f"SELECT DISTINCT ?thing ?name WHERE {{\n  ?thing a cdkg:{name} .\n"
        f'  OPTIONAL {{ ?thing skos:prefLabel ?name FILTER(LANG(?name) = "{language}") }}\n}}\n'
        "ORDER BY ?thing\nLIMIT 100\n"
    )


def example_of(name: str) -> str:
    """Read the example of a class.

    Args:
        name: the class, such as ``"TieClaim"``.

    Returns:
        Turtle; empty where no example is kept.
    """
    path = ontology_folder() / "examples" / (name + EXAMPLE_SUFFIX)
    return path.read_text(encoding="utf-8").strip() if path.is_file() else ""
