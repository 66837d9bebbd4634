"""What the verbs print to a person: progress and tables, in the language of the terminal."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress, ProgressColumn, SpinnerColumn, Task, TextColumn, TimeElapsedColumn
from rich.table import Column, Table
from rich.text import Text

from cdkg.namespaces import short
from cdkg.queries import column_names
from cdkg.text import persian_digits


def language() -> str:
    """Tell the reader's language from the terminal's locale: ``"fa"`` or ``"en"``."""
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "fa" if locale.startswith("fa") else "en"


def tell(en: str, fa: str) -> None:
    """Tell a person something, on standard error, in the language of the terminal."""
    click.echo(fa if language() == "fa" else en, err=True)


def progress() -> Callable[[str, str], None]:
    """Make what tells a person, on standard error, which step begins and how long it has taken so far."""
    console = Console(stderr=True, highlight=False)
    start = time.perf_counter()
    speaks = language()

    def tell(en: str, fa: str) -> None:
        console.print(f"[dim]{time.perf_counter() - start:5.1f} s[/dim]  {fa if speaks == 'fa' else en} …")

    return tell


class _Told(ProgressColumn):
    """Shows how far something has come, as it tells itself."""

    max_refresh = 0.25

    def __init__(self, told: Callable[[], tuple[int, int] | None]) -> None:
        super().__init__()
        self._told = told

    def render(self, task: Task) -> Text:  # noqa: ARG002  # as rich calls it
        """Show it, each time that the line is drawn."""
        told = self._told()
        if told is None:
            return Text("")
        done, total = told
        return Text(persian_digits(f"{done} از {total}") if language() == "fa" else f"{done} of {total}")


@contextmanager
def working(en: str, fa: str, told: Callable[[], tuple[int, int] | None] = lambda: None) -> Iterator[None]:
    """Show a person, on standard error, that something takes its time, and how long it has taken so far.

    Args:
        en: what is done, in English.
        fa: the same in Persian.
        told: tells how much is done, and of how much, if that is known.
    """
    console = Console(stderr=True, highlight=False)
    name = TextColumn(fa if language() == "fa" else en, markup=False)
    columns = SpinnerColumn(), name, _Told(told), TimeElapsedColumn()
    with Progress(*columns, console=console, transient=True) as shown:
        shown.add_task("")
        yield


def console() -> Console:
    """Make what tables are printed with: in a pipe, which has no width, nothing is wrapped or cut."""
    made = Console(highlight=False)
    if not made.is_terminal:
        made.width = 10_000
    return made


def print_table(results: bytes) -> None:
    """Print query results as a table.

    Args:
        results: SPARQL results in JSON.
    """
    found = json.loads(results)
    if "boolean" in found:
        console().print("true" if found["boolean"] else "false")
        return
    variables = found["head"]["vars"]
    rows = found["results"]["bindings"]
    names = column_names()
    heads = [names[name].in_language(language()) if name in names else name for name in variables]
    table = Table(
        *(Column(Text(head)) for head in heads), box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0)
    )
    for row in rows:
        table.add_row(*(Text(_cell(row.get(variable))) for variable in variables))
    console().print(table)
    told = f"{persian_digits(str(len(rows)))} ردیف" if language() == "fa" else f"{len(rows)} row{'s'[: len(rows) != 1]}"
    Console(stderr=True, highlight=False).print(f"[dim]{told}[/dim]")


def _cell(term: dict[str, Any] | None) -> str:
    if term is None:
        return ""
    if term["type"] == "triple":
        return f"<<( {' '.join(_cell(term['value'][part]) for part in ('subject', 'predicate', 'object'))} )>>"
    return short(term["value"]) if term["type"] == "uri" else str(term["value"])
