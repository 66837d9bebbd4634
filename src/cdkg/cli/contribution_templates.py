"""Writes empty spreadsheets for a person to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from cdkg.cli.terminal import tell

KINDS: Final = ("ties", "memberships", "norms", "findings", "entities")


def write_templates(kind: str, folder: Path) -> None:
    """Write the template of a kind as XLSX and as CSV.

    Args:
        kind: the kind, such as ``"ties"``.
        folder: where to; made if it does not exist.
    """
    # What writes workbooks is loaded here, since nothing else needs it.
    from cdkg.contributions.tables.templates import write_template

    folder.mkdir(parents=True, exist_ok=True)
    for form in ("xlsx", "csv"):
        path = folder / f"{kind}.{form}"
        path.write_bytes(write_template(kind, form))
        tell(f"{path}: written", f"{path}: نوشته شد")
