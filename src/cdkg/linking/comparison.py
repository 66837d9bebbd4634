"""Compares ties and memberships of the graph with what Wikidata states: in both, only here, only there.

What counts is written in two named queries, ``wikidata-ties`` and ``wikidata-memberships``; here their rows become
pairs that stand once, counted for each city and country. Only a concluded sister-city agreement counts as "here".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from cdkg.errors import Message
from cdkg.namespaces import WIKIDATA, WIKIDATA_GRAPH
from cdkg.queries import named_query
from cdkg.wikidata_edges import MEMBER_OF, SISTER_CITY

Ask = Callable[[str], Iterable[Mapping[str, object]]]
"""Asks a SELECT query of a graph: each solution's bound terms, which have a ``value``, by name."""

BOTH: Final = "both"
ONLY_HERE: Final = "only-here"
ONLY_THERE: Final = "only-there"
OTHER_KIND: Final = "other-kind"
NO_IDENTIFIER: Final = "no-identifier"
NOT_LOOKED_UP: Final = "not-looked-up"

STATES: Final[Mapping[str, Message]] = {
    BOTH: Message("in both", "در هر دو"),
    ONLY_HERE: Message("only here", "تنها اینجا"),
    ONLY_THERE: Message("only in Wikidata", "تنها در ویکی‌داده"),
    OTHER_KIND: Message("of another kind, or not concluded", "از نوع دیگر، یا منعقدنشده"),
    NO_IDENTIFIER: Message("not comparable: no identifier", "مقایسه‌ناپذیر: بی شناسه"),
    NOT_LOOKED_UP: Message("not looked up in Wikidata", "در ویکی‌داده جسته نشده"),
}
"""What can be said of a pair, in the order in which it is told."""

_COUNTRIES: Final = """
SELECT ?country ?label WHERE {{
  ?country a cdkg:Country ; skos:prefLabel ?label .
  FILTER (LANG(?label) = "{language}")
}} ORDER BY ?label"""
_CITIES: Final = """
SELECT ?city ?cityLabel ?cityCountry (SAMPLE(?item) AS ?cityItem) WHERE {{
  ?city a cdkg:City ; skos:prefLabel ?cityLabel ; cdkg:country ?cityCountry .
  FILTER (LANG(?cityLabel) = "{language}")
  OPTIONAL {{ ?city skos:exactMatch ?item FILTER (STRSTARTS(STR(?item), STR(wd:))) }}
}} GROUP BY ?city ?cityLabel ?cityCountry ORDER BY ?cityLabel"""
_REFERENCE: Final = """
SELECT ?label ?url WHERE {{
  <{graph}> prov:wasDerivedFrom ?list .
  ?list skos:prefLabel ?label .
  FILTER (LANG(?label) = "{language}")
  OPTIONAL {{ ?list dcterms:source ?url }}
}}"""


@dataclass(frozen=True)
class Party:
    """One end of a pair.

    Args:
        iri: its IRI: one of the graph, or the item's where the graph does not have it.
        label: its name in the reader's language, or as the list of edges has it.
        item: its identifier in Wikidata, or empty.
        country: the IRI of its country, or empty.
    """

    iri: str
    label: str
    item: str = ""
    country: str = ""

    @property
    def is_here(self) -> bool:
        """Whether the graph has it."""
        return not self.iri.startswith(WIKIDATA)


@dataclass(frozen=True)
class Compared:
    """A pair, and where it is known.

    Args:
        property_id: ``"P190"`` for a pair of sister cities, ``"P463"`` for a member and its network.
        first: the city or member; the graph has it.
        second: the other city, or the network.
        state: one of ``STATES``.
        agreements: what documents say is agreed between two cities, in the reader's language.
    """

    property_id: str
    first: Party
    second: Party
    state: str
    agreements: str = ""


@dataclass(frozen=True)
class Tally:
    """How many pairs of each state something has.

    Args:
        iri: the city, member or country.
        label: its name.
        counts: how many pairs there are, by state.
    """

    iri: str
    label: str
    counts: Mapping[str, int]


def compare_ties(ask: Ask, language: str, *, city: str = "", country: str = "") -> tuple[Compared, ...]:
    """Compare sister cities (P190).

    Args:
        ask: asks the graph.
        language: the reader's, ``"en"`` or ``"fa"``.
        city: slug or IRI of a city; all cities where none is given.
        country: slug or IRI of the cities' country.

    Returns:
        a row for each city and partner, ordered by name: a pair of two cities of the graph stands under both.
    """
    text = named_query("wikidata-ties").bind({"lang": language, "city": city, "country": country})
    return tuple(_tie(row) for row in ask(text))


