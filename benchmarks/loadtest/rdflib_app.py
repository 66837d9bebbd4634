"""rdflib-endpoint over the engine's files, as its documentation has it; uvicorn loads it."""

from __future__ import annotations

import os

import oxrdflib
import pyoxigraph
import rdflib
from rdflib_endpoint import SparqlEndpoint  # type: ignore[import-not-found]  # not in this environment

_store = oxrdflib.OxigraphStore(store=pyoxigraph.Store.read_only(os.environ["BENCHMARK_DATA"]))
app = SparqlEndpoint(graph=rdflib.Graph(store=_store, identifier=rdflib.graph.DATASET_DEFAULT_GRAPH_ID), path="/sparql")
