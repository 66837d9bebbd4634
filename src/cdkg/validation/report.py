"""What a validation found, and its forms: for a program (JSON), for a person, and as RDF (SHACL)."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from rdflib import RDF, RDFS, SH, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from cdkg.errors import Message
from cdkg.namespaces import PREFIXES, short
from cdkg.text import persian_digits

_SEVERITIES: Final = ("Violation", "Warning", "Info")
_COUNTED: Final = (("Violation", "fault", "ایراد"), ("Warning", "warning", "هشدار"), ("Info", "remark", "نکته"))
_SHOWN: Final = 50
_IRI: Final = re.compile(r"https?://[^\s<>\"{}|\\^`]+")


@dataclass(frozen=True)
class Result:
    """One fault of one node.

    Args:
        severity: ``"Violation"``, ``"Warning"`` or ``"Info"``.
        message: what is wrong and what to do.
        focus_node: the IRI of the node that has the fault (a blank node starts with ``_:``).
        path: the IRI of the property at fault (``^`` before it: read backwards), or ``None`` where it is the node.
        value: the value at fault, an IRI or the text of a literal.
        shape: the IRI of the shape that found it.
        constraint: the IRI of the kind of constraint, such as ``sh:MinCountConstraintComponent``.
        location: where the node stands in its document, for a reader of either language.
        term: the value as an RDF term.
    """

    severity: str
    message: Message
    focus_node: str
    path: str | None
    value: str | None
    shape: str
    constraint: str
    location: Message | None = None
    term: Node | None = field(default=None, repr=False, compare=False)

    @property
    def place(self) -> str | None:
        """Where the node stands in its document, such as "foreign-policy, table 1, row 1, item 1, line 810"."""
        return None if self.location is None else self.location.en


@dataclass(frozen=True)
class Report:
    """What a validation found.

    Args:
        conforms: whether no violation was found; warnings and information do not count.
        results: the faults, one for each cause.
    """

    conforms: bool
    results: tuple[Result, ...]

    def counts(self) -> dict[str, int]:
        """Count the results of each severity."""
        found = Counter(result.severity for result in self.results)
        return {severity: found[severity] for severity in _SEVERITIES}

    def to_json(self) -> str:
        """Write the report for a program, in the form of the ``/validate`` route."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2)

    def to_dict(self) -> dict[str, object]:
        """Give what a program is told, in the form of the ``/validate`` route."""
        results = [
            {
                "severity": result.severity,
                "message": {"fa": result.message.fa, "en": result.message.en},
                "focusNode": result.focus_node,
                "path": result.path,
                "value": result.value,
                "shape": result.shape,
                "place": result.place,
                "location": None if result.location is None else vars(result.location),
            }
            for result in self.results
        ]
        return {"conforms": self.conforms, "counts": self.counts(), "results": results}

    def to_text(self, language: str) -> str:
        """Write the report for a person at a terminal: the first faults, those of one kind together.

        Args:
            language: ``"fa"`` for Persian; anything else gives English.
        """
        lines = [headline(self).in_language(language)]
        for _, group in groupby(self.results[:_SHOWN], key=_kind):
            results = list(group)
            lines += ["", _named(results[0], language)]
            lines += [f"  {_line(result, language)}" for result in results]
        left = len(self.results) - _SHOWN
        if left > 0:
            more = Message(en=f"… and {left} more.", fa=persian_digits(f"… و {left} مورد دیگر."))
            lines += ["", more.in_language(language)]
        return "\n".join(lines) + "\n"

    def to_turtle(self) -> str:
        """Write the report as RDF (SHACL 1.0, section 3.6)."""
        graph = Graph(bind_namespaces="none")
        for prefix, namespace in (*PREFIXES.items(), ("sh", str(SH))):
            graph.bind(prefix, namespace)
        report = BNode("report")
        graph.add((report, RDF.type, SH.ValidationReport))
        graph.add((report, SH.conforms, Literal(self.conforms)))
        for number, result in enumerate(self.results):
            node = BNode(f"result{number:06}")
            graph.add((report, SH.result, node))
            for predicate, value in _statements(result, graph, BNode(f"path{number:06}")):
                graph.add((node, predicate, value))
        return graph.serialize(format="turtle")


