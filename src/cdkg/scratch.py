"""Folders for files that are needed only while a program runs; what a killed program left is removed by the next."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final

_PREFIX: Final = "cdkg-scratch-"
_LOCK: Final = "lock"


class Scratch:
    """A folder that only this user may enter, removed when it is closed.

    The program holds a lock in it as long as it lives: so another can tell that it has ended, however it did.
    """

    def __init__(self) -> None:
        sweep()
        # Another program may sweep a folder away between the making of its lock and the holding of it.
        while not self._make():
            self._lock.close()

    def _make(self) -> bool:
        """Make a folder, and tell whether it is there and locked."""
        self.path = Path(tempfile.mkdtemp(prefix=_PREFIX))
        lock = self.path / _LOCK
        self._lock = lock.open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        return lock.exists()

    def close(self) -> None:
        """Remove it."""
        shutil.rmtree(self.path, ignore_errors=True)
        self._lock.close()

    def __enter__(self) -> Path:
        return self.path

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def sweep() -> None:
    """Remove the folders of this user whose programs have ended."""
    for path in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        # One that has no lock yet is just being made. A link is followed nowhere.
        with suppress(OSError):
            if path.is_symlink() or path.stat().st_uid != os.getuid():
                continue
            with (path / _LOCK).open("r+") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(path, ignore_errors=True)
