"""Lanes: who may pass, who waits, and who is turned away."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from cdkg.errors import OverBudgetError
from cdkg.isolation.lane import Lane

pytestmark = pytest.mark.alone


class Caller(threading.Thread):
    """Enters a lane in a thread of its own, and writes down when it got in or that it was turned away."""

    def __init__(self, lane: Lane, name: str, journal: list[str], *, is_preferred: bool = False) -> None:
        super().__init__(name=name)
        self._lane = lane
        self._journal = journal
        self._is_preferred = is_preferred
        self.start()

    def run(self) -> None:
        try:
            self._lane.enter(20, is_preferred=self._is_preferred)
        except OverBudgetError:
            self._journal.append(f"{self.name} turned away")
        else:
            self._journal.append(f"{self.name} in")


def waiting_in_order(lane: Lane, names: str, journal: list[str], already: int = 0, preferred: str = "") -> list[Caller]:
    callers = []
    for number, name in enumerate(names, start=already + 1):
        callers.append(Caller(lane, name, journal, is_preferred=name in preferred))
        until(lambda number=number: len(lane._queue) + len(journal) >= number)  # type: ignore[misc]
    return callers


def until(condition: Callable[[], bool]) -> None:
    poll = threading.Event()
    for _ in range(2000):
        if condition():
            return
        poll.wait(0.005)
    raise AssertionError("it never came to be")


@pytest.mark.parametrize(
    ("newest_first", "order"), [(True, ["c in", "b in", "a in"]), (False, ["a in", "b in", "c in"])]
)
def test_a_place_goes_to_the_newest_or_to_the_oldest(newest_first: bool, order: list[str]) -> None:
    lane = Lane(1, 3, newest_first=newest_first)
    lane.enter(0.05)
    journal: list[str] = []
    callers = waiting_in_order(lane, "abc", journal)
    for number in range(1, 4):
        lane.leave()
        until(lambda number=number: len(journal) == number)  # type: ignore[misc]
    for caller in callers:
        caller.join()
    assert journal == order
    assert not lane.try_enter(), "the last one is still in"
    lane.leave()
    assert lane.try_enter()


def test_who_has_waited_long_gets_every_second_place() -> None:
    now = [0.0]
    lane = Lane(1, 9, newest_first=True, clock=lambda: now[0])
    lane.enter(0.05)
    journal: list[str] = []
    callers = waiting_in_order(lane, "ab", journal)
    now[0] = 60.0
    callers += waiting_in_order(lane, "cdef", journal, already=2)
    for number in range(1, 7):
        lane.leave()
        until(lambda number=number: len(journal) == number)  # type: ignore[misc]
    for caller in callers:
        caller.join()
    assert journal == ["a in", "f in", "b in", "e in", "d in", "c in"]


@pytest.mark.parametrize(("newest_first", "order"), [(True, "dbca"), (False, "bdac")])
def test_who_is_preferred_goes_first(newest_first: bool, order: str) -> None:
    lane = Lane(1, 9, newest_first=newest_first, clock=lambda: 0.0)
    lane.enter(0.05)
    journal: list[str] = []
    callers = waiting_in_order(lane, "abcd", journal, preferred="bd")
    for number in range(1, 5):
        lane.leave()
        until(lambda number=number: len(journal) == number)  # type: ignore[misc]
    for caller in callers:
        caller.join()
    assert journal == [f"{name} in" for name in order]


def test_who_is_not_preferred_is_turned_away_first_and_gets_every_second_place_after_a_while() -> None:
    now = [0.0]
    lane = Lane(1, 3, newest_first=False, clock=lambda: now[0])
    lane.enter(0.05)
    journal: list[str] = []
    callers = waiting_in_order(lane, "abc", journal, preferred="b")
    now[0] = 60.0
    callers += waiting_in_order(lane, "d", journal, already=2, preferred="d")
    until(lambda: journal == ["c turned away"])
    for number in range(2, 5):
        lane.leave()
        until(lambda number=number: len(journal) == number)  # type: ignore[misc]
    for caller in callers:
        caller.join()
    assert journal[1:] == ["a in", "b in", "d in"]


@pytest.mark.parametrize(("newest_first", "last"), [(True, "a"), (False, "c")])
def test_one_too_many_turns_away_who_is_last_in_turn(newest_first: bool, last: str) -> None:
    lane = Lane(1, 2, newest_first=newest_first)
    lane.enter(0.05)
    journal: list[str] = []
    callers = waiting_in_order(lane, "ab", journal)
    callers.append(Caller(lane, "c", journal))
    until(lambda: journal == [f"{last} turned away"])
    lane.close()
    for caller in callers:
        caller.join()
    assert sorted(journal) == ["a turned away", "b turned away", "c turned away"]


def test_patience_ends() -> None:
    lane = Lane(1, 2, newest_first=True)
    lane.enter(0.05)
    with pytest.raises(OverBudgetError, match="busy"):
        lane.enter(0.05)
    lane.leave()
    lane.enter(0.05)


def test_a_closed_lane_admits_nobody() -> None:
    lane = Lane(1, 2, newest_first=True)
    lane.close()
    assert not lane.try_enter()
    with pytest.raises(OverBudgetError, match="stopping"):
        lane.enter(0.05)
