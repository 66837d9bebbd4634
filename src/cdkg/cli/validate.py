"""``cdkg validate``: check the graph, or files together with it, against the shapes."""

from __future__ import annotations

from pathlib import Path

import click
import pyoxigraph as ox

from cdkg.build import build_graph
from cdkg.cli.foreign_files import read_files
from cdkg.cli.terminal import language, progress
from cdkg.validation import validate as check


@click.command
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="The report in JSON.")
@click.option("--turtle", "as_turtle", is_flag=True, help="The report as SHACL results in Turtle.")
@click.pass_context
def validate(context: click.Context, files: tuple[Path, ...], as_json: bool, as_turtle: bool) -> None:
    """Check RDF FILES, together with the graph, against the shapes; without files, check the graph itself.

    Formats by ending: .ttl, .nt, .nq, .trig, .rdf, .jsonld. Nothing is written. Exit 0: conforms; 1: does not.
    """
    parts = read_files(files)
    store = build_graph(progress=progress())
    for part in parts:  # one by one: blank nodes of one file are not those of another
        store.load(part.quads, format=ox.RdfFormat.N_QUADS)
    report = check(store)
    if as_json:
        click.echo(report.to_json())
    elif as_turtle:
        click.echo(report.to_turtle())
    else:
        click.echo(report.to_text(language()))
    context.exit(0 if report.conforms else 1)
