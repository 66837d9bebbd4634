"""Calls that are known to be short follow one another in few workers, no thread waits, and none pays for another."""

from __future__ import annotations

import os
import signal
import sys
import time
from asyncio import gather, run, sleep, to_thread
from collections.abc import Callable, Hashable, Iterator
from typing import ParamSpec, TypeVar

import pytest

from cdkg.errors import OverBudgetError
from cdkg.isolation import NoPlaceError, WorkerPool
from processes import descendants, is_alive, wait_until

pytestmark = pytest.mark.alone

KIND = "short"

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def ready() -> None:
    """Have this module loaded before workers are forked: loading it is no short call."""


def number_and_process(number: int) -> tuple[int, int]:
    return number, os.getpid()


def much(number: int) -> bytes:
    return bytes([number % 256]) * (number * 7_000)


def repeat(text: bytes) -> bytes:
    return text * 100


def work(seconds: float) -> float:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return seconds


def end_itself(_: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def take_memory(mebibytes: int) -> int:
    return len(bytearray(mebibytes * 2**20))


@pytest.fixture
def pool() -> Iterator[WorkerPool]:
    pool = WorkerPool(4, 20, 256, initializer=ready, long_calls=2, spare=2)
    pool.run_as(KIND, number_and_process, 0)
    yield pool
    pool.close()


async def at_once(
    pool: WorkerPool,
    kind: Hashable,
    function: Callable[Arguments, Result],
    *args: Arguments.args,
    **kwargs: Arguments.kwargs,
) -> Result:
    """Run a function without a thread; raises `NoPlaceError` where that cannot be."""
    outcome = await pool.begin_as(kind, function, *args, **kwargs)
    result: Result = outcome.result()
    return result


async def somehow(
    pool: WorkerPool, function: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
) -> Result:
    """Run a function without a thread, or else as others are."""
    try:
        return await at_once(pool, KIND, function, *args, **kwargs)
    except (NoPlaceError, MemoryError):
        return await to_thread(lambda: pool.run_as(KIND, function, *args, **kwargs))


async def begun(pool: WorkerPool) -> int:
    """Wait until calls can be made without a thread; give the process in which they are carried out."""
    for _ in range(2_000):
        try:
            return (await at_once(pool, KIND, number_and_process, 0))[1]
        except NoPlaceError:
            await sleep(0.01)
    pytest.fail("no call is taken")


def test_each_caller_gets_its_own_answer_from_few_workers(pool: WorkerPool) -> None:
    async def call() -> list[tuple[int, int]]:
        await begun(pool)
        return await gather(*(somehow(pool, number_and_process, number) for number in range(800)))

    found = run(call())
    assert [number for number, _ in found] == list(range(800))
    # Two streams, two spare workers, and those of the four who may run at a time of what found no place.
    assert len({process for _, process in found}) <= 8


def test_calls_that_come_together_share_one_worker_as_long_as_they_are_quick(pool: WorkerPool) -> None:
    async def call() -> set[int]:
        await begun(pool)
        return {process for _, process in await gather(*(at_once(pool, KIND, number_and_process, n) for n in range(8)))}

    assert len(run(call())) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux shows them")
def test_a_crowd_that_comes_at_once_has_no_worker_made_for_each_of_it(pool: WorkerPool) -> None:
    async def call() -> list[tuple[int, int]]:
        return await gather(*(somehow(pool, number_and_process, number) for number in range(48)))

    assert [number for number, _ in run(call())] == list(range(48))
    # Where they are forked from, two streams, two spare ones, and those that run in threads.
    assert len(descendants(os.getpid())) <= 1 + 2 + 2 + 4


@pytest.mark.parametrize(
    ("kind", "argument"), [("another kind", 1), (KIND, 10_000)], ids=["of which nothing is known", "too large"]
)
def test_what_is_not_known_to_be_short_or_is_large_must_be_run_otherwise(
    pool: WorkerPool, kind: str, argument: int
) -> None:
    async def call() -> None:
        await begun(pool)
        with pytest.raises(NoPlaceError):
            await at_once(pool, kind, len, b"x" * argument)

    run(call())


def test_answers_of_any_size_stay_apart(pool: WorkerPool) -> None:
    async def call() -> list[bytes]:
        await begun(pool)
        return await gather(*(somehow(pool, much, number) for number in range(60)))

    assert run(call()) == [much(number) for number in range(60)]


def test_large_calls_with_large_answers_do_not_block_one_another(pool: WorkerPool) -> None:
    texts = [bytes([number]) * 7_900 for number in range(64)]

    async def call() -> list[bytes]:
        await begun(pool)
        return await gather(*(somehow(pool, repeat, text) for text in texts))

    assert run(call()) == [repeat(text) for text in texts]


def test_a_call_that_turns_out_long_and_those_behind_it_are_to_be_run_otherwise(pool: WorkerPool) -> None:
    async def call() -> None:
        worker = await begun(pool)
        behind = [at_once(pool, KIND, work, seconds) for seconds in (60.0, 0.0, 0.0)]
        outcomes = await gather(*behind, return_exceptions=True)
        assert all(isinstance(outcome, NoPlaceError) for outcome in outcomes)
        assert wait_until(lambda: not is_alive(worker), 20)
        # From now on the kind is known to be a long one.
        with pytest.raises(NoPlaceError):
            await at_once(pool, KIND, work, 0.0)

    async def call_again() -> None:
        with pytest.raises(NoPlaceError):
            await at_once(pool, KIND, work, 0.0)

    began = time.monotonic()
    run(call())
    assert time.monotonic() - began < 20
    for _ in range(3):
        assert pool.run_as(KIND, work, 0.0) == 0.0
    # What was long a moment ago may be so again.
    run(call_again())


@pytest.mark.parametrize("function", [end_itself, take_memory])
def test_a_call_that_ends_its_worker_is_told_and_costs_the_others_nothing(
    pool: WorkerPool, function: Callable[[int], object]
) -> None:
    async def fail() -> None:
        with pytest.raises(OverBudgetError, match="memory"):
            await somehow(pool, function, 1_000)

    async def number(number: int) -> int:
        return (await somehow(pool, number_and_process, number))[0]

    async def call() -> list[int]:
        await begun(pool)
        *_, found = await gather(fail(), fail(), gather(*(number(one) for one in range(100))))
        assert isinstance(found, list)
        return found

    assert run(call()) == list(range(100))


def test_a_worker_that_is_killed_while_nobody_calls_is_replaced(pool: WorkerPool) -> None:
    async def call() -> None:
        for _ in range(5):
            os.kill(await begun(pool), signal.SIGKILL)
        assert (await somehow(pool, number_and_process, 7))[0] == 7

    run(call())


def test_who_gives_up_waiting_leaves_the_others_their_answers(pool: WorkerPool) -> None:
    async def call() -> list[tuple[int, int]]:
        await begun(pool)
        given_up = pool.begin_as(KIND, number_and_process, 1)
        others = [at_once(pool, KIND, number_and_process, number) for number in range(2, 5)]
        given_up.cancel()
        return await gather(*others)

    assert [number for number, _ in run(call())] == [2, 3, 4]


def test_renewing_lets_go_of_the_workers_of_the_streams(pool: WorkerPool) -> None:
    async def call() -> None:
        before = await begun(pool)
        assert await to_thread(pool.renew, ready, ())
        assert await to_thread(wait_until, lambda: not is_alive(before), 20)
        assert await begun(pool) != before

    run(call())


def test_a_closed_pool_takes_no_calls_and_gives_up_those_under_way(pool: WorkerPool) -> None:
    async def call() -> None:
        await begun(pool)
        under_way = pool.begin_as(KIND, work, 60.0)
        await sleep(0)
        await to_thread(pool.close)
        with pytest.raises(NoPlaceError):
            await under_way
        with pytest.raises(NoPlaceError):
            pool.begin_as(KIND, work, 0.0)

    run(call())
