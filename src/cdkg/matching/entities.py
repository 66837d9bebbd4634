"""Reads the things of a store that a name can mean: actors (cities, countries, bodies, persons) and concepts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final, cast

import pyoxigraph as ox

from cdkg.matching.model import Known
from cdkg.store import Question, Store

_JSON: Final = "application/sparql-results+json"
_THING: Final = "{ ?thing a cdkg:Actor } UNION { ?thing a skos:Concept }"
# Each in a query of its own: together they would give each name with each class.
_NAMES: Final = f"""
SELECT DISTINCT ?thing ?value ?rank WHERE {{
  {{ SELECT DISTINCT ?thing WHERE {{ {_THING} }} }}
  {{ ?thing skos:prefLabel ?value . BIND(1 AS ?rank) }} UNION {{ ?thing skos:altLabel ?value . BIND(2 AS ?rank) }}
  FILTER (isIRI(?thing))
}} ORDER BY ?rank DESC(LANG(?value)) ?value"""
_TYPES: Final = f"SELECT DISTINCT ?thing ?value WHERE {{ {_THING} ?thing a ?value . FILTER (isIRI(?thing)) }}"
_COUNTRIES: Final = "SELECT DISTINCT ?thing ?value WHERE { ?thing cdkg:country ?value } ORDER BY DESC(STR(?value))"
_COORDINATES: Final = """
SELECT ?thing (MIN(?lat) AS ?value) (MIN(?long) AS ?other) WHERE { ?thing geo:lat ?lat ; geo:long ?long }
GROUP BY ?thing"""


def read_known(store: Store) -> list[Known]:
    """Read all actors and concepts of a store, with their names in all languages.

    Args:
        store: the store; it is asked four queries, whose answers grow with the number of things.

    Raises:
        CdkgError: as `Store.answer` does.
    """
    names: dict[str, list[str]] = defaultdict(list)
    for thing, name, _ in _rows(store, _NAMES):
        names[thing].append(name)
    types: dict[str, set[str]] = defaultdict(set)
    for thing, one, _ in _rows(store, _TYPES):
        types[thing].add(one)
    countries = {thing: country for thing, country, _ in _rows(store, _COUNTRIES)}
    places = {thing: (float(lat), float(long)) for thing, lat, long in _rows(store, _COORDINATES)}
    return [
        Known(
            id=thing,
            names=tuple(dict.fromkeys(called)),
            types=frozenset(types[thing]),
            country=countries.get(thing, ""),
            coordinates=places.get(thing),
        )
        for thing, called in names.items()
    ]


def _rows(store: Store, text: str) -> Iterator[tuple[str, str, str]]:
    answer = store.answer(Question(text=text, media_type=_JSON))
    parsed = cast(ox.QuerySolutions, ox.parse_query_results(answer.body, format=ox.QueryResultsFormat.JSON))
    for row in parsed:
        thing, value, *other = (str(getattr(term, "value", "")) for term in row)
        yield thing, value, other[0] if other else ""
