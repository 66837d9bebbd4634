"""A group of verbs whose modules are loaded when they are called."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click


class LazyGroup(click.Group):
    """Loads a verb's module when it is called, so that a quick one does not wait for what a slow one needs.

    Args:
        verbs: the module and the command in it of each verb, in the order in which they are listed.
        given: what a group of click takes.
    """

    def __init__(self, *, verbs: Mapping[str, tuple[str, str]], **given: Any) -> None:
        super().__init__(**given)
        self._verbs = verbs

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # as click calls it
        """List the verbs in their order."""
        return list(self._verbs)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # as click calls it
        """Find a verb."""
        if cmd_name not in self._verbs:
            return None
        module, name = self._verbs[cmd_name]
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)
        return command
