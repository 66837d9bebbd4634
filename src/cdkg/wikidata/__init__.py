"""Asks Wikidata, politely, and keeps what it answers, so that the same work can be done without a network.

What cannot be reached is told, never passed over: whoever asks for many things gets what there is, and for each of the
rest the reason.
"""

from __future__ import annotations

from cdkg.wikidata.client import Client, client_of
from cdkg.wikidata.entities import Item, items
from cdkg.wikidata.question import API, RECONCILE, SPARQL, Batch, Replies

__all__ = ["API", "RECONCILE", "SPARQL", "Batch", "Client", "Item", "Replies", "client_of", "items"]
