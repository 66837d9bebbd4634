"""What was decided on links, one line of JSON for each decision, beside the set's file: undoing reads it backwards."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from cdkg.mappings import Mapping

_UNDO: Final = "undo"


@dataclass(frozen=True)
class Step:
    """One change of the set.

    Args:
        action: ``"accept"``, ``"reject"`` or ``"undo"``.
        who: who made it.
        subject: the IRI of the thing.
        before: the decisions on the thing until then.
        after: the decisions on it from then on.
    """

    action: str
    who: str
    subject: str
    before: tuple[Mapping, ...]
    after: tuple[Mapping, ...]

    @property
    def gone(self) -> tuple[Mapping, ...]:
        """What it took out."""
        return tuple(one for one in self.before if one not in self.after)

    @property
    def come(self) -> tuple[Mapping, ...]:
        """What it put in."""
        return tuple(one for one in self.after if one not in self.before)


def append(path: Path, step: Step) -> None:
    """Write a step down, and see that it is on disk.

    Args:
        path: the file of the set.
        step: the step.
    """
    told = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), **asdict(step)}
    descriptor = os.open(_journal(path), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        os.write(descriptor, f"{json.dumps(told, ensure_ascii=False)}\n".encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def made_by(path: Path, mapping: Mapping) -> Step | None:
    """Find the step that put a decision into the set; none where it has stood there from the beginning.

    Args:
        path: the file of the set.
        mapping: the decision.
    """
    steps = (step for step in reversed(_read(path)) if step.action != _UNDO)
    return next((step for step in steps if mapping in step.come), None)


def _read(path: Path) -> list[Step]:
    journal = _journal(path)
    if not journal.is_file():
        return []
    told = (json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines() if line.strip())
    return [
        Step(one["action"], one["who"], one["subject"], _mappings(one["before"]), _mappings(one["after"]))
        for one in told
    ]


def _mappings(told: Iterable[dict[str, Any]]) -> tuple[Mapping, ...]:
    return tuple(Mapping(**one) for one in told)


def _journal(path: Path) -> Path:
    return path.with_name(f"{path.name}.log.jsonl")
