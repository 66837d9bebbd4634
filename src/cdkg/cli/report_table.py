"""Prints what a check found, as a table: how grave, where in the file, what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import click
from rdflib import URIRef
from rich.table import Column, Table
from rich.text import Text

from cdkg.cli.terminal import console
from cdkg.errors import Message
from cdkg.namespaces import short
from cdkg.text import persian_digits
from cdkg.validation import Report, Result
from cdkg.validation.report import headline

SEVERITIES: Final = {
    "Violation": (Message("fault", "ایراد"), "bold red"),
    "Warning": (Message("warning", "هشدار"), "yellow"),
    "Info": (Message("remark", "نکته"), "cyan"),
}
_HEADS: Final = (Message("", ""), Message("where", "کجا"), Message("what", "چه"), Message("value", "مقدار"))
_SHOWN: Final = 200
_SHAPES: Final = "https://w3id.org/cdkg/shapes#"


def print_report(report: Report, language: str, *, as_json: bool = False) -> None:
    """Print a report.

    Args:
        report: the report.
        language: ``"fa"`` for Persian; anything else gives English.
        as_json: for a program.
    """
    if as_json:
        click.echo(report.to_json())
        return
    out = console()
    if not out.is_terminal:
        click.echo(report.to_text(language))
        return
    out.print(headline(report).in_language(language), markup=False)
    causes = _causes(report.results)
    if not causes:
        return
    columns = (Column(Text(head.in_language(language)), overflow="fold") for head in _HEADS)
    table = Table(*columns, box=None, pad_edge=False, header_style="bold", padding=(0, 2, 1, 0))
    for results in causes[:_SHOWN]:
        first = results[0]
        name, style = SEVERITIES.get(first.severity, (Message(first.severity, first.severity), ""))
        table.add_row(
            Text(name.in_language(language), style),
            Text(_where(first, language)),
            Text.assemble(first.message.in_language(language), (f"  [{_shape(first)}]", "dim")),
            Text("\n".join(dict.fromkeys(map(_value, results)))),
        )
    out.print(table)
    left = len(causes) - _SHOWN
    if left > 0:
        more = Message(
            f"… and {left} more; --json gives all.", persian_digits(f"… و {left} مورد دیگر؛ با --json همه می‌آید.")
        )
        out.print(more.in_language(language), markup=False)


def _causes(results: Iterable[Result]) -> list[list[Result]]:
    """Put together what one message tells of one node, whatever the number of its values."""
    causes: dict[tuple[str, str | None, Message], list[Result]] = {}
    for result in results:
        causes.setdefault((result.focus_node, result.path, result.message), []).append(result)
    return list(causes.values())


def _where(result: Result, language: str) -> str:
    node = short(result.focus_node)
    return node if result.location is None else result.location.in_language(language)


def _value(result: Result) -> str:
    if result.value is None or result.value == result.focus_node:
        return ""
    is_iri = isinstance(result.term, URIRef) or "://" in result.value
    return short(result.value) if is_iri else result.value


def _shape(result: Result) -> str:
    return result.shape.removeprefix(_SHAPES)
