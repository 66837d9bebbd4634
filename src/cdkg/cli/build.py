"""``cdkg build``: make the graph of the records, check it, publish it."""

from __future__ import annotations

from pathlib import Path

import click

from cdkg.cli.terminal import language, progress
from cdkg.fingerprint import fingerprint
from cdkg.settings import Settings
from cdkg.store.generations import current


@click.command
@click.option("--store", type=click.Path(path_type=Path), help="Folder of the store (CDKG_STORE).")
@click.option("--force", is_flag=True, help="Build even if nothing has changed since the last build.")
def build(store: Path | None, force: bool) -> None:
    """Build the graph, check it against the shapes, and publish it.

    Nothing is published unless everything conforms; what was published before stays until then.
    """
    folder = store or Settings.from_environment().store_folder
    published = current(folder)
    if published is not None and published.manifest.get("fingerprint") == fingerprint() and not force:
        click.echo(f"{folder}: up to date ({published.id})", err=True)
        return
    build_into(folder)


def build_into(folder: Path) -> None:
    """Build and publish the graph in a store's folder, telling of each step."""
    from cdkg.build import build as build_graph  # loads the validator, which nothing else here needs

    generation, report = build_graph(folder, progress())
    for result in report.results:
        click.echo(f"{result.severity}: {result.message.in_language(language())} ({result.focus_node})", err=True)
    click.echo(f"{folder}: {generation.triples} triples published ({generation.id})", err=True)


def build_if_stale(folder: Path) -> None:
    """Build the graph unless the published one is what would be built."""
    published = current(folder)
    if published is None or published.manifest.get("fingerprint") != fingerprint():
        build_into(folder)
