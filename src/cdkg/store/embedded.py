"""The embedded store: answers from the published generation, in worker processes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event, Thread
from typing import Any, Final, TypeVar

from cdkg.errors import StoreError
from cdkg.federation import allowance_of
from cdkg.isolation import NoPlaceError, WorkerPool
from cdkg.settings import Settings
from cdkg.sparql.egress_targets import Call
from cdkg.sparql.inspection import Inspection, inspect
from cdkg.store import Answer, Question, Store
from cdkg.store.dump import dump_file, written_dump
from cdkg.store.evaluation import evaluate
from cdkg.store.generations import current, published_id
from cdkg.store.reader import allowance, load, prepare, store_of
from cdkg.store.workshop import EmbeddedWorkshop

Made = TypeVar("Made")

_SETTLING_SECONDS: Final = 1.0

_Asked = tuple[tuple[str, str, tuple[str, ...], tuple[str, ...], int | None], bool]
"""The first fields of a question, and whether it may name graphs."""


def _always() -> bool:
    return True


def _none() -> float:
    return 0.0


class EmbeddedStore:
    """A folder of generations that can be asked; a newly published one is seen by the next question.

    A generation is read from disk at first. Once it has stayed for a second, it is loaded into memory, from where joins
    and aggregates are answered several times as fast.

    Args:
        folder: the store's folder.
        settings: how many workers answer, and what one of them may use.
        is_wanted: asked now and then, in the thread that waits for a long query, whether its answer is still wanted.
        spent: asked in the thread that asks: how many seconds of what one query may take have gone to earlier ones.
    """

    def __init__(
        self,
        folder: Path,
        settings: Settings,
        is_wanted: Callable[[], bool] = _always,
        spent: Callable[[], float] = _none,
    ) -> None:
        self._folder = folder
        self._allowance = allowance_of(settings)
        self._most_in_memory = settings.memory_triples
        self._limits = (settings, is_wanted, spent)
        self._workshops: list[EmbeddedWorkshop[Any]] = []
        self._workers = WorkerPool(
            settings.query_workers,
            settings.query_seconds,
            settings.worker_memory_mib,
            initializer=prepare,
            initargs=(self._allowance,),
            long_calls=settings.long_queries,
            spare=settings.query_workers,
            is_wanted=is_wanted,
            spent=spent,
        )
        self._closed = Event()
        self._loaded = ""
        if self._most_in_memory:
            Thread(target=self._keep_in_memory, name="keep-in-memory", daemon=True).start()

    @property
    def version(self) -> str:
        """The id of the published generation.

        Raises:
            StoreError: if nothing has been published.
        """
        return published_id(self._folder)

    @property
    def is_in_memory(self) -> bool:
        """Whether the published generation is read from memory by now."""
        return self._workers.is_renewed and self._loaded == self.version

    def answer(self, question: Question) -> Answer:
        """Answer a query.

        Raises:
            QuerySyntaxError: if the query does not parse.
            QueryForbiddenError: if it asks for what is not allowed.
            OverBudgetError: if it takes too long or too much memory.
            StoreError: if nothing has been published, or the store cannot be read.
        """
        inspection = question.inspection or inspect(question.text, self._allowance.policy)
        asked = _asked(question, inspection)
        return Answer(*self._workers.run_as(inspection.shape, _answer, str(self._folder), inspection.calls, asked))

    async def answer_at_once(self, question: Question) -> Answer | None:
        """Answer a query that is likely to be a short one, while no thread waits; see `PromptStore`."""
        inspection = question.inspection or inspect(question.text, self._allowance.policy)
        asked, folder = _asked(question, inspection), str(self._folder)
        try:
            outcome = await self._workers.begin_as(inspection.shape, _answer, folder, inspection.calls, asked)
            return Answer(*outcome.result())
        except (NoPlaceError, MemoryError):
            return None

    def dump(self) -> Path:
        """Give the file that holds the whole graph; see `cdkg.store.dump`."""
        return written_dump(self._folder) or self._workers.run(dump_file, self._folder)

    def workshop(self, make: Callable[[Store], Made]) -> EmbeddedWorkshop[Made]:
        """Give a place where functions run over something that is made of the whole graph; see `WorkshopStore`."""
        settings, is_wanted, spent = self._limits
        made = EmbeddedWorkshop(self._folder, settings, make, is_wanted, spent)
        self._workshops.append(made)
        return made

    def close(self) -> None:
        """End the workers."""
        self._closed.set()
        for workshop in self._workshops:
            workshop.close()
        self._workers.close()

    def _keep_in_memory(self) -> None:
        """Have the published generation loaded into memory, again whenever it changes."""
        seen = ""
        while not self._closed.wait(_SETTLING_SECONDS):
            try:
                generation = current(self._folder)
            except StoreError:
                continue  # the next question tells what is wrong
            if generation is None or (generation.id == self._loaded and self._workers.is_renewed):
                continue
            if generation.id != seen:
                seen = generation.id
            elif generation.triples > self._most_in_memory or not self._workers.renew(
                load, (self._allowance, self._folder, seen)
            ):
                self._closed.wait(_SETTLING_SECONDS * 10)
            else:
                self._loaded = seen


def _asked(question: Question, inspection: Inspection) -> _Asked:
    graphs = question.default_graphs, question.named_graphs
    may_name_graphs = inspection.may_name_graphs or graphs != ((), ())
    return (inspection.text, question.media_type, *graphs, question.row_limit), may_name_graphs


# What is plain is sent to a worker and back in less time than what has to be made anew there. It is the worker that
# looks which generation is published: in a process of many threads each look may cost a thread its turn.
def _answer(folder: str, calls: Sequence[Call], asked: _Asked) -> tuple[bytes, str, bool, str]:
    version = published_id(folder)
    question, may_name_graphs = asked
    while True:
        try:
            store = store_of(folder, version, may_name_graphs=may_name_graphs)
            answer = evaluate(store, Question(*question), calls, allowance())
        except StoreError:
            # A generation that two writes have made obsolete in the meantime is no longer there. While others write,
            # that may happen again, until the question has no time left.
            seen, version = version, published_id(folder)
            if seen == version:
                raise
        else:
            return answer.body, answer.media_type, answer.truncated, version
