"""Ties are compared with Wikidata as it answers, and not at all where it tells nothing of some items."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cdkg.cli import cdkg as verbs
from cdkg.errors import RemoteError
from cdkg.linking.live_edges import live_edges
from cdkg.wikidata import Client, client_of
from cdkg.wikidata.pace import Limits
from cdkg.wikidata_edges import Edge
from trap import Reply, Visit
from wikidata_server import RESULTS, FakeWikidata, Time, _sent, fake_wikidata, hurried, reply, results, uri

MASHHAD, NAJAF, KARACHI = "Q121157", "Q168193", "Q8660"
STATED = [(MASHHAD, NAJAF), (NAJAF, MASHHAD), (KARACHI, MASHHAD)]
QUICK = Limits(5.0, 100_000)


def answered(visit: Visit) -> Reply:
    """Answer as the query service does: a row for each statement that touches one of the items, with English labels."""
    asked = set(re.findall(r"wd:(Q\d+)", _sent(visit)["query"]))
    rows = [
        {
            "from": uri(one),
            "to": uri(other),
            "toName": {"xml:lang": "en", "type": "literal", "value": f"name of {other}"},
        }
        for one, other in STATED
        if {one, other} & asked
    ]
    if MASHHAD in asked:  # a value that is unknown, and an item tied to itself
        unknown = {"type": "uri", "value": "http://www.wikidata.org/.well-known/genid/6cd3"}
        rows += [{"from": uri(MASHHAD), "to": unknown}, {"from": uri(MASHHAD), "to": uri(MASHHAD)}]
    return reply(results(("from", "to", "fromName", "toName"), rows), RESULTS)


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[FakeWikidata]:
    with fake_wikidata(tmp_path / "kept") as running:
        running.server.reply = lambda visit: running.answer(visit) if running.first else answered(visit)
        yield running


def client(fake: FakeWikidata, *, is_offline: bool = False, time: Time | None = None) -> Client:
    return client_of(fake.settings, is_offline=is_offline, limits=QUICK, clock=(time or Time()).clock)


def test_edges_are_found_from_either_end_and_once(fake: FakeWikidata) -> None:
    found = live_edges(client(fake), "P190", [MASHHAD, NAJAF, MASHHAD])
    assert sorted((edge.source, edge.target) for edge in found) == sorted(STATED)
    assert Edge(MASHHAD, NAJAF, "", f"name of {NAJAF}") in found
    assert "wdt:P190" in _sent(fake.server.visits[0])["query"]


def test_many_items_are_asked_in_portions_and_once_only(fake: FakeWikidata) -> None:
    items = [MASHHAD, *(f"Q{900000000 + number}" for number in range(99))]
    assert len(live_edges(client(fake), "P190", items)) == 3
    assert len(fake.server.visits) == 3
    assert len(live_edges(client(fake, is_offline=True), "P190", items)) == 3
    assert len(fake.server.visits) == 3


def test_a_busy_service_is_asked_again(fake: FakeWikidata) -> None:
    fake.first.append(Reply(429, b"Too many requests", {"Retry-After": "3"}))
    time = Time()
    assert len(live_edges(client(fake, time=time), "P190", [MASHHAD])) == 3
    assert time.seconds >= 3


@pytest.mark.parametrize("body", [b"{", b'{"results": {}}', b"<html></html>"])
def test_an_answer_of_another_form_compares_nothing(fake: FakeWikidata, body: bytes) -> None:
    fake.server.reply = lambda _visit: Reply(200, body, RESULTS)
    with pytest.raises(RemoteError, match="nothing of 2 of 2 items"):
        live_edges(client(fake), "P190", [MASHHAD, NAJAF])


@pytest.fixture
def run(published: Path, fake: FakeWikidata, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    for name, value in (fake.environment | {"CDKG_STORE": str(published), "LC_ALL": "C.UTF-8"}).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("cdkg.wikidata.client.Limits", hurried)
    return CliRunner()


def compare(run: CliRunner, *arguments: str) -> Result:
    return run.invoke(verbs, ["link", "compare", "--p190", "live", "--city", "mashhad", "--json", *arguments])


def test_the_command_compares_with_wikidata_as_it_is(run: CliRunner, fake: FakeWikidata) -> None:
    result = compare(run, "--offline")
    assert isinstance(result.exception, RemoteError)
    assert "offline" in str(result.exception)
    assert fake.server.visits == []
    found = {pair["second"]: pair["state"] for pair in json.loads(compare(run).stdout)["pairs"]}
    # Of the four sister cities here, Wikidata has two today; what is negotiated or of another kind stays as it is.
    assert {partner for partner, state in found.items() if state == "both"} == {"city:najaf", "city:karachi"}
    assert {partner for partner, state in found.items() if state == "only-here"} == {"city:lahore", "city:urumqi"}
    assert "only-there" not in found.values()
    asked = len(fake.server.visits)
    assert compare(run, "--offline").exit_code == 0
    assert len(fake.server.visits) == asked
