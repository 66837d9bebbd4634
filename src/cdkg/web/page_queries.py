"""The SPARQL texts that pages need.

Nothing that a reader types becomes part of one of them but IRIs, and those only if they are absolute IRIs by the
grammar of SPARQL, which leaves them no way out of ``<`` and ``>``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from cdkg.namespaces import ENTITY, INFERRED_GRAPH, ONTOLOGY, VOCABULARY
from cdkg.web.iris import is_absolute_iri
from cdkg.web.messages import LANGUAGES

ALIVE: Final = "ASK { }"

NUMBERS: Final = """
SELECT ?kind (COUNT(DISTINCT ?thing) AS ?number) WHERE {
  { ?locator cdkg:inDocument ?thing . BIND("documents" AS ?kind) }
  UNION
  {
    VALUES (?kind ?top) {
      ("claims" cdkg:Claim) ("ties" cdkg:Tie) ("cities" cdkg:City) ("disagreements" cdkg:Disagreement)
    }
    ?class rdfs:subClassOf* ?top .
    ?thing a ?class .
  }
} GROUP BY ?kind
"""

DOCUMENTS: Final = "SELECT DISTINCT ?document WHERE { ?locator cdkg:inDocument ?document } ORDER BY ?document"

MOST_TIED_CITIES: Final = """
SELECT ?city (COUNT(DISTINCT ?tie) AS ?ties) WHERE { ?tie cdkg:party ?city . ?city a cdkg:City }
GROUP BY ?city ORDER BY DESC(?ties) ?city LIMIT 24
"""

CLAIM_CLASSES: Final = "SELECT ?class WHERE { ?class rdfs:subClassOf* cdkg:Claim }"

EDITOR_EXAMPLE: Final = """\
SELECT ?city ?name WHERE {
  ?city a cdkg:City ;
        skos:prefLabel ?name .
  FILTER(LANG(?name) = "en")
}
ORDER BY ?name
LIMIT 20
"""

WHOLE_GRAPH: Final = "CONSTRUCT { ?subject ?property ?value } WHERE { ?subject ?property ?value }"

_CLAIM_DETAILS: Final = (
    "claimedKind",
    "claimedStatus",
    "claimedYear",
    "claimedYearSolarHijri",
    "claimedRole",
    "claimedDuration",
    "claimedCount",
    "facet",
    "claimedEntity",
    "claimedValue",
    "member",
    "network",
    "holder",
    "designation",
    "sector",
    "score",
    "rank",
    "byStudy",
    "expertCount",
    "reason",
)


def existing(iris: Iterable[str]) -> str:
    """Ask which of some IRIs the graph has statements about."""
    return f"SELECT ?iri WHERE {{ VALUES ?iri {{ {_values(iris)} }} FILTER EXISTS {{ ?iri ?property ?value }} }}"


def description(iri: str) -> str:
    """Construct what the graph says of an entity, with its places in documents and labels of what it points to."""
    return f"""
CONSTRUCT {{ ?thing ?property ?value . ?value skos:prefLabel ?label }} WHERE {{
  {{ VALUES ?thing {{ {_values([iri])} }} }} UNION {{ {_values([iri])} prov:wasDerivedFrom ?thing }}
  ?thing ?property ?value .
  OPTIONAL {{ ?value skos:prefLabel ?label }}
}}"""


def outgoing(iri: str) -> str:
    """Ask for the properties of an entity, without those that follow from a narrower one."""
    stated = f"{_values([iri])} ?property ?value"
    return f"""
SELECT ?property ?value WHERE {{ {stated} . {_not_repeated(stated)} }} ORDER BY ?property ?value LIMIT 2000"""


def incoming_counts(iri: str) -> str:
    """Ask how many subjects point to an entity, by property, without properties that follow from a narrower one."""
    stated = f"?subject ?property {_values([iri])}"
    return f"""
SELECT ?property (COUNT(DISTINCT ?subject) AS ?number) WHERE {{ {stated} . {_not_repeated(stated)} }}
GROUP BY ?property ORDER BY ?property"""


def _not_repeated(stated: str) -> str:
    """Leave out what rules state again in the terms of other vocabularies: a reader would find it twice."""
    inferred = f"GRAPH <{INFERRED_GRAPH}> {{ {stated} }}"
    return f"FILTER (?property IN (rdf:type, skos:broaderTransitive) || NOT EXISTS {{ {inferred} }})"


def incoming(iri: str, properties: Iterable[str], limit: int) -> str:
    """Ask for the first subjects that point to an entity by each of some properties, in the order of the documents.

    Args:
        iri: the entity.
        properties: IRIs of the properties.
        limit: most subjects for each.
    """
    parts = (
        f"""{{
  SELECT ?property ?subject WHERE {{
    VALUES ?property {{ {_values([one])} }}
    ?subject ?property {_values([iri])} .
    OPTIONAL {{
      ?subject prov:wasDerivedFrom ?place .
      ?place cdkg:inDocument ?document ; cdkg:lineStart ?line .
      OPTIONAL {{ ?place cdkg:item ?item }}
    }}
  }} GROUP BY ?property ?subject
  ORDER BY MIN(STR(?document)) MIN(?line) MIN(?item) ?subject LIMIT {limit:d}
}}"""
        for one in properties
    )
    return f"SELECT ?property ?subject WHERE {{ {' UNION '.join(parts)} }}"


def all_incoming(iri: str, property_iri: str) -> str:
    """Write the query for everything that points to an entity by one property, for a reader to run and to change."""
    return f"SELECT DISTINCT ?subject WHERE {{\n  ?subject {_values([property_iri])}\n    {_values([iri])} .\n}}\n"


def labels(iris: Iterable[str]) -> str:
    """Ask what things are called.

    The answer ranks the texts: 1 for a label, 2 for the printed name of a claim, 3 for the labels of the parts that
    make up what has no name of its own: the parties of a tie, the kind of an agreement, the facet of a disagreement,
    the finding of a reading.
    """
    # The engine joins VALUES with a whole UNION row by row; inside each branch it starts from them.
    things = f"VALUES ?thing {{ {_values(iris)} }}"
    return f"""
