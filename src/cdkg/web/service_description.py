"""Describes the endpoint (SPARQL 1.1 Service Description)."""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox

from cdkg.namespaces import RDF

SD: Final = "http://www.w3.org/ns/sparql-service-description#"

_RESULTS: Final = (
    ox.QueryResultsFormat.JSON,
    ox.QueryResultsFormat.XML,
    ox.QueryResultsFormat.CSV,
    ox.QueryResultsFormat.TSV,
)
_GRAPHS: Final = (ox.RdfFormat.TURTLE, ox.RdfFormat.N_TRIPLES, ox.RdfFormat.RDF_XML, ox.RdfFormat.JSON_LD)


def service_description(endpoint: str, media_type: str) -> bytes:
    """Describe the endpoint.

    Args:
        endpoint: its URL.
        media_type: an RDF media type.

    Returns:
        the description in that media type.
    """
    service, dataset = ox.BlankNode("service"), ox.BlankNode("dataset")
    features: list[tuple[str, ox.NamedNode | ox.BlankNode]] = [
        ("endpoint", ox.NamedNode(endpoint)),
        ("supportedLanguage", ox.NamedNode(SD + "SPARQL11Query")),
        ("feature", ox.NamedNode(SD + "UnionDefaultGraph")),
        ("defaultDataset", dataset),
        *(("resultFormat", ox.NamedNode(known.iri)) for known in (*_RESULTS, *_GRAPHS)),
    ]
    triples = [
        ox.Triple(service, ox.NamedNode(RDF + "type"), ox.NamedNode(SD + "Service")),
        *(ox.Triple(service, ox.NamedNode(SD + name), value) for name, value in features),
        ox.Triple(dataset, ox.NamedNode(RDF + "type"), ox.NamedNode(SD + "Dataset")),
    ]
    known = ox.RdfFormat.from_media_type(media_type)
    if known is None:
        raise ValueError(media_type)
    prefixes = {"sd": SD, "formats": "http://www.w3.org/ns/formats/"}
    # The formats for quads take no triples.
    described = [ox.Quad(*triple) for triple in triples] if known.supports_datasets else triples
    written = ox.serialize(described, format=known, prefixes=prefixes)
    assert written is not None  # it is only where an output was given
    return written
