"""The command line: one verb for each thing that a person does with the graph."""

from __future__ import annotations

import os
import sys
from typing import Final

import click

from cdkg import __version__
from cdkg.cli.lazy_group import LazyGroup
from cdkg.errors import CdkgError

_VERBS: Final = {
    "build": ("cdkg.cli.build", "build"),
    "serve": ("cdkg.cli.serve", "serve"),
    "export": ("cdkg.cli.export", "export"),
    "query": ("cdkg.cli.query", "query"),
    "validate": ("cdkg.cli.validate", "validate"),
    "contribute": ("cdkg.cli.contribute", "contribute"),
    "extract": ("cdkg.cli.extract", "extract"),
    "link": ("cdkg.cli.link", "link"),
    "reason": ("cdkg.cli.reason", "reason"),
}


@click.group(cls=LazyGroup, verbs=_VERBS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def cdkg() -> None:
    """The City Diplomacy Knowledge Graph.

    What papers say about the foreign ties of cities, claim by claim, each with the document, table and row that says
    it. Settings are read from CDKG_… variables (docs/settings.md).
    """


def main() -> None:
    """Run the command line; what is wrong with data or service is told in both languages, without a traceback."""
    try:
        status = cdkg.main(standalone_mode=False)
    except click.ClickException as fault:
        fault.show()
        sys.exit(2)
    except click.Abort:
        sys.exit(130)
    except BrokenPipeError:  # the reader, such as «head», has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as fault:  # a full disk, say, below what is written to
        click.echo(f"error: {fault}", err=True)
        sys.exit(1)
    except CdkgError as fault:
        click.echo(f"error: {fault.message.en}\n\nخطا: {fault.message.fa}", err=True)
        sys.exit(fault.exit_status)
    sys.exit(status if isinstance(status, int) else 0)
