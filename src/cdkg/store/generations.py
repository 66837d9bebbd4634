"""How a graph is published: built beside the one in use, then put in its place in one step.

A store folder holds ``generations/<id>/`` (the store's files in ``data/``, and ``manifest.json``) and a file
``current`` with the id of the published generation. ``current`` is replaced only after the generation it names is
complete on disk, so a reader finds the old graph or the new one and never a part of either. Nothing writes to a
generation once it is published.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import DefaultGraph, Quad, Store

from cdkg.errors import StoreChangedError, StoreError
from cdkg.store.publication import (
    CURRENT,
    generation_path,
    new_generation,
    only_writer,
    prune,
    switch,
    sync,
    sync_generation,
)

_MANIFEST: Final = "manifest.json"

_known_ids: dict[str, tuple[tuple[int, int, int], str]] = {}


@dataclass(frozen=True)
class Generation:
    """A published graph.

    Args:
        id: its name, which no other generation has, also not one of a store that was deleted and built again.
        path: its folder.
        manifest: what its builder says of it, such as ``fingerprint`` and ``version``.
        triples: how many triples its default graph holds.
    """

    id: str
    path: Path
    manifest: dict[str, str]
    triples: int

    @property
    def data(self) -> Path:
        """The folder of the store's files."""
        return self.path / "data"


def current_id(folder: Path | str) -> str | None:
    """Tell which generation is published; cheap enough to ask for each request.

    Args:
        folder: the store's folder.

    Returns:
        its id, or ``None`` if nothing has been published.
    """
    path = f"{folder}/{CURRENT}"  # asked for each request, where joining costs more than the rest
    try:
        # Each publication puts a new file in its place.
        found = os.stat(path)  # noqa: PTH116
        file = (found.st_dev, found.st_ino, found.st_mtime_ns)
        known = _known_ids.get(path)
        if known is None or known[0] != file:
            known = _known_ids[path] = (file, Path(path).read_text(encoding="utf-8").strip())
        return known[1]
    except FileNotFoundError:
        return None
    except OSError as fault:
        raise StoreError(
            f"The store in {folder} cannot be read: {fault.strerror}. Name the folder of a store in CDKG_STORE.",
            f"انباره {folder} خوانده نمی‌شود: {fault.strerror}. نام پوشه انباره را در CDKG_STORE بدهید.",
        ) from fault


def current(folder: Path) -> Generation | None:
    """Find the published generation.

    Args:
        folder: the store's folder.

    Returns:
        the generation, or ``None`` if nothing has been published.

    Raises:
        StoreError: if its files are damaged.
    """
    name = current_id(folder)
    if name is None:
        return None
    path = generation_path(folder, name)
    try:
        written = json.loads((path / _MANIFEST).read_text(encoding="utf-8"))
        return Generation(name, path, dict(written["manifest"]), int(written["triples"]))
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise StoreError(
            f"The store in {folder} is damaged: its generation {name!r} cannot be read ({fault}). Run `cdkg build`.",
            f"انباره {folder} آسیب دیده است: نسل {name!r} آن خوانده نمی‌شود ({fault}). فرمان `cdkg build` را اجرا کنید.",
        ) from fault


def published_id(folder: Path | str) -> str:
    """Tell which generation is published; cheap enough to ask for each request.

    Args:
        folder: the store's folder.

    Raises:
        StoreError: if nothing has been published.
    """
    name = current_id(folder)
    if name is None:
        raise StoreError(
            f"There is no graph in {folder}. Run `cdkg build`, or set CDKG_STORE to the folder of one.",
            f"در {folder} گرافی نیست. فرمان `cdkg build` را اجرا کنید یا CDKG_STORE را برابر پوشه یک گراف بگذارید.",
        )
    return name


