"""Explains what clashes: the smallest sets of axioms that cannot hold together.

HermiT says that something is wrong, not what. The reasoner Pellet, which comes with owlready2 as well, gives for each
clash a set of axioms of which none can be spared; it is asked only where HermiT has found something.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import owlready2
import pyoxigraph as ox

from cdkg.errors import Message
from cdkg.namespaces import OWL, RDF, RDFS, XSD, short
from cdkg.reasoning.hermit import ntriples
from cdkg.reasoning.java import java

_MOST: Final = 6
_BUILT_IN: Final = (RDF, RDFS, OWL, XSD)
_TOKEN: Final = re.compile(r"cdkg(\d+)term")
_AXIOMS_BEGIN: Final = re.compile(r"^\d+\)\s+")
"""The other axioms of an explanation are set in by as much, and what is wrapped by more."""

_AMONG_MANY: Final = ("DisjointClasses(", "DifferentIndividuals(")
"""Axioms that name many, of whom a clash concerns two."""

_SCHEMA: Final = re.compile(
    r"^Disjoint|^Different|^Functional|^Irreflexive|^Symmetric| (subClassOf|domain|range|disjointWith) "
)

_PHRASES: Final[tuple[tuple[re.Pattern[str], str, str], ...]] = tuple(
    (re.compile(form), en, fa)
    for form, en, fa in (
        (r"(\S+) type (\S+)", "{0} is a {1}", "{0} از نوع {1} است"),
        (r"(\S+) subClassOf (\S+)", "every {0} is a {1}", "هر {0} یک {1} است"),
        (r"(\S+) domain (.+)", "what has {0} is a {1} (domain)", "آنچه {0} دارد {1} است (دامنه)"),
        (r"(\S+) range (.+)", "a value of {0} is a {1} (range)", "مقدار {0} از نوع {1} است (برد)"),
        (r"(\S+) subClassOf (\S+) only (\S+)", "{0} has for {1} only {2}", "{0} برای {1} تنها {2} دارد"),
        (r"(\S+) subClassOf (\S+) some (\S+)", "every {0} has some {1} that is a {2}", "هر {0} برای {1} یک {2} دارد"),
        (r"DisjointClasses\((.+)\)", "nothing is two of these at once: {0}", "هیچ‌چیز دو تا از این‌ها با هم نیست: {0}"),
        (
            r"DifferentIndividuals\((.+)\)",
            "each of these is another thing: {0}",
            "هر یک از این‌ها چیزی جداگانه است: {0}",
        ),
        (r"(\S+) sameAs (\S+)", "{0} is the same as {1}", "{0} همان {1} است"),
        (r"(\S+) disjointWith (\S+)", "no {0} is a {1}", "هیچ {0} از نوع {1} نیست"),
        (r"Irreflexive (\S+)", "nothing has {0} to itself", "هیچ‌چیز {0} خودش نیست"),
        (r"Functional (\S+)", "nothing has more than one {0}", "هیچ‌چیز بیش از یک {0} ندارد"),
        (r"Symmetric (\S+)", "{0} holds both ways", "{0} دوسویه است"),
    )
)


@dataclass(frozen=True)
class Clash:
    """Axioms that cannot hold together.

    Args:
        axioms: the axioms, for a reader of either language, names shortened; none of them can be spared.
        unsatisfiable: the class that can have no member because of them, or ``None`` where nothing is consistent.
    """

    axioms: tuple[Message, ...]
    unsatisfiable: str | None = None


def explain(triples: Iterable[ox.Triple], seconds: float, *, classes: bool = False) -> tuple[Clash, ...]:
    """Find what clashes.

    Args:
        triples: what HermiT was given.
        seconds: the longest time that the search may take.
        classes: explain the unsatisfiable classes of consistent triples, and not the inconsistency.

    Returns:
        clashes, each told once; none where the search found none in time.

    Raises:
        ReasonerError: if there is no Java.
    """
    names: list[str] = []
    numbers: dict[str, int] = {}

    def coded(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> object:
        # Pellet prints the last part of an IRI only: so that part is made to lead back to the whole.
        if not isinstance(term, ox.NamedNode) or term.value.startswith(_BUILT_IN):
            return term
        if term.value not in numbers:
            numbers[term.value] = len(names)
            names.append(term.value)
        return ox.NamedNode(f"urn:x#cdkg{numbers[term.value]}term")

    renamed = [ox.Triple(coded(t.subject), coded(t.predicate), coded(t.object)) for t in triples]  # type: ignore[arg-type]
    wanted = ["--all-unsat"] if classes else ["--max", str(_MOST)]
    printed = _pellet(ntriples(renamed), wanted, seconds)
    return _read(printed, names)


def _pellet(given: bytes, options: list[str], seconds: float) -> str:
    libraries = Path(owlready2.__file__).parent / "pellet" / "*"
    with tempfile.TemporaryDirectory(prefix="cdkg-reason-") as folder:
        file = Path(folder) / "given.nt"
        file.write_bytes(given)
        command = [str(java()), "-Xmx2000M", "-cp", str(libraries), "pellet.Pellet", "explain", "--ignore-imports"]
        command += [*options, str(file)]
        try:
            done = subprocess.run(command, capture_output=True, timeout=seconds, check=False)  # noqa: S603 # all ours
        except subprocess.TimeoutExpired as late:
            return (late.stdout or b"").decode(errors="replace")
    return done.stdout.decode(errors="replace")


def _read(printed: str, names: list[str]) -> tuple[Clash, ...]:
    """Read what Pellet printed."""
    found: list[tuple[str | None, list[str]]] = []
    about: str | None = None
    axioms: list[str] = []
    depth = 0

    def end() -> None:
        if axioms:
            found.append((about, axioms.copy()))
            axioms.clear()

    for line in printed.splitlines():
        begins = _AXIOMS_BEGIN.match(line)
        indent = len(line) - len(line.lstrip())
        if line.startswith("Axiom: "):
            end()
            token = _TOKEN.search(line)
            about = names[int(token[1])] if token else None
        elif begins:
            end()
            depth = begins.end()
            axioms.append(line[depth:])
        elif axioms and line.strip() and indent > depth:
            axioms[-1] += f" {line.strip()}"
        elif axioms and line.strip():
            axioms.append(line.strip())
        else:
            end()
    end()
    return tuple(Clash(_told(axioms, names), about) for about, axioms in _of_different_facts(found))


def _of_different_facts(found: list[tuple[str | None, list[str]]]) -> Iterator[tuple[str | None, list[str]]]:
    """Leave out what only tells an earlier and shorter explanation's fault in another way: it rests on a same fact."""
    told: set[str] = set()
    for about, axioms in sorted(found, key=lambda one: len(one[1])):
        facts = {axiom for axiom in axioms if about is not None or not _SCHEMA.search(axiom)}
        if not facts & told or not facts:
            yield about, axioms
        told |= facts


