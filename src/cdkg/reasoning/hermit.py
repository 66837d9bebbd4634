"""Asks HermiT, through owlready2, whether triples are consistent and what follows from them."""

from __future__ import annotations

import io
import re
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import Final

import owlready2
import owlready2.reasoning
import pyoxigraph as ox

from cdkg.namespaces import OWL, RDF, RDFS
from cdkg.reasoning.java import ReasonerError, java

_TYPE: Final = ox.NamedNode(RDF + "type")
_SUBCLASS: Final = ox.NamedNode(RDFS + "subClassOf")
_SUBPROPERTY: Final = ox.NamedNode(RDFS + "subPropertyOf")
_EQUIVALENT: Final = ox.NamedNode(OWL + "equivalentClass")
_CLASS: Final = ox.NamedNode(OWL + "Class")
_NOTHING: Final = ox.NamedNode(OWL + "Nothing")
_SYMMETRIC: Final = ox.NamedNode(OWL + "SymmetricProperty")
_HIERARCHY: Final = {_TYPE, _SUBCLASS, _EQUIVALENT}
_ONE_AT_A_TIME: Final = Lock()


@dataclass(frozen=True)
class Outcome:
    """What HermiT found.

    Args:
        consistent: whether anything at all can be as the triples say.
        unsatisfiable: IRIs of the classes that can have no member, sorted; none where nothing is consistent.
        entailed: all types of individuals, superclasses and property values that follow, stated ones among them.
    """

    consistent: bool
    unsatisfiable: tuple[str, ...] = ()
    entailed: frozenset[ox.Triple] = frozenset()


def run_hermit(triples: Iterable[ox.Triple], seconds: float) -> Outcome:
    """Let HermiT classify the classes and realize the individuals of some triples.

    Args:
        triples: what a reasoner can take (see :func:`cdkg.reasoning.selection.select`).
        seconds: the longest time that it may take.

    Raises:
        ReasonerError: if there is no Java, or HermiT takes too long or cannot take the triples.
    """
    given = tuple(triples)
    with _ONE_AT_A_TIME, _owlready2_set_up(str(java()), seconds):
        world = owlready2.World()
        try:
            world.get_ontology("urn:cdkg:given#").load(fileobj=io.BytesIO(ntriples(given)))
            found = world.get_ontology("urn:cdkg:found#")
            with found:
                owlready2.sync_reasoner_hermit(world, infer_property_values=True, debug=0)
            written = io.BytesIO()
            found.save(written, format="ntriples")
        except owlready2.OwlReadyInconsistentOntologyError:
            return Outcome(consistent=False)
        except subprocess.TimeoutExpired:
            raise _too_slow(seconds) from None
        except (owlready2.OwlReadyError, OSError, ValueError, TypeError, AttributeError) as fault:
            raise _cannot_take(fault) from fault
        finally:
            world.close()
    classes = {triple.subject for triple in given if triple.predicate == _TYPE and triple.object == _CLASS}
    new = {
        # What is class and individual at once, owlready2 takes for an individual.
        ox.Triple(triple.subject, _SUBCLASS, triple.object)
        if triple.predicate == _TYPE and triple.subject in classes
        else triple
        for triple in (quad.triple for quad in ox.parse(written.getvalue(), format=ox.RdfFormat.N_TRIPLES))
    }
    unsatisfiable = {triple.subject for triple in new if triple.predicate == _EQUIVALENT and triple.object == _NOTHING}
    names = sorted(term.value for term in unsatisfiable if isinstance(term, ox.NamedNode))
    return Outcome(True, tuple(names), frozenset(_closed({*given, *new, *_of_properties({*given, *new})})))


def ntriples(triples: Iterable[ox.Triple]) -> bytes:
    """Write triples in the one format that owlready2, HermiT and Pellet all read.

    Args:
        triples: what to write.
    """
    written = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    assert written is not None
    return written


@contextmanager
def _owlready2_set_up(java_path: str, seconds: float) -> Iterator[None]:
    """Give owlready2 its Java, a limit of time, and a folder to forget.

    It has no option for the time, but hands these arguments on to ``subprocess``; and where HermiT fails it leaves the
    file of its triples behind.
    """
    before = owlready2.JAVA_EXE, owlready2.reasoning._subprocess_kargs, tempfile.tempdir
    with tempfile.TemporaryDirectory(prefix="cdkg-reason-") as folder:
        owlready2.JAVA_EXE = java_path
        owlready2.reasoning._subprocess_kargs = {**before[1], "timeout": seconds}
        tempfile.tempdir = folder
        try:
            yield
        finally:
            owlready2.JAVA_EXE, owlready2.reasoning._subprocess_kargs, tempfile.tempdir = before


