"""Makes a graph many times larger than another: copies of what it says, each about things of its own.

So the vocabulary, the form of claims and what follows from them are those of the graph itself, and only the size
differs. What does not grow with the number of claims is there once: the ontology with its vocabulary, the queries, and
the law.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import DefaultGraph, Quad, RdfFormat, Store, parse

from cdkg.namespaces import ENTITY, GRAPH

_ONCE: Final = ("query", "norm", "provision", "instrument")
_MARK: Final = "\x00"
_ENTITY: Final = re.compile(rf"<({re.escape(ENTITY)}|{re.escape(GRAPH)}(?=document/))([a-z-]+)/([^>]+)>")
_LABEL: Final = re.compile(r'((?:prefLabel|altLabel)> ")')


def copies(store: Store, times: int) -> Iterator[Quad]:
    """Give a graph's quads, and those of its copies.

    Args:
        store: the graph.
        times: how many times as large the whole is to be.
    """
    quads = [quad for quad in store if quad.graph_name != DefaultGraph()]
    yield from quads
    template = "".join(_templates(quads))
    for number in range(1, times):
        yield from parse(template.replace(_MARK, f"-{number}"), format=RdfFormat.N_QUADS)


def _templates(quads: Iterable[Quad]) -> Iterator[str]:
    """Write the quads of a copy, with a mark where its number belongs."""
    for quad in quads:
        if _named(str(quad.subject)) != str(quad.subject):
            yield _LABEL.sub(rf"\1{_MARK} ", _named(str(quad))) + " .\n"


def _named(text: str) -> str:
    return _ENTITY.sub(lambda found: found[0] if found[2] in _ONCE else f"{found[0][:-1]}{_MARK}>", text)
