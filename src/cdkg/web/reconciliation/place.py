"""Where names are matched: in processes that may die, where the store has such; else, for tests and others, here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, Final, ParamSpec, TypeVar, cast

from flask import Flask, current_app

from cdkg.store import Store, Workshop, WorkshopStore
from cdkg.web.asking import service
from cdkg.web.reconciliation.catalogue import Catalogue, read_catalogue

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

_EXTENSION: Final = "cdkg-reconciliation"


class _Here:
    """The request's own process, for a store without others: there is no limit on time or memory."""

    def run(
        self,
        function: Callable[Concatenate[Catalogue, Arguments], Result],
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Result:
        """Run a function, as a `Workshop` does."""
        asked = service()
        catalogue = asked.remember("reconciliation", lambda: read_catalogue(asked.store))
        return function(catalogue, *args, **kwargs)


def register(app: Flask, store: Store) -> None:
    """Let an app match names to the things of its store; nothing is read or started before the first request.

    Args:
        app: the app.
        store: its store.
    """
    app.extensions[_EXTENSION] = store.workshop(read_catalogue) if isinstance(store, WorkshopStore) else _Here()


def matched(
    function: Callable[Concatenate[Catalogue, Arguments], Result],
    *args: Arguments.args,
    **kwargs: Arguments.kwargs,
) -> Result:
    """Run a function where names are matched, for the request that is being handled.

    Args:
        function: called with the catalogue of the published graph, and the arguments; it must be importable by name.
        args: its arguments.
        kwargs: its keyword arguments.

    Raises:
        OverBudgetError: if it takes too long or too much memory, or ends its process.
        StoreError: if the store cannot be read. What the function itself raises is raised here too.
    """
    workshop = cast("Workshop[Catalogue]", current_app.extensions[_EXTENSION])
    return workshop.run(function, *args, **kwargs)
