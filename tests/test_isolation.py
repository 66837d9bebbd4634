"""Workers: what goes wrong in one costs one call."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from cdkg.errors import OverBudgetError, QuerySyntaxError
from cdkg.isolation import WorkerPool

pytestmark = pytest.mark.alone

marks: list[str] = []


def add(first: int, second: int) -> int:
    return first + second


def never_end() -> None:
    while True:
        pass


def crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def take(mebibytes: int) -> int:
    return len(bytearray(mebibytes * 1024 * 1024))


def refuse() -> None:
    raise QuerySyntaxError("no", "نه", line=3, column=4, suggestion="yes")


def mark(text: str) -> None:
    marks.append(text)


def read_marks() -> list[str]:
    return marks


def end_program(number: int) -> None:
    os.kill(number, signal.SIGKILL)
    never_end()


def interrupt_all(number: int) -> None:
    os.killpg(os.getpgid(number), signal.SIGINT)
    never_end()


def zygote() -> int:
    return os.getppid()


def start_and_wait() -> None:
    subprocess.Popen(["sleep", "600"])
    never_end()


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    made = WorkerPool(1, 0.5, 256, initializer=mark, initargs=("ready",))
    yield made
    made.close()


def test_a_function_runs_in_a_process_of_its_own(pool: WorkerPool) -> None:
    assert pool.run(add, 2, 3) == 5
    assert pool.run(os.getpid) != os.getpid()


def test_the_initializer_has_run(pool: WorkerPool) -> None:
    assert pool.run(read_marks) == ["ready"]
    assert marks == []


def test_what_takes_too_long_is_stopped_and_the_next_call_works(pool: WorkerPool) -> None:
    with pytest.raises(OverBudgetError, match=r"longer than 0\.5 seconds") as raised:
        pool.run(never_end)
    assert "LIMIT" in raised.value.message.fa
    assert pool.run(add, 2, 3) == 5


def test_a_crash_costs_one_call(pool: WorkerPool) -> None:
    for _ in range(5):
        with pytest.raises(OverBudgetError):
            pool.run(crash)
        assert pool.run(add, 2, 3) == 5


def test_memory_is_capped(pool: WorkerPool) -> None:
    assert pool.run(take, 100) == 100 * 1024 * 1024
    with pytest.raises(OverBudgetError, match="256 MiB"):
        pool.run(take, 400)
    assert pool.run(add, 2, 3) == 5


def test_a_worker_that_dies_between_two_calls_is_replaced(pool: WorkerPool) -> None:
    number = pool.run(os.getpid)
    os.kill(number, signal.SIGKILL)
    assert pool.run(os.getpid) != number


def end_if_used(before: int) -> int:
    """Stand for what an earlier call left behind: it ends the worker that did the earlier one, and no other."""
    if os.getpid() == before:
        os.kill(before, signal.SIGKILL)
    return os.getpid()


def fail_if_used(before: int) -> int:
    if os.getpid() == before:
        raise MemoryError
    return os.getpid()


@pytest.mark.parametrize("call", [end_if_used, fail_if_used])
def test_a_call_does_not_pay_for_what_earlier_ones_left(pool: WorkerPool, call: Callable[[int], int]) -> None:
    used = pool.run(os.getpid)
    assert pool.run(call, used) != used


def test_a_call_that_ends_a_used_worker_and_a_new_one_is_at_fault(pool: WorkerPool) -> None:
    pool.run(add, 2, 3)
    with pytest.raises(OverBudgetError, match="256 MiB"):
        pool.run(crash)


def test_waiting_counts_towards_the_time_that_a_call_may_take() -> None:
    pool = WorkerPool(1, 1.0, 256)
    pool.run(add, 1, 1)
    started = time.monotonic()
    callers = [threading.Thread(target=run_in_vain, args=(pool,)) for _ in range(3)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    # One after the other, each with a second of its own, they would take three.
    assert time.monotonic() - started < 2.5
    pool.close()


def test_a_zygote_that_dies_is_replaced() -> None:
    pool = WorkerPool(1, 5, 256, initializer=mark, initargs=("anew",))
    first = pool.run(zygote)
    os.kill(first, signal.SIGKILL)
    assert pool.run(add, 2, 3) == 5, "the worker that there is does not need it"
    with pytest.raises(OverBudgetError):
        pool.run(crash)
    assert pool.run(zygote) != first
    assert pool.run(read_marks) == ["anew"]
    pool.close()


def test_workers_are_forked_from_a_renewed_zygote_once_it_is_ready(pool: WorkerPool) -> None:
    made = WorkerPool(1, 5, 256, initializer=mark, initargs=("old",))
    assert made.run(read_marks) == ["old"]
    made.renew(mark, ("new",))
    assert made.run(read_marks) == ["new"]
    made.renew(never_ready, ())
    assert made.run(read_marks) == ["new"], "one that cannot be initialised does not take the other's place"
    made.close()


def never_ready() -> None:
    raise RuntimeError("this zygote is not to be")


def test_short_calls_pass_long_ones() -> None:
    # The initializer has this module loaded before the workers are forked: loading it is no short call.
    pool = WorkerPool(1, 10, 256, initializer=mark, initargs=("ready",), long_calls=1)
    pool.run(add, 1, 1)
    slow = [threading.Thread(target=run_in_vain, args=(pool,)) for _ in range(3)]
    for caller in slow:
        caller.start()
    # One of the three runs on as the long call, two are stopped and wait: none stands in the way of a short one.
    for number in range(20):
        assert pool.run(add, number, 1) == number + 1
    pool.close()
    for caller in slow:
        caller.join()


def work(seconds: float) -> float:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return seconds


def test_a_kind_of_call_that_took_long_leaves_the_short_ones_their_place() -> None:
    pool = WorkerPool(1, 10, 256, initializer=mark, initargs=("ready",), long_calls=1)
    assert pool.run_as("slow", work, 0.3) == 0.3
    assert pool._course._experience.level("slow") == 1
    started = threading.Event()
    outcomes: list[float] = []

    def call() -> None:
        started.set()
        outcomes.append(pool.run_as("slow", work, 0.3))

    caller = threading.Thread(target=call)
    caller.start()
    started.wait()
    assert pool.run_as("quick", add, 1, 2) == 3
    caller.join()
    assert outcomes == [0.3]
    assert pool.run_as("slow", work, 0.0) == 0.0
    assert pool._course._experience.level("slow") == 0, "it was short this time"
    pool.close()


def test_the_first_call_of_a_worker_may_take_twice_as_long() -> None:
    pool = WorkerPool(1, 10, 256, initializer=mark, initargs=("ready",), long_calls=1)
    for kind, level in (("first", 0), ("second", 1)):
        assert pool.run_as(kind, work, 0.15) == 0.15
        assert pool._course._experience.level(kind) == level
    pool.close()


def test_a_call_that_had_to_wait_for_the_processor_is_not_taken_for_a_longer_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nobody has patience with it here, and it is held to be a long one neither at first nor for a moment."""
    noted: list[tuple[int, bool]] = []
    for patience in ("PATIENCE_SECONDS", "_MIDDLING_PATIENCE_SECONDS"):
        monkeypatch.setattr(f"cdkg.isolation.level.{patience}", 0.0)
    monkeypatch.setattr(
        "cdkg.isolation.course.Experience.note", lambda _, __, level, has_ended: noted.append((level, has_ended))
    )
    pool = WorkerPool(1, 10, 256, initializer=mark, initargs=("ready",), long_calls=1)
    assert pool.run_as("starved", work, 0.6) == 0.6
    assert noted == [(1, True)]
    pool.close()


