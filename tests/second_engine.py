"""A second SPARQL engine, rdflib's own, beside Oxigraph: a named query must mean the same to both.

``.ci/second-engine`` asks both every named query; ``test_second_engine.py`` those that answer the competency questions.
"""

from __future__ import annotations

import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import pyoxigraph as ox
from rdflib import BNode, Dataset, Graph, Literal, URIRef
from rdflib.term import Node

from cdkg.build import build_graph
from cdkg.namespaces import PREFIXES, XSD, document_graph
from cdkg.queries import named_queries, named_query

Rows = Counter[tuple[str | None, ...]]

SECONDS: Final = 120
"""The longest time that rdflib may take for one query; Oxigraph takes less than a tenth of a second for most."""

VALUES: Final[Mapping[str, Mapping[str, str]]] = {
    # rdflib joins each norm with each tie before it looks which belong together: a tie takes it 20 s.
    "norms-bearing-on-ties": {
        "tie": "ankara--tehran",
        "city": "tehran",
        "graph": document_graph("tehran-opportunities"),
    },
    # The network that is asked for where none is named is the first.
    "network-rank": {"network": "metropolis"},
}
"""What to ask for where asking with the defaults takes rdflib too long, or tells nothing."""

DIFFERENT: Final[Mapping[str, str]] = {
    "network-rank": "In OPTIONAL { { SELECT … } FILTER (…) } rdflib 7.6 tests the filter on the SELECT's row alone, "
    "which lacks the variables of what stands before OPTIONAL; by SPARQL 1.1 (18.5, LeftJoin) it is tested on both.",
}
"""Queries that rdflib answers otherwise, with the fault in rdflib."""

SLOW: Final[Mapping[str, str]] = {
    "foreign-policy-table-3-countries": "rdflib looks through all claims for each period and country, for a minute",
    "wikidata-ties": "rdflib gathers all agreements anew for each of 1,700 rows",
}
"""Queries that are asked with ``--all`` only."""


@dataclass(frozen=True)
class Engines:
    """One graph in both engines.

    Args:
        store: Oxigraph's store; its default graph holds what all its graphs hold.
    """

    store: ox.Store
    _terms: dict[object, Node] = field(default_factory=dict)

    @cached_property
    def default(self) -> Graph:
        """The default graph for rdflib, which searches it faster alone than among others."""
        graph = Graph()
        for quad in self.store.quads_for_pattern(None, None, None, ox.DefaultGraph()):
            graph.add(self._triple(quad))
        return graph

    @cached_property
    def dataset(self) -> Dataset:
        """All graphs for rdflib."""
        dataset = Dataset(default_union=False)
        graphs = {name: dataset.graph(URIRef(str(name)[1:-1])) for name in self.store.named_graphs()}
        for quad in self.store:
            graph = graphs.get(quad.graph_name, dataset.default_graph)
            graph.add(self._triple(quad))
        return dataset

    def _triple(self, quad: ox.Quad) -> tuple[Node, Node, Node]:
        """Make rdflib's triple, without the detour of writing and reading, which takes three times as long."""
        return self._term(quad.subject), self._term(quad.predicate), self._term(quad.object)

    def _term(self, term: object) -> Node:
        made = self._terms.get(term)
        if made is None:
            made = self._terms[term] = _read(term)
        return made

    def first_rows(self, text: str) -> Rows:
        """Ask Oxigraph."""
        found = self.store.query(text, prefixes=PREFIXES)
        assert isinstance(found, ox.QuerySolutions)
        names = sorted(variable.value for variable in found.variables)
        return Counter(tuple(None if row[name] is None else str(row[name]) for name in names) for row in found)

    def second_rows(self, text: str) -> Rows:
        """Ask rdflib."""
        found = (self.dataset if "GRAPH" in text else self.default).query(text, initNs=PREFIXES)
        names = sorted(found.vars or (), key=str)
        return Counter(tuple(_written(row.get(name)) for name in names) for row in found.bindings)


def difference(engines: Engines, name: str, values: Mapping[str, str]) -> tuple[int, str]:
    """Ask both engines a named query.

    Args:
        engines: the engines.
        name: the query's name.
        values: the values of its parameters.

    Returns:
        how many rows Oxigraph finds, and what is different: nothing, or a row that one of the two alone has.
    """
    text = named_query(name).bind(values)
    first, second = engines.first_rows(text), engines.second_rows(text)
    alone = [("Oxigraph", row) for row in first - second] + [("rdflib", row) for row in second - first]
    told = f"{len(alone)} rows are different; only in {alone[0][0]}: {alone[0][1]}" if alone else ""
    return first.total(), told


def _read(term: object) -> Node:
    """Read a term of Oxigraph as rdflib's parsers would read it."""
    if isinstance(term, ox.Literal):
        if term.language:
            return Literal(term.value, lang=term.language)
        is_plain = term.datatype.value == XSD + "string"
        return Literal(term.value, datatype=None if is_plain else URIRef(term.datatype.value))
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    assert isinstance(term, ox.NamedNode)
    return URIRef(term.value)


def _written(term: object) -> str | None:
    """Write a term of rdflib as Oxigraph writes it."""
    if isinstance(term, Literal):
        if term.language:
            return str(ox.Literal(str(term), language=term.language))
        datatype = ox.NamedNode(str(term.datatype)) if term.datatype else None
        return str(ox.Literal(str(term), datatype=datatype))
    if isinstance(term, URIRef):
        return str(ox.NamedNode(str(term)))
    return None if term is None else str(term)


@contextmanager
def _at_most(seconds: int) -> Iterator[None]:
    def stop(_signal: int, _frame: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)


def main(arguments: list[str]) -> int:
    """Ask both engines every named query, one line for each, and count those that go wrong."""
    store = build_graph()
    store.extend([ox.Quad(quad.subject, quad.predicate, quad.object) for quad in store])
    engines = Engines(store)
    wrong = 0
    for name in named_queries():
        start = time.perf_counter()
        if name in SLOW and "--all" not in arguments:
            _tell("not asked", f"{name}: {SLOW[name]}; --all asks it too")
            continue
        try:
            with _at_most(SECONDS):
                rows, told = difference(engines, name, VALUES.get(name, {}))
        except TimeoutError:
            rows, told = 0, f"rdflib takes more than {SECONDS} s"
        as_expected = bool(told) == (name in DIFFERENT)  # An exception that no longer is one has to go.
        wrong += not as_expected
        verdict = "WRONG" if not as_expected else "excepted" if told else "same"
        _tell(verdict, f"{name}: {rows} rows, {time.perf_counter() - start:.1f} s. {told}")
    return wrong


def _tell(verdict: str, what: str) -> None:
    sys.stdout.write(f"{verdict:10} {what.rstrip()}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
