"""Changes the published graph: the change is made to a copy, which then takes the published one's place.

A copy costs next to nothing, since the engine never writes to a data file again: the copy starts as hard links to
these. The change itself runs in a worker, which may be stopped or die; then the copy is thrown away. So a reader sees a
change whole or not at all, and one that was acknowledged is on disk.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from pyoxigraph import DefaultGraph, Store

from cdkg.egress import forbid_network
from cdkg.errors import CdkgError, Message, StoreError
from cdkg.isolation import WorkerPool
from cdkg.settings import Settings
from cdkg.store import write_log
from cdkg.store.generations import Generation, cannot_be_written, current, publish, published_id, write_manifest
from cdkg.store.publication import new_generation, only_writer, prune, switch, sync, sync_generation

WRITTEN_FREELY: Final = "written"
"""In a generation's manifest: tells that it holds what an administrator wrote, which no build would make."""

_KEPT: Final = 3
_DATA_FILES: Final = ".sst"
_NOT_COPIED: Final = ("LOG", "LOCK")
_ADVICE: Final = Message("Change less at a time.", "هر بار کمتر تغییر دهید.")


@dataclass(frozen=True)
class Changed:
    """What a change did.

    Args:
        added: how many quads were added; ``None`` where that is not known.
        removed: how many quads were removed; ``None`` where that is not known.
        graphs: IRIs of the named graphs that were written, where that is known.
        created: whether the graph that was to be written was not there before.
        is_change: whether anything is different now.
        growth: by how many triples the default graph has grown; ``None`` where that is not known.
        manifest: what to say of the graph from now on, such as the checksum of what it is made of.
    """

    added: int | None = None
    removed: int | None = None
    graphs: tuple[str, ...] = ()
    created: bool = False
    is_change: bool = True
    growth: int | None = None
    manifest: tuple[tuple[str, str], ...] = ()


class Change(Protocol):
    """Something to do to a store. It travels to a worker, so it can be pickled."""

    def apply(self, store: Store) -> Changed:
        """Do it; if it cannot be done, raise a `CdkgError`: whatever was done until then is thrown away."""

    def described(self) -> dict[str, object]:
        """Say for the log what is done."""


@dataclass(frozen=True)
class Written:
    """A change that is published and on disk.

    Args:
        version: the id of the generation that is published now.
        changed: what the change did.
    """

    version: str
    changed: Changed