def _told(axioms: list[str], names: list[str]) -> tuple[Message, ...]:
    """Put axioms into words, facts first, and leave out of those on many things whom the clash does not concern."""
    involved = {token for axiom in axioms if not axiom.startswith(_AMONG_MANY) for token in _TOKEN.findall(axiom)}
    told = []
    for axiom in sorted(axioms, key=lambda text: (text.startswith(_AMONG_MANY), " type " not in text)):
        shown = axiom
        if axiom.startswith(_AMONG_MANY):
            members = _TOKEN.findall(axiom)
            kept = [member for member in members if member in involved]
            listed = sorted(kept if len(kept) > 1 else members, key=lambda number: names[int(number)])
            kind = axiom.partition("(")[0]
            shown = f"{kind}({' '.join(f'cdkg{number}term' for number in listed)})"
        told.append(_in_words(_TOKEN.sub(lambda match: short(names[int(match[1])]), shown)))
    return tuple(told)


def _in_words(axiom: str) -> Message:
    for form, en, fa in _PHRASES:
        match = form.fullmatch(axiom)
        if match:
            many = axiom.startswith(_AMONG_MANY)
            groups = [group.replace(" ", ", ") if many else group for group in match.groups()]
            return Message(en.format(*groups), fa.format(*groups))
    return Message(axiom, axiom)
