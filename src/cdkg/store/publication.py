"""The steps that every publication takes, whether a graph is built anew or changed: lock, sync, switch, prune."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from cdkg.errors import StoreBusyError

CURRENT: Final = "current"
_LOCK: Final = "lock"
_GLANCE_SECONDS: Final = 0.02


@contextmanager
def only_writer(folder: Path, patience: float = 0.0) -> Iterator[None]:
    """Be the only one who publishes in a store folder.

    Args:
        folder: the store's folder.
        patience: how long to wait for another, in seconds.

    Raises:
        StoreBusyError: if another is still at work after that.
    """
    deadline = time.monotonic() + patience
    with (folder / _LOCK).open("w") as lock:
        while True:
            try:
                # The system frees the lock when the process ends, however it ends.
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise StoreBusyError(
                        f"Another build is running in {folder}, or somebody writes to it. Try again when it has "
                        "finished.",
                        f"ساخت دیگری در {folder} در جریان است، یا کسی در آن می‌نویسد. پس از پایان آن دوباره تلاش کنید.",
                    ) from None
                time.sleep(_GLANCE_SECONDS)
        try:
            yield
        finally:
            # A child that another thread is just starting has the file open, too: closing it would not free the lock.
            fcntl.flock(lock, fcntl.LOCK_UN)


def generation_path(folder: Path, name: str) -> Path:
    """Name the folder of a generation."""
    return folder / "generations" / name


def new_generation(folder: Path) -> Path:
    """Make the folder of a generation whose name no other has, also not one of a store that was built again.

    Args:
        folder: the store's folder.
    """
    names = [path.name for path in (folder / "generations").glob("*") if path.name[:6].isdecimal()]
    number = max((int(name[:6]) for name in names), default=0) + 1
    path = generation_path(folder, f"{number:06}-{secrets.token_hex(4)}")
    path.mkdir(parents=True)
    return path


def sync_generation(path: Path) -> None:
    """See that a generation is on disk, before anything names it."""
    for part in (path, *path.rglob("*"), path.parent):
        sync(part)


def switch(folder: Path, name: str) -> None:
    """Make a generation the published one, in one step.

    Args:
        folder: the store's folder.
        name: the id of the generation, which is on disk.
    """
    draft = folder / f"{CURRENT}.new"
    draft.write_text(f"{name}\n", encoding="utf-8")
    sync(draft)
    draft.replace(folder / CURRENT)


def prune(folder: Path, kept: set[str | None]) -> None:
    """Remove all generations but some, and whatever a crash has left."""
    for path in (folder / "generations").iterdir():
        if path.name not in kept:
            shutil.rmtree(path, ignore_errors=True)


def sync(path: Path) -> None:
    """See that a file's content, or a folder's list of names, is on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