class Writer:
    """Changes the graph of a store folder, one change at a time.

    Args:
        folder: the store's folder.
        settings: how long a change may take and wait, and how much memory it may use.
        freely: whether an administrator writes without gates; the store is marked, so that no build replaces it.
        prepare: called once before the first change, where the workers come from; it must be importable by name.
    """

    def __init__(
        self, folder: Path, settings: Settings, *, freely: bool, prepare: Callable[[], None] | None = None
    ) -> None:
        self._folder, self._settings, self._freely = folder, settings, freely
        self._patience = settings.update_seconds
        limits = settings.change_seconds(settings.upload_bytes), settings.worker_memory_mib
        self._pool = WorkerPool(1, *limits, _begin, (prepare,), advice=_ADVICE)

    def write(self, change: Change, who: str, size: int = 0) -> Written:
        """Make a change and publish it. Every attempt is logged, whatever comes of it.

        Args:
            change: what to do.
            who: who does it, for the log.
            size: the bytes of the file that it comes in, which give it more time.

        Raises:
            StoreBusyError: if others write for so long that it is not this change's turn in time.
            OverBudgetError: if it takes too long or too much memory.
            StoreError: if there is no graph, or the files cannot be written.
            CdkgError: what the change raises. Whatever is raised, nothing is changed.
        """
        told: dict[str, object] = {"who": who, **change.described()}
        try:
            published_id(self._folder)
            with only_writer(self._folder, self._patience):
                return self._write(change, told, size)
        except OSError as fault:
            raise cannot_be_written(self._folder, fault) from fault
        except CdkgError as error:
            write_log.append(self._folder, told | {"result": type(error).__name__, "reason": error.message.en[:500]})
            raise

    def close(self) -> None:
        """End the worker."""
        self._pool.close()

    def _write(self, change: Change, told: dict[str, object], size: int) -> Written:
        before = current(self._folder)
        assert before is not None
        if not self._freely and WRITTEN_FREELY in before.manifest:
            raise StoreError(
                f"The store in {self._folder} was written with CDKG_WRITE=any, without checks, so no contribution can "
                "be added to it. Serve another store, or keep CDKG_WRITE=any.",
                f"انباره {self._folder} با CDKG_WRITE=any و بی‌سنجش نوشته شده است؛ پس نمی‌توان مشارکتی به آن افزود. "
                "انباره دیگری را به کار گیرید یا CDKG_WRITE=any را نگه دارید.",
            )
        told["before"] = before.id
        with ExitStack() as undo:
            path = new_generation(self._folder)
            undo.callback(shutil.rmtree, path, ignore_errors=True)
            copy_generation(before.data, path / "data")
            most = self._settings.change_seconds(size)
            changed, counted = self._pool.run_within(most, apply_change, str(path / "data"), change)
            told |= {"graphs": changed.graphs, "added": changed.added, "removed": changed.removed}
            if not changed.is_change:
                write_log.append(self._folder, told | {"after": before.id, "result": "unchanged"})
                return Written(before.id, changed)
            triples = before.triples + (changed.growth or 0) if counted is None else counted
            manifest = before.manifest | dict(changed.manifest) | ({WRITTEN_FREELY: "any"} if self._freely else {})
            generation = Generation(path.name, path, manifest, triples)
            write_manifest(generation)
            sync_generation(path)
            # Logged before it is published: what readers have seen is in the log, whenever the machine stops.
            write_log.append(self._folder, told | {"after": generation.id, "result": "published"})
            switch(self._folder, generation.id)
            undo.pop_all()
        sync(self._folder)
        prune(self._folder, _newest(self._folder) | {generation.id, before.id})
        return Written(generation.id, changed)


def _begin(prepare: Callable[[], None] | None) -> None:
    # The second wall: no update that is let through loads, and if one did, it would reach no other machine.
    forbid_network()
    if prepare is not None:
        prepare()


def copy_generation(data: Path, copy: Path) -> None:
    """Copy a generation's files, the large ones as hard links.

    Args:
        data: the folder of the store's files.
        copy: the folder to make.
    """
    copy.mkdir()
    for path in data.iterdir():
        if path.suffix == _DATA_FILES:
            os.link(path, copy / path.name)
        elif not path.name.startswith(_NOT_COPIED):
            shutil.copyfile(path, copy / path.name)


def apply_change(data: str, change: Change) -> tuple[Changed, int | None]:
    """Apply a change to the store in a folder; this runs in a worker.

    Args:
        data: the folder.
        change: the change.

    Returns:
        what it did, and how many triples the default graph holds now, where the change does not tell its growth: to
        count them reads the whole store.
    """
    try:
        return _apply(data, change)
    except CdkgError as error:
        # What an error remembers of the way it took would hold the store open, and its folder is about to go.
        error.__context__ = None
        raise error.with_traceback(None) from None


def _apply(data: str, change: Change) -> tuple[Changed, int | None]:
    try:
        store = Store(data)
        changed = change.apply(store)
        if not changed.is_change:
            return changed, None
        whole = store.quads_for_pattern(None, None, None, DefaultGraph())
        count = sum(1 for _ in whole) if changed.growth is None else None
        store.flush()
    except OSError as fault:
        raise StoreError(
            f"The change could not be written: {fault}. Check that the disk has room.",
            f"تغییر نوشته نشد: {fault}. بررسی کنید که دیسک جا داشته باشد.",
        ) from None
    return changed, count


def found_store(folder: Path) -> None:
    """Publish an empty graph in a store folder, unless there is a graph: what an administrator's server begins with.

    Args:
        folder: the store's folder; made if it does not exist.

    Raises:
        StoreError: if the folder cannot be written.
    """
    if current(folder) is None:
        publish(folder, (), {WRITTEN_FREELY: "any"})


def _newest(folder: Path) -> set[str | None]:
    # What a crash has left has no manifest.
    return set(sorted(path.parent.name for path in (folder / "generations").glob("*/manifest.json"))[-_KEPT:])