def read(path: str) -> str:
    return Path(path).read_text()


def test_a_call_that_waits_for_another_server_keeps_none_of_the_places_of_those_that_compute(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for patience in ("PATIENCE_SECONDS", "_MIDDLING_PATIENCE_SECONDS"):
        monkeypatch.setattr(f"cdkg.isolation.level.{patience}", 0.0)
    pool = WorkerPool(1, 20, 256, initializer=mark, initargs=("ready",), long_calls=1)
    server = tmp_path / "server"
    os.mkfifo(server)
    answers: list[str] = []
    waiting = threading.Thread(target=lambda: answers.append(pool.run(read, str(server))))
    waiting.start()
    for _ in range(2):
        assert pool.run(work, 0.3) == 0.3
    assert not answers
    server.write_text("at last")
    waiting.join()
    assert answers == ["at last"]
    pool.close()


def work_here(seconds: float) -> int:
    work(seconds)
    return os.getpid()


def test_a_long_call_has_the_worker_of_the_last_one_and_short_ones_have_not() -> None:
    pool = WorkerPool(1, 10, 256, initializer=mark, initargs=("ready",), long_calls=1)
    slow = pool.run_as("slow", work_here, 0.3)
    assert pool.run_as("slow", work_here, 0.3) == slow
    assert pool.run_as("quick", work_here, 0.0) != slow
    pool.close()


def test_a_worker_that_stepped_aside_is_let_go_when_no_long_call_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cdkg.isolation.roster._ASIDE_SECONDS", 0.1)
    pool = WorkerPool(1, 10, 256, initializer=mark, initargs=("ready",), long_calls=1)
    slow = pool.run_as("slow", work_here, 0.3)
    poll = threading.Event()
    with suppress(ProcessLookupError):
        for _ in range(2_000):
            os.kill(slow, 0)
            poll.wait(0.005)
        pytest.fail("it is still there")
    pool.close()


def test_what_is_known_to_be_short_does_not_wait_behind_what_is_not_known() -> None:
    pool = WorkerPool(1, 10, 256, initializer=mark, initargs=("ready",), long_calls=1)
    assert pool.run_as("quick", add, 1, 1) == 2
    pool._course._levels[0].unknown.enter(1)  # the only place for what is not known
    assert pool.run_as("quick", add, 1, 2) == 3
    with pytest.raises(OverBudgetError, match="busy"):
        pool.run_as("unheard of", add, 1, 2)
    pool.close()


def run_in_vain(pool: WorkerPool) -> None:
    with suppress(OverBudgetError, RuntimeError):
        pool.run(never_end)


def test_calls_share_the_time_that_one_may_take_where_their_caller_says_so() -> None:
    spent = [0.0]
    pool = WorkerPool(1, 60, 256, spent=lambda: spent[0])
    assert pool.run(add, 1, 1) == 2
    spent[0] = 59.5
    started = time.monotonic()
    with pytest.raises(OverBudgetError, match="60 seconds"):
        pool.run(never_end)
    assert time.monotonic() - started < 30
    spent[0] = 60.0
    with pytest.raises(OverBudgetError, match="60 seconds"):
        pool.run(add, 1, 1)
    pool.close()


def test_a_call_that_nobody_waits_for_is_ended() -> None:
    wanted = threading.Event()
    wanted.set()
    pool = WorkerPool(1, 60, 256, long_calls=1, is_wanted=wanted.is_set)
    outcomes: list[str] = []

    def call() -> None:
        try:
            pool.run(never_end)
        except OverBudgetError as error:
            outcomes.append(error.message.en)

    caller = threading.Thread(target=call)
    caller.start()
    wanted.clear()
    caller.join(timeout=10)
    assert outcomes == ["The client went away; the call was stopped."]
    pool.close()


def test_an_error_of_the_function_arrives_whole(pool: WorkerPool) -> None:
    with pytest.raises(QuerySyntaxError) as raised:
        pool.run(refuse)
    error = raised.value
    assert (error.line, error.column, error.suggestion, error.message.fa) == (3, 4, "yes", "نه")


def test_a_call_does_not_wait_for_ever_for_a_free_worker(pool: WorkerPool) -> None:
    outcomes: list[str] = []

    def call() -> None:
        try:
            pool.run(never_end)
        except OverBudgetError as error:
            outcomes.append(str(error))

    threads = [threading.Thread(target=call) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum("busy" in outcome for outcome in outcomes) >= 1
    assert len(outcomes) == 3
    assert pool.run(add, 2, 3) == 5


def test_closing_ends_the_processes_and_what_runs_in_them() -> None:
    pool = WorkerPool(2, 60, 256)
    outcomes: list[str] = []
    entered = threading.Event()

    def call() -> None:
        pool.run(add, 2, 3)
        entered.set()
        try:
            pool.run(never_end)
        except (OverBudgetError, RuntimeError) as error:
            outcomes.append(str(error))

    caller = threading.Thread(target=call)
    caller.start()
    entered.wait()
    pool.close()
    caller.join()
    assert len(outcomes) == 1
    with pytest.raises(RuntimeError, match="closed"):
        pool.run(add, 2, 3)


PROGRAM = """
import os
import sys
sys.path.insert(0, sys.argv[1])
import test_isolation
from cdkg.isolation import WorkerPool
if __name__ == "__main__":
    pool = WorkerPool(1, float(os.environ["SECONDS_FOR_CALLS"]), 256)
    try:
        numbers = [os.getpid() if part == "me" else int(part) for part in sys.argv[3:]]
        print(pool.run(getattr(test_isolation, sys.argv[2]), *numbers))
    except KeyboardInterrupt:
        print("interrupted")
"""


def run_program(*arguments: str, seconds: str = "60") -> subprocess.CompletedProcess[str]:
    # It returns when nobody holds the program's output any more: not the program, and none of its processes.
    return subprocess.run(
        [sys.executable, "-W", "error", "-", str(Path(__file__).parent), *arguments],
        env=os.environ | {"SECONDS_FOR_CALLS": seconds},
        input=PROGRAM,
        capture_output=True,
        text=True,
        timeout=20,
        start_new_session=True,
        check=False,
    )


def test_a_program_read_from_standard_input_can_use_workers_and_need_not_close_them() -> None:
    ended = run_program("add", "2", "3")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "5\n", "")


def test_no_worker_outlives_a_killed_parent() -> None:
    ended = run_program("end_program", "me")
    assert ended.returncode == -signal.SIGKILL


def test_what_a_call_has_started_ends_with_it() -> None:
    # The output is held by all of them: the program returns only when also the process that the call started is gone.
    ended = run_program("start_and_wait", seconds="1")
    assert "longer than 1 second" in ended.stderr


def test_an_interrupt_shows_no_traceback_of_a_worker() -> None:
    ended = run_program("interrupt_all", "me")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "interrupted\n", "")


def test_a_child_of_multiprocessing_can_end_with_workers_open() -> None:
    child = multiprocessing.get_context("spawn").Process(target=use_workers_and_leave)
    child.start()
    child.join(20)
    assert child.exitcode == 0


def use_workers_and_leave() -> None:
    assert WorkerPool(1, 5, 256).run(add, 2, 3) == 5


def test_callers_beyond_those_who_may_wait_are_turned_away_at_once() -> None:
    pool = WorkerPool(1, 1.0, 512)
    refused: list[str] = []

    def call() -> None:
        try:
            pool.run(never_end)
        except OverBudgetError as fault:
            refused.append(fault.message.en)

    callers = [threading.Thread(target=call) for _ in range(8)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    pool.close()
    assert len(refused) == 8
    assert sum("All workers are busy" in message for message in refused) >= 8 - 1 - 4
