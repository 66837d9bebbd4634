"""``cdkg build``: make the graph of the records, check it, publish it."""

from __future__ import annotations

from pathlib import Path

import click

from cdkg.cli.terminal import progress, tell
from cdkg.fingerprint import fingerprint
from cdkg.settings import Settings
from cdkg.store.changes import WRITTEN_FREELY
from cdkg.store.generations import current


@click.command
@click.option("--store", type=click.Path(path_type=Path), help="Folder of the store (CDKG_STORE).")
@click.option("--force", is_flag=True, help="Build even if nothing has changed since the last build.")
def build(store: Path | None, force: bool) -> None:
    """Build the graph, check it against the shapes, and publish it.

    Nothing is published unless everything conforms; what was published before stays until then.
    """
    build_if_stale(store or Settings.from_environment().store_folder, force=force)


def build_if_stale(folder: Path, *, force: bool = False) -> None:
    """Build and publish the graph, telling of each step, unless the published one is what would be built.

    Args:
        folder: the store's folder.
        force: build all the same.
    """
    published = current(folder)
    if published is not None and WRITTEN_FREELY in published.manifest and not force:
        tell(
            f"{folder}: left as it is, since it was written with CDKG_WRITE=any (cdkg build --force replaces it)",
            f"{folder}: دست نخورد، زیرا با CDKG_WRITE=any نوشته شده است (cdkg build --force جای آن را می‌گیرد)",
        )
        return
    if published is not None and published.manifest.get("fingerprint") == fingerprint(folder) and not force:
        tell(f"{folder}: up to date ({published.id})", f"{folder}: به‌روز است ({published.id})")
        return
    from cdkg.contributions.rebuilding import rebuild  # loads the validator, which nothing else here needs

    generation, report, set_aside = rebuild(folder, progress())
    for name in set_aside:
        tell(
            f"The contribution {name} does not conform to the new graph. It was set aside and waits: see "
            f"`cdkg contribute --show {name}`.",
            f"مشارکت {name} با گراف تازه سازگار نیست. کنار گذاشته شد و در صف است؛ ببینید: "
            f"`cdkg contribute --show {name}`.",
        )
    for result in report.results:
        tell(
            f"{result.severity}: {result.message.en} ({result.focus_node})",
            f"{result.severity}: {result.message.fa} ({result.focus_node})",
        )
    tell(
        f"{folder}: {generation.triples} triples published ({generation.id})",
        f"{folder}: {generation.triples} سه‌تایی منتشر شد ({generation.id})",
    )
