"""The desk: contributions are handed in, reviewed, merged and taken back; whatever happens, all of one or nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdkg.contributions.decisions import ReportClaim, Settle
from cdkg.contributions.desk import Desk
from cdkg.contributions.entries import checked_id, id_of
from cdkg.contributions.gate import NonConformingError
from cdkg.contributions.queue import Queue
from cdkg.errors import (
    CdkgError,
    ContributionFieldError,
    ContributionStateError,
    ForeignDataError,
    OverBudgetError,
    StoreBusyError,
    UnknownContributionError,
)
from cdkg.namespaces import CONTRIBUTIONS, ONTOLOGY, entity
from cdkg.settings import Settings
from cdkg.store.changes import Writer
from cdkg.store.generations import current_id
from cdkg.store.graph_changes import Document, PutGraph
from cdkg.store.publication import only_writer
from contribution_desk import PREFIXES, all_quads, copy_of, desk_over, graph_names, holds, tie_file

TIES = tie_file("my-list", ("kashan", "kyoto", "sister-city"))
FAULTY = TIES.replace(b"voc:sister-city", b"voc:no-such-kind")
KASHAN_KYOTO = "city:kyoto cdkg:sisterCity city:kashan"
DISAGREEMENT = entity("disagreement", "tie/baghdad--tehran/kind")
PREFERRED = entity("claim", "foreign-policy/table-1/row-1/partner-19")
KINDS = "?agreement cdkg:ofTie <https://w3id.org/cdkg/id/tie/baghdad--tehran> ; cdkg:kind voc:"


@pytest.fixture
def folder(small: Path, tmp_path: Path) -> Path:
    return copy_of(small, tmp_path / "store")


@pytest.fixture
def desk(folder: Path) -> Iterator[Desk]:
    desk = desk_over(folder)
    yield desk
    desk.close()


def test_a_file_is_merged_once_and_reverting_it_leaves_no_trace(desk: Desk, folder: Path) -> None:
    before, names = all_quads(folder), graph_names(folder)
    entry = desk.hand_in(TIES, "Ties of Kāshān.ttl", "Zohreh")
    assert (entry.id, entry.state, entry.is_changed) == (f"ties-of-kashan-{entry.sha256[:8]}", "accepted", True)
    assert holds(folder, KASHAN_KYOTO)
    told = f"""<{entry.graph}> a cdkg:Contribution ; prov:wasAttributedTo/skos:prefLabel "Zohreh"@en ;
        cdkg:sha256 "{entry.sha256}" ; cdkg:toolVersion ?tool ; prov:generatedAtTime "{entry.when}"^^xsd:dateTime ."""
    assert holds(folder, f"GRAPH <{entry.graph}> {{ {told} }}")

    merged, version = all_quads(folder), current_id(folder)
    again = desk.hand_in(TIES, "another name.ttl", "Ali")
    assert (again.id, again.is_changed) == (entry.id, False)
    assert (all_quads(folder), current_id(folder)) == (merged, version)

    assert desk.revert(entry.id, "Ali", "from the wrong year").state == "reverted"
    assert (all_quads(folder), graph_names(folder)) == (before, names)
    assert desk.accept(entry.id, "Zohreh").state == "accepted"
    assert holds(folder, KASHAN_KYOTO)
    assert [(line.state, line.who, line.reason) for line in desk.log()] == [
        ("queued", "Zohreh", ""),
        ("accepted", "Zohreh", ""),
        ("reverted", "Ali", "from the wrong year"),
        ("accepted", "Zohreh", ""),
    ]


def test_what_waits_is_shown_and_accepted_or_rejected_with_a_reason(desk: Desk, folder: Path) -> None:
    version = current_id(folder)
    entry = desk.hand_in(TIES, "ties.ttl", "Zohreh", id="ties-of-kashan", queue=True)
    assert (entry.state, entry.is_changed, current_id(folder)) == ("queued", True, version)
    assert not desk.hand_in(TIES, "ties.ttl", "Zohreh", queue=True).is_changed
    assert [(one.id, one.state, one.stated) for one in desk.entries()] == [("ties-of-kashan", "queued", 17)]
    assert desk.content("ties-of-kashan") == TIES
    with pytest.raises(ContributionStateError, match="not in the graph"):
        desk.revert("ties-of-kashan", "Ali", "wrong")
    with pytest.raises(ContributionFieldError, match="reason"):
        desk.reject("ties-of-kashan", "Ali", " ")
    rejected = desk.reject("ties-of-kashan", "Ali", "the yearbook\u202e is\n no source")
    assert (rejected.state, rejected.reason) == ("rejected", "the yearbook is no source")
    with pytest.raises(ContributionStateError, match="rejected"):
        desk.reject("ties-of-kashan", "Ali", "again")
    assert desk.accept("ties-of-kashan", "Ali").state == "accepted"
    assert holds(folder, "?c a cdkg:Contribution ; prov:wasAttributedTo/skos:prefLabel 'Zohreh'@fa")
    with pytest.raises(ContributionStateError, match="accepted"):
        desk.accept("ties-of-kashan", "Ali")
    with pytest.raises(ContributionStateError, match="revert it"):
        desk.reject("ties-of-kashan", "Ali", "no")


@pytest.mark.parametrize("queue", [False, True])
def test_what_does_not_conform_is_told_with_its_line_and_nothing_is_kept(desk: Desk, folder: Path, queue: bool) -> None:
    before = current_id(folder)
    with pytest.raises(NonConformingError) as raised:
        desk.hand_in(FAULTY, "faulty.ttl", "Zohreh", queue=queue)
    [result] = [one for one in raised.value.report.results if one.path == "https://w3id.org/cdkg/ontology#claimedKind"]
    assert result.location is not None
    line = next(n for n, text in enumerate(FAULTY.splitlines(), start=1) if b"a cdkg:TieClaim" in text)
    assert result.location.en == f"faulty.ttl, line {line}"
    assert (current_id(folder), desk.entries(), desk.log()) == (before, [], [])
    with pytest.raises(ForeignDataError):
        desk.hand_in(b"<a", "broken.ttl", "Zohreh", queue=queue)
    assert desk.entries() == []


def test_what_is_not_known_or_taken_is_told(desk: Desk) -> None:
    with pytest.raises(UnknownContributionError):
        desk.entry("nothing")
    with pytest.raises(UnknownContributionError):
        desk.accept("../generations", "Ali")
    with pytest.raises(ContributionFieldError, match="who you are"):
        desk.hand_in(TIES, "ties.ttl", "\u200f ")
    desk.hand_in(TIES, "ties.ttl", "Zohreh", id="mine", queue=True)
    with pytest.raises(ContributionStateError, match="another id"):
        desk.hand_in(TIES + b"\n", "ties.ttl", "Zohreh", id="mine", queue=True)


@pytest.mark.parametrize("is_published", [False, True])
def test_whatever_kills_a_merge_the_entry_agrees_with_the_graph(
    desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch, is_published: bool
) -> None:
    class KilledError(BaseException):
        pass

    write = Writer.write

    def killed(*args: object) -> None:
        if is_published:
            write(*args)  # type: ignore[arg-type]
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(Writer, "write", killed)
        with pytest.raises(KilledError):
            desk.hand_in(TIES, "ties.ttl", "Zohreh", id="guide")
    assert holds(folder, KASHAN_KYOTO) is is_published
    # Another process looks at the folder that the first one left.
    other = desk_over(folder)
    entry = other.entry("guide")
    assert (entry.state, entry.who) == ("accepted" if is_published else "queued", "Zohreh")
    assert [line.state for line in other.log()] == ["queued", "accepted"][: 1 + is_published]
    assert other.hand_in(TIES, "ties.ttl", "Zohreh").is_changed is not is_published
    with monkeypatch.context() as patch:
        patch.setattr(Writer, "write", killed)
        with pytest.raises(KilledError):
            other.revert("guide", "Ali", "wrong")
    entry = other.entry("guide")
    assert (entry.state, entry.reason) == (("reverted", "wrong") if is_published else ("accepted", ""))
    assert holds(folder, KASHAN_KYOTO) is not is_published
    other.close()


def test_an_entry_is_replaced_whole_or_not_at_all(desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.hand_in(TIES, "ties.ttl", "Zohreh", id="guide", queue=True)

    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full)
        with pytest.raises(OSError, match="No space"):
            desk.reject("guide", "Ali", "no")
        patch.setattr(Path, "rename", full)
        with pytest.raises(OSError, match="No space"):
            desk.hand_in(tie_file("x", ("kashan", "kyoto", "twinning")), "x.ttl", "Ali", id="other")
    assert [(one.id, one.state) for one in desk.entries()] == [("guide", "queued")]
    assert sorted(path.name for path in (folder / "contributions").iterdir()) == ["guide", "lock"]
    assert sorted(path.name for path in (folder / "contributions" / "guide").iterdir()) == ["entry.json", "file"]


def test_what_a_crash_has_left_half_written_is_nobodys_entry(desk: Desk, folder: Path) -> None:
    half = folder / "contributions" / ".new-0123"
    half.mkdir(parents=True)
    (half / "entry.json").write_text("{")
    assert desk.entries() == []
    desk.hand_in(TIES, "ties.ttl", "Zohreh", queue=True)
    assert not half.exists()


def test_two_at_once_are_both_in_and_who_waits_too_long_is_told(desk: Desk, folder: Path) -> None:
    files = {name: tie_file(name, ("kashan", "kyoto", "sister-city")) for name in ("one", "other")}
    other = desk_over(folder)
    raised: list[CdkgError] = []

    def hand_in(at: Desk, name: str) -> None:
        try:
            at.hand_in(files[name], f"{name}.ttl", name, id=name)
        except CdkgError as error:
            raised.append(error)

    threads = [threading.Thread(target=hand_in, args=args) for args in ((desk, "one"), (other, "other"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert raised == []
    assert [(one.id, one.state) for one in desk.entries()] == [("one", "accepted"), ("other", "accepted")]
    hasty = desk_over(folder, update_seconds=0.05)
    with only_writer(folder), pytest.raises(StoreBusyError):
        hasty.revert("one", "Ali", "no")
    with only_writer(folder / "contributions"), pytest.raises(StoreBusyError):
        hasty.revert("one", "Ali", "no")
    assert hasty.entry("one").state == "accepted"
    for one in (other, hasty):
        one.close()


def test_one_that_others_rest_on_cannot_be_taken_out_before_them(desk: Desk, folder: Path) -> None:
    city = f"""{PREFIXES}
    city:natanz a cdkg:City ; skos:prefLabel "Natanz"@en , "نطنز"@fa ; cdkg:country cdr:country\\/ir ;
      prov:wasDerivedFrom cdr:locator\\/natanz\\/0 .
    cdr:locator\\/natanz\\/0 a cdkg:Locator ; cdkg:inDocument cdr:document\\/natanz ;
      cdkg:url "https://x.org/"^^xsd:anyURI .
    cdr:document\\/natanz a cdkg:Document ; skos:prefLabel "Natanz"@en , "نطنز"@fa ."""
    desk.hand_in(city.encode(), "natanz.ttl", "Zohreh", id="natanz")
    desk.hand_in(tie_file("natanz-ties", ("kyoto", "natanz", "sister-city")), "ties.ttl", "Ali", id="ties")
    with pytest.raises(NonConformingError, match="Revert these first: ties"):
        desk.revert("natanz", "Ali", "no")
    assert desk.entry("natanz").state == "accepted"
    desk.revert("ties", "Ali", "no")
    desk.revert("natanz", "Ali", "no")
    assert not holds(folder, "city:natanz ?p ?o")


@pytest.fixture
def whole(published: Path, tmp_path: Path) -> Iterator[tuple[Desk, Path]]:
    """A desk over the whole graph."""
    folder = copy_of(published, tmp_path / "whole")
    desk = desk_over(folder)
    yield desk, folder
    desk.close()


def test_resolving_a_disagreement_leaves_one_kind_until_it_is_reverted(whole: tuple[Desk, Path]) -> None:
    desk, folder = whole
    before = all_quads(folder)
    kinds = ("sister-city", "memorandum-of-understanding")
    assert [holds(folder, KINDS + kind) for kind in kinds] == [True, True]
    decision = Settle("cdr:disagreement/tie/baghdad--tehran/kind", (PREFERRED,), "The memorandum itself was seen.")
    entry = desk.decide(decision, "Zohreh")
    assert [holds(folder, KINDS + kind) for kind in kinds] == [False, True]
    assert not desk.decide(decision, "Zohreh").is_changed
    shown = desk.difference(entry.id)
    assert {one.property.rpartition("#")[2] for one in shown.follows} == {"setsAside"}
    assert "sister city" in {one.value_label.en for one in shown.ends}
    desk.revert(entry.id, "Ali", "It was another one.")
    assert all_quads(folder) == before


def test_decisions_that_make_no_sense_are_refused(whole: tuple[Desk, Path]) -> None:
    desk, _ = whole
    for decision, says in (
        (Settle(DISAGREEMENT + "x", (PREFERRED,), "why"), "no disagreement"),
        (Settle(DISAGREEMENT, ("cdr:claim/foreign-policy/table-1/row-1/partner-1",), "why"), "Prefer one of cdr:claim"),
        (Settle(DISAGREEMENT, (PREFERRED,), ""), "reason"),
        (ReportClaim("cdr:city/tehran", "why"), "no claim"),
        (ReportClaim("tehran", "why"), "not an IRI"),
    ):
        with pytest.raises(ContributionFieldError, match=says):
            desk.decide(decision, "Zohreh")


def test_a_report_of_a_mistranscribed_claim_stands_with_it_and_changes_nothing_else(desk: Desk, folder: Path) -> None:
    desk.hand_in(TIES, "ties.ttl", "Zohreh")
    before = set(all_quads(folder))
    report = ReportClaim("cdr:claim/my-list/1", "The table prints another year.")
    entry = desk.decide(report, "Zohreh", queue=True)
    assert set(all_quads(folder)) == before
    desk.accept(entry.id, "Ali")
    claim = entity("claim", "my-list/1")
    told = f"?r a cdkg:TranscriptionReport ; cdkg:about <{claim}> ; cdkg:reason 'The table prints another year.'"
    assert holds(folder, told)
    added = set(all_quads(folder)) - before
    assert before < set(all_quads(folder))
    assert {quad for quad in added if "graph/derived" in quad or "graph/resolved" in quad} == set()


def test_what_came_over_http_is_listed_and_can_be_reverted(desk: Desk, folder: Path) -> None:
    from cdkg.contributions.gate import Contribution

    before = all_quads(folder)
    graph = CONTRIBUTIONS + "over-http"
    put = PutGraph(graph, (Document(TIES, "text/turtle", graph),))
    desk._writer.write(Contribution(put), "token 0123")
    assert [(one.id, one.state, one.sha256) for one in desk.entries()] == [("over-http", "accepted", "")]
    assert len(desk.difference("over-http").stated) == 17
    assert desk.revert("over-http", "Ali", "no").state == "reverted"
    assert (all_quads(folder), desk.entries()) == (before, [])


def test_a_difference_is_the_same_before_and_after_it_is_accepted(desk: Desk) -> None:
    desk.hand_in(TIES, "ties.ttl", "Zohreh")
    other = tie_file("other-list", ("kashan", "kyoto", "memorandum-of-understanding"))
    entry = desk.hand_in(other, "other.ttl", "Ali", queue=True)
    waiting = desk.difference(entry.id)
    desk.accept(entry.id, "Ali")
    accepted = desk.difference(entry.id)
    assert set(waiting.follows) == set(accepted.follows)
    assert (waiting.ends, accepted.ends) == ((), ())
    assert {one for one in accepted.stated if "contribut" not in one.subject} == set(waiting.stated)
    [kind] = [one for one in waiting.stated if one.property.endswith("claimedKind")]
    assert (kind.property_label.fa, kind.value_label.fa) == ("نوع ادعاشده", "تفاهم‌نامه")
    for shown in (waiting, accepted):
        [clash] = shown.clashes
        assert (clash.about.en, clash.facet.fa, clash.is_new) == ("Kashan – Kyoto", "نوع", True)
        assert [(side.says.en, side.is_contributed) for side in clash.sides] == [
            ("sister city", False),
            ("memorandum of understanding", True),
        ]
        assert clash.sides[0].place.en == "my-list, table 1, row 1, at https://example.org/my-list"


def test_the_desk_reads_and_writes_in_processes_of_its_own(folder: Path) -> None:
    before = current_id(folder)
    desk = Desk(folder, Settings(store=str(folder), update_seconds=30.0))
    try:
        assert desk.check(TIES, "ties.ttl").report.conforms
        assert desk.hand_in(TIES, "ties.ttl", "Zohreh").state == "accepted"
        assert current_id(folder) != before
    finally:
        desk.close()


def test_a_file_that_takes_too_much_is_told_what_to_do_and_changes_nothing(folder: Path) -> None:
    before = current_id(folder)
    desk = Desk(folder, Settings(store=str(folder), update_seconds=0.01))
    try:
        for queue in (False, True):
            with pytest.raises(OverBudgetError, match=r"Nothing was changed.*smaller parts"):
                desk.hand_in(TIES, "ties.ttl", "Zohreh", queue=queue)
        assert (current_id(folder), desk.entries()) == (before, [])
    finally:
        desk.close()


def test_an_entry_that_is_damaged_is_told_by_its_path(desk: Desk, folder: Path) -> None:
    desk.hand_in(TIES, "ties.ttl", "Zohreh", id="guide", queue=True)
    (folder / "contributions" / "guide" / "entry.json").write_text("{}")
    with pytest.raises(CdkgError, match=r"guide.*damaged"):
        Queue(folder, 0.0).entry("guide", ())


@given(st.text(max_size=200), st.binary(max_size=10))
def test_any_file_has_an_id_that_names_no_other_folder(name: str, content: bytes) -> None:
    made = id_of(name, content)
    assert checked_id(made) == made
    assert made == id_of(name, content)


@pytest.mark.parametrize("name", ["log", "report", "settle", "templates"])
def test_addresses_of_other_pages_are_nobodys_id(desk: Desk, name: str) -> None:
    with pytest.raises(ContributionFieldError, match="address of another page"):
        desk.hand_in(TIES, "ties.ttl", "Zohreh", id=name)
    assert desk.entries() == []


def test_terms_that_the_ontology_lacks_are_warned_of_with_the_nearest(desk: Desk) -> None:
    content = (
        TIES
        + b"""
<https://w3id.org/cdkg/id/claim/my-list/1> cdkg:claimedYaer 1990 .
<https://w3id.org/cdkg/id/risk/1> a cdkg:Findng ."""
    )
    report = desk.check(content, "ties.ttl").report
    warned = {one.value: one.message.en for one in report.results if one.shape.endswith("#Contribution-known-terms")}
    assert "Did you mean cdkg:claimedYear?" in warned[ONTOLOGY + "claimedYaer"]
    assert "Did you mean cdkg:Finding?" in warned[ONTOLOGY + "Findng"]
    assert len(warned) == 2


def test_difference_of_a_large_contribution_is_bounded(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = desk.hand_in(TIES, "ties.ttl", "Zohreh")
    monkeypatch.setattr("cdkg.contributions.difference.TOLD", 3)
    difference = desk.difference(entry.id)
    assert (len(difference.stated), len(difference.follows)) == (3, 3)
    assert difference.numbers["stated"] > 17
    assert difference.to_dict()["numbers"] == difference.numbers
