"""Turns the records of one source into the triples of its graph."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from cdkg.gazetteer import Gazetteer
from cdkg.records import (
    ConceptRecord,
    CountRecord,
    DesignationRecord,
    EntityRecord,
    FindingRecord,
    MembershipRecord,
    NameRecord,
    NormRecord,
    PeriodRecord,
    Record,
    StatementRecord,
    TieRecord,
)
from cdkg.sources import Source
from cdkg.triples import claims, described
from cdkg.triples.graph import NamedGraph
from cdkg.triples.source_graph import SourceGraph

_WRITERS: Final[dict[type[Record], Callable[[SourceGraph, Any], None]]] = {
    NameRecord: described.write_name,
    EntityRecord: described.write_entity,
    ConceptRecord: described.write_concept,
    PeriodRecord: described.write_period,
    NormRecord: described.write_norm,
    TieRecord: claims.write_tie,
    MembershipRecord: claims.write_membership,
    DesignationRecord: claims.write_designation,
    FindingRecord: claims.write_finding,
    StatementRecord: claims.write_statement,
    CountRecord: claims.write_count,
}


def write_records(
    source: Source, records: Iterable[Record], gazetteer: Gazetteer, derived: NamedGraph | None = None
) -> NamedGraph:
    """Make the graph of a source: its claims with their places, and the things that it describes.

    Args:
        source: the document's source.
        records: its records.
        gazetteer: resolves the names in the records.
        derived: the graph to which neutral nodes are added, once for all documents.

    Raises:
        NameResolutionError: if a name means no entity or more than one.
        RecordError: if two records claim one place and facet, or a cell holds what it cannot.
    """
    graph = SourceGraph(source, gazetteer, derived)
    for record in records:
        _WRITERS[type(record)](graph, record)
    return graph.triples