def open_published(folder: Path) -> tuple[str, Store]:
    """Open the published generation for reading.

    Args:
        folder: the store's folder.

    Returns:
        the generation's id, and its store.

    Raises:
        StoreError: if nothing has been published, or its files are damaged.
    """
    name = published_id(folder)
    return name, open_generation(folder, name)


def open_generation(folder: Path, name: str) -> Store:
    """Open a generation for reading.

    Args:
        folder: the store's folder.
        name: the generation's id.

    Raises:
        StoreError: if it is not there, or its files are damaged.
    """
    data = generation_path(folder, name) / "data"
    try:
        return Store.read_only(str(data))
    except OSError as fault:
        raise StoreError(
            f"The graph in {data} cannot be opened: {fault}. Run `cdkg build`.",
            f"گراف {data} باز نمی‌شود: {fault}. فرمان `cdkg build` را اجرا کنید.",
        ) from fault


def publish(
    folder: Path, quads: Iterable[Quad], manifest: dict[str, str], *, made_from: str | None = None
) -> Generation:
    """Build a generation and make it the published one.

    Its default graph holds what all graphs hold, each triple once. If anything fails, the generation published before
    stays, and nothing of the new one is left. The one published before the new one is kept for its readers.

    Args:
        folder: the store's folder; made if it does not exist.
        quads: the graph; they may come from a generator.
        manifest: what to say of it.
        made_from: the id of the generation whose contributions the quads hold, where they hold any.

    Raises:
        StoreError: if another build is running, or the files cannot be written.
        StoreChangedError: if the generation that the quads were made from is no longer the published one.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with only_writer(folder):
            before = current_id(folder)
            if made_from not in (None, before):
                raise StoreChangedError(
                    f"Somebody wrote to {folder} while the graph was built. Build again; nothing was lost.",
                    f"هنگام ساخت گراف کسی در {folder} نوشت. دوباره بسازید؛ چیزی از دست نرفته است.",
                )
            with ExitStack() as undo:
                generation = _build(folder, quads, manifest, undo)
                switch(folder, generation.id)
                undo.pop_all()
            sync(folder)
            prune(folder, {generation.id, before})
            return generation
    except OSError as fault:
        raise cannot_be_written(folder, fault) from fault


def write_manifest(generation: Generation) -> None:
    """Write down, in a generation's folder, what its builder says of it."""
    written = {"manifest": generation.manifest, "triples": generation.triples}
    text = json.dumps(written, ensure_ascii=False, indent=1) + "\n"
    (generation.path / _MANIFEST).write_text(text, encoding="utf-8")


def cannot_be_written(folder: Path, fault: OSError) -> StoreError:
    """Make the error of a store folder that cannot be written."""
    return StoreError(
        f"The graph could not be written to {folder}: {fault}. Check that the folder is writable and the disk has "
        "room; the graph published before is unchanged.",
        f"گراف در {folder} نوشته نشد: {fault}. بررسی کنید که پوشه نوشتنی باشد و دیسک جا داشته باشد؛ گراف منتشرشده "
        "پیشین دست نخورده است.",
    )


def _build(folder: Path, quads: Iterable[Quad], manifest: dict[str, str], undo: ExitStack) -> Generation:
    path = new_generation(folder)
    undo.callback(shutil.rmtree, path, ignore_errors=True)
    generation = Generation(path.name, path, manifest, _load(path / "data", quads))
    write_manifest(generation)
    sync_generation(path)
    return generation


def _load(data: Path, quads: Iterable[Quad]) -> int:
    store = Store(data)
    store.bulk_extend(_with_default_graph(quads))
    store.optimize()
    store.flush()
    return sum(1 for _ in store.quads_for_pattern(None, None, None, DefaultGraph()))


def _with_default_graph(quads: Iterable[Quad]) -> Iterator[Quad]:
    # The store keeps each quad once, so a triple of several graphs stands in the default graph once.
    for quad in quads:
        yield Quad(quad.subject, quad.predicate, quad.object)
        if quad.graph_name != DefaultGraph():
            yield quad
