"""A change of the published graph is seen whole or not at all, is on disk when acknowledged, and is logged."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest

from cdkg.cli.build import build_if_stale
from cdkg.errors import (
    ForeignDataError,
    OverBudgetError,
    QueryForbiddenError,
    QuerySyntaxError,
    StoreBusyError,
    StoreChangedError,
    StoreError,
    UnknownGraphError,
)
from cdkg.settings import Settings
from cdkg.store.changes import Changed, Writer, copy_generation, found_store
from cdkg.store.generations import current, open_published, publish
from cdkg.store.graph_changes import DeleteGraph, Document, PostGraph, PutGraph, Update
from cdkg.store.publication import only_writer

BASE = "https://example.org/"
G = BASE + "g"
INSERT = "INSERT DATA { <s> <p> 1 }"
ONE = '<https://example.org/s> <https://example.org/p> "1"^^<http://www.w3.org/2001/XMLSchema#integer>'


@dataclass(frozen=True)
class Killed:
    """A change whose process is killed when all is written."""

    def apply(self, store: ox.Store) -> Changed:
        store.update("CLEAR ALL")
        store.flush()
        os.kill(os.getpid(), signal.SIGKILL)
        return Changed()

    def described(self) -> dict[str, object]:
        return {"operation": "killed"}


def content(folder: Path) -> set[str]:
    return {str(quad) for quad in open_published(folder)[1]}


def log(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "writes.jsonl").read_text("utf-8").splitlines()]


def turtle(text: str, name: str = "") -> Document:
    return Document(text.encode(), "text/turtle", BASE, name)


@pytest.fixture(scope="module")
def writing() -> Iterator[tuple[Writer, list[Path]]]:
    """One writer for the tests, whose processes take a while to start; each test gives it a folder of its own."""
    writer = Writer(Path(), Settings(update_seconds=10), freely=True)
    yield writer, []
    writer.close()


@pytest.fixture
def writer(writing: tuple[Writer, list[Path]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Writer:
    found_store(tmp_path)
    monkeypatch.setattr(writing[0], "_folder", tmp_path)
    return writing[0]


def test_a_change_is_published_as_a_new_generation_and_the_old_one_stays_as_it_was(
    writer: Writer, tmp_path: Path
) -> None:
    before = current(tmp_path)
    assert before is not None
    reader = ox.Store.read_only(str(before.data))
    written = writer.write(Update(INSERT, BASE), "somebody")
    after = current(tmp_path)
    assert after is not None
    assert (after.id, after.triples) == (written.version, 1)
    assert content(tmp_path) == {ONE}
    assert len(reader) == len(ox.Store.read_only(str(before.data))) == 0


def test_an_update_whose_last_operation_fails_changes_nothing(writer: Writer, tmp_path: Path) -> None:
    before = writer.write(Update(INSERT, BASE), "somebody").version
    for text, fault in (
        (f"CLEAR ALL ; {INSERT.replace('1', '2')} ; DROP GRAPH <none>", QuerySyntaxError),
        ("CLEAR ALL ; INSERT DATA { <s> <p> }", QuerySyntaxError),
        ("CLEAR ALL ; LOAD <http://127.0.0.1:9/>", QueryForbiddenError),
        ("CLEAR ALL ; PREFIX : <x:> DROP GRAPH :none", QuerySyntaxError),
    ):
        with pytest.raises(fault):
            writer.write(Update(text, BASE), "somebody")
        assert open_published(tmp_path)[0] == before
        assert content(tmp_path) == {ONE}
    # Nothing is left of what was begun.
    assert all((path / "manifest.json").exists() for path in (tmp_path / "generations").iterdir())


def test_a_worker_that_is_killed_in_the_midst_leaves_the_old_graph(writer: Writer, tmp_path: Path) -> None:
    before = writer.write(Update(INSERT, BASE), "somebody").version
    with pytest.raises(OverBudgetError, match="Change less at a time"):
        writer.write(Killed(), "somebody")
    assert open_published(tmp_path)[0] == before
    assert content(tmp_path) == {ONE}
    assert writer.write(Update(INSERT.replace("1", "2"), BASE), "somebody").version > before
    assert len(content(tmp_path)) == 2


def test_what_a_crash_left_is_removed_by_the_next_change_and_three_generations_are_kept(
    writer: Writer, tmp_path: Path
) -> None:
    published = current(tmp_path)
    assert published is not None
    left = tmp_path / "generations" / "000001-00000000"
    left.mkdir()
    copy_generation(published.data, left / "data")
    ids = [writer.write(Update(INSERT.replace("1", str(n)), BASE), "somebody").version for n in range(4)]
    assert sorted(path.name for path in (tmp_path / "generations").iterdir()) == ids[-3:]


def test_two_who_write_at_the_same_time_both_get_in(writer: Writer, tmp_path: Path) -> None:
    def insert(number: int) -> str:
        return writer.write(Update(INSERT.replace("1", str(number)), BASE), "somebody").version

    with ThreadPoolExecutor(4) as pool:
        versions = set(pool.map(insert, range(4)))
    assert len(versions) == 4
    assert len(content(tmp_path)) == 4
    # Each began where another had ended.
    ends = [(line["before"], line["after"]) for line in log(tmp_path)]
    assert [before for before, _ in ends[1:]] == [after for _, after in ends[:-1]]


def test_who_waits_too_long_for_another_is_told_to_try_again(
    writer: Writer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "_patience", 0.05)
    with only_writer(tmp_path), pytest.raises(StoreBusyError) as raised:
        writer.write(Update(INSERT, BASE), "somebody")
    assert raised.value.http_status == 503
    assert content(tmp_path) == set()
    writer.write(Update(INSERT, BASE), "somebody")


@pytest.mark.skipif(sys.platform != "linux", reason="looks at open files as Linux shows them")
def test_the_next_may_write_although_a_child_still_has_the_lock_s_file_open(writer: Writer, tmp_path: Path) -> None:
    with only_writer(tmp_path):
        held = [int(one) for one in os.listdir("/proc/self/fd") if points_to(one, tmp_path / "lock")]  # noqa: PTH208
        kept = [os.dup(one) for one in held]  # as a process has that is just being started, for a moment
    assert len(kept) == 1
    with only_writer(tmp_path):
        assert content(tmp_path) == set()
    os.close(kept[0])


def points_to(descriptor: str, path: Path) -> bool:
    with suppress(OSError):
        return Path(f"/proc/self/fd/{descriptor}").readlink() == path
    return False


def test_every_attempt_is_logged_with_what_came_of_it(writer: Writer, tmp_path: Path) -> None:
    first = current(tmp_path)
    assert first is not None
    put = writer.write(PutGraph(G, (turtle("<a> <b> 1 , 2 ."),)), "ali")
    again = writer.write(PutGraph(G, (turtle("<a> <b> 2 , 3 , 4 ."),)), "ali")
    same = writer.write(PutGraph(G, (turtle("<a> <b> 3 , 4 , 2 ."),)), "sara")
    with pytest.raises(UnknownGraphError):
        writer.write(DeleteGraph(BASE + "none"), "sara")
    writer.write(Update("CLEAR DEFAULT", BASE), "sara")
    lines = log(tmp_path)
    assert [line.pop("time", "")[:2] for line in lines] == ["20"] * 5  # type: ignore[index]
    told = {"operation": "PutGraph", "graph": G, "graphs": [G]}
    assert lines[:3] == [
        {
            "who": "ali",
            **told,
            "before": first.id,
            "added": 2,
            "removed": 0,
            "after": put.version,
            "result": "published",
        },
        {
            "who": "ali",
            **told,
            "before": put.version,
            "added": 2,
            "removed": 1,
            "after": again.version,
            "result": "published",
        },
        {
            "who": "sara",
            **told,
            "before": again.version,
            "added": 0,
            "removed": 0,
            "after": again.version,
            "result": "unchanged",
        },
    ]
    assert same.version == again.version
    assert (lines[3]["result"], lines[3]["who"], "after" in lines[3]) == ("UnknownGraphError", "sara", False)
    assert (lines[4]["operation"], lines[4]["text"], lines[4]["result"]) == ("update", "CLEAR DEFAULT", "published")


def test_a_store_without_a_graph_or_written_freely_takes_no_contribution(writer: Writer, tmp_path: Path) -> None:
    gated = Writer(tmp_path, Settings(), freely=False)
    with pytest.raises(StoreError, match="CDKG_WRITE=any"):
        gated.write(Update(INSERT, BASE), "somebody")
    (tmp_path / "nothing").mkdir()
    empty = Writer(tmp_path / "nothing", Settings(), freely=False)
    with pytest.raises(StoreError, match="cdkg build"):
        empty.write(Update(INSERT, BASE), "somebody")


def test_no_build_replaces_what_was_written_freely(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found_store(tmp_path)
    before = current(tmp_path)
    found_store(tmp_path)
    build_if_stale(tmp_path)
    assert current(tmp_path) == before
    assert "left as it is" in capsys.readouterr().err


def test_a_build_does_not_replace_what_was_written_meanwhile(writer: Writer, tmp_path: Path) -> None:
    before = current(tmp_path)
    assert before is not None
    after = writer.write(Update(INSERT, BASE), "somebody").version
    with pytest.raises(StoreChangedError) as raised:
        publish(tmp_path, (), {}, made_from=before.id)
    assert raised.value.http_status == 409
    assert open_published(tmp_path)[0] == after


# What each change does to a store.


def a_store() -> ox.Store:
    store = ox.Store()
    store.load(f"@base <{BASE}> . <a> <p> 1 . <g> {{ <a> <p> 1 , 2 }}", format=ox.RdfFormat.TRIG)
    store.add_graph(ox.NamedNode(BASE + "empty"))
    return store


def triples(store: ox.Store, graph: str | None) -> int:
    node = ox.DefaultGraph() if graph is None else ox.NamedNode(graph)
    return len(list(store.quads_for_pattern(None, None, None, node)))


def test_putting_replaces_and_posting_adds() -> None:
    store = a_store()
    document = turtle("<a> <p> 2 , 3 . <b> <p> [] .")
    assert PostGraph(G, (document,)).apply(store) == Changed(2, 0, (G,), created=False, is_change=True)
    assert triples(store, G) == 4
    assert PutGraph(G, (document,)).apply(store) == Changed(1, 2, (G,), created=False, is_change=True)
    assert triples(store, G) == 3  # another blank node each time
    assert PutGraph(BASE + "new", (document,)).apply(store).created
    assert triples(store, None) == 1


def test_documents_of_one_request_do_not_share_blank_nodes() -> None:
    store = a_store()
    PutGraph(G, (turtle("_:x <p> 1 ."), turtle("_:x <p> 1 ."))).apply(store)
    assert triples(store, G) == 2


def test_an_empty_graph_is_one_and_the_empty_default_graph_is_new() -> None:
    store = a_store()
    assert not PutGraph(BASE + "empty", ()).apply(store).is_change
    assert PutGraph(BASE + "other", ()).apply(store) == Changed(0, 0, (BASE + "other",), created=True, is_change=True)
    assert store.contains_named_graph(ox.NamedNode(BASE + "other"))
    assert not PutGraph(None, (turtle("<a> <p> 5 ."),)).apply(store).created
    DeleteGraph(None).apply(store)
    assert triples(store, None) == 0
    assert PutGraph(None, (turtle("<a> <p> 5 ."),)).apply(store).created


def test_a_graph_is_deleted_once() -> None:
    store = a_store()
    assert DeleteGraph(G).apply(store) == Changed(0, 2, (G,), created=False, is_change=True)
    assert not store.contains_named_graph(ox.NamedNode(G))
    with pytest.raises(UnknownGraphError):
        DeleteGraph(G).apply(store)


@pytest.mark.parametrize(
    ("content", "media_type", "says"),
    [
        (b"<a> <b> [", "text/turtle", "line 1"),
        (b'<a> <b> "\xff" .', "text/turtle", "UTF-8"),
        (b"<g> { <a> <b> <c> }", "application/trig", "graph"),
        (b'{"@context": "http://127.0.0.1:9/context", "@id": "x:a", "x:p": 1}', "application/ld+json", "context"),
        (b" ", "application/rdf+xml", "malformed"),
    ],
)
def test_a_document_that_cannot_be_read_says_why(content: bytes, media_type: str, says: str) -> None:
    store = a_store()
    before = set(store)
    with pytest.raises(ForeignDataError, match=f"^file\\b.*{says}"):
        PutGraph(G, (turtle("<a> <p> 9 ."), Document(content, media_type, BASE, "file"))).apply(store)
    assert set(store) == before
