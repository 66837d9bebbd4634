"""Describes the endpoint (SPARQL 1.1 Service Description): what it can do here and now, and nothing that is off."""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox

from cdkg.namespaces import RDF
from cdkg.sparql.formats import GRAPH_FORMATS, RESULT_FORMATS
from cdkg.web.asking import service
from cdkg.web.rdf_description import SD, VOID, Description
from cdkg.web.statistics import graph_sizes, triples

_TYPE: Final = RDF + "type"
_NOTHING_ALLOWED: Final = ("", "none")


def service_description(endpoint: str, media_type: str) -> bytes:
    """Describe the endpoint.

    Args:
        endpoint: its URL.
        media_type: an RDF media type.

    Returns:
        the description in that media type.
    """
    told = Description()
    node = ox.BlankNode("service")
    told.say(node, _TYPE, SD + "Service")
    told.say(node, SD + "endpoint", endpoint)
    told.say(node, SD + "supportedLanguage", SD + "SPARQL11Query")
    told.say(node, SD + "resultFormat", *(known.iri for known in (*RESULT_FORMATS, *GRAPH_FORMATS)))
    settings = service().settings
    # What an administrator writes freely has a default graph of its own.
    if settings.write != "any":
        told.say(node, SD + "feature", SD + "UnionDefaultGraph")
    if settings.allow.strip() not in _NOTHING_ALLOWED:
        told.say(node, SD + "feature", SD + "BasicFederatedQuery")
    dataset = _dataset(told, node)
    if settings.write != "off":
        update = ox.BlankNode("update")
        told.say(update, _TYPE, SD + "Service")
        told.say(update, SD + "endpoint", endpoint.removesuffix("sparql") + "update")
        told.say(update, SD + "supportedLanguage", SD + "SPARQL11Update")
        told.say(update, SD + "defaultDataset", dataset)
    return told.written(media_type)


def _dataset(told: Description, node: ox.BlankNode) -> ox.BlankNode:
    dataset = ox.BlankNode("dataset")
    told.say(node, SD + "defaultDataset", dataset)
    told.say(dataset, _TYPE, SD + "Dataset")
    default = told.part(dataset, SD + "defaultGraph", SD + "Graph")
    told.say(default, VOID + "triples", triples())
    for name, number in graph_sizes().items():
        named = told.part(dataset, SD + "namedGraph", SD + "NamedGraph")
        told.say(named, SD + "name", name)
        graph = told.part(named, SD + "graph", SD + "Graph")
        told.say(graph, VOID + "triples", number)
    return dataset
