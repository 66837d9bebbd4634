"""Finds the documents whose printed counts must be observed anew, and what their counting queries read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Final

from pyoxigraph import Literal, NamedNode

from cdkg.contributions import terms
from cdkg.contributions.overlay import Overlay
from cdkg.contributions.touched import Touched
from cdkg.namespaces import ENTITY, short
from cdkg.queries import ENTITY_KINDS, iri_of, named_queries

_YEARS_OF_PERIODS: Final = frozenset({terms.cdkg("startYear"), terms.cdkg("endYear")})


def count_claims(overlay: Overlay, touched: Touched) -> dict[NamedNode, set[NamedNode]]:
    """Find the documents whose counts may differ, each with its claims of counts.

    A counting query starts from what stands in the document, and from there looks at parties and their countries, at
    what concepts stand under, at the studies of needs and at periods. So a document is concerned if anything
    that is derived from it differs, or if one of these does.

    Args:
        overlay: the graph before and after the change.
        touched: what the change touches.

    Returns:
        the documents that print counts which a named query recomputes.
    """
    concerned: set[NamedNode] = set()
    for node in touched.altered:
        concerned |= _documents_of(overlay, node)
        for said in overlay.subjects(terms.ABOUT, node):
            concerned |= _documents_of(overlay, said)
        for about in overlay.objects(node, terms.ABOUT):
            for finding in overlay.subjects(terms.BY_STUDY, about):
                concerned |= _documents_of(overlay, finding)
    for period in {quad.subject for quad in overlay.changed if quad.predicate in _YEARS_OF_PERIODS}:
        if isinstance(period, NamedNode):
            for claim in _counts_in(overlay, period):
                concerned |= _documents_of(overlay, claim)
    for node in touched:
        if any(True for _ in overlay.either(node, terms.COUNTED_BY)):
            concerned |= _documents_of(overlay, node)
    found = {document: set(_counting(overlay, document)) for document in concerned}
    return {document: claims for document, claims in found.items() if claims}


def located_in(overlay: Overlay, document: NamedNode) -> Iterator[tuple[NamedNode, set[NamedNode]]]:
    """Give a document's locators, each with what is derived from it."""
    for locator in overlay.subjects(terms.IN_DOCUMENT, document):
        yield locator, overlay.subjects(terms.DERIVED_FROM, locator)


def read_with(overlay: Overlay, document: NamedNode) -> Iterator[NamedNode]:
    """Name what is read where a document's counts are observed, and what that is about."""
    for _, derived in located_in(overlay, document):
        for node in derived:
            yield node
            yield from overlay.objects(node, terms.ABOUT)
            for study in overlay.objects(node, terms.BY_STUDY):
                yield study
                yield from overlay.subjects(terms.ABOUT, study)


def named_by(overlay: Overlay, claims: Iterable[NamedNode]) -> set[NamedNode]:
    """Name the things that the arguments of counts name, such as periods and regions."""
    found: set[NamedNode] = set()
    for claim in claims:
        for quad in overlay.either(claim, terms.COUNT_ARGUMENT):
            name, _, value = str(getattr(quad.object, "value", "")).partition("=")
            for query in overlay.objects(claim, terms.COUNTED_BY):
                found.update(_iris_of(query, name, value))
    return found


def _iris_of(query: NamedNode, name: str, value: str) -> Iterator[NamedNode]:
    named = named_queries().get(query.value.removeprefix(f"{ENTITY}query/"))
    for parameter in () if named is None else named.parameters:
        if parameter.name == name and parameter.kind in (*ENTITY_KINDS, "entity", "concept"):
            with suppress(ValueError):
                yield NamedNode(iri_of(parameter.kind, value))


def _documents_of(overlay: Overlay, node: NamedNode) -> set[NamedNode]:
    places = {node, *overlay.objects(node, terms.DERIVED_FROM)}
    return {document for place in places for document in overlay.objects(place, terms.IN_DOCUMENT)}


def _counting(overlay: Overlay, document: NamedNode) -> Iterator[NamedNode]:
    for _, derived in located_in(overlay, document):
        for claim in derived:
            if any(True for _ in overlay.either(claim, terms.COUNTED_BY)):
                yield claim


def _counts_in(overlay: Overlay, period: NamedNode) -> Iterator[NamedNode]:
    for spelled in (period.value.rpartition("/")[2], short(period.value), period.value):
        yield from overlay.subjects(terms.COUNT_ARGUMENT, Literal(f"period={spelled}"))
