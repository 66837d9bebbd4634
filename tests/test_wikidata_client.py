"""Wikidata is asked politely; what it answers is kept; and what could not be reached is told."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cdkg.egress import Policy
from cdkg.errors import SettingsError
from cdkg.settings import Settings
from cdkg.wikidata import Client, client_of, items
from cdkg.wikidata.pace import Limits
from cdkg.wikidata.search import named, reconcile, search
from trap import Reply, trap
from wikidata_server import JSON, MAXLAG, FakeWikidata, Time, fake_wikidata, item, link, reply, statement

TEHRAN = item(
    "Q3616",
    "Tehran",
    "تهران",
    country="Q794",
    place=(35.6892, 51.389),
    population=8693706,
    aliases={"en": ["Teheran"], "fa": ["طهران"]},
)
IRAN = item("Q794", "Iran", "ایران", types=("Q6256",))
FAR = statement("P625", {"latitude": float("inf"), "longitude": 0.0}, "globecoordinate")
QUICK = Limits(5.0, 100_000)


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[FakeWikidata]:
    with fake_wikidata(tmp_path / "kept", TEHRAN, IRAN) as running:
        yield running


@pytest.fixture
def time() -> Time:
    return Time()


def client(fake: FakeWikidata, time: Time, *, is_offline: bool = False, limits: Limits = QUICK) -> Client:
    return client_of(fake.settings, is_offline=is_offline, limits=limits, clock=time.clock)


def test_what_is_known_of_an_item(fake: FakeWikidata, time: Time) -> None:
    found = items(client(fake, time), ["Q3616", "Q900000001"])
    tehran = found.found["Q3616"]
    assert (tehran.current, tehran.is_missing) == ("Q3616", False)
    assert tehran.labels == {"en": "Tehran", "fa": "تهران"}
    assert tehran.names == ("Tehran", "تهران", "Teheran", "طهران")
    assert (tehran.types, tehran.countries) == (("Q515",), ("Q794",))
    assert (tehran.coordinates, tehran.population) == ((35.6892, 51.389), 8693706)
    assert found.found["Q900000001"].is_missing
    assert found.replies.missed == {}


def test_a_merged_item_says_into_which(fake: FakeWikidata, time: Time) -> None:
    fake.merged["Q900000002"] = "Q3616"
    found = items(client(fake, time), ["Q900000002"]).found["Q900000002"]
    assert (found.id, found.current, found.labels["en"]) == ("Q900000002", "Q3616", "Tehran")


def test_preferred_statements_come_first_then_the_latest_and_deprecated_ones_never(
    fake: FakeWikidata, time: Time
) -> None:
    def people(amount: str, rank: str = "normal", year: str = "") -> dict[str, object]:
        return statement("P1082", {"amount": amount, "unit": "1"}, "quantity", rank, year)

    both = TEHRAN["claims"] | {
        "P31": [link("P31", "Q5", "deprecated"), link("P31", "Q515")],
        "P1082": [
            people("+1", "deprecated", "2020"),
            people("+2", year="2006"),
            people("+3", year="2016"),
            people("+4"),
        ],
        "P625": [{"mainsnak": {"snaktype": "novalue", "property": "P625"}, "type": "statement", "rank": "normal"}],
    }
    fake.items["Q3616"] = TEHRAN | {"claims": both}
    fake.items["Q794"] = IRAN | {"claims": {"P1082": [people("+5", year="2020"), people("+6", "preferred", "2011")]}}
    found = items(client(fake, time), ["Q3616", "Q794"]).found
    assert (found["Q3616"].types, found["Q3616"].population, found["Q3616"].coordinates) == (("Q515",), 3, None)
    assert (found["Q794"].population, found["Q794"].types) == (6, ())


def test_a_label_for_all_languages_counts_for_both(fake: FakeWikidata, time: Time) -> None:
    fake.items["Q3616"] = TEHRAN | {"labels": {"mul": {"language": "mul", "value": "Tehran"}}}
    assert items(client(fake, time), ["Q3616"]).found["Q3616"].labels == {"en": "Tehran", "fa": "Tehran"}


def test_it_is_asked_with_a_name_and_for_many_items_at_once(tmp_path: Path, time: Time) -> None:
    with fake_wikidata(tmp_path) as fake:
        chosen = Settings.from_environment(fake.environment | {"CDKG_CONTACT": "mailto:a@example.org"})
        ids = [f"Q{900000000 + number}" for number in range(60)]
        found = items(client_of(chosen, limits=QUICK, clock=time.clock), ids)
    assert len(found.found) == 60
    first, second = fake.server.visits
    assert first.headers["user-agent"].startswith("cdkg/")
    assert first.headers["user-agent"].endswith("(https://w3id.org/cdkg) mailto:a@example.org")
    assert [visit.target.count("Q9000000") for visit in (first, second)] == [50, 10]
    assert "maxlag=5" in first.target


def test_there_is_a_pause_between_two_questions(fake: FakeWikidata, time: Time) -> None:
    found = search(client(fake, time), ["Tehran", "Iran", "Nowhere"], "en")
    assert {name: one.content for name, one in found.found.items()} == {
        "Tehran": ["Q3616"],
        "Iran": ["Q794"],
        "Nowhere": [],
    }
    assert time.slept == [1.0, 1.0]


def test_names_are_found_in_three_ways(fake: FakeWikidata, time: Time) -> None:
    asking = client(fake, time)
    assert search(asking, ["تهران"], "fa").found["تهران"].content == ["Q3616"]
    assert reconcile(asking, ["Tehran", 'a "b" \\ c'], "Q486972").found["Tehran"].content == ["Q3616"]
    found = named(asking, ["طهران", "Iran", 'a "b" \\ c'], is_place=True).found
    assert {name: one.content for name, one in found.items()} == {"طهران": ["Q3616"], "Iran": [], 'a "b" \\ c': []}
    assert fake.asked == ["wbsearchentities", "/en/api", "/sparql"]


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("told", "waits"), [("7", 7.0), ("Sun, 01 Nov 2026 12:00:09 GMT", 9.0), ("", 2.0), ("soon", 2.0), ("0", 1.0)]
)
def test_who_is_busy_is_asked_again_when_it_says(
    fake: FakeWikidata, time: Time, status: int, told: str, waits: float
) -> None:
    fake.first = [Reply(status, b"Too Many Requests", {"Retry-After": told} if told else {})]
    assert items(client(fake, time), ["Q3616"]).found["Q3616"].labels["en"] == "Tehran"
    assert time.slept == [waits]


def test_replicas_that_lag_are_waited_for(fake: FakeWikidata, time: Time) -> None:
    fake.first = [reply(MAXLAG, JSON | {"Retry-After": "5"})]
    assert "Q3616" in items(client(fake, time), ["Q3616"]).found
    assert time.slept == [5.0]


def test_who_stays_busy_is_left_alone_for_the_rest_of_the_work(fake: FakeWikidata, time: Time) -> None:
    fake.first = [Reply(429)] * 4
    asking = client(fake, time)
    found = search(asking, ["Tehran", "Iran"], "en")
    assert time.slept == [2.0, 4.0, 8.0]
    assert len(fake.server.visits) == 4
    assert set(found.missed) == {"Tehran", "Iran"}
    (fault,) = found.faults
    assert "Wikidata's API" in fault.en
    assert "429" in fault.en
    assert "۴۲۹" in fault.fa
    assert reconcile(asking, ["Tehran"], "Q486972").found["Tehran"].content == ["Q3616"]  # the others are asked


def test_nobody_waits_for_ever(fake: FakeWikidata, time: Time) -> None:
    fake.first = [Reply(429, b"", {"Retry-After": "3600"})]
    found = items(client(fake, time), ["Q3616"])
    assert time.slept == []
    assert "in 3600 seconds" in found.replies.missed["Q3616"].en


def test_all_of_it_takes_so_long_and_no_longer(fake: FakeWikidata, time: Time) -> None:
    fake.first = [Reply(429)] * 3
    found = items(client(fake, time, limits=Limits(5.0, 100_000, all_seconds=5.0)), ["Q3616"])
    assert time.slept == [2.0]
    assert "not waited for" in found.replies.missed["Q3616"].en


def test_who_does_not_answer_in_time_is_named(fake: FakeWikidata, time: Time) -> None:
    released = Event()

    def hang(visit: object) -> Reply:
        released.wait(10)
        return Reply()

    fake.first = [hang, hang]
    found = items(client(fake, time, limits=Limits(0.15, 100_000)), ["Q3616"])
    released.set()
    (fault,) = found.replies.faults
    assert "did not answer in time" in fault.en
    assert f"{fake.server.url}/w/api.php" in fault.en
    assert "Q3616" not in fault.en
    assert len(fake.server.visits) == 2


def test_without_a_network_each_service_is_named_once(tmp_path: Path, time: Time) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        chosen = Settings.from_environment({"CDKG_WIKIDATA_API": url, "CDKG_WIKIDATA_CACHE": str(tmp_path)})
        found = items(client_of(chosen, clock=time.clock), [f"Q{number}" for number in range(1, 120)])
    assert len(found.replies.missed) == 119
    (fault,) = found.replies.faults
    assert "Wikidata's API" in fault.en
    assert "رابط برنامه‌نویسی ویکی‌داده" in fault.fa
    assert time.slept == [2.0]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (Reply(200, b"<html>", {"Content-Type": "text/html"}), "text/html, which is no JSON"),
        (Reply(200, b'{"entities": '), "no JSON"),
        (Reply(200, b"[" * 100_000), "no JSON"),
        (reply([]), "not of the form"),
        (reply({"entities": []}), "not of the form"),
        (reply({"entities": {"Q3616": {"id": "Q3616", "claims": {"P31": [{}]}}}}), "not of the form"),
        (reply({"entities": {"Q3616": {"id": "Q3616", "labels": {"en": "Tehran"}}}}), "not of the form"),
        (reply({"entities": {"Q3616": {"id": "Q1 } DROP ALL", "claims": {}}}}), "not of the form"),
        (
            reply({"entities": {"Q3616": TEHRAN | {"claims": {"P31": [link("P31", "Q5")], "P17": 7}}}}),
            "not of the form",
        ),
        (reply({"entities": {"Q3616": TEHRAN | {"claims": {"P625": [FAR]}}}}), "no angle up to 90 degrees"),
        (reply({"error": {"code": "param-missing", "info": "no ids"}}), "the error 'param-missing': no ids"),
        (Reply(404), "status 404"),
        (Reply(403), "turns us away .status 403"),
        (Reply(200, b" " * 100_001), "longer than 100000 bytes"),
    ],
)
def test_a_malformed_answer_is_told_and_not_kept(fake: FakeWikidata, time: Time, given: Reply, says: str) -> None:
    fake.first = [given]
    found = items(client(fake, time), ["Q3616"])
    assert re.search(says, found.replies.missed["Q3616"].en)
    assert re.search(r"[آ-ی]", found.replies.missed["Q3616"].fa)
    assert len(fake.server.visits) == 1
    assert "Q3616" in items(client(fake, time), ["Q3616"]).found


def paths(content: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """List the ways to all parts of an answer."""
    yield path
    inner = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for key, value in inner:
        yield from paths(value, (*path, key))


JUNK: list[object] = [
    None,
    True,
    -1,
    float("nan"),
    1e308,
    "",
    "Q5",
    "+1e999",
    "x" * 50,
    [],
    [[]],
    {},
    {"value": None},
    {"id": 1},
]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(list(paths(TEHRAN))), st.sampled_from(JUNK))
def test_whatever_a_part_of_an_item_is_it_is_read_or_told(
    fake: FakeWikidata, path: tuple[str | int, ...], junk: object
) -> None:
    content: Any = {"item": deepcopy(TEHRAN)}
    *way, last = ("item", *path)
    holder: Any = content
    for key in way:
        holder = holder[key]
    holder[last] = junk
    fake.first = [reply({"entities": {"Q3616": content["item"]}})]
    found = items(client(fake, Time()), ["Q3616"])
    assert (set(found.found) | set(found.replies.missed)) == {"Q3616"}
    for kept in fake.folder.rglob("*.json"):
        kept.unlink()


def test_a_redirect_leads_only_to_the_services_themselves(fake: FakeWikidata, time: Time) -> None:
    with trap() as elsewhere:
        fake.first = [Reply(302, b"", {"Location": f"{elsewhere.url}/w/api.php"})]
        found = items(client(fake, time), ["Q3616"])
        assert "not on the list" in found.replies.missed["Q3616"].en
        assert elsewhere.connections == 0
    fake.first = [Reply(307, b"", {"Location": f"{fake.server.url}/w/api.php?action=wbgetentities&ids=Q3616"})]
    assert "Q3616" in items(client(fake, time), ["Q3616"]).found


def test_a_policy_that_does_not_name_wikidata_keeps_from_asking(fake: FakeWikidata, time: Time) -> None:
    asking = client_of(fake.settings, policy=Policy.from_text("wikidata-search"), limits=QUICK, clock=time.clock)
    assert "not on the list" in items(asking, ["Q3616"]).replies.missed["Q3616"].en
    assert fake.server.connections == 0


def test_nothing_is_asked_twice_until_it_is_old(fake: FakeWikidata, time: Time) -> None:
    for _ in range(2):
        assert items(client(fake, time), ["Q3616", "Q794"]).found["Q3616"].labels["en"] == "Tehran"
    assert len(fake.server.visits) == 1
    fake.items["Q3616"] = item("Q3616", "Teheran")
    time.seconds += 30 * 86_400 + 1
    assert items(client(fake, time), ["Q3616"]).found["Q3616"].labels["en"] == "Teheran"
    assert len(fake.server.visits) == 2


def test_an_old_answer_is_better_than_none_and_says_so(fake: FakeWikidata, time: Time) -> None:
    items(client(fake, time), ["Q3616"])
    time.seconds += 30 * 86_400 + 1
    fake.first = [Reply(500)] * 4
    found = items(client(fake, time), ["Q3616", "Q794"])
    assert found.replies.found["Q3616"].is_old
    assert set(found.replies.missed) == {"Q794"}
    assert len(found.replies.faults) == 1


def test_offline_what_was_kept_is_all_there_is(fake: FakeWikidata, time: Time) -> None:
    items(client(fake, time), ["Q3616"])
    before = fake.server.connections
    time.seconds += 1000 * 86_400
    found = items(client(fake, time, is_offline=True), ["Q3616", "Q794"])
    assert found.found["Q3616"].labels["fa"] == "تهران"
    assert "offline" in found.replies.missed["Q794"].en
    assert "بی‌شبکه" in found.replies.missed["Q794"].fa
    chosen = Settings.from_environment(fake.environment | {"CDKG_OFFLINE": "1"})
    assert client_of(chosen).is_offline
    assert fake.server.connections == before


def test_a_damaged_answer_on_disk_is_asked_for_again(fake: FakeWikidata, time: Time) -> None:
    items(client(fake, time), ["Q3616"])
    (path,) = fake.folder.rglob("*.json")
    assert json.loads(path.read_text())["asked"].endswith("/w/api.php item Q3616")
    for damaged in ("", "{}", "[]", '{"asked": "x", "when": "2026-11-01", "content": 1}', "[" * 100_000):
        path.write_text(damaged)
        assert "Q3616" in items(client(fake, time), ["Q3616"]).found
    assert len(fake.server.visits) == 6


def test_a_cache_that_cannot_be_written_is_named(fake: FakeWikidata, time: Time) -> None:
    fake.folder.write_text("a file, not a folder")
    with pytest.raises(SettingsError, match="CDKG_WIKIDATA_CACHE"):
        items(client(fake, time), ["Q3616"])


def test_an_address_that_cannot_be_used_is_named(fake: FakeWikidata) -> None:
    chosen = Settings.from_environment(fake.environment | {"CDKG_WIKIDATA_API": "ftp://example.org/"})
    with pytest.raises(SettingsError, match="CDKG_WIKIDATA_"):
        client_of(chosen)


def test_a_cut_answer_of_the_query_service_is_not_taken_for_all(
    fake: FakeWikidata, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cdkg.wikidata.search._MOST_ROWS", 1)
    found = named(client(fake, time), ["Tehran", "Iran"], is_place=False)
    assert found.found == {}
    assert "not all were looked at: Tehran, Iran" in found.missed["Iran"].en
