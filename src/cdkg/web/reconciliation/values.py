"""Asks the graph what some things have for some properties."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from cdkg.store import Store
from cdkg.web import page_queries
from cdkg.web.asking import Term, rows_of
from cdkg.web.iris import is_absolute_iri
from cdkg.web.naming import text_of


@dataclass(frozen=True)
class Values:
    """Values by thing and property.

    Args:
        terms: the terms as the graph has them.
    """

    terms: dict[tuple[str, str], list[Term]]

    def of(self, thing: str, name: str) -> list[tuple[str, bool]]:
        """Give the values of one property of a thing, each with whether it is a thing itself."""
        found = self.terms.get((thing, name), [])
        return [(str(getattr(term, "value", "")), isinstance(term, ox.NamedNode)) for term in found]


def values_of(store: Store, things: Iterable[str] | None, properties: Iterable[str]) -> Values:
    """Ask for the values of some properties of some things, in one query.

    Args:
        store: what is asked.
        things: IRIs, of which what is no absolute IRI is left out; or none for all things that there are.
        properties: IRIs.

    Raises:
        CdkgError: as the store does.
    """
    asked = None if things is None else sorted({iri for iri in things if is_absolute_iri(iri)})
    wanted = sorted(set(properties))
    found: dict[tuple[str, str], list[Term]] = {}
    for row in rows_of(store, page_queries.values(asked, wanted)) if wanted and asked != [] else []:
        found.setdefault((text_of(row, "thing"), text_of(row, "property")), []).append(row["value"])
    return Values(found)
