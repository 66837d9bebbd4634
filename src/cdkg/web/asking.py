"""Asks the store of the running app, for the pages that need typed values rather than bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Final, TypeVar, cast

import pyoxigraph as ox
from flask import current_app

from cdkg.egress import Policy
from cdkg.settings import Settings
from cdkg.store import Question, Store

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Row = dict[str, Term]
Made = TypeVar("Made")

RESULTS_JSON: Final = "application/sparql-results+json"
N_TRIPLES: Final = "application/n-triples"
_EXTENSION: Final = "cdkg"


@dataclass
class Service:
    """What one app serves.

    Args:
        store: the store that it asks.
        settings: its settings.
        policy: which other servers may be asked; made of the settings.
    """

    store: Store
    settings: Settings
    _remembered: dict[str, object] = field(default_factory=dict, init=False)
    _version: str | None = field(default=None, init=False)
    _lock: Lock = field(default_factory=Lock, init=False)
    _making: dict[str, Lock] = field(default_factory=dict, init=False)
    policy: Policy = field(init=False)

    def __post_init__(self) -> None:
        self.policy = Policy.from_text(self.settings.allow)

    def remember(self, key: str, make: Callable[[], Made]) -> Made:
        """Keep what is costly to ask for as long as the published graph stays the same.

        Args:
            key: what it is; the same key always stands for the same question.
            make: asks for it.
        """
        version = self.store.version
        if version != self._version:
            self._remembered, self._version = {}, version
        remembered = self._remembered
        if key not in remembered:
            with self._lock:
                making = self._making.setdefault(key, Lock())
            # After a publication many may ask for it at once: one has it made, the others wait for that.
            with making:
                if key not in remembered:
                    remembered[key] = make()
        return cast(Made, remembered[key])

    def remembered(self, key: str) -> object:
        """Give what is kept under a key.

        Raises:
            KeyError: if nothing is, of the present graph.
        """
        if self.store.version != self._version:
            raise KeyError(key)
        return self._remembered[key]

    def register(self) -> None:
        """Make this the service of the current app."""
        current_app.extensions[_EXTENSION] = self


def service() -> Service:
    """Give the service of the app that handles this request."""
    return cast(Service, current_app.extensions[_EXTENSION])


def rows(text: str, default_graphs: tuple[str, ...] = ()) -> list[Row]:
    """Ask a SELECT query.

    Args:
        text: the query.
        default_graphs: IRIs of the graphs to ask; none means all.

    Returns:
        each solution's bound variables by name.
    """
    return rows_of(service().store, text, default_graphs)


def rows_of(store: Store, text: str, default_graphs: tuple[str, ...] = ()) -> list[Row]:
    """Ask a SELECT query of a store, as `rows` does of the running app's.

    Args:
        store: the store.
        text: the query.
        default_graphs: IRIs of the graphs to ask; none means all.
    """
    question = Question(text=text, media_type=RESULTS_JSON, default_graphs=default_graphs)
    return solutions(store.answer(question).body)[1]


def ask(text: str) -> bool:
    """Ask an ASK query."""
    answer = service().store.answer(Question(text=text, media_type=RESULTS_JSON))
    return bool(ox.parse_query_results(answer.body, format=ox.QueryResultsFormat.JSON))


def solutions(body: bytes) -> tuple[list[str], list[Row]]:
    """Read the answer to a SELECT query.

    Args:
        body: SPARQL 1.1 Query Results JSON.

    Returns:
        the variables in order, and each solution's bound variables by name.
    """
    parsed = cast(ox.QuerySolutions, ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON))
    names = [variable.value for variable in parsed.variables]
    return names, [_row(names, solution) for solution in parsed]


def _row(names: list[str], solution: ox.QuerySolution) -> Row:
    values = ((name, solution[name]) for name in names)
    return {name: value for name, value in values if value is not None}
