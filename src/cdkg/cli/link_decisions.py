"""Verbs of ``cdkg link`` that are being made."""

from __future__ import annotations

import click


@click.command("list")
def list_links() -> None:
    """Say that this is being made."""
    raise click.UsageError("This is not made yet.")


@click.command("accept")
def accept() -> None:
    """Say that this is being made."""
    raise click.UsageError("This is not made yet.")


@click.command("reject")
def reject() -> None:
    """Say that this is being made."""
    raise click.UsageError("This is not made yet.")


@click.command("undo")
def undo() -> None:
    """Say that this is being made."""
    raise click.UsageError("This is not made yet.")
