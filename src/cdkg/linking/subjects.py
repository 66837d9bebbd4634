"""What of the graph is compared with items of Wikidata: its cities, countries and bodies, with where they lie."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, cast

import pyoxigraph as ox

from cdkg.errors import Message
from cdkg.linking.things import Ask, Thing
from cdkg.matching import Known
from cdkg.namespaces import ONTOLOGY
from cdkg.store import Question

CLASSES: Final[Mapping[str, str]] = {
    "city": ONTOLOGY + "City",
    "country": ONTOLOGY + "Country",
    "network": ONTOLOGY + "CityNetwork",
    "organization": ONTOLOGY + "Organization",
}
"""The class that stands for each kind that can be linked."""

_JSON: Final = "application/sparql-results+json"
_FEW: Final = 50


@dataclass(frozen=True)
class Subject:
    """A city, country or body of the graph.

    Args:
        known: what the graph knows of it: its IRI, names, country and place.
        kind: ``"city"``, ``"country"``, ``"network"`` or ``"organization"``.
        label: what it is called.
        proposed: the items that contributions say it is.
    """

    known: Known
    kind: str
    label: Message
    proposed: tuple[str, ...] = ()

    @property
    def iri(self) -> str:
        """Its IRI."""
        return self.known.id


def subjects(things: Iterable[Thing], ask: Ask) -> list[Subject]:
    """Find out what else there is to compare of things: where they lie.

    Args:
        things: the things.
        ask: asks the graph.
    """
    wanted = list(things)
    places = _places(wanted, ask) if wanted else {}
    return [
        Subject(
            Known(one.iri, one.names, frozenset({CLASSES[one.kind]}), one.country, places.get(one.iri)),
            one.kind,
            one.label,
            one.proposed,
        )
        for one in wanted
    ]


def _places(things: list[Thing], ask: Ask) -> dict[str, tuple[float, float]]:
    only = "VALUES ?thing { " + " ".join(f"<{one.iri}>" for one in things) + " } " if len(things) <= _FEW else ""
    text = (
        f"SELECT ?thing (MIN(?latitude) AS ?lat) (MIN(?longitude) AS ?lon) WHERE {{ {only}"
        "?thing geo:lat ?latitude ; geo:long ?longitude } GROUP BY ?thing"
    )
    parsed = ox.parse_query_results(ask(Question(text, _JSON)).body, format=ox.QueryResultsFormat.JSON)
    return {
        row["thing"].value: (float(row["lat"].value), float(row["lon"].value))
        for row in cast("ox.QuerySolutions", parsed)
        if isinstance(row["thing"], ox.NamedNode)
        and isinstance(row["lat"], ox.Literal)
        and isinstance(row["lon"], ox.Literal)
    }
