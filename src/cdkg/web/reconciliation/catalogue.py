"""What tables can be matched to: things, types and properties with their names, read once for each version.

It is made and asked where the store has its processes for that; see `cdkg.web.reconciliation.place`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from cdkg.matching import Index, Known
from cdkg.matching.beginnings import Beginnings
from cdkg.matching.entities import read_known
from cdkg.namespaces import ONTOLOGY, PROV, RDF, SKOS, short
from cdkg.store import Store
from cdkg.web.asking import rows_of
from cdkg.web.messages import LANGUAGES, say
from cdkg.web.naming import text_of
from cdkg.web.reconciliation.identifiers import PREFERRED, property_id, type_id

_LABELS: Final = "SELECT ?thing ?text WHERE { ?thing skos:prefLabel ?text FILTER(isIRI(?thing)) }"
_DEFINITIONS: Final = """
SELECT DISTINCT ?thing ?text WHERE {
  VALUES ?kind { owl:Class owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty }
  ?thing a ?kind ; skos:definition ?text .
}"""
_BROADER: Final = f"""
SELECT ?narrow ?broad WHERE {{ ?narrow rdfs:subClassOf ?broad
  FILTER(?broad = skos:Concept || STRSTARTS(STR(?broad), "{ONTOLOGY}")) }}"""
_USED: Final = """
SELECT ?type ?property (COUNT(DISTINCT ?thing) AS ?number) WHERE {
  { SELECT DISTINCT ?thing WHERE { { ?thing a cdkg:Actor } UNION { ?thing a skos:Concept } } }
  ?thing a ?type ; ?property ?value .
} GROUP BY ?type ?property"""
_RANGES: Final = "SELECT ?property ?range WHERE { ?property rdfs:range ?range FILTER(isIRI(?range)) }"
_CONCEPT: Final = SKOS + "Concept"
# What only tells of another description of the same, or says again in other words what is said.
_NOT_OFFERED: Final = frozenset({RDF + "type", PROV + "wasDerivedFrom", SKOS + "broaderTransitive"})
# What other vocabularies lend has no name in the graph.
_LENT: Final = {
    "skos:Concept": "reconcile_term_concept",
    "skos:prefLabel": "reconcile_term_label",
    "skos:altLabel": "reconcile_other_names",
    "skos:broader": "reconcile_term_broader",
    "skos:definition": "reconcile_term_definition",
    "skos:editorialNote": "reconcile_term_editorial",
    "skos:scopeNote": "reconcile_term_scope",
    "skos:exactMatch": "reconcile_term_same",
    "skos:closeMatch": "reconcile_term_close",
    "skos:inScheme": "reconcile_term_scheme",
    "geo:lat": "reconcile_term_latitude",
    "geo:long": "reconcile_term_longitude",
}


@dataclass(frozen=True)
class Named:
    """A type or a property.

    Args:
        id: how clients name it.
        iri: what it is in the graph.
        names: what it is called, by language.
        descriptions: what it means, by language.
        language: the language of the texts that are its values, where it is only those; else empty.
    """

    id: str
    iri: str
    names: dict[str, str]
    descriptions: dict[str, str]
    language: str = ""


@dataclass(frozen=True)
class Catalogue:
    """All that can be matched to.

    Args:
        store: the store of the same version, for what is not kept here.
        index: the things, by all their names.
        beginnings: their names in alphabetical order.
        labels: what things are called, by IRI and language.
        types: the types that things have, by id.
        broader: the direct broader types of each, by id.
        properties: the properties that things have, by id.
        used: how many things of a type have a property, by the ids of both.
        ranges: the type of a property's values, by the property's IRI, where it is one of the types.
    """

    store: Store
    index: Index
    beginnings: Beginnings
    labels: dict[str, dict[str, str]]
    types: dict[str, Named]
    broader: dict[str, list[str]]
    properties: dict[str, Named]
    used: dict[str, dict[str, int]]
    ranges: dict[str, str]

    def name(self, iri: str, language: str) -> str:
        """Tell what a thing is called, in a language if it has a name in it."""
        found = self.labels.get(iri, {})
        return found.get(language) or next(iter(found.values()), "") or iri.rsplit("/", 1)[-1]

    def types_of(self, known: Known) -> list[Named]:
        """List the types of a thing, the narrowest first, without what is broader than all."""
        ids = [one for one in map(type_id, sorted(known.types)) if one in self.types]
        wider = {broad for one in ids for broad in self.broader.get(one, ())}
        return [self.types[one] for one in sorted(ids, key=lambda one: (one in wider, one))]

    def description(self, known: Known, language: str) -> str:
        """Tell namesakes apart: what a thing is, and in which country."""
        ids = {one.id for one in self.types_of(known)}
        wider = {broad for one in ids for broad in self.broader.get(one, ())}
        narrow = [self.types[one].names[language] for one in sorted(ids - wider)]
        country = [self.name(known.country, language)] if known.country else []
        return say("list_joint", language).join([*narrow, *country])


def read_catalogue(store: Store) -> Catalogue:
    """Make the catalogue of a store.

    Args:
        store: the store.

    Raises:
        CdkgError: as `Store.answer` does.
    """
    known = read_known(store)
    labels = _texts(store, _LABELS)
    definitions = _texts(store, _DEFINITIONS)
    used: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows_of(store, _USED):
        kind, name = text_of(row, "type"), text_of(row, "property")
        is_offered = name not in _NOT_OFFERED and short(name) != name
        if is_offered and (kind.startswith(ONTOLOGY) or kind == _CONCEPT):
            used[type_id(kind)][name] = int(text_of(row, "number"))
    types = {one.id: one for one in _named({kind for thing in known for kind in thing.types}, labels, definitions)}
    found = {iri for names in used.values() for iri in names}
    return Catalogue(
        store=store,
        index=Index(known),
        beginnings=Beginnings(known),
        labels={iri: texts for iri, texts in labels.items() if not iri.startswith(ONTOLOGY)},
        types=types,
        broader=_broader(store, types),
        properties=_properties(found, labels, definitions),
        used={kind: {property_id(iri): count for iri, count in names.items()} for kind, names in used.items()},
        ranges={text_of(row, "property"): type_id(text_of(row, "range")) for row in rows_of(store, _RANGES)},
    )


def _texts(store: Store, query: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows_of(store, query):
        found[text_of(row, "thing")][getattr(row["text"], "language", None) or ""] = text_of(row, "text")
    return dict(found)


def _named(
    iris: Iterable[str], labels: dict[str, dict[str, str]], definitions: dict[str, dict[str, str]]
) -> list[Named]:
    """Keep the types of the ontology, and that of concepts."""
    return [
        Named(type_id(iri), iri, _called(iri, labels), _both(definitions.get(iri, {}), ""))
        for iri in sorted(iris)
        if iri.startswith(ONTOLOGY) or iri == _CONCEPT
    ]


def _properties(
    iris: set[str], labels: dict[str, dict[str, str]], definitions: dict[str, dict[str, str]]
) -> dict[str, Named]:
    found: dict[str, Named] = {}
    for iri in sorted(iris):
        name = property_id(iri)
        called, meant = _called(iri, labels), _both(definitions.get(iri, {}), "")
        found[name] = Named(name, iri, called, meant)
        if iri == PREFERRED:
            for language in LANGUAGES:
                in_it = {one: f"{called[one]} ({say(f'language_{language}', one)})" for one in LANGUAGES}
                found[f"{name}@{language}"] = Named(f"{name}@{language}", iri, in_it, meant, language)
    return found


def _called(iri: str, labels: dict[str, dict[str, str]]) -> dict[str, str]:
    name = type_id(iri)
    lent = {language: say(_LENT[name], language) for language in LANGUAGES} if name in _LENT else {}
    return _both(labels.get(iri) or lent, name)


def _both(texts: dict[str, str], otherwise: str) -> dict[str, str]:
    best = texts.get("en") or next(iter(texts.values()), otherwise)
    return {language: texts.get(language) or best for language in LANGUAGES}


def _broader(store: Store, types: dict[str, Named]) -> dict[str, list[str]]:
    """Find the direct broader types of each: what is broader than another broader one is left out."""
    above: dict[str, set[str]] = defaultdict(set)
    for row in rows_of(store, _BROADER):
        narrow, broad = type_id(text_of(row, "narrow")), type_id(text_of(row, "broad"))
        if narrow in types and broad in types and narrow != broad:
            above[narrow].add(broad)
    return {
        narrow: sorted(broad for broad in broads if not any(broad in above.get(one, ()) for one in broads - {broad}))
        for narrow, broads in above.items()
    }
