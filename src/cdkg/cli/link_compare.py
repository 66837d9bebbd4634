"""Verbs of ``cdkg link`` that are being made."""

from __future__ import annotations

import click


@click.command("compare")
def compare() -> None:
    """Say that this is being made."""
    raise click.UsageError("This is not made yet.")
