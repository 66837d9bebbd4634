"""Which compared pairs somebody asks for: those of a city, of a country or of some states."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from cdkg.linking.comparison import Ask, Compared, Party, cities, country_names
from cdkg.namespaces import entity


@dataclass(frozen=True)
class Places:
    """What can be asked for.

    Args:
        cities: the cities of the graph, by name.
        countries: what its countries are called, by IRI.
    """

    cities: tuple[Party, ...]
    countries: Mapping[str, str]

    def has_city(self, slug: str) -> bool:
        """Tell whether there is a city."""
        return entity("city", slug) in {one.iri for one in self.cities}

    def has_country(self, code: str) -> bool:
        """Tell whether there is a country."""
        return entity("country", code) in self.countries


@dataclass(frozen=True)
class AskedFor:
    """What is asked for; all, where nothing is named.

    Args:
        city: the slug of a city.
        country: the code of a country.
        states: states of pairs.
    """

    city: str = ""
    country: str = ""
    states: Collection[str] = ()

    @property
    def city_iri(self) -> str:
        """The city's IRI, or empty."""
        return entity("city", self.city) if self.city else ""

    @property
    def country_iri(self) -> str:
        """The country's IRI, or empty."""
        return entity("country", self.country) if self.country else ""

    def has(self, party: Party) -> bool:
        """Tell whether a city or member is one of those that are asked for."""
        return self.city_iri in ("", party.iri) and self.country_iri in ("", party.country)

    def among(self, compared: Iterable[Compared]) -> tuple[Compared, ...]:
        """Keep the pairs that are asked for, by the end that each is told from."""
        return tuple(one for one in compared if self.has(one.first) and (not self.states or one.state in self.states))


def read_places(ask: Ask, language: str) -> Places:
    """Read what can be asked for.

    Args:
        ask: asks the graph.
        language: the reader's, ``"en"`` or ``"fa"``.
    """
    return Places(cities(ask, language), country_names(ask, language))
