"""The command line as a person calls it: in this process, or in one of its own where the process is what is tested."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final
from unittest.mock import patch

import click
from click.testing import CliRunner

from cdkg.cli import main

Called = subprocess.CompletedProcess[str]

_ENGLISH: Final = {"LC_ALL": "C.UTF-8"}
_PROGRAM: Final = click.Command("cdkg", callback=main)


def cdkg(*arguments: str | Path, given: str | None = None, **environment: str) -> Called:
    """Call the command line in this process, which loads its modules once for all calls.

    Args:
        arguments: what is written after ``cdkg``.
        given: what comes from standard input.
        environment: more variables.

    Returns:
        what a process would have left: its exit status and what it wrote.
    """
    written = ["cdkg", *map(str, arguments)]
    # A verb may set variables for the processes that it starts.
    with patch.dict(os.environ, _ENGLISH | environment), patch.object(sys, "argv", written):
        left = CliRunner().invoke(_PROGRAM, [], input=given, catch_exceptions=False)
    return Called(written, left.exit_code, left.stdout, left.stderr)


def cdkg_process(*arguments: str | Path, **environment: str) -> Called:
    """Call the command line in a process of its own.

    Args:
        arguments: what is written after ``cdkg``.
        environment: more variables.
    """
    return subprocess.run(
        [sys.executable, "-m", "cdkg", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | _ENGLISH | environment,
    )
