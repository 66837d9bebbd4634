"""Answers a batch of queries: candidates with their scores and the reasons for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from cdkg.matching import Asked, Feature, Known, Scored, decided, score_of
from cdkg.matching.model import LISTED
from cdkg.matching.spelling import key
from cdkg.namespaces import ONTOLOGY
from cdkg.web.reconciliation.batches import Condition, Query, Value
from cdkg.web.reconciliation.catalogue import Catalogue
from cdkg.web.reconciliation.identifiers import bare, thing_id, thing_iri
from cdkg.web.reconciliation.values import Values, values_of

_COUNTRY: Final = "country"
_LATITUDE, _LONGITUDE, _BOTH = "geo:lat", "geo:long", "coordinates"
_WEIGHTS: Final = (3.0, 2.0)
"""How much a further property counts that differs, and one that agrees."""

_LOOKED_AT: Final = 20


def answers(queries: dict[str, Query], catalogue: Catalogue, language: str) -> dict[str, object]:
    """Answer a batch, each query for itself.

    Args:
        queries: the queries by the client's keys.
        catalogue: what they can match.
        language: the reader's language.

    Returns:
        the result batch as JSON objects (section 4.2).
    """
    found = {name: _candidates(query, catalogue) for name, query in queries.items()}
    values = _values(queries, found, catalogue)
    return {
        name: {
            "result": [
                _candidate(one, catalogue, language)
                for one in _weighed(query, found[name], values, catalogue)[: query.limit]
            ]
        }
        for name, query in queries.items()
    }


def asked_of(query: Query, type_iri: str = "") -> Asked:
    """Understand a query: what of it is the name, the country, the place."""
    told = {bare(one.property): one.values for one in query.conditions}
    countries = told.get(_COUNTRY, ())
    return Asked(query.name, type=type_iri, country=str(countries[0]) if countries else "", coordinates=_place(told))


def _candidates(query: Query, catalogue: Catalogue) -> list[Scored]:
    iri = thing_iri(query.name)
    index = catalogue.index
    if not query.name:
        return []
    name = iri if iri in index.known else query.name
    wanted = [_type_iri(one, catalogue) for one in query.types] or [""]
    best: dict[str, Scored] = {}
    for type_iri in wanted:
        asked = replace(asked_of(query, type_iri), name=name)
        country = thing_iri(asked.country)
        if country in index.known:
            asked = replace(asked, country=country)
        for one in index.match(asked, max(_LOOKED_AT, query.limit)):
            before = best.get(one.known.id)
            is_worse = before is not None and (one.score < before.score) != (query.strict == "all")
            if not is_worse:
                best[one.known.id] = replace(one, is_match=False)
    found = sorted(best.values(), key=lambda one: (-one.score, one.known.id))
    return decided(found)


def _having(values: Values, query: Query, catalogue: Catalogue) -> list[Scored]:
    """Take all things of the types into view that have some value: whether it is the right one is looked at then."""
    wanted = {_type_iri(one, catalogue) for one in query.types}
    known = catalogue.index.known
    having = (known[iri] for iri in dict.fromkeys(thing for thing, _ in values.terms) if iri in known)
    return [Scored(one, 0.0, ()) for one in having if not wanted or wanted & one.types]


def _values(queries: dict[str, Query], found: dict[str, list[Scored]], catalogue: Catalogue) -> Values:
    """Ask once, for a whole batch, for the values of the properties that queries name."""
    further = {name: [bare(one.property) for one in _further(query)] for name, query in queries.items()}
    wanted = {one for names in further.values() for one in names}
    properties = {catalogue.properties[one].iri for one in wanted if one in catalogue.properties}
    if any(names and not queries[name].name for name, names in further.items()):
        return values_of(catalogue.store, None, properties)
    things = {one.known.id for name in further if further[name] for one in found[name]}
    return values_of(catalogue.store, things, properties)


def _weighed(query: Query, found: list[Scored], values: Values, catalogue: Catalogue) -> list[Scored]:
    """Add the further properties to the reasons; what a thing says nothing about is no reason."""
    further = _further(query)
    if not further:
        return found
    if not query.name:
        found = _having(values, query, catalogue)
    weighed = []
    for one in found:
        added = tuple(_agreements(one.known, further, values, catalogue))
        features = (*one.features, *added)
        if features:
            weighed.append(replace(one, features=features, score=score_of(features), is_match=False))
    weighed = [one for one in weighed if one.score >= LISTED]
    return decided(sorted(weighed, key=lambda one: (-one.score, one.known.id)))


def _further(query: Query) -> list[Condition]:
    understood = {_COUNTRY, _LATITUDE, _LONGITUDE, _BOTH} if query.name else set()
    return [one for one in query.conditions if bare(one.property) not in understood]


def _agreements(known: Known, wanted: Iterable[Condition], values: Values, catalogue: Catalogue) -> Iterator[Feature]:
    for one in wanted:
        name = bare(one.property)
        if name not in catalogue.properties:
            continue
        has = values.of(known.id, catalogue.properties[name].iri)
        if has:
            agrees = any(_agrees(value, has, catalogue) for value in one.values)
            yield Feature(name, float(agrees), _WEIGHTS[agrees])


def _agrees(wanted: Value, has: list[tuple[str, bool]], catalogue: Catalogue) -> bool:
    for text, is_thing in has:
        if is_thing and isinstance(wanted, str):
            names = catalogue.labels.get(text, {}).values()
            if thing_iri(wanted) == text or wanted == text or key(wanted) in map(key, names):
                return True
        elif not is_thing and (key(str(wanted)) == key(text) or _same_number(wanted, text)):
            return True
    return False


def _same_number(wanted: Value, text: str) -> bool:
    try:
        return float(wanted) == float(text)
    except ValueError:
        return False


def _place(told: dict[str, tuple[Value, ...]]) -> tuple[float, float] | None:
    given = [*told.get(_LATITUDE, ())[:1], *told.get(_LONGITUDE, ())[:1]]
    if len(given) < 2:
        given = [part for one in told.get(_BOTH, ())[:1] for part in str(one).replace("،", ",").split(",")]
    try:
        lat, long = (float(one) for one in given)
    except ValueError:
        return None
    return (lat, long) if abs(lat) <= 90 and abs(long) <= 180 else None


def _type_iri(name: str, catalogue: Catalogue) -> str:
    found = catalogue.types.get(bare(name))
    return found.iri if found else ONTOLOGY + bare(name)


def _candidate(one: Scored, catalogue: Catalogue, language: str) -> dict[str, object]:
    return {
        "id": thing_id(one.known.id),
        "name": catalogue.name(one.known.id, language),
        "description": catalogue.description(one.known, language),
        "score": one.score,
        "features": [{"id": feature.name, "value": round(100 * feature.value, 2)} for feature in one.features],
        "match": one.is_match,
        "type": [{"id": kind.id, "name": kind.names[language]} for kind in catalogue.types_of(one.known)],
    }