def in_order(results: Iterable[Result]) -> tuple[Result, ...]:
    """Sort results and keep one for each cause.

    A value that is not even a number breaks both the datatype and the range of its property; where the message is the
    same, the reader is told once.

    Args:
        results: the results, in any order.
    """
    kept: dict[tuple[str, str | None, str | None, Message], Result] = {}
    for result in sorted(results, key=_rank):
        kept.setdefault((result.focus_node, result.path, result.value, result.message), result)
    return tuple(kept.values())


def _rank(result: Result) -> tuple[int, str, str, str, str, str]:
    severity = _SEVERITIES.index(result.severity) if result.severity in _SEVERITIES else len(_SEVERITIES)
    return severity, result.shape, result.message.en, result.focus_node, result.value or "", result.constraint


def _named(result: Result, language: str) -> str:
    """Give a message, after a word on how grave it is where it is no fault."""
    text = result.message.in_language(language)
    words = {severity: Message(en=en, fa=fa) for severity, en, fa in _COUNTED if severity != "Violation"}
    word = words.get(result.severity)
    return text if word is None else f"{word.in_language(language)}: {text}"


def _kind(result: Result) -> tuple[str, Message]:
    return result.severity, result.message


def headline(report: Report) -> Message:
    """Say in one line what a validation found."""
    count = len(report.results)
    if not count:
        return Message(en="The data conform to the shapes.", fa="داده‌ها با شکل‌ها سازگارند.")
    counts = report.counts()
    told = [
        (f"{number} {en}{'s' if number > 1 else ''}", f"{number} {fa}")
        for severity, en, fa in _COUNTED
        if (number := counts[severity])
    ]
    en, fa = ", ".join(one for one, _ in told), "، ".join(one for _, one in told)
    if report.conforms:
        return Message(
            en=f"The data conform to the shapes, with {en}.", fa=persian_digits(f"داده‌ها با شکل‌ها سازگارند، با {fa}.")
        )
    return Message(
        en=f"The data do not conform to the shapes: {en}.", fa=persian_digits(f"داده‌ها با شکل‌ها سازگار نیستند: {fa}.")
    )


def _line(result: Result, language: str) -> str:
    parts = [short(result.focus_node)]
    if result.path is not None:
        parts.append("^" * result.path.startswith("^") + short(result.path.removeprefix("^")))
    if result.value is not None and result.value != result.focus_node:
        parts.append(short(result.value) if isinstance(_value(result), URIRef) else f'"{result.value}"')
    line = "  ".join(parts)
    return line if result.location is None else f"{line}  ({result.location.in_language(language)})"


def _statements(result: Result, graph: Graph, path: BNode) -> Iterable[tuple[URIRef, Node]]:
    focus = result.focus_node
    yield RDF.type, SH.ValidationResult
    yield SH.resultSeverity, SH[result.severity]
    yield SH.focusNode, BNode(focus.removeprefix("_:")) if focus.startswith("_:") else URIRef(focus)
    yield SH.sourceShape, URIRef(result.shape)
    yield SH.sourceConstraintComponent, URIRef(result.constraint)
    yield SH.resultMessage, Literal(result.message.fa, lang="fa")
    yield SH.resultMessage, Literal(result.message.en, lang="en")
    if result.term is not None or result.value is not None:
        yield SH.value, _value(result)
    if result.location is not None:
        yield RDFS.comment, Literal(result.location.fa, lang="fa")
        yield RDFS.comment, Literal(result.location.en, lang="en")
    if result.path is not None and result.path.startswith("^"):
        graph.add((path, SH.inversePath, URIRef(result.path.removeprefix("^"))))
        yield SH.resultPath, path
    elif result.path is not None:
        yield SH.resultPath, URIRef(result.path)


def _value(result: Result) -> Node:
    """Give the value as a term; what was found while reading a file has it as a text only."""
    if result.term is not None:
        return result.term
    assert result.value is not None
    return URIRef(result.value) if _IRI.fullmatch(result.value) else Literal(result.value)
