"""Finds what stands behind a concluded tie or a membership: claims with their places, years, disagreements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cdkg.linking.comparison import Ask, text_of
from cdkg.namespaces import WIKIDATA

_PLACE: Final = """
  ?claim prov:wasDerivedFrom ?locator .
  ?locator cdkg:inDocument ?document .
  OPTIONAL { ?document skos:exactMatch ?documentItem FILTER (STRSTARTS(STR(?documentItem), STR(wd:))) }
  OPTIONAL { ?document cdkg:runningHeader ?header }
  OPTIONAL { ?locator cdkg:table ?table }
  OPTIONAL { ?locator cdkg:row ?row }
  OPTIONAL { ?locator cdkg:item ?item }
  OPTIONAL { ?locator cdkg:section ?section }
  OPTIONAL { ?locator cdkg:page ?page }
  OPTIONAL { ?locator cdkg:url ?url }
  OPTIONAL { ?locator cdkg:accessedOn ?accessed }
  OPTIONAL { ?subject cdkg:yearMin ?yearMin ; cdkg:yearMax ?yearMax }
"""
_COLUMNS: Final = (
    "?first ?second ?claim ?document ?documentItem ?header ?table ?row ?item ?section ?page ?url ?accessed "
    "?yearMin ?yearMax"
)
_OF_TIES: Final = f"""
SELECT DISTINCT {_COLUMNS} WHERE {{
  ?subject a cdkg:Agreement ; cdkg:kind voc:sister-city ; cdkg:status voc:concluded ; cdkg:ofTie ?tie ;
    cdkg:supportedBy ?claim .
  ?tie cdkg:party ?first , ?second .
  FILTER (STR(?first) < STR(?second))
  ?claim cdkg:claimedStatus voc:concluded .{_PLACE}}} ORDER BY ?first ?second ?document ?claim
"""
_OF_MEMBERSHIPS: Final = f"""
SELECT DISTINCT {_COLUMNS} WHERE {{
  ?subject a cdkg:Membership ; cdkg:status voc:concluded ; cdkg:member ?first ; cdkg:network ?second ;
    cdkg:supportedBy ?claim .
  FILTER NOT EXISTS {{ ?claim cdkg:claimedStatus ?said FILTER (?said != voc:concluded) }}{_PLACE}}}
ORDER BY ?first ?second ?document ?claim
"""
_DISPUTED: Final = """
SELECT DISTINCT ?first ?second WHERE {
  ?disagreement a cdkg:Disagreement .
  FILTER NOT EXISTS { ?resolution cdkg:settles ?disagreement }
  { ?disagreement cdkg:about ?subject } UNION { ?disagreement cdkg:between/cdkg:about ?subject }
  { ?subject a cdkg:Tie ; cdkg:party ?first , ?second } UNION
  { ?subject a cdkg:Membership ; cdkg:member ?first ; cdkg:network ?second }
  FILTER (?first != ?second)
}"""


@dataclass(frozen=True)
class Source:
    """A place in a document that says so.

    Args:
        claim: the claim's IRI.
        document: the document's IRI.
        document_item: the document's identifier in Wikidata, or empty.
        title: its title as its pages print it, or empty: what the editors call it is no title to be cited.
        table: the printed number of the table, or empty.
        row: the row of the table, or empty.
        item: the place within the cell, or empty.
        section: the heading, where it is no table.
        page: the page, or empty.
        url: the address of the place, or empty.
        accessed: the day on which it was read there (``2026-11-29``), or empty.
    """

    claim: str
    document: str
    document_item: str
    title: str
    table: str
    row: str
    item: str
    section: str
    page: str
    url: str
    accessed: str


@dataclass(frozen=True)
class Evidence:
    """What stands behind one pair.

    Args:
        sources: the places that say so, in the order of documents.
        year: the Gregorian year since when, where all sources that name one admit one only; else nothing.
        is_disputed: whether documents disagree on it and nobody has settled that.
    """

    sources: tuple[Source, ...]
    year: int | None
    is_disputed: bool


def evidence(ask: Ask) -> dict[frozenset[str], Evidence]:
    """Find what stands behind each sister-city agreement and each membership.

    Args:
        ask: asks the graph.

    Returns:
        the evidence, by the IRIs of the two ends.
    """
    disputed = {_ends(row) for row in ask(_DISPUTED)}
    sources: dict[frozenset[str], list[Source]] = {}
    years: dict[frozenset[str], tuple[str, str]] = {}
    for text in (_OF_TIES, _OF_MEMBERSHIPS):
        for row in ask(text):
            ends = _ends(row)
            sources.setdefault(ends, []).append(_source(row))
            years[ends] = (text_of(row, "yearMin"), text_of(row, "yearMax"))
    return {ends: Evidence(tuple(found), _one_year(*years[ends]), ends in disputed) for ends, found in sources.items()}


def disputed_pairs(ask: Ask) -> frozenset[frozenset[str]]:
    """List the pairs, by the IRIs of their ends, on which an unsettled disagreement bears."""
    return frozenset(_ends(row) for row in ask(_DISPUTED))


def _source(row: Mapping[str, object]) -> Source:
    return Source(
        claim=text_of(row, "claim"),
        document=text_of(row, "document"),
        document_item=text_of(row, "documentItem").removeprefix(WIKIDATA),
        title=text_of(row, "header"),
        table=text_of(row, "table"),
        row=text_of(row, "row"),
        item=text_of(row, "item"),
        section=text_of(row, "section"),
        page=text_of(row, "page"),
        url=text_of(row, "url"),
        accessed=text_of(row, "accessed"),
    )


def _one_year(first: str, last: str) -> int | None:
    return int(first) if first and first == last else None


def _ends(row: Mapping[str, object]) -> frozenset[str]:
    return frozenset((text_of(row, "first"), text_of(row, "second")))