def compare_memberships(ask: Ask, language: str, *, member: str = "", country: str = "") -> tuple[Compared, ...]:
    """Compare memberships (P463).

    Args:
        ask: asks the graph.
        language: the reader's, ``"en"`` or ``"fa"``.
        member: IRI of a member; all where none is given.
        country: IRI of the members' country.
    """
    text = named_query("wikidata-memberships").bind({"lang": language, "member": member})
    found = (_membership(row) for row in ask(text))
    return tuple(one for one in found if country in ("", one.first.country))


def once(compared: Iterable[Compared]) -> tuple[Compared, ...]:
    """Keep each pair once, whichever end it is told from."""
    found: dict[tuple[str, frozenset[str]], Compared] = {}
    for one in compared:
        found.setdefault((one.property_id, frozenset((one.first.iri, one.second.iri))), one)
    return tuple(found.values())


def by_party(compared: Iterable[Compared]) -> list[Tally]:
    """Count the pairs of each city or member, in the order of their names."""
    return _tallies((one.first.iri, one.first.label, one) for one in compared)


def by_country(compared: Iterable[Compared], names: Mapping[str, str]) -> list[Tally]:
    """Count the pairs of each country's cities; a pair of two cities of one country counts once.

    Args:
        compared: a row for each city and partner.
        names: what the countries are called, by IRI.
    """
    seen: dict[tuple[str, frozenset[str]], tuple[str, str, Compared]] = {}
    for one in compared:
        country = one.first.country
        key = (country, frozenset((one.first.iri, one.second.iri)))
        seen.setdefault(key, (country, names.get(country, country), one))
    return sorted(_tallies(seen.values()), key=lambda tally: tally.label)


def country_names(ask: Ask, language: str) -> dict[str, str]:
    """Find what the countries of the graph are called, by IRI."""
    return {text_of(row, "country"): text_of(row, "label") for row in ask(_COUNTRIES.format(language=language))}


def cities(ask: Ask, language: str) -> tuple[Party, ...]:
    """List the cities of the graph, by name; those without an item cannot be compared."""
    return tuple(_party(row, "city", "cityCountry") for row in ask(_CITIES.format(language=language)))


def reference_of_slice(ask: Ask, language: str) -> tuple[str, str]:
    """Tell from which list the graph's slice of Wikidata is taken: its name and address, empty where there is none."""
    found = next(iter(ask(_REFERENCE.format(graph=WIKIDATA_GRAPH, language=language))), {})
    return text_of(found, "label"), text_of(found, "url")


def _tallies(told: Iterable[tuple[str, str, Compared]]) -> list[Tally]:
    counts: dict[tuple[str, str], Counter[str]] = {}
    for iri, label, one in told:
        counts.setdefault((iri, label), Counter())[one.state] += 1
    return [Tally(iri, label, dict(states)) for (iri, label), states in counts.items()]


def _tie(row: Mapping[str, object]) -> Compared:
    here, there = text_of(row, "here") == "true", text_of(row, "there")
    if here:
        state = {"true": BOTH, "false": ONLY_HERE}.get(there, NO_IDENTIFIER)
    else:
        state = ONLY_THERE if there == "true" else OTHER_KIND
    first, second = _party(row, "city", "cityCountry"), _party(row, "partner", "partnerCountry")
    return Compared(SISTER_CITY, first, second, state, text_of(row, "agreements"))


def _membership(row: Mapping[str, object]) -> Compared:
    here, there = text_of(row, "here") == "true", text_of(row, "there")
    first, second = _party(row, "member", "memberCountry"), _party(row, "network", "")
    without = NOT_LOOKED_UP if first.item and second.item else NO_IDENTIFIER
    state = {"true": BOTH if here else ONLY_THERE, "false": ONLY_HERE}.get(there, without)
    return Compared(MEMBER_OF, first, second, state)


def _party(row: Mapping[str, object], name: str, country: str) -> Party:
    iri, item = text_of(row, name), text_of(row, f"{name}Item").removeprefix(WIKIDATA)
    return Party(iri, text_of(row, f"{name}Label") or item or iri, item, text_of(row, country))


def text_of(row: Mapping[str, object], name: str) -> str:
    """Give the text of a term in a solution: an IRI, or a literal's value; empty where it is not bound."""
    return str(getattr(row.get(name), "value", ""))
