"""How far a worker has come, told to whoever waits for it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class ProgressFile:
    """A small file in which a worker writes how far it has come. It travels to the worker.

    Args:
        path: the file.
    """

    path: str

    def __call__(self, done: int, total: int) -> None:
        """Write down how much is done, and of how much."""
        Path(self.path).write_text(f"{done} {total}", encoding="ascii")

    def read(self) -> tuple[int, int] | None:
        """Tell how much is done, and of how much; ``None`` where that is not known yet."""
        with suppress(OSError, ValueError):
            done, total = Path(self.path).read_text(encoding="ascii").split()
            return int(done), int(total)
        return None
