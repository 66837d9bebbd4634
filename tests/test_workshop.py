"""What is made of the whole graph is made in a process of its own, once for each version, and is never out of date."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyoxigraph as ox
import pytest

from cdkg.errors import OverBudgetError, StoreError
from cdkg.settings import Settings
from cdkg.store import Question, Store, WorkshopStore
from cdkg.store.embedded import EmbeddedStore
from cdkg.store.generations import publish, published_id
from processes import descendants, wait_until

NAMES = Question("SELECT ?name { ?thing <http://x/name> ?name }", "text/csv")


def graph(name: str) -> list[ox.Quad]:
    return [ox.Quad(ox.NamedNode("http://x/s"), ox.NamedNode("http://x/name"), ox.Literal(name))]


def names_of(store: Store) -> list[str]:
    return store.answer(NAMES).body.decode().split()[1:]


def note(store: Store) -> tuple[Store, list[str]]:
    with Path(os.environ["MAKINGS"]).open("a") as made:
        made.write(store.version + "\n")
    names = names_of(store)
    if names == ["broken"]:
        raise ValueError(names)
    return store, names


def tell(made: tuple[Store, list[str]]) -> tuple[str, list[str]]:
    return made[0].version, made[1]


def ask_again(made: tuple[Store, list[str]]) -> list[str]:
    return names_of(made[0])


def be_overtaken(made: tuple[Store, list[str]], folder: Path) -> list[str]:
    """Open the generation only when two others have been published; what tells of the call is beside the store."""
    folder.with_name("called").touch()
    assert made[1] != ["first"] or wait_until(folder.with_name("overtaken").exists, 20)
    return names_of(made[0])


def process(made: object) -> tuple[int, int]:
    return os.getpid(), os.getppid()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MAKINGS", str(tmp_path / "makings"))
    publish(tmp_path / "store", graph("first"), {})
    return tmp_path / "store"


@pytest.fixture
def store(folder: Path) -> Iterator[EmbeddedStore]:
    opened = EmbeddedStore(folder, Settings(memory_triples=0))
    yield opened
    opened.close()


@pytest.fixture
def makings(folder: Path) -> Callable[[], list[str]]:
    return lambda: (folder.parent / "makings").read_text().split()


def test_nothing_starts_before_it_is_used_and_all_ends_with_the_store(store: EmbeddedStore) -> None:
    assert isinstance(store, WorkshopStore)
    before = set(descendants(os.getpid()))
    workshop = store.workshop(note)
    assert set(descendants(os.getpid())) == before
    worker, parent = workshop.run(process)
    assert os.getpid() not in (worker, parent)
    assert {worker, parent} <= set(descendants(os.getpid()))
    store.close()
    assert wait_until(lambda: set(descendants(os.getpid())) <= before, 30)


def test_a_rush_of_first_calls_shares_one_making(store: EmbeddedStore, makings: Callable[[], list[str]]) -> None:
    workshop = store.workshop(note)
    with ThreadPoolExecutor(8) as threads:
        told = [one.result() for one in [threads.submit(workshop.run, tell) for _ in range(16)]]
    assert told == [(store.version, ["first"])] * 16
    assert makings() == [store.version]


def test_a_publication_is_seen_by_the_next_call(
    folder: Path, store: EmbeddedStore, makings: Callable[[], list[str]]
) -> None:
    workshop = store.workshop(note)
    versions = []
    for name in ("first", "second", "third", "fourth"):
        if name != "first":
            publish(folder, graph(name), {})
        versions.append(published_id(folder))
        assert workshop.run(tell) == (versions[-1], [name])
        assert workshop.run(ask_again) == [name]
    assert makings() == versions


def test_no_answer_is_older_than_its_question_however_much_is_written(folder: Path, store: EmbeddedStore) -> None:
    workshop = store.workshop(note)
    enough = threading.Event()

    def write() -> None:
        while not enough.is_set():
            publish(folder, graph("anew"), {})

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(3):
            asked_at = published_id(folder)
            version, _ = workshop.run(tell)
            assert int(version[:6]) >= int(asked_at[:6])
    finally:
        enough.set()
        writer.join()


def test_a_call_whose_generation_is_removed_in_the_meantime_is_made_again(folder: Path, store: EmbeddedStore) -> None:
    with ThreadPoolExecutor(1) as threads:
        answer = threads.submit(store.workshop(note).run, be_overtaken, folder)
        assert wait_until(folder.with_name("called").exists, 20)
        for name in ("second", "third"):
            publish(folder, graph(name), {})
        folder.with_name("overtaken").touch()
        assert answer.result() == ["third"]


def test_when_the_process_that_holds_it_dies_it_is_made_again(folder: Path, store: EmbeddedStore) -> None:
    workshop = store.workshop(note)
    for one in workshop.run(process):
        os.kill(one, signal.SIGKILL)
    assert workshop.run(tell) == (published_id(folder), ["first"])
    publish(folder, graph("second"), {})
    assert workshop.run(tell) == (published_id(folder), ["second"])


def test_what_cannot_be_made_costs_the_calls_that_ask_for_it(folder: Path, store: EmbeddedStore) -> None:
    workshop = store.workshop(note)
    assert workshop.run(tell)[1] == ["first"]
    publish(folder, graph("broken"), {})
    for _ in range(2):
        with pytest.raises(OverBudgetError) as told:
            workshop.run(tell)
        assert "newly published" in told.value.message.en
    publish(folder, graph("mended"), {})
    assert workshop.run(tell)[1] == ["mended"]


def test_where_nothing_is_published_that_is_told(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path, Settings(memory_triples=0))
    with pytest.raises(StoreError, match="There is no graph"):
        store.workshop(note).run(tell)
    store.close()
