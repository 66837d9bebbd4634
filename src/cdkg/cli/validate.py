"""``cdkg validate``: check the graph, or files together with it, against the shapes."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import click
import pyoxigraph as ox

from cdkg.build import build_graph
from cdkg.cli.terminal import language, progress
from cdkg.errors import RecordError
from cdkg.isolation import WorkerPool
from cdkg.namespaces import GRAPH
from cdkg.settings import Settings
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
    formats = {path: _format(path) for path in files}
    settings = Settings.from_environment()
    with closing(WorkerPool(1, settings.query_seconds, settings.worker_memory_mib)) as pool:
        parts = [pool.run(parse_into_graph, *_file(path, wanted)) for path, wanted in formats.items()]
    store = build_graph(progress=progress())
    for part in parts:  # one by one: blank nodes of one file are not those of another
        store.load(part, format=ox.RdfFormat.N_QUADS)
    report = check(store)
    if as_json:
        click.echo(report.to_json())
    elif as_turtle:
        click.echo(report.to_turtle())
    else:
        click.echo(report.to_text(language()))
    context.exit(0 if report.conforms else 1)


def _format(path: Path) -> ox.RdfFormat:
    wanted = ox.RdfFormat.from_extension(path.suffix.removeprefix("."))
    if wanted is None:
        raise click.UsageError(f"{path}: no RDF format ends in {path.suffix!r}.")
    return wanted


def _file(path: Path, wanted: ox.RdfFormat) -> tuple[bytes, str, str, str]:
    """Read a foreign file; it is parsed in a process of its own, which may die of it."""
    return path.read_bytes(), wanted.media_type, path.stem, path.name


def parse_into_graph(content: bytes, media_type: str, name: str, file: str) -> bytes:
    """Parse RDF and put all its triples into one graph of a contribution's.

    Args:
        content: the file's content.
        media_type: its format.
        name: what the graph is to be called.
        file: what the file is called, for messages.

    Returns:
        N-Quads.

    Raises:
        RecordError: if it is not well-formed; with the line.
    """
    wanted = ox.RdfFormat.from_media_type(media_type)
    assert wanted is not None
    graph = ox.NamedNode(f"{GRAPH}contribution/{quote(name)}")
    try:
        parsed = ox.parse(content, format=wanted)
        quads = [ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in parsed]
    except SyntaxError as fault:
        raise RecordError(
            f"{file}, line {fault.lineno}: the file is not well-formed ({fault.msg}).",
            f"{file}، سطر {fault.lineno}: پرونده خوش‌ساخت نیست ({fault.msg}).",
        ) from fault
    written = ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
    assert written is not None
    return written
