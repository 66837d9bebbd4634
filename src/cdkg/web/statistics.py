"""How many there are of everything in the graph, as its descriptions tell it; asked once for each version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cdkg.namespaces import DCTERMS, ENTITY, GRAPH, LINKS_GRAPH, ONTOLOGY, OWL
from cdkg.web.asking import Row, Term, rows, service
from cdkg.web.naming import text_of

_HEADER: Final = ONTOLOGY.removesuffix("#")
_TRIPLES: Final = "SELECT (COUNT(*) AS ?number) WHERE { ?s ?p ?o }"
_SUBJECTS: Final = "SELECT (COUNT(DISTINCT ?s) AS ?number) WHERE { ?s ?p ?o }"
_OBJECTS: Final = "SELECT (COUNT(DISTINCT ?o) AS ?number) WHERE { ?s ?p ?o }"
_ENTITIES: Final = f"""
SELECT (COUNT(DISTINCT ?s) AS ?number) WHERE {{ ?s ?p ?o FILTER(STRSTARTS(STR(?s), "{ENTITY}")) }}
"""
_GRAPHS: Final = "SELECT ?key (COUNT(*) AS ?number) WHERE { GRAPH ?key { ?s ?p ?o } } GROUP BY ?key ORDER BY ?key"
_CLASSES: Final = "SELECT ?key (COUNT(DISTINCT ?s) AS ?number) WHERE { ?s a ?key } GROUP BY ?key ORDER BY ?key"
_PROPERTIES: Final = "SELECT ?key (COUNT(*) AS ?number) WHERE { ?s ?key ?o } GROUP BY ?key ORDER BY ?key"
_LINKS: Final = f"""
SELECT ?property ?site (COUNT(*) AS ?number) WHERE {{
  GRAPH <{LINKS_GRAPH}> {{ ?s ?property ?o }}
  FILTER(ISIRI(?o) && !STRSTARTS(STR(?o), "https://w3id.org/cdkg/"))
  BIND(REPLACE(STR(?o), "^([a-z]+://[^/]+/).*$", "$1") AS ?site)
}} GROUP BY ?property ?site ORDER BY ?site ?property
"""
_DOCUMENTS: Final = f"""
SELECT DISTINCT ?key ?label WHERE {{
  ?locator cdkg:inDocument ?document . ?document skos:prefLabel ?label .
  BIND(IRI(CONCAT("{GRAPH}document/", STRAFTER(STR(?document), "{ENTITY}document/"))) AS ?key)
}} ORDER BY ?key ?label
"""
_EXAMPLES: Final = """
SELECT ?key WHERE {
  VALUES ?class { cdkg:City cdkg:CityTie cdkg:Document cdkg:Disagreement }
  { SELECT ?class (MIN(?thing) AS ?key) WHERE { ?thing a ?class FILTER(ISIRI(?thing)) } GROUP BY ?class }
} ORDER BY ?key
"""
_ABOUT: Final = f"SELECT ?property ?value WHERE {{ <{_HEADER}> ?property ?value }} ORDER BY ?property ?value"


@dataclass(frozen=True)
class Link:
    """The statements by one property that lead to one site.

    Args:
        property: IRI of the property.
        site: the site's address.
        number: how many there are.
    """

    property: str
    site: str
    number: int


@dataclass(frozen=True)
class Statistics:
    """The numbers.

    Args:
        triples: triples of the default graph.
        subjects: different subjects.
        objects: different objects.
        entities: different entities of the project.
        graphs: triples of each named graph.
        classes: instances of each class.
        properties: triples of each property.
        links: what leads to other sites.
        documents: labels of the documents, by the graph that holds what they say.
        examples: IRIs of some entities.
        about: what the ontology's header says, by property.
    """

    triples: int
    subjects: int
    objects: int
    entities: int
    graphs: dict[str, int]
    classes: dict[str, int]
    properties: dict[str, int]
    links: list[Link]
    documents: dict[str, list[Term]]
    examples: list[str]
    about: dict[str, list[Term]]

    @property
    def license(self) -> str | None:
        """IRI of the licence, where the graph tells it."""
        return next((str(getattr(term, "value", "")) for term in self.about.get(DCTERMS + "license", [])), None)

    @property
    def edition(self) -> str | None:
        """The version of the ontology, where the graph tells it."""
        return next((str(getattr(term, "value", "")) for term in self.about.get(OWL + "versionInfo", [])), None)


def statistics() -> Statistics:
    """Count, or recall what was counted of this version."""
    return service().remember("statistics", _count)


def graph_sizes() -> dict[str, int]:
    """Count the triples of each named graph, or recall it."""
    return _numbers(_GRAPHS)


def triples() -> int:
    """Count the triples of the default graph, or recall it."""
    return _number(_TRIPLES)


def _count() -> Statistics:
    return Statistics(
        triples=triples(),
        subjects=_number(_SUBJECTS),
        objects=_number(_OBJECTS),
        entities=_number(_ENTITIES),
        graphs=graph_sizes(),
        classes=_numbers(_CLASSES),
        properties=_numbers(_PROPERTIES),
        links=[
            Link(text_of(row, "property"), text_of(row, "site"), int(text_of(row, "number"))) for row in _rows(_LINKS)
        ],
        documents=_grouped(_DOCUMENTS, "key", "label"),
        examples=[text_of(row, "key") for row in _rows(_EXAMPLES)],
        about=_grouped(_ABOUT, "property", "value"),
    )


def _rows(query: str) -> list[Row]:
    """Ask, or recall: where the counting is broken off for lack of time, the next request goes on from there."""
    return service().remember(query, lambda: rows(query))


def _number(query: str) -> int:
    return int(text_of(_rows(query)[0], "number"))


def _numbers(query: str) -> dict[str, int]:
    return {text_of(row, "key"): int(text_of(row, "number")) for row in _rows(query) if "key" in row}


def _grouped(query: str, key: str, value: str) -> dict[str, list[Term]]:
    found: dict[str, list[Term]] = {}
    for row in _rows(query):
        found.setdefault(text_of(row, key), []).append(row[value])
    return found
