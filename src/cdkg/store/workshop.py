"""Makes something of the whole graph once for each version, and runs functions over it, in worker processes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Concatenate, Final, Generic, ParamSpec, TypeVar, cast

import pyoxigraph as ox

from cdkg.egress import forbid_network
from cdkg.errors import Message, OverBudgetError, StoreError
from cdkg.isolation import WorkerPool
from cdkg.isolation.lane import Lane
from cdkg.isolation.worker import uncounted
from cdkg.settings import Settings
from cdkg.store import Answer, Question, Store
from cdkg.store.evaluation import answer_in_process
from cdkg.store.generations import open_generation, published_id

Made = TypeVar("Made")
Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

_PATIENCE_SECONDS: Final = 60.0
"""How long a call waits for what it needs to be made, which, as the start of a pool, is not the call's own time."""

_MOST_WAITING: Final = 64
"""How many calls wait for that: each keeps a thread of the program's."""

_ADVICE: Final = Message("Ask for less at once.", "هر بار کمتر بخواهید.")

_made: list[object] = []


class EmbeddedWorkshop(Generic[Made]):
    """What is made of the published generation, and workers that share it. Threads may share it.

    Nothing is started before the first call. A call that comes after a publication waits until the new generation has
    been made something of; all who wait share the making.

    Args:
        folder: the store's folder.
        settings: how many workers there are, and what one of them may use.
        make: makes it; called with the store of one generation, it must be importable by name.
        is_wanted: as for `EmbeddedStore`.
        spent: as for `EmbeddedStore`.
    """

    def __init__(
        self,
        folder: Path,
        settings: Settings,
        make: Callable[[Store], Made],
        is_wanted: Callable[[], bool],
        spent: Callable[[], float],
    ) -> None:
        self._folder = folder
        self._startup = (folder, make)
        self._pool = WorkerPool(
            settings.query_workers,
            settings.query_seconds,
            settings.worker_memory_mib,
            initializer=_load,
            initargs=self._startup,
            long_calls=settings.long_queries,
            spare=1,
            is_wanted=is_wanted,
            spent=spent,
            advice=_ADVICE,
        )
        self._making = Lane(1, _MOST_WAITING, newest_first=False)
        self._begun = 0.0
        self._held = ""
        self._is_ready = False

    def run(
        self,
        function: Callable[Concatenate[Made, Arguments], Result],
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Result:
        """Run a function in a worker, over what was made of the generation that is published now.

        Args:
            function: called with what was made, and the arguments; it must be importable by name.
            args: its arguments. A function takes about as long where these are texts of about that length.
            kwargs: its keyword arguments.

        Raises:
            OverBudgetError: if it takes too long or too much memory, or ends its process.
            StoreError: if nothing has been published, or the store cannot be read. What the function itself raises is
                raised here too.
        """
        kind = function, _length(args).bit_length()
        while True:
            version = published_id(self._folder)
            if version != self._held:
                self._catch_up()
            try:
                return cast(Result, self._pool.run_as(kind, _call, function, args, kwargs))
            except StoreError:
                # Two writes in the meantime may have removed what is read from: then it is made of the newest.
                if published_id(self._folder) == version:
                    raise

    def close(self) -> None:
        """End the workers; who waits is told."""
        self._making.close()
        self._pool.close()

    def _catch_up(self) -> None:
        """Wait until workers hold what is published now, or what was published after it."""
        came = time.monotonic()
        self._making.enter(_PATIENCE_SECONDS)
        try:
            # A making that began after a call came is of what was published then, or later.
            if self._begun < came and self._held != published_id(self._folder):
                self._make()
            if not self._is_ready:
                raise _unready()
        finally:
            self._making.leave()

    def _make(self) -> None:
        self._begun = time.monotonic()
        version = published_id(self._folder)
        try:
            self._is_ready = self._pool.renew(_load, self._startup)
        except OSError:  # the system has no process, file or memory to give: whoever asks next may find it has
            self._is_ready = False
        # Which of the versions that were published during the making it is of, is not known.
        is_known = self._is_ready and published_id(self._folder) == version
        self._held = version if is_known else ""


class _Generation:
    """One generation as a store, asked in the process that it is in.

    Args:
        folder: the store's folder.
        version: the generation's id.
    """

    def __init__(self, folder: Path, version: str) -> None:
        self.version = version
        self._folder = folder
        self._opened: ox.Store | None = open_generation(folder, version)

    def answer(self, question: Question) -> Answer:
        """Answer a query; it is the project's own, and reads this generation only."""
        if self._opened is None:
            with uncounted():  # the engine's own memory is not a call's
                self._opened = open_generation(self._folder, self.version)
        return answer_in_process(self._opened, question)

    def close(self) -> None:
        """Close its files; the next question opens them again."""
        self._opened = None


def _load(folder: Path, make: Callable[[Store], object]) -> None:
    forbid_network()
    generation = _open_published(folder)
    _made[:] = [make(generation)]
    generation.close()  # open files of the engine are not for children to share


def _open_published(folder: Path) -> _Generation:
    while True:
        version = published_id(folder)
        try:
            return _Generation(folder, version)
        except StoreError:
            if published_id(folder) == version:  # else two writes in the meantime have removed it
                raise


def _call(function: Callable[..., object], args: tuple[object, ...], kwargs: dict[str, object]) -> object:
    return function(_made[0], *args, **kwargs)


def _length(args: Iterable[object]) -> int:
    return sum(len(one) for one in args if isinstance(one, str))


def _unready() -> OverBudgetError:
    return OverBudgetError(
        "What this needs is still being made of the newly published graph. Try again in a moment.",
        "آنچه این کار به آن نیاز دارد هنوز از گراف تازه‌منتشرشده ساخته می‌شود. اندکی بعد دوباره تلاش کنید.",
    )
