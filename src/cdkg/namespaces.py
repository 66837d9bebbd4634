"""The names of things: prefixes, named graphs, and how the IRI of an entity is made.

The only module in which an IRI of the project is put together.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final
from urllib.parse import quote

ONTOLOGY: Final = "https://w3id.org/cdkg/ontology#"
VOCABULARY: Final = "https://w3id.org/cdkg/voc/"
ENTITY: Final = "https://w3id.org/cdkg/id/"
GRAPH: Final = "https://w3id.org/cdkg/graph/"

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
PROV: Final = "http://www.w3.org/ns/prov#"
GEO: Final = "http://www.w3.org/2003/01/geo/wgs84_pos#"
DCTERMS: Final = "http://purl.org/dc/terms/"
WIKIDATA: Final = "http://www.wikidata.org/entity/"
WIKIDATA_DIRECT: Final = "http://www.wikidata.org/prop/direct/"

PREFIXES: Final[dict[str, str]] = {
    "cdkg": ONTOLOGY,
    "voc": VOCABULARY,
    "cdr": ENTITY,
    "city": ENTITY + "city/",
    "country": ENTITY + "country/",
    "network": ENTITY + "network/",
    "doc": ENTITY + "document/",
    "query": ENTITY + "query/",
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "xsd": XSD,
    "skos": SKOS,
    "prov": PROV,
    "geo": GEO,
    "dcterms": DCTERMS,
    "wd": WIKIDATA,
    "wdt": WIKIDATA_DIRECT,
}
"""The prefixes that a query may use without declaring them."""

ONTOLOGY_GRAPH: Final = GRAPH + "ontology"
GAZETTEER_GRAPH: Final = GRAPH + "gazetteer"
LINKS_GRAPH: Final = GRAPH + "links"
DERIVED_GRAPH: Final = GRAPH + "derived"
RESOLVED_GRAPH: Final = GRAPH + "resolved"
INFERRED_GRAPH: Final = GRAPH + "inferred"
READINGS_GRAPH: Final = GRAPH + "readings"
WIKIDATA_GRAPH: Final = GRAPH + "wikidata"
"""What Wikidata states of sister cities, as a reference list holds it; nobody here claims it."""

CONTRIBUTIONS: Final = GRAPH + "contribution/"
"""What the names of the contributions' graphs start with."""

BASE: Final = ENTITY
"""What a relative IRI of a query or update is resolved against, so that ``<city/tehran>`` is ``city:tehran``."""


def document_graph(document: str) -> str:
    """Name the graph that holds what one document says.

    Args:
        document: the document's id, such as ``"foreign-policy"``.
    """
    return f"{GRAPH}document/{document}"


def entity(kind: str, slug: str) -> str:
    """Name an entity.

    Args:
        kind: the folder of the entity's kind, such as ``"city"``.
        slug: its name within the kind, such as ``"tehran"``.
    """
    return f"{ENTITY}{kind}/{slug}"


def contributor(name: str) -> str:
    """Name a person who contributes or decides.

    Args:
        name: what the person is called.
    """
    return entity("contributor", quote(name, safe=""))


def concept(slug: str) -> str:
    """Name a concept of the vocabulary, such as ``"sister-city"``."""
    return VOCABULARY + slug


def pair_slug(first: str, second: str) -> str:
    """Make the slug of a pair of entities, the same whichever comes first.

    Args:
        first: the slug of one.
        second: the slug of the other.
    """
    return "--".join(sorted((first, second)))


def slug(name: str) -> str:
    """Make the slug of an English name.

    Bracketed text, marks and apostrophes are dropped, letters lowered, and every other run of characters becomes one
    hyphen, so that ``Xi'an`` gives ``xian`` and ``Mogilev (Mahilyow)`` gives ``mogilev``.

    Args:
        name: the name in Latin letters.

    Raises:
        ValueError: if nothing is left of the name.
    """
    bare = re.sub(r"\([^)]*\)", " ", name)
    decomposed = unicodedata.normalize("NFKD", bare)
    letters = "".join(char for char in decomposed if not unicodedata.combining(char) and char not in "'’ʼ`")
    made = re.sub(r"[^a-z0-9]+", "-", letters.lower()).strip("-")
    if not made:
        raise ValueError(f"no slug can be made of {name!r}")
    return made


def short(iri: str) -> str:
    """Shorten an IRI of a known namespace for a person, such as ``city:tehran``; leave any other as it is."""
    best = max((ns for ns in PREFIXES.values() if iri.startswith(ns)), key=len, default=None)
    if best is None:
        return iri
    prefix = next(name for name, ns in PREFIXES.items() if ns == best)
    return f"{prefix}:{iri.removeprefix(best)}"
