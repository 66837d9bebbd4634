"""Everything on which a link is to be decided: cities, countries and bodies, those of contributions among them.

What is decided on is also what is compared with items of Wikidata: hence where it lies.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, cast

import pyoxigraph as ox

from cdkg.errors import Message
from cdkg.mappings import REJECTED, MappingSet
from cdkg.mappings.errors import MappingError, UnknownMappingError
from cdkg.namespaces import CONTRIBUTIONS, ENTITY, ONTOLOGY, PREFIXES, WIKIDATA, short
from cdkg.store import Answer, Question
from cdkg.text import fold

CLASSES: Final[Mapping[str, str]] = {
    "city": ONTOLOGY + "City",
    "country": ONTOLOGY + "Country",
    "network": ONTOLOGY + "CityNetwork",
    "organization": ONTOLOGY + "Organization",
}
"""The class that stands for each kind that can be linked."""

KINDS: Final = tuple(CLASSES)
"""The folders of the IRIs of what can be linked."""

UNDECIDED: Final = "undecided"
"""The state of a thing of which nothing is decided but that it is not some items."""

Ask = Callable[[Question], Answer]

_JSON: Final = "application/sparql-results+json"
_ITEM: Final = re.compile(r"(?:wd:|wikidata:|https?://www[.]wikidata[.]org/(?:entity|wiki)/)?([Qq][1-9]\d*)")
_THINGS: Final = """
SELECT DISTINCT ?thing ?name ?alias ?country WHERE {
  VALUES ?class { cdkg:City cdkg:Country cdkg:Organization }
  ?thing a ?class .
  OPTIONAL { ?thing skos:prefLabel ?name }
  OPTIONAL { ?thing skos:altLabel ?alias }
  OPTIONAL { ?thing cdkg:country ?country }
}"""
_PROPOSED: Final = f"""
SELECT DISTINCT ?thing ?item WHERE {{
  GRAPH ?graph {{ ?thing skos:exactMatch ?item }}
  FILTER (STRSTARTS(STR(?graph), "{CONTRIBUTIONS}") && STRSTARTS(STR(?item), "{WIKIDATA}Q"))
}}"""
_PLACES: Final = """
SELECT ?thing (MIN(?latitude) AS ?lat) (MIN(?longitude) AS ?lon) WHERE {
  ?thing geo:lat ?latitude ; geo:long ?longitude
} GROUP BY ?thing"""


@dataclass(frozen=True)
class Thing:
    """A city, country or body of the graph.

    Args:
        iri: its IRI.
        label: what it is called.
        names: all its names, in both languages.
        country: the IRI of a city's country; empty for all others.
        proposed: the items that contributions say it is.
        place: its latitude and longitude in decimal degrees, or none.
    """

    iri: str
    label: Message
    names: tuple[str, ...] = ()
    country: str = ""
    proposed: tuple[str, ...] = ()
    place: tuple[float, float] | None = None

    @property
    def kind(self) -> str:
        """The folder of its IRI, such as ``"city"``."""
        return self.iri.removeprefix(ENTITY).partition("/")[0]

    @property
    def slug(self) -> str:
        """Its name within its kind."""
        return self.iri.removeprefix(ENTITY).partition("/")[2]

    @property
    def short(self) -> str:
        """How a person names it to the command line, such as ``city:tehran``."""
        return f"{self.kind}:{self.slug}"


def state_of(thing: Thing, decisions: MappingSet) -> str:
    """Tell what is decided of a thing: one of the states of a decision, or that nothing is."""
    told = [one.state for one in decisions.of(thing.iri) if one.state != REJECTED]
    return told[0] if told else UNDECIDED


def read_things(ask: Ask) -> list[Thing]:
    """List what can be linked, by kind and slug.

    Args:
        ask: asks the graph.
    """
    names: dict[str, dict[str, str]] = defaultdict(dict)
    spellings: dict[str, dict[str, None]] = defaultdict(dict)
    countries: dict[str, str] = {}
    for row in _rows(ask, _THINGS):
        iri = str(row["thing"].value)
        names[iri]  # what has no name is listed, too
        for part in ("name", "alias"):
            literal = row.get(part)
            if isinstance(literal, ox.Literal):
                spellings[iri][literal.value] = None
                if part == "name":
                    names[iri][literal.language or ""] = literal.value
        if "country" in row:
            countries[iri] = str(row["country"].value)
    proposed: dict[str, list[str]] = defaultdict(list)
    for row in _rows(ask, _PROPOSED):
        proposed[str(row["thing"].value)].append(str(row["item"].value).removeprefix(WIKIDATA))
    places = {
        str(row["thing"].value): (float(row["lat"].value), float(row["lon"].value)) for row in _rows(ask, _PLACES)
    }
    found = (
        Thing(
            iri,
            _label(iri, called),
            tuple(spellings[iri]),
            countries.get(iri, ""),
            tuple(sorted(proposed[iri])),
            places.get(iri),
        )
        for iri, called in names.items()
    )
    return sorted((one for one in found if one.kind in KINDS), key=lambda one: (KINDS.index(one.kind), one.slug))


def chosen(
    things: Iterable[Thing], decisions: MappingSet, *, kind: str = "", state: str = "", text: str = ""
) -> list[Thing]:
    """Keep the things that somebody asks for.

    Args:
        things: the things.
        decisions: all decisions.
        kind: only these, such as ``"city"``; empty for all.
        state: only those of which this is decided; empty for all.
        text: only those with this in a name, in the slug or in an item; empty for all.
    """
    wanted = fold(text)

    def has_text(one: Thing) -> bool:
        items = (mapping.object or "" for mapping in decisions.of(one.iri))
        return any(wanted in fold(name) for name in (*one.names, one.slug, *items, *one.proposed))

    return [
        one
        for one in things
        if kind in ("", one.kind) and state in ("", state_of(one, decisions)) and (not wanted or has_text(one))
    ]


def find_thing(given: str, things: Iterable[Thing]) -> Thing:
    """Find what somebody means.

    Args:
        given: an IRI in full or shortened (``city:tehran``), ``city/tehran``, a slug or a name.
        things: what there is.

    Raises:
        UnknownMappingError: if it means nothing, or several; the message names them.
    """
    wanted = given.strip().removeprefix("<").removesuffix(">")
    things = list(things)
    prefix, colon, rest = wanted.partition(":")
    full = PREFIXES[prefix] + rest if colon and prefix in PREFIXES else wanted
    ways: tuple[Callable[[Thing], bool], ...] = (
        lambda one: one.iri == full or one.short == wanted or f"{one.kind}/{one.slug}" == wanted,
        lambda one: one.slug == wanted,
        lambda one: fold(wanted) in {fold(name) for name in one.names},
    )
    for way in ways:
        found = [one for one in things if way(one)]
        if len(found) == 1:
            return found[0]
        if found:
            which = ", ".join(one.short for one in found)
            raise UnknownMappingError(
                f"{given!r} means several things: {which}. Give one of these.",
                f"«{given}» به چند چیز می‌خورد: {which}. یکی از این‌ها را بدهید.",
            )
    raise UnknownMappingError(
        f"The graph has no city, country or body {given!r}. `cdkg link list` lists them.",
        f"در گراف شهر، کشور یا نهادی به نام «{given}» نیست. فرمان `cdkg link list` آن‌ها را فهرست می‌کند.",
    )


def item_of(given: str) -> str:
    """Read an item as people write it.

    Args:
        given: its number, such as ``Q3616``, or its address.

    Raises:
        MappingError: if it is none.
    """
    match = _ITEM.fullmatch(given.strip())
    if match is None:
        raise MappingError(
            f"{given!r} is no item of Wikidata. Give its identifier, such as Q3616, or its address.",
            f"«{given}» آیتمی از ویکی‌داده نیست. شناسه آن، مانند Q3616، یا نشانی آن را بدهید.",
        )
    return match[1].upper()


def _label(iri: str, called: dict[str, str]) -> Message:
    any_name = next(iter(called.values()), short(iri))
    return Message(en=called.get("en", any_name), fa=called.get("fa", any_name))


def _rows(ask: Ask, text: str) -> Iterator[dict[str, ox.NamedNode | ox.Literal]]:
    body = ask(Question(text, _JSON)).body
    parsed = cast(ox.QuerySolutions, ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON))
    names = [variable.value for variable in parsed.variables]
    for solution in parsed:
        row = {name: solution[name] for name in names}
        if isinstance(row["thing"], ox.NamedNode):
            yield {name: term for name, term in row.items() if isinstance(term, ox.NamedNode | ox.Literal)}
