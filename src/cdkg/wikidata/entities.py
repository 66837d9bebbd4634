"""Items of Wikidata: what is known of each, and whether it is still there (``wbgetentities``).

The form of the answer is that of Wikibase's API: an item that was merged into another stands under the identifier that
was asked for, with the other's ``id`` and a member ``redirects``; one that is not there has a member ``missing``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from cdkg.wikidata.client import Client
from cdkg.wikidata.question import API, Batch, Question, Replies

QID: Final = re.compile(r"Q[1-9][0-9]*")
"""The form of an item's identifier."""

LANGUAGES: Final = ("en", "fa")
_ANY_LANGUAGE: Final = "mul"
_MOST: Final = 50
_EARTH: Final = "http://www.wikidata.org/entity/Q2"
_TYPE, _COUNTRY, _PLACE, _POPULATION = "P31", "P17", "P625", "P1082"


@dataclass(frozen=True)
class Item:
    """What Wikidata says of an item.

    Args:
        id: the identifier that was asked for.
        current: the identifier that it has now; another one where it was merged.
        is_missing: whether there is no such item, or no longer.
        labels: its name by language (``"en"``, ``"fa"``); a name for all languages counts for both.
        aliases: other names, by language.
        descriptions: what it is, by language.
        types: of what it is an instance (P31).
        countries: in which countries it lies (P17).
        coordinates: latitude and longitude in decimal degrees (P625), or none.
        population: how many people live there (P1082), or none.
    """

    id: str
    current: str
    is_missing: bool = False
    labels: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    descriptions: Mapping[str, str] = field(default_factory=dict)
    types: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    coordinates: tuple[float, float] | None = None
    population: int | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """All its names in both languages, each once, labels first."""
        others = (alias for language in self.aliases.values() for alias in language)
        return tuple(dict.fromkeys((*self.labels.values(), *others)))


@dataclass(frozen=True)
class Items:
    """What came back for some items.

    Args:
        found: what is known of each, by the identifier that was asked for; missing ones too.
        replies: the answers, with those that are old and the reasons for those that are absent.
    """

    found: Mapping[str, Item]
    replies: Replies


def items(client: Client, ids: Iterable[str]) -> Items:
    """Find out what Wikidata says of some items.

    Args:
        client: the way to Wikidata.
        ids: their identifiers; what has not the form of one is passed over.
    """
    wanted = [one for one in dict.fromkeys(ids) if QID.fullmatch(one)]
    replies = client.ask(Batch(API, "item", wanted, _MOST, _question, _parts))
    return Items({one: _item(one, reply.content) for one, reply in replies.found.items()}, replies)


def _question(ids: Sequence[str]) -> Question:
    return Question(
        {
            "action": "wbgetentities",
            "format": "json",
            "ids": "|".join(ids),
            "props": "info|labels|aliases|descriptions|claims",
            "languages": "|".join((*LANGUAGES, _ANY_LANGUAGE)),
            "redirects": "yes",
            "maxlag": "5",
        }
    )


def _parts(content: Any, ids: Sequence[str]) -> Mapping[str, Any]:
    entities = content["entities"]
    parts = {one: _kept(entities[one]) for one in ids if one in entities}
    for one, record in parts.items():
        _item(one, record)  # What is kept can be read.
    return parts


def _kept(record: dict[str, Any]) -> dict[str, Any]:
    """Keep of an item what is read here: a city's item has hundreds of statements."""
    kept = {name: value for name, value in record.items() if name != "claims"}
    claims = record.get("claims") or {}
    return kept | {"claims": {name: claims[name] for name in (_TYPE, _COUNTRY, _PLACE, _POPULATION) if name in claims}}


def _item(asked: str, record: Mapping[str, Any]) -> Item:
    current = _id(record["id"])
    if "missing" in record:
        return Item(asked, asked, is_missing=True)
    claims = record.get("claims") or {}
    labels, texts = record.get("labels") or {}, record.get("descriptions") or {}
    aliases = record.get("aliases") or {}
    return Item(
        asked,
        current,
        labels={one: text for one in LANGUAGES if (text := _text(labels, one) or _text(labels, _ANY_LANGUAGE))},
        aliases={
            one: tuple(str(alias["value"]) for alias in aliases[one])
            for one in (*LANGUAGES, _ANY_LANGUAGE)
            if one in aliases
        },
        descriptions={one: text for one in LANGUAGES if (text := _text(texts, one))},
        types=_linked(claims, _TYPE),
        countries=_linked(claims, _COUNTRY),
        coordinates=next(iter(_places(claims)), None),
        population=next(iter(_amounts(claims)), None),
    )


def _text(texts: Mapping[str, Any], language: str) -> str:
    return str(texts[language]["value"]) if language in texts else ""


def _values(claims: Mapping[str, Any], name: str) -> list[Any]:
    """List the values of a property: the preferred ones, or else all that are not deprecated, the latest first."""
    statements = [one for one in claims.get(name, ()) if one["mainsnak"]["snaktype"] == "value"]
    best = [one for one in statements if one["rank"] == "preferred"]
    usual = [one for one in statements if one["rank"] == "normal"]
    ordered = sorted(best or usual, key=_year, reverse=True)
    return [one["mainsnak"]["datavalue"]["value"] for one in ordered]


def _year(statement: Mapping[str, Any]) -> str:
    """Give the point in time (P585) of a statement, in a form that sorts; nothing where it has none."""
    for moment in statement.get("qualifiers", {}).get("P585", ()):
        if moment["snaktype"] == "value":
            return str(moment["datavalue"]["value"]["time"]).lstrip("+")
    return ""


def _linked(claims: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_id(value["id"]) for value in _values(claims, name)))


def _id(text: object) -> str:
    if not (isinstance(text, str) and QID.fullmatch(text)):
        raise ValueError(f"{text!r} is no identifier of an item")
    return text


def _places(claims: Mapping[str, Any]) -> list[tuple[float, float]]:
    return [
        (_degrees(value["latitude"], 90), _degrees(value["longitude"], 180))
        for value in _values(claims, _PLACE)
        if value.get("globe", _EARTH) == _EARTH
    ]


def _degrees(number: Any, most: int) -> float:
    degrees = float(number)
    if not -most <= degrees <= most:
        raise ValueError(f"{number!r} is no angle up to {most} degrees")
    return degrees


def _amounts(claims: Mapping[str, Any]) -> list[int]:
    return [int(float(value["amount"])) for value in _values(claims, _POPULATION)]
