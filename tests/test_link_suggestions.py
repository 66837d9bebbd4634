"""Items are suggested with reasons, from a file and from Wikidata; what was decided is not suggested again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdkg.errors import CdkgError, Message, RecordError
from cdkg.linking.finding import EVERYWHERE, FILE, QUERY_SERVICE, RECONCILIATION, SEARCH
from cdkg.linking.local_file import LocalItems, local_items, read_local
from cdkg.linking.suggesting import Suggestions, candidates
from cdkg.linking.things import CLASSES, Thing
from cdkg.mappings import Mapping, MappingSet
from cdkg.matching import Index, Known
from cdkg.namespaces import entity
from cdkg.wikidata import Client, client_of
from cdkg.wikidata.pace import Limits
from trap import Reply
from wikidata_server import FakeWikidata, Time, fake_wikidata, item, reply

IRAN, INDIA, PAKISTAN = (entity("country", code) for code in ("ir", "in", "pk"))
CSV = """kind,name_en,name_fa,qid,lat,lon,iso_country,geonames_id,verified_in,note
city,Tehran,تهران,Q3616,35.69439,51.42151,IR,112931,Natural Earth 4.0,
city,Kashan,کاشان,Q240475,33.98237,51.42769,IR,128476,,
organisation,United Cities,شهرهای متحد,Q900000020,,,,,,
concept,city,شهر,Q515,,,,,,
city,No number,بی‌شناسه,,,,,,,
"""


def subject(
    kind: str, slug: str, en: str, fa: str, country: str = "", place: tuple[float, float] | None = None
) -> Thing:
    return Thing(entity(kind, slug), Message(en, fa), (fa, en), country, place=place)


TEHRAN = subject("city", "tehran", "Tehran", "تهران", IRAN, (35.69439, 51.42151))
HYDERABAD = subject("city", "hyderabad", "Hyderabad", "حیدرآباد", INDIA, (17.38, 78.46))
THERE = (
    item("Q3616", "Tehran", "تهران", country="Q794", place=(35.6892, 51.389), population=8693706),
    item("Q900000003", "Tehran", "تهران", types=("Q5",)),  # a person of that name
    item("Q900000004", "Hyderabad", "حیدرآباد", country="Q668", place=(17.385, 78.4867)),
    item("Q900000005", "Hyderabad", "حیدرآباد", country="Q843", place=(25.3792, 68.3683)),
)


def decided(*pairs: tuple[str, str | None, bool]) -> MappingSet:
    """Decisions: an entity, an item, and whether it was accepted."""
    return MappingSet(
        Mapping(iri, qid, is_negative=not accepted, reviewer="r", date="2026-11-29") for iri, qid, accepted in pairs
    )


COUNTRIES = decided((IRAN, "Q794", True), (INDIA, "Q668", True), (PAKISTAN, "Q843", True))


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[FakeWikidata]:
    with fake_wikidata(tmp_path / "kept", *THERE) as running:
        yield running


def client(fake: FakeWikidata, *, is_offline: bool = False) -> Client:
    return client_of(fake.settings, is_offline=is_offline, limits=Limits(5.0, 100_000), clock=Time().clock)


def suggested(found: Suggestions) -> list[list[str]]:
    return [[one.qid for one in each.candidates] for each in found.given]


def file_of(*known: Known) -> LocalItems:
    return LocalItems({one.id: one for one in known}, Index(known))


def test_a_table_of_items_is_read(tmp_path: Path) -> None:
    path = tmp_path / "items.csv"
    path.write_text(CSV, encoding="utf-8")
    tehran, kashan, body, concept = read_local(path)
    assert tehran == Known("Q3616", ("Tehran", "تهران"), frozenset({CLASSES["city"]}), IRAN, (35.69439, 51.42151))
    assert kashan.id == "Q240475"
    assert body.types == {CLASSES["network"], CLASSES["organization"]}
    assert concept.types == {"concept"}


def test_a_table_without_a_head_has_identifiers_and_names(tmp_path: Path) -> None:
    path = tmp_path / "names.tsv"
    path.write_text("Q201391\tKohtla-Järve\nQ109336\tCh’ŏngjin\nQ109336\tChongjin\n", encoding="utf-8")
    assert read_local(path) == [Known("Q201391", ("Kohtla-Järve",)), Known("Q109336", ("Ch’ŏngjin", "Chongjin"))]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name,lat\nTehran,1\n", "line 1: no column is called qid"),
        ("qid,name\nQ3616,Tehran\nTehran,Q3616\n", "line 3: «Tehran» is no identifier"),
        ("qid,name,lat,lon\nQ3616,Tehran,95,1\n", "line 2: .* no coordinates"),
        ("qid,name,lat,lon\nQ3616,Tehran,north,1\n", "line 2: .* no coordinates"),
        ("qid,name,population\nQ3616,Tehran,many\n", "line 2: the population «many»"),
        ('qid,name\nQ3616,"Teh"ran\n', "line 2: it is malformed"),
    ],
)
def test_a_table_that_cannot_be_read_is_told_with_its_line(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "items.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RecordError, match=says) as fault:
        read_local(path)
    assert "items.csv" in fault.value.message.fa


@settings(deadline=None)  # a file is read
@given(st.text(max_size=200))
def test_no_text_breaks_the_reader_otherwise(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_text("qid,name,lat,lon,population\n" + text, encoding="utf-8", errors="replace")
    with suppress(RecordError):
        assert all(one.names for one in read_local(path))


def test_a_file_that_changes_is_read_again_and_an_absent_one_told(tmp_path: Path) -> None:
    path = tmp_path / "items.csv"
    path.write_text("qid,name\nQ1,One\n")
    assert local_items(path) is local_items(path)
    path.write_text("qid,name\nQ1,One\nQ22,Twenty-two\n")
    assert set(local_items(path).known) == {"Q1", "Q22"}
    with pytest.raises(CdkgError, match="cannot be read"):
        local_items(tmp_path / "absent.csv")


def test_candidates_of_a_file_need_no_network() -> None:
    local = file_of(
        Known("Q3616", ("Tehran", "تهران"), frozenset({CLASSES["city"]}), IRAN, (35.69439, 51.42151)),
        Known("Q643031", ("Tehran Province",), frozenset({"province"}), IRAN),
    )
    found = candidates([TEHRAN], MappingSet(), None, local=local)
    best = found.given[0].candidates[0]
    assert (best.qid, best.scored.is_match, best.ways, best.scored.score) == ("Q3616", True, (FILE,), 100.0)
    assert {one.name for one in best.scored.features} == {"name", "type", "country", "distance"}
    assert best.label == Message("Tehran", "تهران")
    assert found.unreached == ()


def test_wikidata_is_looked_through_in_three_ways(fake: FakeWikidata) -> None:
    found = candidates([TEHRAN], COUNTRIES, client(fake))
    best, namesake = found.given[0].candidates
    assert (best.qid, best.scored.is_match) == ("Q3616", True)
    assert best.ways == tuple(sorted(EVERYWHERE))
    assert best.label == Message("Tehran", "تهران")
    assert best.description.en == "what Tehran is"
    values = {one.name: one.value for one in best.scored.features}
    assert values["name"] == values["type"] == values["country"] == values["distance"] == 1.0
    # The person is found by the search alone: it lies nowhere, and is no settlement.
    assert (namesake.qid, namesake.ways) == ("Q900000003", (SEARCH,))
    assert {one.name: one.value for one in namesake.scored.features}["type"] == 0.0
    assert namesake.scored.score < 84


def test_two_cities_of_one_name_are_told_apart_by_country_and_place(fake: FakeWikidata) -> None:
    there, other = candidates([HYDERABAD], COUNTRIES, client(fake)).given[0].candidates
    assert (there.qid, there.scored.is_match) == ("Q900000004", True)
    assert (other.qid, other.scored.is_match) == ("Q900000005", False)
    assert there.scored.score - other.scored.score > 30


def test_a_country_that_is_not_linked_speaks_neither_for_nor_against(fake: FakeWikidata) -> None:
    found = candidates([TEHRAN], MappingSet(), client(fake))
    best = found.given[0].candidates[0]
    assert best.qid == "Q3616"
    assert "country" not in {one.name for one in best.scored.features}


def test_what_was_rejected_or_accepted_is_not_suggested_again(fake: FakeWikidata) -> None:
    decisions = decided((HYDERABAD.iri, "Q900000004", False), (TEHRAN.iri, "Q3616", True))
    found = candidates([HYDERABAD, TEHRAN], decisions, client(fake))
    assert suggested(found) == [["Q900000005"], ["Q900000003"]]
    assert [one.linked for one in found.given] == ["", "Q3616"]
    # What is left does not become a match because the better one was rejected.
    assert not found.given[0].candidates[0].scored.is_match
    # An item that was rejected for one entity may be another's.
    other = subject("city", "hyderabad-q1", "Hyderabad", "حیدرآباد")
    assert "Q900000004" in suggested(candidates([other], decisions, client(fake)))[0]


def test_a_merged_item_is_suggested_as_what_it_became(fake: FakeWikidata) -> None:
    fake.merged["Q900000006"] = "Q3616"
    search = {"search": [{"id": "Q900000006"}], "success": 1}
    fake.first = [reply(search), reply({"search": [], "success": 1})]
    found = candidates([TEHRAN], COUNTRIES, client(fake), ways=[SEARCH])
    assert suggested(found) == [["Q3616"]]
    assert found.given[0].candidates[0].ways == (SEARCH,)


def test_what_a_file_says_is_kept_where_wikidata_says_nothing(fake: FakeWikidata) -> None:
    fake.items["Q900000007"] = item("Q900000007", "Hyderabad", types=())
    local = file_of(Known("Q900000007", ("حیدرآباد",), frozenset({CLASSES["city"]}), INDIA, (17.38, 78.46)))
    found = candidates([HYDERABAD], COUNTRIES, client(fake), local=local)
    mine = next(one for one in found.given[0].candidates if one.qid == "Q900000007")
    assert mine.ways == (FILE, SEARCH)
    assert {one.name for one in mine.scored.features} == {"name", "type", "country", "distance"}


def test_partial_results_are_told_as_partial(fake: FakeWikidata) -> None:
    broken = {"/en/api", "/sparql"}
    whole = fake.answer
    fake.server.reply = lambda visit: Reply(500) if visit.target in broken else whole(visit)
    found = candidates([TEHRAN], COUNTRIES, client(fake))
    assert found.given[0].candidates[0].qid == "Q3616"
    assert found.given[0].candidates[0].ways == (SEARCH,)
    assert [message.en.split(" (")[0] for message in found.unreached] == [
        "Wikidata's reconciliation service",
        "Wikidata's query service",
    ]
    assert found.to_dict()["complete"] is False
    # What the items are could not be found out, so that it speaks for nobody.
    assert "type" not in {one.name for one in found.given[0].candidates[0].scored.features}


def test_offline_the_same_is_suggested_from_what_was_kept(fake: FakeWikidata) -> None:
    before = candidates([TEHRAN, HYDERABAD], COUNTRIES, client(fake))
    connections = fake.server.connections
    after = candidates([TEHRAN, HYDERABAD], COUNTRIES, client(fake, is_offline=True))
    assert after.to_dict() == before.to_dict()
    assert fake.server.connections == connections
    assert before.to_dict()["complete"] is True
    assert {way for each in before.given for one in each.candidates for way in one.ways} == {
        SEARCH,
        RECONCILIATION,
        QUERY_SERVICE,
    }
