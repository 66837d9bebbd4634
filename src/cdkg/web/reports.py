"""Answers with what a check has found: as a page in the reader's language, as JSON, or as SHACL results in Turtle."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from flask import Flask, Response, render_template
from werkzeug.exceptions import HTTPException

from cdkg.errors import ConformanceError
from cdkg.namespaces import RDF, short
from cdkg.web.cells import Cell, iri_cell
from cdkg.web.naming import names
from cdkg.web.negotiation import HTML, answer_type, wants_page
from cdkg.web.problems import problem_of
from cdkg.web.reader import reader_language

if TYPE_CHECKING:
    from cdkg.validation import Report, Result

JSON: Final = "application/json"
TURTLE: Final = "text/turtle"
REPORT_TYPES: Final[Mapping[str, tuple[str, ...]]] = {JSON: ("json",), TURTLE: ("ttl", "turtle")}
"""The formats of a report for programs."""

LISTED: Final = 200
"""Most results of one severity on a page; the other formats have them all."""

_SEVERITIES: Final = ("Violation", "Warning", "Info")
_DISAGREES: Final = "Information-disagrees"
_TYPED: Final = re.compile(rb" <" + re.escape(RDF.encode()) + rb"type> <([^>]*)> ")


@dataclass(frozen=True)
class Found:
    """One cause as a page shows it; results that differ in their value only have one cause.

    Args:
        message: what is wrong and what to do, in the reader's language.
        place: where in the file; empty where that is not known.
        thing: what it is about.
        path: which of its properties; ``None`` where it is the thing itself.
        values: what stands there.
    """

    message: str
    place: str
    thing: Cell
    path: Cell | None
    values: list[Cell]


@dataclass(frozen=True)
class Shown:
    """A report as a page shows it.

    Args:
        conforms: whether there is no fault.
        counts: how many causes there are of each severity.
        found: the first causes of each severity that has any.
        disagreements: how many statements of the contribution contradict what others say.
    """

    conforms: bool
    counts: dict[str, int]
    found: dict[str, list[Found]]
    disagreements: int


def register(app: Flask) -> None:
    """Let an app answer with the report, and status 422, where a change does not conform."""
    app.register_error_handler(ConformanceError, _refused)


def report_response(report: Report, media_type: str, status: int = 200) -> Response:
    """Give a report to a program.

    Args:
        report: the report.
        media_type: one of `REPORT_TYPES`.
        status: the HTTP status.
    """
    body = report.to_turtle() if media_type == TURTLE else report.to_json()
    return Response(body, status=status, mimetype=media_type)


def json_response(told: object) -> Response:
    """Give a program what it is told, with letters as they are."""
    return Response(json.dumps(told, ensure_ascii=False) + "\n", mimetype=JSON)


def shown_report(report: Report, language: str) -> Shown:
    """Prepare a report for a page.

    Args:
        report: the report.
        language: the reader's language.
    """
    causes = {severity: _causes(report, severity) for severity in _SEVERITIES}
    kept = {severity: found[:LISTED] for severity, found in causes.items() if found}
    labels = names(_named(result for found in kept.values() for cause in found for result in cause), language)
    return Shown(
        report.conforms,
        {severity: len(found) for severity, found in causes.items()},
        {severity: [_shown(cause, language, labels) for cause in found] for severity, found in kept.items()},
        sum(result.shape.endswith(_DISAGREES) for result in report.results),
    )


def kinds_of(quads: bytes, language: str) -> list[tuple[Cell, int]]:
    """Count what a contribution states, by class, the commonest first.

    Args:
        quads: the contribution, in N-Quads.
        language: the reader's language.
    """
    counted = Counter(found.decode() for found in _TYPED.findall(quads))
    commonest = counted.most_common(12)
    labels = names([iri for iri, _ in commonest], language)
    return [(iri_cell(iri, labels), number) for iri, number in commonest]


def _named(results: Iterable[Result]) -> Iterable[str]:
    for result in results:
        yield result.focus_node
        if result.path is not None:
            yield result.path.removeprefix("^")
        if result.value is not None and _is_iri(result):
            yield result.value


def _is_iri(result: Result) -> bool:
    return (result.value or "").startswith(("http://", "https://"))


def _causes(report: Report, severity: str) -> list[list[Result]]:
    """Gather the results of a severity that say the same of the same thing at the same place."""
    causes: dict[tuple[object, ...], list[Result]] = {}
    for result in report.results:
        if result.severity == severity:
            causes.setdefault((result.message, result.location, result.focus_node, result.path), []).append(result)
    return list(causes.values())


def _shown(cause: Sequence[Result], language: str, labels: Mapping[str, str]) -> Found:
    first = cause[0]
    return Found(
        first.message.in_language(language),
        "" if first.location is None else first.location.in_language(language),
        # A blank node's name says nothing to anybody.
        Cell("") if first.focus_node.startswith("_:") else _thing(first.focus_node, labels),
        None if first.path is None else iri_cell(first.path.removeprefix("^"), labels),
        [
            _thing(one.value, labels) if _is_iri(one) else Cell(one.value)
            for one in cause
            if one.value is not None and one.value != one.focus_node
        ],
    )


def _thing(iri: str, labels: Mapping[str, str]) -> Cell:
    """Show a thing, with a link where the graph knows it; most of what a contribution names is new."""
    shown = iri_cell(iri, labels)
    return shown if labels.get(iri, short(iri)) != short(iri) else Cell(shown.text, full=iri)


def _refused(error: ConformanceError) -> Response:
    report: Any = getattr(error, "report", None)
    if report is None:
        problem = problem_of(error, reader_language())
        if not wants_page():
            return problem.response()
        return problem.finish(Response(render_template("problem.html", problem=problem)))
    media_type = _type_of_refusal()
    if media_type != HTML:
        return report_response(report, media_type, 422)
    language = reader_language()
    told = error.message.in_language(language).partition("\n")[0]
    page = render_template("refused.html", told=told, report=shown_report(report, language))
    return Response(page, status=422, mimetype=HTML)


def _type_of_refusal() -> str:
    try:
        return answer_type(REPORT_TYPES)
    except HTTPException:  # whatever the client would take of a success, it is to be told of the fault
        return JSON
