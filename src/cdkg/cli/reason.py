"""``cdkg reason``: check by reasoning that the graph, or files together with it, contradict nothing."""

from __future__ import annotations

from pathlib import Path

import click
import pyoxigraph as ox

from cdkg.build import build_graph
from cdkg.cli.foreign_files import read_files
from cdkg.cli.terminal import language, progress
from cdkg.namespaces import ONTOLOGY_GRAPH
from cdkg.reasoning import java
from cdkg.reasoning import reason as check
from cdkg.resources import ontology_files


@click.command
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--entailed", is_flag=True, help="List what follows beyond what is stated.")
@click.option("--ontology", "alone", is_flag=True, help="Check the ontology (and FILES) without the graph's data.")
@click.option("--seconds", type=click.FloatRange(min=0, min_open=True), default=60.0, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="The report in JSON.")
@click.pass_context
def reason(
    context: click.Context, files: tuple[Path, ...], entailed: bool, alone: bool, seconds: float, as_json: bool
) -> None:
    """Check with the reasoner HermiT that the graph, together with RDF FILES, is consistent.

    Says what clashes where it is not, and which classes can have no member. Formats by ending: .ttl, .nt, .nq, .trig,
    .rdf, .jsonld. Nothing is written. Exit 0: consistent; 1: not; 2: the reasoner cannot run.
    """
    java()  # Where it is missing, that is told before the graph is built.
    parts = read_files(files)
    tell = progress()
    store = _ontology() if alone else build_graph(progress=tell)
    for part in parts:  # one by one: blank nodes of one file are not those of another
        store.load(part.quads, format=ox.RdfFormat.N_QUADS)
    tell("reasoning", "استدلال")
    found = check(store, seconds)
    click.echo(found.to_json(entailed=entailed) if as_json else found.to_text(language(), entailed=entailed))
    context.exit(0 if found.holds else 1)


def _ontology() -> ox.Store:
    store = ox.Store()
    for path in ontology_files():
        store.load(path=path, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(ONTOLOGY_GRAPH))
    return store
