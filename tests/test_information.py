"""What a contribution repeats or contradicts is told as information, with both places, in both languages."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from cdkg.build import build_graph
from cdkg.contributions.checking import Handed, check_against
from cdkg.contributions.writing import write_difference
from cdkg.foreign import Limits
from cdkg.validation import Report, Result
from contribution_desk import tie_file

PUBLISHED = tie_file(
    "old-list", ("kashan", "kyoto", "sister-city"), ("kashan", "yazd", "sister-city"), ("tabriz", "yazd", "friendship")
)


@pytest.fixture(scope="module")
def store() -> ox.Store:
    """A graph that holds what one list says."""
    store = build_graph(chosen=())
    store.extend([ox.Quad(quad.subject, quad.predicate, quad.object) for quad in store])
    effects = check_against(store, [Handed(PUBLISHED, "old.ttl")], Limits()).effects
    assert effects is not None
    write_difference(store, effects.removed, effects.added)
    return store


def check(store: ox.Store, *files: tuple[str, bytes]) -> Report:
    before = len(store)
    report = check_against(store, [Handed(content, name) for name, content in files], Limits()).report
    assert len(store) == before
    return report


def told(report: Report) -> list[Result]:
    return [result for result in report.results if result.severity == "Info"]


def test_what_is_new_needs_no_remark(store: ox.Store) -> None:
    report = check(store, ("new.ttl", tie_file("new-list", ("kyoto", "yazd", "sister-city"))))
    assert (report.conforms, told(report)) == (True, [])


def test_the_same_claim_of_another_document_is_one_more_source(store: ox.Store) -> None:
    report = check(store, ("new.ttl", tie_file("new-list", ("kashan", "kyoto", "sister-city"))))
    assert report.conforms
    [result] = told(report)
    assert result.message.en == (
        "The graph holds this on Kashan – Kyoto already, from old-list, table 1, row 1, at "
        "https://example.org/old-list. Yours is added as one more source for it."
    )
    assert "کاشان – کیوتو" in result.message.fa
    assert "جدول ۱، ردیف ۱" in result.message.fa
    assert result.location is not None
    assert (result.location.en, result.location.fa) == ("new.ttl, line 11", "new.ttl، سطر ۱۱")
    assert result.focus_node.endswith("claim/new-list/1")
    assert (result.value or "").endswith("claim/old-list/1")


def test_another_year_or_status_is_not_the_same_claim(store: ox.Store) -> None:
    content = tie_file("new-list", ("kashan", "kyoto", "sister-city"))
    with_year = content.replace(b"cdkg:claimedStatus", b"cdkg:claimedYear 1990 ; cdkg:claimedStatus")
    assert told(check(store, ("new.ttl", with_year))) == []


def test_the_same_place_of_the_same_document_is_a_duplicate(store: ox.Store) -> None:
    again = PUBLISHED.replace(b"claim/old-list", b"claim/again").replace(b"locator/old-list", b"locator/again")
    results = told(check(store, ("again.ttl", again)))
    assert len(results) == 3
    assert all(
        result.message.en.startswith("This place is stated already: old-list, table 1, row") for result in results
    )
    assert {(result.value or "").rpartition("/")[2] for result in results} == {"1", "2", "3"}


def test_a_new_disagreement_is_told_with_what_both_sides_say(store: ox.Store) -> None:
    report = check(store, ("new.ttl", tie_file("new-list", ("kashan", "yazd", "memorandum-of-understanding"))))
    assert report.conforms
    [result] = told(report)
    assert result.message.en == (
        "On the kind of Kashan – Yazd this says «memorandum of understanding», but others say otherwise (old-list, "
        "table 1, row 2, at https://example.org/old-list: «sister city»). That is no fault: all stand until somebody "
        "settles the disagreement."
    )
    assert "گفته شما «تفاهم‌نامه» است" in result.message.fa
    assert result.path == "https://w3id.org/cdkg/ontology#claimedKind"


def test_a_broader_kind_does_not_disagree(store: ox.Store) -> None:
    assert told(check(store, ("new.ttl", tie_file("new-list", ("tabriz", "yazd", "sister-city"))))) == []


def test_years_that_do_not_meet_are_told_as_each_side_gives_them(store: ox.Store) -> None:
    def file(name: str, year: bytes) -> tuple[str, bytes]:
        content = tie_file(name, ("kyoto", "yazd", "sister-city"))
        return f"{name}.ttl", content.replace(b"cdkg:claimedStatus", year + b" ; cdkg:claimedStatus")

    report = check(store, file("one", b"cdkg:claimedYear 1990"), file("two", b"cdkg:claimedYearSolarHijri 1380"))
    by_place = {result.location.en: result.message for result in told(report) if result.location is not None}
    assert sorted(by_place) == ["one.ttl, line 11", "two.ttl, line 11"]
    assert "this says «1990»" in by_place["one.ttl, line 11"].en
    assert "«۱۳۸۰ (هجری شمسی)»" in by_place["one.ttl, line 11"].fa


def test_files_that_speak_of_each_other_are_checked_together(store: ox.Store) -> None:
    content = tie_file("new-list", ("kyoto", "yazd", "sister-city")).decode()
    head, claim, place = content.partition("<https://w3id.org/cdkg/id/locator/new-list/1> a cdkg:Locator")
    prefixes = head[: head.index("<https://w3id.org/cdkg/id/document")]
    parts = ("claims.ttl", head.encode()), ("places.ttl", (prefixes + claim + place).encode())
    assert not check(store, parts[0]).conforms
    assert check(store, *parts).conforms