SELECT DISTINCT ?thing ?rank ?part ?text WHERE {{
  {{ {things} ?thing skos:prefLabel|rdfs:label ?text . BIND(1 AS ?rank) }}
  UNION {{ {things} ?thing cdkg:sourceText ?text . BIND(2 AS ?rank) }}
  UNION {{
    {things} ?thing cdkg:party|cdkg:member|cdkg:network|cdkg:kind|cdkg:onFacet|cdkg:readingOf ?part .
    ?part skos:prefLabel ?text .
    BIND(3 AS ?rank)
  }}
  UNION {{
    {things} ?thing cdkg:about|cdkg:ofTie ?whole .
    ?whole cdkg:party|cdkg:member|cdkg:network ?part .
    ?part skos:prefLabel ?text .
    BIND(3 AS ?rank)
  }}
}} ORDER BY ?rank ?part ?text"""


def places(iris: Iterable[str]) -> str:
    """Ask where documents say some things."""
    return f"""
SELECT ?subject ?document ?table ?row ?item ?section ?lineStart ?lineEnd ?page ?url WHERE {{
  VALUES ?subject {{ {_values(iris)} }}
  ?subject prov:wasDerivedFrom ?locator .
  ?locator cdkg:inDocument ?document .
  OPTIONAL {{ ?locator cdkg:table ?table }}
  OPTIONAL {{ ?locator cdkg:row ?row }}
  OPTIONAL {{ ?locator cdkg:item ?item }}
  OPTIONAL {{ ?locator cdkg:section ?section }}
  OPTIONAL {{ ?locator cdkg:lineStart ?lineStart }}
  OPTIONAL {{ ?locator cdkg:lineEnd ?lineEnd }}
  OPTIONAL {{ ?locator cdkg:page ?page }}
  OPTIONAL {{ ?locator cdkg:url ?url }}
}} ORDER BY ?subject ?document ?lineStart ?row ?item"""


def types(iris: Iterable[str]) -> str:
    """Ask for the classes of some things, without the classes that follow from a narrower one."""
    return f"""
SELECT ?subject ?type WHERE {{
  VALUES ?subject {{ {_values(iris)} }}
  ?subject a ?type .
  FILTER NOT EXISTS {{ ?subject a ?narrower . ?narrower rdfs:subClassOf ?type . FILTER(?narrower != ?type) }}
}} ORDER BY ?subject ?type"""


def claim_details(iris: Iterable[str]) -> str:
    """Ask what some claims say: kind, status, year and the like."""
    return f"""
SELECT ?subject ?property ?value WHERE {{
  VALUES ?subject {{ {_values(iris)} }}
  VALUES ?property {{ {_values(ONTOLOGY + name for name in _CLAIM_DETAILS)} }}
  ?subject ?property ?value .
}} ORDER BY ?subject ?property ?value"""


def values(iris: Iterable[str] | None, properties: Iterable[str]) -> str:
    """Ask for the values of some properties of some things, or of all."""
    things = "" if iris is None else f"VALUES ?thing {{ {_values(iris)} }}"
    return f"""
SELECT DISTINCT ?thing ?property ?value WHERE {{
  {things}
  VALUES ?property {{ {_values(properties)} }}
  ?thing ?property ?value .
}} ORDER BY ?thing ?property ?value"""


def choices(kind: str, language: str) -> str:
    """Ask for the labels of everything that can be the value of a parameter.

    Args:
        kind: the kind of a named query's parameter, such as ``"city"`` or ``"concept"``.
        language: the language of the labels, ``"en"`` or ``"fa"``.
    """
    namespace = VOCABULARY if kind == "concept" else f"{ENTITY}{kind}/"
    if not is_absolute_iri(namespace) or language not in LANGUAGES:
        raise ValueError((kind, language))
    return f"""
SELECT ?thing ?label WHERE {{
  ?thing skos:prefLabel ?label .
  FILTER(STRSTARTS(STR(?thing), "{namespace}") && LANG(?label) = "{language}")
}} ORDER BY ?label"""


def _values(iris: Iterable[str]) -> str:
    checked = list(iris)
    for iri in checked:
        if not is_absolute_iri(iri):
            raise ValueError(iri)
    return " ".join(f"<{iri}>" for iri in checked)
