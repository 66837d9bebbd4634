"""How a graph is published: built beside the one in use, then put in its place in one step.

A store folder holds ``generations/<id>/`` (the store's files in ``data/``, and ``manifest.json``) and a file
``current`` with the id of the published generation. ``current`` is replaced only after the generation it names is
complete on disk, so a reader finds the old graph or the new one and never a part of either. Nothing writes to a
generation once it is published.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import DefaultGraph, Quad, Store

from cdkg.errors import StoreError

_CURRENT: Final = "current"
_LOCK: Final = "lock"
_MANIFEST: Final = "manifest.json"


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


def current_id(folder: Path) -> str | None:
    """Tell which generation is published; cheap enough to ask for each request.

    Args:
        folder: the store's folder.

    Returns:
        its id, or ``None`` if nothing has been published.
    """
    try:
        return (folder / _CURRENT).read_text(encoding="utf-8").strip()
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
    path = _generation_path(folder, name)
    try:
        written = json.loads((path / _MANIFEST).read_text(encoding="utf-8"))
        return Generation(name, path, dict(written["manifest"]), int(written["triples"]))
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise StoreError(
            f"The store in {folder} is damaged: its generation {name!r} cannot be read ({fault}). Run `cdkg build`.",
            f"انباره {folder} آسیب دیده است: نسل {name!r} آن خوانده نمی‌شود ({fault}). فرمان `cdkg build` را اجرا کنید.",
        ) from fault


def published_id(folder: Path) -> str:
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
    data = _generation_path(folder, name) / "data"
    try:
        return name, Store.read_only(str(data))
    except OSError as fault:
        raise StoreError(
            f"The graph in {data} cannot be opened: {fault}. Run `cdkg build`.",
            f"گراف {data} باز نمی‌شود: {fault}. فرمان `cdkg build` را اجرا کنید.",
        ) from fault


def publish(folder: Path, quads: Iterable[Quad], manifest: dict[str, str]) -> Generation:
    """Build a generation and make it the published one.

    Its default graph holds what all graphs hold, each triple once. If anything fails, the generation published before
    stays, and nothing of the new one is left. The one published before the new one is kept for its readers.

    Args:
        folder: the store's folder; made if it does not exist.
        quads: the graph; they may come from a generator.
        manifest: what to say of it.

    Raises:
        StoreError: if another build is running, or the files cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _only_builder(folder):
            before = current_id(folder)
            with ExitStack() as undo:
                generation = _build(folder, quads, manifest, undo)
                _switch(folder, generation.id)
                undo.pop_all()
            _sync(folder)
            _prune(folder, {generation.id, before})
            return generation
    except OSError as fault:
        raise StoreError(
            f"The graph could not be written to {folder}: {fault}. Check that the folder is writable and the disk has "
            "room; the graph published before is unchanged.",
            f"گراف در {folder} نوشته نشد: {fault}. بررسی کنید که پوشه نوشتنی باشد و دیسک جا داشته باشد؛ گراف منتشرشده "
            "پیشین دست نخورده است.",
        ) from fault


@contextmanager
def _only_builder(folder: Path) -> Iterator[None]:
    with (folder / _LOCK).open("w") as lock:
        try:
            # The system frees the lock when the process ends, however it ends.
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(
                f"Another build is running in {folder}. Wait until it has finished.",
                f"ساخت دیگری در {folder} در جریان است. تا پایان آن صبر کنید.",
            ) from None
        yield


def _build(folder: Path, quads: Iterable[Quad], manifest: dict[str, str], undo: ExitStack) -> Generation:
    names = [path.name for path in (folder / "generations").glob("*") if path.name[:6].isdecimal()]
    number = max((int(name[:6]) for name in names), default=0) + 1
    name = f"{number:06}-{secrets.token_hex(4)}"
    path = _generation_path(folder, name)
    path.mkdir(parents=True)
    undo.callback(shutil.rmtree, path, ignore_errors=True)
    generation = Generation(name, path, manifest, _load(path / "data", quads))
    written = {"manifest": manifest, "triples": generation.triples}
    (path / _MANIFEST).write_text(json.dumps(written, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    for part in [path, *path.rglob("*")]:
        _sync(part)
    _sync(path.parent)
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


def _switch(folder: Path, name: str) -> None:
    draft = folder / f"{_CURRENT}.new"
    draft.write_text(f"{name}\n", encoding="utf-8")
    _sync(draft)
    draft.replace(folder / _CURRENT)


def _prune(folder: Path, kept: set[str | None]) -> None:
    for path in (folder / "generations").iterdir():
        if path.name not in kept:
            shutil.rmtree(path, ignore_errors=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _generation_path(folder: Path, name: str) -> Path:
    return folder / "generations" / name
