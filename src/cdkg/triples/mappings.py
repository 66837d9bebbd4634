"""Makes triples of the decisions on links to Wikidata: the links themselves, and each decision with who took it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from cdkg.errors import Message
from cdkg.mappings import MATCHED, Mapping
from cdkg.namespaces import LINKS_GRAPH, PROV, RDF, SKOS, WIKIDATA, concept, contributor, entity
from cdkg.triples.graph import NamedGraph

EDITORS: Final = "editors of cdkg"
"""What the reviewer of the links that come with the project is called."""

_SEMAPV: Final = "https://w3id.org/semapv/vocab/"


def mappings_graph(mappings: Iterable[Mapping]) -> NamedGraph:
    """Make the graph of links: ``skos:exactMatch`` or ``closeMatch`` for each match, and a node for each decision."""
    graph = NamedGraph(LINKS_GRAPH)
    for one in mappings:
        if one.state == MATCHED:
            graph.link(one.subject, SKOS + one.predicate, WIKIDATA + str(one.object))
        graph.type(one.iri, "Mapping")
        graph.link(one.iri, "ofEntity", one.subject)
        if one.object is not None:
            graph.link(one.iri, "onItem", WIKIDATA + one.object)
        graph.link(one.iri, "hasOutcome", concept(f"link-outcome-{_outcome(one)}"))
        graph.link(one.iri, "hasJustification", _SEMAPV + one.justification)
        if one.confidence is not None:
            graph.decimal(one.iri, "confidence", f"{Decimal(str(one.confidence)):f}")
        graph.text(one.iri, "decidedDate", one.date)
        graph.text(one.iri, "reason", one.comment)
        for source in one.sources:
            graph.link(one.iri, PROV + "wasDerivedFrom", source)
        _attribute(graph, one)
    return graph


def _outcome(one: Mapping) -> str:
    return {"exactMatch": "exact", "closeMatch": "close"}[one.predicate] if one.state == MATCHED else one.state


def _attribute(graph: NamedGraph, one: Mapping) -> None:
    if one.reviewer == EDITORS:
        agent, label = entity("agent", "editors"), Message(en="the editors of the graph", fa="ویراستاران گراف")
    else:
        agent, label = contributor(one.reviewer), Message(en=one.reviewer, fa=one.reviewer)
    graph.link(one.iri, PROV + "wasAttributedTo", agent)
    graph.link(agent, RDF + "type", PROV + "Agent")
    graph.label(agent, label)
