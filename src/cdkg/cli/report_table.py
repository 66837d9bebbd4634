"""Prints what a check found, as a table: how grave, where in the file, what is wrong and what to do."""

from __future__ import annotations

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
    out.print(headline(report).in_language(language), markup=False)
    if not report.results:
        return
    columns = (Column(Text(head.in_language(language)), overflow="fold") for head in _HEADS)
    table = Table(*columns, box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for result in report.results[:_SHOWN]:
        name, style = SEVERITIES.get(result.severity, (Message(result.severity, result.severity), ""))
        table.add_row(
            Text(name.in_language(language), style),
            Text(_where(result, language)),
            Text.assemble(result.message.in_language(language), (f"  [{_shape(result)}]", "dim")),
            Text(_value(result)),
        )
    out.print(table)
    left = len(report.results) - _SHOWN
    if left > 0:
        more = Message(
            f"… and {left} more; --json gives all.", persian_digits(f"… و {left} مورد دیگر؛ با --json همه می‌آید.")
        )
        out.print(more.in_language(language), markup=False)


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
