"""Makes a graph of sister cities of any size: the vocabulary of the project, the shape of its data, nothing of it true.

The same size and seed give the same graph.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from cdkg.namespaces import (
    DERIVED_GRAPH,
    GAZETTEER_GRAPH,
    GEO,
    ONTOLOGY,
    PROV,
    RDF,
    SKOS,
    XSD,
    concept,
    document_graph,
    entity,
)

SEED: Final = 7
_TRIPLES_PER_CITY: Final = 7
_SHARE_OF_CITIES: Final = 0.2
_SHARE_OF_TIES: Final = 0.85

_KINDS: Final = ("sister-city", "friendship", "memorandum-of-understanding")
_STATUSES: Final = ("concluded", "concluded", "concluded", "in-negotiation")
_EN: Final = ("New", "Old", "Upper", "Lower", "East", "West", "Port", "Saint", "Mount", "Lake", "Grand", "Little")
_EN_END: Final = ("haven", "ford", "ville", "burg", "stad", "polis", "ton", "field", "gate", "bridge", "shahr", "kent")
_FA: Final = ("آبادان", "تهران", "شیراز", "اصفهان", "مشهد", "تبریز", "کرمان", "یزد", "رشت", "همدان", "قم", "اهواز")

_TYPE: Final = NamedNode(RDF + "type")
_LABEL: Final = NamedNode(SKOS + "prefLabel")
_DERIVED_FROM: Final = NamedNode(PROV + "wasDerivedFrom")
_LATITUDE: Final = NamedNode(GEO + "lat")
_LONGITUDE: Final = NamedNode(GEO + "long")
_DECIMAL: Final = NamedNode(XSD + "decimal")
_INTEGER: Final = NamedNode(XSD + "integer")

_Pair = tuple[NamedNode, NamedNode | Literal]


def sister_cities(triples: int, seed: int = SEED) -> Iterator[Quad]:
    """Make a graph of exactly so many triples, no triple twice; each in the named graph of its source."""
    return islice(_quads(triples, random.Random(seed)), triples)


def _quads(triples: int, chance: random.Random) -> Iterator[Quad]:
    cities = max(60, int(triples * _SHARE_OF_CITIES / _TRIPLES_PER_CITY))
    countries = min(195, max(12, cities // 20))
    documents = [NamedNode(document_graph(f"generated-{number}")) for number in range(max(5, cities // 60))]
    networks = max(5, min(400, cities // 100))
    gazetteer = NamedNode(GAZETTEER_GRAPH)
    for number in range(countries):
        yield from _about(gazetteer, "country", number, _country(number))
    for number in range(networks):
        yield from _about(gazetteer, "network", number, _network(number))
    for number in range(cities):
        yield from _about(gazetteer, "city", number, _city(number, countries, chance))
    number = 0
    while True:
        document = chance.choice(documents)
        if chance.random() < _SHARE_OF_TIES:
            yield from _about(NamedNode(DERIVED_GRAPH), "tie", number, _tie(cities, chance))
            yield from _about(document, "agreement", number, _agreement(number, chance))
        else:
            yield from _about(document, "membership", number, _membership(number, cities, networks, chance))
        number += 1


def _about(graph: NamedNode, kind: str, number: int, pairs: list[_Pair]) -> Iterator[Quad]:
    subject = _named(kind, number)
    return (Quad(subject, predicate, value, graph) for predicate, value in pairs)


def _country(number: int) -> list[_Pair]:
    return [(_TYPE, _term("Country")), *_labels(f"Country {number}", f"کشور {number}")]


def _network(number: int) -> list[_Pair]:
    return [(_TYPE, _term("CityNetwork")), *_labels(f"Network of cities {number}", f"شبکه شهرها {number}")]


def _city(number: int, countries: int, chance: random.Random) -> list[_Pair]:
    en = f"{chance.choice(_EN)} {chance.choice(_EN_END)}{number}"
    return [
        (_TYPE, _term("City")),
        *_labels(en, f"{chance.choice(_FA)} {number}"),
        (_term("country"), _named("country", _unevenly(countries, chance))),
        (_LATITUDE, Literal(f"{chance.uniform(-60, 70):.4f}", datatype=_DECIMAL)),
        (_LONGITUDE, Literal(f"{chance.uniform(-180, 180):.4f}", datatype=_DECIMAL)),
    ]


def _tie(cities: int, chance: random.Random) -> list[_Pair]:
    one = _unevenly(cities, chance)
    other = (one + 1 + chance.randrange(cities - 1)) % cities
    party = _term("party")
    return [(_TYPE, _term("CityTie")), (party, _named("city", one)), (party, _named("city", other))]


def _agreement(number: int, chance: random.Random) -> list[_Pair]:
    year = chance.randint(1950, 2025)
    return [
        (_TYPE, _term("Agreement")),
        (_term("ofTie"), _named("tie", number)),
        (_term("kind"), NamedNode(concept(chance.choice(_KINDS)))),
        (_term("status"), NamedNode(concept(chance.choice(_STATUSES)))),
        (_term("yearMin"), Literal(str(year), datatype=_INTEGER)),
        (_term("yearMax"), Literal(str(year + chance.randint(0, 1)), datatype=_INTEGER)),
        (_DERIVED_FROM, _named("locator", number)),
        *_labels(f"Agreement {number}", f"توافق {number}"),
    ]


def _membership(number: int, cities: int, networks: int, chance: random.Random) -> list[_Pair]:
    return [
        (_TYPE, _term("Membership")),
        (_term("member"), _named("city", _unevenly(cities, chance))),
        (_term("network"), _named("network", chance.randrange(networks))),
        (_term("yearMin"), Literal(str(chance.randint(1950, 2025)), datatype=_INTEGER)),
        (_DERIVED_FROM, _named("locator", number)),
    ]


def _labels(en: str, fa: str) -> list[_Pair]:
    return [(_LABEL, Literal(en, language="en")), (_LABEL, Literal(fa, language="fa"))]


def _unevenly(count: int, chance: random.Random) -> int:
    """Choose one of so many; a few are chosen often, as capitals have most of the ties."""
    return int(chance.random() ** 2 * count)


def _term(name: str) -> NamedNode:
    return NamedNode(ONTOLOGY + name)


def _named(kind: str, number: int) -> NamedNode:
    return NamedNode(entity(kind, f"generated-{number}"))
