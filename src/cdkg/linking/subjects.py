"""What of the graph can be linked to Wikidata: its cities, countries and bodies, whoever stated them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from cdkg.errors import Message
from cdkg.matching import Known
from cdkg.namespaces import ENTITY, GEO, ONTOLOGY, RDF, SKOS
from cdkg.store import Answer, Question

CLASSES: Final[Mapping[str, str]] = {
    "city": ONTOLOGY + "City",
    "country": ONTOLOGY + "Country",
    "network": ONTOLOGY + "CityNetwork",
    "organization": ONTOLOGY + "Organization",
}
"""The class of each kind that can be linked; what belongs to several is of the first."""

_FOLDERS: Final = tuple(f"{ENTITY}{kind}/" for kind in CLASSES)
"""Where the IRIs of these kinds lie; links are decided on for them only."""

_JSON: Final = "application/sparql-results+json"
_LABELS: Final = """
SELECT DISTINCT ?thing ?name WHERE { ?thing a cdkg:Actor ; skos:prefLabel ?name FILTER (isIRI(?thing)) }
ORDER BY ?thing ?name"""


@dataclass(frozen=True)
class Subject:
    """A city, country or body of the graph.

    Args:
        known: what the graph knows of it: its IRI, names, country and place.
        kind: ``"city"``, ``"country"``, ``"network"`` or ``"organization"``.
        label: what it is called.
    """

    known: Known
    kind: str
    label: Message

    @property
    def iri(self) -> str:
        """Its IRI."""
        return self.known.id


def subjects(known: Iterable[Known], ask: Callable[[Question], Answer]) -> list[Subject]:
    """List what can be linked, in the order of its IRIs.

    Args:
        known: the things that the graph knows.
        ask: asks the graph, for what each is called in which language.
    """
    called: dict[str, dict[str, str]] = {}
    for iri, language, name in _labels(ask(Question(_LABELS, _JSON)).body):
        called.setdefault(iri, {}).setdefault(language, name)
    return [
        _subject(one, kind, called.get(one.id, {})) for one, kind in sorted(_kinds(known), key=lambda pair: pair[0].id)
    ]


def subject_at(iri: str, ask: Callable[[Question], Answer]) -> Subject | None:
    """Find one thing that can be linked, without reading all others.

    Args:
        iri: its IRI.
        ask: asks the graph.

    Returns:
        the thing, or ``None`` where the graph has no city, country or body of that IRI.
    """
    try:
        text = f"SELECT ?property ?value WHERE {{ {ox.NamedNode(iri)} ?property ?value }} ORDER BY ?value"
    except ValueError:
        return None
    said: dict[str, list[dict[str, str]]] = {}
    for row in json.loads(ask(Question(text, _JSON)).body)["results"]["bindings"]:
        said.setdefault(row["property"]["value"], []).append(row["value"])

    def values(name: str) -> list[str]:
        return [one["value"] for one in said.get(name, ())]

    names = (*values(SKOS + "prefLabel"), *values(SKOS + "altLabel"))
    latitude, longitude = values(GEO + "lat"), values(GEO + "long")
    known = Known(
        iri,
        tuple(dict.fromkeys(names)),
        frozenset(values(RDF + "type")),
        next(iter(values(ONTOLOGY + "country")), ""),
        (float(latitude[0]), float(longitude[0])) if latitude and longitude else None,
    )
    called = {one.get("xml:lang", ""): one["value"] for one in said.get(SKOS + "prefLabel", ())}
    return next((_subject(one, kind, called) for one, kind in _kinds([known])), None)


def _kinds(known: Iterable[Known]) -> Iterator[tuple[Known, str]]:
    for one in known:
        if not one.id.startswith(_FOLDERS):
            continue
        kind = next((kind for kind, name in CLASSES.items() if name in one.types), None)
        if kind is not None:
            yield one, kind


def _subject(known: Known, kind: str, called: Mapping[str, str]) -> Subject:
    any_name = known.names[0] if known.names else known.id
    return Subject(known, kind, Message(called.get("en", any_name), called.get("fa", any_name)))


def _labels(results: bytes) -> Iterator[tuple[str, str, str]]:
    for row in json.loads(results)["results"]["bindings"]:
        yield row["thing"]["value"], row["name"].get("xml:lang", ""), row["name"]["value"]
