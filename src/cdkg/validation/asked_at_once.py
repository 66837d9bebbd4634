"""Asks the queries of shapes (``sh:sparql``) for many nodes at once.

One by one, as pySHACL asks them, they take many times as long.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

from pyoxigraph import NamedNode, QuerySolutions, Store, Variable
from rdflib import SH, Graph
from rdflib.term import Node

from cdkg.validation.verdicts import Term

_AT_ONCE: Final = 500
_WHERE: Final = re.compile(r"\bWHERE\s*\{")
_EXISTS: Final = re.compile(r"(?:NOT\s+)?EXISTS\s*\{[^{}]*\}|OPTIONAL\s*\{[^{}]*\}|GRAPH\s*\?\w+\s*\{[^{}]*\}")


def query_results(
    shape: Node, shapes: Graph, nodes: Collection[NamedNode], store: Store
) -> Iterator[tuple[Node, NamedNode, Term]] | None:
    """Find what the queries of a shape have to say of nodes (SHACL 1.0, section 5.3).

    Args:
        shape: the shape; it may have several queries, or none.
        shapes: the graph of the shapes.
        nodes: the nodes.
        store: what is checked.

    Returns:
        for each solution the constraint, the node, and the value at fault: what the query calls ``?value``, else the
        node itself. ``None`` where a query is of a kind that is left to pySHACL.
    """
    texts = {constraint: _text(shape, constraint, shapes) for constraint in shapes.objects(shape, SH.sparql)}
    if None in texts.values():
        return None
    return (
        (constraint, *solution)
        for constraint, text in texts.items()
        if text is not None
        for chosen in _parts(sorted(nodes, key=str))
        for solution in _ask(text, chosen, store)
    )


def _parts(nodes: list[NamedNode]) -> Iterator[list[NamedNode]]:
    return (nodes[start : start + _AT_ONCE] for start in range(0, len(nodes), _AT_ONCE))


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


def _ask(text: str, nodes: Collection[NamedNode], store: Store) -> Iterator[tuple[NamedNode, Term]]:
    match = _WHERE.search(text)
    if match is not None and _is_flat(text[match.end() :]):
        values = " ".join(str(node) for node in nodes)
        asked = f"{text[: match.end()]} VALUES $this {{ {values} }} {text[match.end() :]}"
        yield from _solutions(store.query(asked, use_default_graph_as_union=True), None)
        return
    for node in nodes:  # in brackets of their own, the values would not be known
        rows = store.query(text, use_default_graph_as_union=True, substitutions={Variable("this"): node})
        yield from _solutions(rows, node)


def _solutions(rows: object, node: NamedNode | None) -> Iterator[tuple[NamedNode, Term]]:
    assert isinstance(rows, QuerySolutions)
    has_value = "value" in {variable.value for variable in rows.variables}
    for row in rows:
        this = node or row["this"]
        assert isinstance(this, NamedNode)
        value = row["value"] if has_value else None
        yield this, this if value is None else value


def _is_flat(pattern: str) -> bool:
    """Tell whether a query's pattern has no brackets in which variables of the outer ones are unknown."""
    inner, before = _EXISTS.sub("", pattern), pattern
    while inner != before:  # those that hold others
        inner, before = _EXISTS.sub("", inner), inner
    return inner.count("{") == 0 and inner.count("}") == 1
