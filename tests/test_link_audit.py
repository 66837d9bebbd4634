"""Links that no longer hold are found: merged, deleted, of another type, drifted, and one item for two entities."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cdkg.errors import Message
from cdkg.linking.auditing import Audit, audit
from cdkg.linking.things import Thing
from cdkg.namespaces import entity
from cdkg.wikidata import client_of
from cdkg.wikidata.pace import Limits
from trap import Reply
from wikidata_server import FakeWikidata, Time, fake_wikidata, item


def subject(kind: str, slug: str, en: str, fa: str, place: tuple[float, float] | None = None) -> Thing:
    return Thing(entity(kind, slug), Message(en, fa), (fa, en, f"{en} City"), place=place)


TEHRAN = subject("city", "tehran", "Tehran", "تهران", (35.69439, 51.42151))
TABRIZ = subject("city", "tabriz", "Tabriz", "تبریز", (38.08, 46.2919))
IRAN = subject("country", "ir", "Iran", "ایران", (32.16622, 54.93149))
UCLG = subject("network", "uclg", "United Cities", "شهرهای متحد")
SUBJECTS = [TEHRAN, TABRIZ, IRAN, UCLG]
LINKS = {TEHRAN.iri: "Q3616", TABRIZ.iri: "Q80053", IRAN.iri: "Q794", UCLG.iri: "Q900000020"}


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[FakeWikidata]:
    there = (
        item("Q3616", "Tehran", "تهران", country="Q794", place=(35.6892, 51.389)),
        item("Q80053", "Tabriz", "تبریز", country="Q794", place=(38.0814, 46.3006)),
        item("Q794", "Iran", "ایران", types=("Q6256",), place=(32.0, 53.0)),
        item("Q900000020", "United Cities", types=("Q43229",)),
    )
    with fake_wikidata(tmp_path / "kept", *there) as running:
        yield running


def check(fake: FakeWikidata, links: dict[str, str] | None = None, *, is_offline: bool = False) -> Audit:
    asking = client_of(fake.settings, is_offline=is_offline, limits=Limits(5.0, 100_000), clock=Time().clock)
    return audit(SUBJECTS, LINKS if links is None else links, asking)


def found(result: Audit) -> list[tuple[str, str, str]]:
    return [(one.what, one.subject, one.qid) for one in result.findings]


def test_links_that_hold_are_clean(fake: FakeWikidata) -> None:
    result = check(fake)
    assert found(result) == []
    assert (result.is_clean, result.links, result.checked) == (True, 4, 4)
    assert len(fake.server.visits) == 2  # all items at once, and all their types


def test_a_merged_item_is_found_and_where_to(fake: FakeWikidata) -> None:
    fake.merged["Q900000008"] = "Q80053"
    result = check(fake, LINKS | {TABRIZ.iri: "Q900000008"})
    assert found(result) == [("redirected", TABRIZ.iri, "Q900000008")]
    told = result.findings[0].message
    assert "cdkg link accept city:tabriz Q80053" in told.en
    assert "cdkg link accept city:tabriz Q80053" in told.fa
    assert not result.is_clean


def test_a_deleted_item_is_found(fake: FakeWikidata) -> None:
    del fake.items["Q80053"]
    assert found(check(fake)) == [("missing", TABRIZ.iri, "Q80053")]


def test_an_item_that_became_something_else_is_found(fake: FakeWikidata) -> None:
    fake.items["Q80053"] = item("Q80053", "Tabriz", "تبریز", types=("Q5",))
    assert found(check(fake)) == [("type", TABRIZ.iri, "Q80053")]


def test_a_city_may_be_an_administrative_unit_there_and_a_country_not(fake: FakeWikidata) -> None:
    fake.roots["Q900000009"] = ("Q56061",)
    fake.items["Q80053"] = item("Q80053", "Tabriz", types=("Q900000009",))
    fake.items["Q794"] = item("Q794", "Iran", types=("Q900000009",))
    assert found(check(fake)) == [("type", IRAN.iri, "Q794")]


def test_one_fitting_type_is_enough_and_no_type_is_no_other_type(fake: FakeWikidata) -> None:
    fake.items["Q80053"] = item("Q80053", "Tabriz", types=("Q5", "Q515"))
    fake.items["Q3616"] = item("Q3616", "Tehran", types=())
    assert found(check(fake)) == []


@pytest.mark.parametrize(
    ("en", "fa", "aliases", "languages"),
    [
        ("Tabriz", "تبريز", {}, []),  # Arabic yeh folds to the Persian one
        ("tabrīz", "تبریز", {}, []),
        ("Tabriz City", "تبریز", {}, []),  # an alias of ours
        ("Tauris", "تبریز", {"en": ["Tabriz"]}, []),  # our label is an alias there
        ("Tauris", "تبریز", {}, ["en"]),
        ("Tauris", "توریز", {}, ["en", "fa"]),
        ("Tabriz", "", {}, []),  # no Persian label is no other label
    ],
)
def test_a_label_that_drifted_is_found(
    fake: FakeWikidata, en: str, fa: str, aliases: dict[str, list[str]], languages: list[str]
) -> None:
    fake.items["Q80053"] = item("Q80053", en, fa, aliases=aliases)
    result = check(fake)
    assert found(result) == [("label", TABRIZ.iri, "Q80053")] * len(languages)
    named = {"en": "English", "fa": "Persian"}
    assert sorted(one.message.en.split(",")[0] for one in result.findings) == sorted(
        f"In {named[language]}" for language in languages
    )


@pytest.mark.parametrize(
    ("place", "is_found"),
    [((38.08, 46.2919), False), ((38.28, 46.2919), False), ((38.38, 46.2919), True), (None, False)],
    ids=["same", "22 km", "33 km", "nowhere"],
)
def test_coordinates_that_drifted_are_found(
    fake: FakeWikidata, place: tuple[float, float] | None, is_found: bool
) -> None:
    fake.items["Q80053"] = item("Q80053", "Tabriz", place=place)
    result = check(fake)
    assert found(result) == [("coordinates", TABRIZ.iri, "Q80053")] * is_found
    if is_found:
        assert "33 km" in result.findings[0].message.en
        assert "۳۳ کیلومتر" in result.findings[0].message.fa


def test_a_country_lies_anywhere_within_itself(fake: FakeWikidata) -> None:
    fake.items["Q794"] = item("Q794", "Iran", types=("Q6256",), place=(27.0, 60.0))  # 763 km
    assert found(check(fake)) == []
    fake.items["Q794"] = item("Q794", "Iran", types=("Q6256",), place=(-27.0, 60.0))
    assert found(check(fake, {IRAN.iri: "Q794"})) == []  # kept
    fake.folder.rename(fake.folder.with_name("away"))
    assert found(check(fake, {IRAN.iri: "Q794"})) == [("coordinates", IRAN.iri, "Q794")]


def test_two_entities_on_one_item_are_found_also_after_a_merge(fake: FakeWikidata) -> None:
    same = check(fake, LINKS | {TABRIZ.iri: "Q3616"})
    assert ("shared", TABRIZ.iri, "Q3616") in found(same)
    assert ("shared", TEHRAN.iri, "Q3616") in found(same)
    fake.merged["Q900000008"] = "Q3616"
    merged = check(fake, LINKS | {TABRIZ.iri: "Q900000008"})
    assert {one for one in found(merged) if one[0] == "shared"} == {
        ("shared", TABRIZ.iri, "Q900000008"),
        ("shared", TEHRAN.iri, "Q3616"),
    }


def test_a_link_of_something_that_the_graph_does_not_have_is_checked_for_what_can_be(fake: FakeWikidata) -> None:
    assert found(check(fake, {entity("city", "gone"): "Q900000099"})) == [
        ("missing", entity("city", "gone"), "Q900000099")
    ]


def test_what_could_not_be_checked_is_told_and_is_not_clean(fake: FakeWikidata) -> None:
    fake.server.reply = lambda visit: Reply(500)
    nothing = check(fake)
    assert (nothing.is_clean, nothing.checked, len(nothing.unchecked), found(nothing)) == (False, 0, 4, [])
    whole = fake.answer
    fake.server.reply = lambda visit: Reply(500) if visit.target == "/sparql" else whole(visit)
    untyped = check(fake)
    assert (untyped.is_clean, untyped.checked, untyped.unchecked) == (False, 4, ())
    assert untyped.untyped == ("Q3616", "Q794", "Q80053", "Q900000020")
    assert "query service" in untyped.unreached[0].en


def test_offline_the_links_are_checked_against_what_was_kept(fake: FakeWikidata) -> None:
    check(fake)
    connections = fake.server.connections
    assert check(fake, is_offline=True).is_clean
    more = check(fake, LINKS | {entity("city", "x"): "Q1"}, is_offline=True)
    assert more.unchecked == ("Q1",)
    assert fake.server.connections == connections
