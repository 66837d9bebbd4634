"""``cdkg query``: ask the published graph."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import pyoxigraph as ox

from cdkg.cli.terminal import language, print_table
from cdkg.errors import StoreError
from cdkg.queries import named_query
from cdkg.settings import Settings
from cdkg.sparql.formats import Form, find_format
from cdkg.sparql.inspection import inspect
from cdkg.store import Question
from cdkg.store.evaluation import answer_in_process
from cdkg.store.generations import current

_FORMATS = ("table", "csv", "tsv", "json", "xml", "turtle", "nt", "jsonld", "rdfxml")


@click.command
@click.argument("what", metavar="NAME|FILE|-")
@click.option("-s", "--set", "values", multiple=True, metavar="PARAMETER=VALUE", help="Fill a named query's parameter.")
@click.option("-f", "--format", "wanted", type=click.Choice(_FORMATS), help="Form of the answer.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--store", type=click.Path(path_type=Path), help="Folder of the store (CDKG_STORE).")
def query(what: str, values: tuple[str, ...], wanted: str | None, as_json: bool, store: Path | None) -> None:
    """Ask the graph: a named query, a file with SPARQL, or SPARQL on standard input (-).

    Examples: cdkg query disagreements; cdkg query ties-of-city --set city=tabriz --set lang=fa --format csv
    """
    text = _text(what, values)
    inspected = inspect(text)
    graph_form = inspected.form in (Form.CONSTRUCT, Form.DESCRIBE)
    form = "json" if as_json else wanted or ("turtle" if graph_form else "table")
    chosen = find_format("json" if form == "table" else form, inspected.form)
    if chosen is None or (form == "table" and graph_form):
        raise click.UsageError(f"A {inspected.form} query has no answer in the form {form!r}.")
    answer = answer_in_process(_open(store), Question(inspected.text, chosen.media_type))
    if form == "table":
        print_table(answer.body)
    else:
        sys.stdout.buffer.write(answer.body)


def _text(what: str, values: tuple[str, ...]) -> str:
    given = dict(value.partition("=")[::2] for value in values)
    if what == "-":
        return sys.stdin.read()
    path = Path(what)
    if path.is_file():
        return path.read_text(encoding="utf-8")
    if what.endswith((".rq", ".sparql")):
        raise click.UsageError(f"There is no file {what!r}.")
    found = named_query(what)
    if any(parameter.name == "lang" for parameter in found.parameters):
        given.setdefault("lang", language())
    return found.bind(given)


def _open(store: Path | None) -> ox.Store:
    folder = store or Settings.from_environment().store_folder
    generation = current(folder)
    if generation is None:
        raise StoreError(
            f"{folder}: no graph has been published here. Run «cdkg build» first.",
            f"{folder}: هنوز گرافی در این‌جا منتشر نشده است. نخست «cdkg build» را اجرا کنید.",
        )
    return ox.Store.read_only(str(generation.data))
