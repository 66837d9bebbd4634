"""Calls that are known to be short follow one another in one worker, and none pays for another."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from cdkg.errors import OverBudgetError
from cdkg.isolation import WorkerPool
from processes import descendants

pytestmark = pytest.mark.alone

KIND = "short"


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


def test_each_caller_gets_its_own_answer_from_few_workers(pool: WorkerPool) -> None:
    with ThreadPoolExecutor(16) as callers:
        found = list(callers.map(lambda number: pool.run_as(KIND, number_and_process, number), range(800)))
    assert [number for number, _ in found] == list(range(800))
    # Two pipelines, and what found no place in them while they were being made.
    assert len({process for _, process in found}) <= 6


@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux shows them")
def test_a_crowd_that_comes_at_once_has_no_worker_made_for_each_of_it(pool: WorkerPool) -> None:
    together = threading.Barrier(48)

    def call(number: int) -> int:
        together.wait()
        return pool.run_as(KIND, number_and_process, number)[0]

    with ThreadPoolExecutor(48) as callers:
        assert list(callers.map(call, range(48))) == list(range(48))
    # Where they are forked from, two pipelines, two spare ones, and those of who found no place.
    assert len(descendants(os.getpid())) <= 1 + 2 + 2 + 4


def test_answers_of_any_size_stay_apart(pool: WorkerPool) -> None:
    with ThreadPoolExecutor(8) as callers:
        found = list(callers.map(lambda number: pool.run_as(KIND, much, number), range(60)))
    assert found == [much(number) for number in range(60)]


def test_large_calls_with_large_answers_do_not_block_one_another(pool: WorkerPool) -> None:
    texts = [bytes([number]) * 7_900 for number in range(64)]
    with ThreadPoolExecutor(64) as callers:
        found = list(callers.map(lambda text: pool.run_as(KIND, repeat, text), texts))
    assert found == [repeat(text) for text in texts]


def test_calls_behind_one_that_turns_out_long_are_answered_before_it(pool: WorkerPool) -> None:
    ended: list[str] = []

    def call(name: str, function: Callable[[float], float], seconds: float) -> None:
        pool.run_as(KIND, function, seconds)
        ended.append(name)

    long = threading.Thread(target=call, args=("long", work, 2.0))
    long.start()
    behind = [threading.Thread(target=call, args=("short", work, 0.0)) for _ in range(12)]
    for caller in behind:
        caller.start()
    for caller in [*behind, long]:
        caller.join()
    assert ended == ["short"] * 12 + ["long"]


@pytest.mark.parametrize("function", [end_itself, take_memory])
def test_a_call_that_ends_its_worker_is_told_and_costs_the_others_nothing(
    pool: WorkerPool, function: Callable[[int], object]
) -> None:
    refused: list[OverBudgetError] = []

    def fail() -> None:
        try:
            pool.run_as(KIND, function, 1_000)
        except OverBudgetError as error:
            refused.append(error)

    failing = [threading.Thread(target=fail) for _ in range(4)]
    with ThreadPoolExecutor(8) as callers:
        for caller in failing:
            caller.start()
        found = list(callers.map(lambda number: pool.run_as(KIND, number_and_process, number)[0], range(100)))
    for caller in failing:
        caller.join()
    assert found == list(range(100))
    assert len(refused) == 4
    assert all("memory" in str(error) for error in refused)


def test_a_worker_that_is_killed_while_nobody_calls_is_replaced(pool: WorkerPool) -> None:
    for number in range(5):
        _, process = pool.run_as(KIND, number_and_process, number)
        os.kill(process, signal.SIGKILL)
    assert pool.run_as(KIND, number_and_process, 7)[0] == 7


def test_a_short_kind_cannot_run_for_ever() -> None:
    pool = WorkerPool(2, 1, 256, initializer=ready, long_calls=1)
    pool.run_as(KIND, work, 0.0)
    with pytest.raises(OverBudgetError, match="longer than 1 seconds"):
        pool.run_as(KIND, work, 60.0)
    assert pool.run_as(KIND, work, 0.0) == 0.0
    pool.close()


@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux shows them")
def test_renewing_lets_go_of_the_workers_of_the_pipelines(pool: WorkerPool) -> None:
    _, before = pool.run_as(KIND, number_and_process, 1)
    assert pool.renew(ready, ())
    _, after = pool.run_as(KIND, number_and_process, 2)
    assert after != before
    with suppress(FileNotFoundError):
        for _ in range(2_000):
            if Path(f"/proc/{before}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return
            pool.run_as(KIND, number_and_process, 3)
        pytest.fail("the outdated worker is still there")
