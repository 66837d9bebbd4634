"""The streams of a pool: where a call finds the worker that is likely to be at hand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable
from contextlib import suppress
from typing import Final

from cdkg.errors import OverBudgetError
from cdkg.isolation.channel import packed
from cdkg.isolation.handle import Outcome
from cdkg.isolation.roster import Roster
from cdkg.isolation.stream import NoPlaceError, Stream
from cdkg.isolation.task import Call

_MOST: Final = 2
"""More would have more to do than one process can give them, which runs one thread at a time."""

_LONGEST_CALL: Final = 8_192
_ENOUGH_WITHIN: Final = 16
"""As many quick calls as this are better off in one worker, which need not be woken for each, than in two."""

_MAKING_SECONDS: Final = 10.0


class Streams:
    """The streams of a pool. They belong to the event loop in which the first call is made.

    Args:
        roster: where their workers come from.
        outgrown: told the kind of a call that turned out to be no short one.
    """

    def __init__(self, roster: Roster, outgrown: Callable[[Hashable], None]) -> None:
        self._roster = roster
        self._outgrown = outgrown
        self._streams: list[Stream] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._making: asyncio.Task[None] | None = None

    def begin(self, call: Call) -> asyncio.Future[Outcome]:
        """Begin a call that is likely to be short.

        Returns:
            what it will have come to; `NoPlaceError` where it must be carried out elsewhere after all.

        Raises:
            NoPlaceError: if it must be carried out elsewhere.
        """
        message = packed((call.function, call.args, call.kwargs))
        if len(message) > _LONGEST_CALL:
            raise NoPlaceError
        return self._chosen().enter(call.kind, message)

    def refresh(self) -> None:
        """Let go of outdated workers as soon as nobody waits for them; any thread may call it."""
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(self._let_go)

    def _let_go(self) -> None:
        for stream in self._streams:
            if stream.is_open and not self._roster.is_of_today(stream.worker):
                stream.close()
        self._streams = [stream for stream in self._streams if stream.is_open]

    def _chosen(self) -> Stream:
        """Find the one to enter: the first, which has most at hand, unless it has enough to do."""
        for stream in self._streams:
            if stream.is_open and stream.within < _ENOUGH_WITHIN and not stream.is_late:
                return stream
        self._let_go()
        if len(self._streams) < _MOST and self._making is None:
            self._loop = asyncio.get_running_loop()
            self._making = self._loop.create_task(self._make())
        if not self._streams:
            raise NoPlaceError
        return min(self._streams, key=lambda stream: stream.within)

    async def _make(self) -> None:
        """Make as many as there may be, beside the calls: to make one when it is needed would hold these up."""
        try:
            while len(self._streams) < _MOST:
                # One that has worked may have a lower priority from that.
                worker = await asyncio.to_thread(self._roster.take, _MAKING_SECONDS, fresh=True)
                self._streams.append(Stream(worker, self._outgrown, self._roster.dismiss))
        except OverBudgetError:
            pass  # there is none to be had: who comes next has it tried again
        finally:
            self._making = None