def _of_properties(triples: set[ox.Triple]) -> Iterator[ox.Triple]:
    """State what superproperties and symmetric properties add: owlready2 leaves both out of what HermiT found."""
    symmetric = {triple.subject for triple in triples if triple.predicate == _TYPE and triple.object == _SYMMETRIC}
    above: dict[object, set[object]] = defaultdict(set)
    for triple in triples:
        if triple.predicate == _SUBPROPERTY:
            above[triple.subject].add(triple.object)
    for triple in triples:
        if triple.predicate == _SUBPROPERTY:
            implied = _implied(triple.object, above, symmetric)
            yield from (ox.Triple(triple.subject, _SUBPROPERTY, name) for name, turned in implied if not turned)
        elif triple.predicate in above or triple.predicate in symmetric:
            for name, turned in _implied(triple.predicate, above, symmetric):
                if not turned:
                    yield ox.Triple(triple.subject, name, triple.object)
                elif isinstance(triple.object, (ox.NamedNode, ox.BlankNode)):
                    yield ox.Triple(triple.object, name, triple.subject)


def _implied(
    start: object, above: Mapping[object, set[object]], symmetric: Collection[object]
) -> Iterator[tuple[ox.NamedNode, bool]]:
    """Find the properties that one implies, itself among them, each with whether it leads the other way."""
    waiting = [(start, False)]
    seen: set[tuple[object, bool]] = set()
    while waiting:
        name, turned = waiting.pop()
        if (name, turned) in seen:
            continue
        seen.add((name, turned))
        if isinstance(name, ox.NamedNode):
            yield name, turned
        waiting.extend((wider, turned) for wider in above.get(name, ()))
        if name in symmetric:
            waiting.append((name, not turned))


def _closed(triples: set[ox.Triple]) -> Iterator[ox.Triple]:
    """Climb from the nearest classes, which are all that HermiT lists, to those above them."""
    above: dict[object, set[object]] = defaultdict(set)
    for triple in triples:
        if triple.predicate in (_SUBCLASS, _EQUIVALENT) and isinstance(triple.object, ox.NamedNode):
            above[triple.subject].add(triple.object)
            if triple.predicate == _EQUIVALENT:
                above[triple.object].add(triple.subject)
    for triple in triples:
        if triple.predicate not in _HIERARCHY:
            yield triple
            continue
        waiting: list[object] = [triple.object]
        seen: set[object] = set()
        while waiting:
            term = waiting.pop()
            if term not in seen:
                seen.add(term)
                waiting.extend(above.get(term, ()))
        relation = _TYPE if triple.predicate == _TYPE else _SUBCLASS
        yield from (ox.Triple(triple.subject, relation, term) for term in seen if isinstance(term, ox.NamedNode))


def _too_slow(seconds: float) -> ReasonerError:
    return ReasonerError(
        f"The reasoner took longer than {seconds:g} seconds and was stopped. Give it more with --seconds.",
        f"استدلال‌گر بیش از {seconds:g} ثانیه وقت گرفت و متوقف شد. با --seconds زمان بیشتری به آن بدهید.",
    )


def _cannot_take(fault: Exception) -> ReasonerError:
    lines = [line.strip() for line in str(fault).splitlines() if line.strip() and "\tat " not in line]
    told = next((line for line in lines if "xception" in line), " ".join(lines[:2])) or type(fault).__name__
    told = re.sub(r'^(Exception in thread "\w+" )?([a-zA-Z.]+Exception: )?', "", told).rstrip(".")
    return ReasonerError(
        f"The reasoner cannot take this: {told}. Check that the files are OWL 2 DL: no term is class and property at "
        "once, and lists and restrictions are complete.",
        f"استدلال‌گر این داده را نمی‌پذیرد: {told}. ببینید پرونده‌ها OWL 2 DL باشند: هیچ واژه‌ای هم کلاس و هم ویژگی نباشد "
        "و فهرست‌ها و محدودیت‌ها کامل باشند.",
    )
