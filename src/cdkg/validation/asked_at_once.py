"""Asks the queries of shapes (``sh:sparql``) for many nodes at once, to learn which surely have no result."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

from pyoxigraph import NamedNode, QuerySolutions, Store, Variable
from rdflib import SH, Graph
from rdflib.term import Node

_AT_ONCE: Final = 500
_WHERE: Final = re.compile(r"\bWHERE\s*\{")
_EXISTS: Final = re.compile(r"(?:NOT\s+)?EXISTS\s*\{[^{}]*\}|OPTIONAL\s*\{[^{}]*\}|GRAPH\s*\?\w+\s*\{[^{}]*\}")


def with_results(shape: Node, shapes: Graph, nodes: Collection[NamedNode], store: Store) -> set[NamedNode]:
    """Find the nodes for which a query of a shape has a result.

    Args:
        shape: the shape; it may have several queries, or none.
        shapes: the graph of the shapes.
        nodes: the nodes.
        store: what is checked.
    """
    found: set[NamedNode] = set()
    for constraint in shapes.objects(shape, SH.sparql):
        text = _text(shape, constraint, shapes)
        if text is None:
            return set(nodes)
        chosen = sorted(nodes, key=str)
        for start in range(0, len(chosen), _AT_ONCE):
            found.update(_ask(text, chosen[start : start + _AT_ONCE], store))
    return found


def _text(shape: Node, constraint: Node, shapes: Graph) -> str | None:
    select = shapes.value(constraint, SH.select)
    if select is None:
        return None
    text = str(select)
    path = shapes.value(shape, SH.path)
    if "$PATH" in text:
        if path is None or shapes.value(path, SH.inversePath) is not None:
            return None
        text = text.replace("$PATH", f"<{path}>")
    declared = [
        f"PREFIX {shapes.value(one, SH.prefix)}: <{shapes.value(one, SH.namespace)}>"
        for source in shapes.objects(constraint, SH.prefixes)
        for one in shapes.objects(source, SH.declare)
    ]
    return " ".join([*declared, text])


def _ask(text: str, nodes: Collection[NamedNode], store: Store) -> Iterator[NamedNode]:
    match = _WHERE.search(text)
    if match is not None and _is_flat(text[match.end() :]):
        values = " ".join(str(node) for node in nodes)
        asked = f"{text[: match.end()]} VALUES $this {{ {values} }} {text[match.end() :]}"
        rows = store.query(asked, use_default_graph_as_union=True)
        assert isinstance(rows, QuerySolutions)
        yield from (row["this"] for row in rows if isinstance(row["this"], NamedNode))
        return
    for node in nodes:  # in brackets of their own, the values would not be known
        rows = store.query(text, use_default_graph_as_union=True, substitutions={Variable("this"): node})
        assert isinstance(rows, QuerySolutions)
        if any(True for _ in rows):
            yield node


def _is_flat(pattern: str) -> bool:
    """Tell whether a query's pattern has no brackets in which variables of the outer ones are unknown."""
    inner = _EXISTS.sub("", pattern)
    return inner.count("{") == 0 and inner.count("}") == 1
