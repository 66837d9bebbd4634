"""``cdkg query``: ask the published graph."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cdkg.cli.terminal import language, print_table
from cdkg.queries import named_query, read_query
from cdkg.settings import Settings
from cdkg.sparql.formats import Form, find_format
from cdkg.sparql.inspection import inspect
from cdkg.store import Question
from cdkg.store.evaluation import answer_in_process
from cdkg.store.generations import open_published

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
    if as_json and wanted not in (None, "json"):
        raise click.UsageError(f"--json and --format {wanted} exclude each other.")
    form = "json" if as_json else wanted or ("turtle" if graph_form else "table")
    chosen = find_format("json" if form == "table" else form, inspected.form)
    if chosen is None or (form == "table" and graph_form):
        raise click.UsageError(f"A {inspected.form} query has no answer in the form {form!r}.")
    _, graph = open_published(store or Settings.from_environment().store_folder)
    answer = answer_in_process(graph, Question(inspected.text, chosen.media_type))
    if form == "table":
        print_table(answer.body)
    else:
        sys.stdout.buffer.write(answer.body)


def _text(what: str, values: tuple[str, ...]) -> str:
    given = dict(_pair(value) for value in values)
    if len(given) < len(values):
        raise click.UsageError("--set gives one parameter two values.")
    if what == "-" or "/" in what or what.endswith((".rq", ".sparql")):
        if given:
            raise click.UsageError("--set fills the parameters of a named query; here there is none.")
        return _read(what)
    found = named_query(what)
    if any(parameter.name == "lang" for parameter in found.parameters):
        given.setdefault("lang", language())
    return found.bind(given)


def _pair(value: str) -> tuple[str, str]:
    name, equals, rest = value.partition("=")
    if not (name and equals):
        raise click.UsageError(f"--set takes PARAMETER=VALUE, not {value!r}.")
    return name, rest


def _read(what: str) -> str:
    try:
        content = sys.stdin.buffer.read() if what == "-" else Path(what).read_bytes()
        text = content.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise click.UsageError(f"{what} cannot be read: {fault}.") from fault
    return read_query(Path(what)).bind({}) if text.startswith("#+") and what != "-" else text
