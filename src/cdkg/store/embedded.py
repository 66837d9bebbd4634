"""The embedded store: answers from the published generation, in worker processes."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pyoxigraph

from cdkg.errors import StoreError
from cdkg.isolation import WorkerPool
from cdkg.settings import Settings
from cdkg.sparql.inspection import Inspection, inspect
from cdkg.store import Answer, Question
from cdkg.store.evaluation import evaluate
from cdkg.store.generations import open_published, published_id


class EmbeddedStore:
    """A folder of generations that can be asked; a newly published one is seen by the next question.

    Args:
        folder: the store's folder.
        settings: how many workers answer, and what one of them may use.
    """

    def __init__(self, folder: Path, settings: Settings) -> None:
        self._folder = folder
        self._workers = WorkerPool(
            settings.query_workers,
            settings.query_seconds,
            settings.worker_memory_mib,
            initializer=_read_from,
            initargs=(folder,),
        )

    @property
    def version(self) -> str:
        """The id of the published generation.

        Raises:
            StoreError: if nothing has been published.
        """
        return published_id(self._folder)

    def answer(self, question: Question) -> Answer:
        """Answer a query.

        Raises:
            QuerySyntaxError: if the query does not parse.
            QueryForbiddenError: if it asks for what is not allowed.
            OverBudgetError: if it takes too long or too much memory.
            StoreError: if nothing has been published, or the store cannot be read.
        """
        inspection = inspect(question.text)
        published_id(self._folder)
        return self._workers.run(_answer, question, inspection)

    def close(self) -> None:
        """End the workers."""
        self._workers.close()


class _Reader:
    """What a worker keeps open between two questions."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._opened: tuple[str, pyoxigraph.Store] | None = None

    def store(self) -> pyoxigraph.Store:
        """Open the published generation, unless it is open."""
        if self._opened is None or self._opened[0] != published_id(self._folder):
            self._opened = None
            self._opened = open_published(self._folder)
        return self._opened[1]


_readers: list[_Reader] = []


def _read_from(folder: Path) -> None:
    reader = _Reader(folder)
    _readers[:] = [reader]
    # Opened here, the engine's own memory is not counted as a query's. What is wrong with the store, a question tells.
    with suppress(StoreError):
        reader.store()


def _answer(question: Question, inspection: Inspection) -> Answer:
    return evaluate(_readers[0].store(), question, inspection)
