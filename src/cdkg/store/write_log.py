"""The log of writes: one line of JSON for each attempt, in ``writes.jsonl`` of the store's folder."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

FILE: Final = "writes.jsonl"


def append(folder: Path, entry: Mapping[str, object]) -> None:
    """Add a line, and see that it is on disk.

    Args:
        folder: the store's folder.
        entry: what to tell; the time is added.
    """
    line = json.dumps({"time": datetime.now(UTC).isoformat(timespec="milliseconds"), **entry}, ensure_ascii=False)
    # One call of the system writes the whole line, so that lines of two processes do not mix.
    descriptor = os.open(folder / FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)
    try:
        os.write(descriptor, f"{line}\n".encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
