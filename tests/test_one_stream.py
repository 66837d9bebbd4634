"""One stream: when it counts as slow, and how long it leaves a call alone; the test is its worker and its clock."""

from __future__ import annotations

import asyncio
import socket
from asyncio import Future
from collections.abc import Awaitable, Callable, Hashable
from contextlib import closing
from typing import Any, cast

import pytest

from cdkg.isolation.channel import Channel, packed
from cdkg.isolation.handle import Outcome, Worker
from cdkg.isolation.stream import NoPlaceError, Stream
from cdkg.isolation.worker import RETURNED


class Stage:
    """A stream, the far end of its connection, and what it tells; it must be made in a running loop.

    Args:
        used: the processor time that its worker has used, each time that it is asked for that; at the last time the
            answer to a call comes, too.
    """

    def __init__(self, *used: float) -> None:
        here, there = socket.socketpair()
        self.now = 0.0
        self.channel, self._far_end = Channel(here), Channel(there)
        self._used = list(used)
        self.outgrown: list[Hashable] = []
        self.dismissed: list[Any] = []
        self.stream = Stream(cast(Worker, self), self.outgrown.append, self.dismissed.append, lambda: self.now)

    def processor_seconds(self) -> float:
        if len(self._used) == 1:
            self._answer(1)
        return self._used.pop(0) if self._used else 0.0

    def is_late(self) -> bool:
        return self.stream.is_late

    def enter(self) -> Future[Outcome]:
        return self.stream.enter("a kind", packed("a call"))

    async def answer(self, *calls: Future[Outcome], after: float) -> None:
        """Let so much time go by, and the answers to these calls come, all at once."""
        self.now += after
        self._answer(len(calls))
        assert [outcome.content for outcome in await asyncio.gather(*calls)] == ["done"] * len(calls)

    def _answer(self, times: int) -> None:
        self._far_end.send_packed(packed((RETURNED, "done", False)) * times)

    def close(self) -> None:
        self.stream.break_off()
        self.channel.close()
        self._far_end.close()


def play(scene: Callable[[Stage], Awaitable[None]], *used: float) -> None:
    """Play a scene on a stage whose worker uses so much processor time."""

    async def act() -> None:
        with closing(Stage(*used)) as stage:
            await scene(stage)

    asyncio.run(act())


def test_a_stream_is_late_when_nothing_has_come_back_for_longer_than_a_lookup_takes() -> None:
    async def scene(stage: Stage) -> None:
        assert not stage.is_late()
        call = stage.enter()
        assert not stage.is_late()
        stage.now += 0.001
        assert not stage.is_late()
        stage.now += 0.002
        assert stage.is_late()
        await stage.answer(call, after=0.0)
        assert not stage.is_late()  # nothing is on its way: who enters is served at once

    play(scene)


def test_a_stream_whose_last_call_was_slow_is_late_while_others_are_on_their_way() -> None:
    """Or whoever comes when it has done one enters it, however many are in it, and the other has nothing to do."""

    async def scene(stage: Stage) -> None:
        first, second, third = (stage.enter() for _ in range(3))
        await stage.answer(first, after=0.008)
        assert stage.is_late()
        await stage.answer(second, after=0.0005)
        assert not stage.is_late()
        await stage.answer(third, after=0.0005)

    play(scene)


def test_a_stream_is_not_late_because_many_quick_answers_come_together() -> None:
    async def scene(stage: Stage) -> None:
        calls = [stage.enter() for _ in range(11)]
        await stage.answer(*calls[:10], after=0.005)
        assert not stage.is_late()
        await stage.answer(calls[10], after=0.0)

    play(scene)


def test_a_long_call_has_twice_the_time_of_a_short_one() -> None:
    """It may be the first in this worker that reads much, and spend half of that time on copying what was shared."""

    async def scene(stage: Stage) -> None:
        call = stage.enter()
        assert (await call).content == "done"
        assert not stage.outgrown
        assert not stage.dismissed

    play(scene, 1.0, 1.15, 1.19)


def test_what_takes_longer_than_that_is_no_short_call_and_is_carried_out_elsewhere() -> None:
    async def scene(stage: Stage) -> None:
        for call in (stage.enter(), stage.enter()):
            with pytest.raises(NoPlaceError):
                await call
        assert stage.outgrown == ["a kind"]
        assert stage.dismissed == [stage]
        with pytest.raises(NoPlaceError):
            stage.enter()

    play(scene, 1.0, 1.19, 1.21, 1.21)
