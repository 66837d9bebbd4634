"""Makes triples of the gazetteer: entities, their names and places, with the lists that these come from."""

from __future__ import annotations

from cdkg.gazetteer import Gazetteer
from cdkg.namespaces import DCTERMS, GAZETTEER_GRAPH, GEO, PROV, SKOS, entity
from cdkg.triples.graph import NamedGraph


def gazetteer_graph(gazetteer: Gazetteer) -> NamedGraph:
    """Make the graph of the gazetteer's entities.

    Coordinates keep the digits of the list from which they come. The lists stand as ``prov:wasDerivedFrom``.
    """
    graph = NamedGraph(GAZETTEER_GRAPH)
    for one in gazetteer.reference_lists:
        iri = entity("reference-list", one.slug)
        graph.type(iri, "ReferenceList")
        graph.label(iri, one.label)
        if one.url:
            graph.link(iri, DCTERMS + "source", one.url)
    for item in gazetteer:
        graph.type(item.iri, item.class_name)
        graph.label(item.iri, item.label)
        for alias in item.aliases:
            graph.alias(item.iri, alias)
        if item.country:
            graph.link(item.iri, "country", entity("country", item.country))
        if item.coordinates:
            graph.decimal(item.iri, GEO + "lat", item.coordinates[0])
            graph.decimal(item.iri, GEO + "long", item.coordinates[1])
        for slug in dict.fromkeys(slug for slugs in item.lists.values() for slug in slugs):
            graph.link(item.iri, PROV + "wasDerivedFrom", entity("reference-list", slug))
        graph.text(item.iri, SKOS + "editorialNote", item.note, "en")
    return graph
