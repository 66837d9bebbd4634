"""What is proposed to Wikidata has QuickStatements' form, and only what documents say and nobody disputes."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from cdkg.cli import cdkg as verbs
from cdkg.linking.comparison import compare_memberships, compare_ties
from cdkg.linking.evidence import Source
from cdkg.linking.other_edges import with_edges
from cdkg.linking.quickstatements import Proposal, _reference, propose
from cdkg.wikidata_edges import Edge
from test_comparison import ask_of

DAY = "2026-11-29"
FOREIGN_POLICY = 'fa:"تجزیه و تحلیل جایگاه دیپلماسی شهری در سیاست خارجی جمهوری اسلامی ایران"'
RETRIEVED = ("P813", "+2026-11-29T00:00:00Z/11")

# The forms of values, as parseValueV1 of QuickStatements reads them.
VALUES = {
    "item": r"Q[1-9]\d*",
    "string": r'"[^\t\n]*"',
    "monolingual": r'[a-z-]+:"[^\t\n]+"',
    "time": r"[+-]\d{4,}-\d\d-\d\dT00:00:00Z/\d{1,2}",
}
DATATYPES = {
    "P190": "item",
    "P463": "item",
    "P580": "time",
    "P248": "item",
    "P854": "string",
    "P1476": "monolingual",
    "P304": "string",
    "P958": "string",
    "P813": "time",
}


@dataclass(frozen=True)
class Command:
    item: str
    property_id: str
    value: str
    qualifiers: tuple[tuple[str, str], ...]
    reference: tuple[tuple[str, str], ...]


def parse(text: str) -> Iterator[Command]:
    """Read commands as QuickStatements' importDataFromV1 does, but refuse what it passes over."""
    for line in text.splitlines():
        item, property_id, value, *rest = line.split("\t")
        assert re.fullmatch(VALUES["item"], item)
        assert len(rest) % 2 == 0
        parts = list(zip(rest[::2], rest[1::2], strict=True))
        assert all(re.fullmatch(r"[PS][1-9]\d*", name) for name, _ in parts)
        kinds = "".join(name[0] for name, _ in parts)
        assert re.fullmatch("P*S*", kinds)  # sources in one run are one reference
        told = [(property_id, value), *((f"P{name[1:]}", part) for name, part in parts)]
        for name, part in told:
            assert re.fullmatch(VALUES[DATATYPES[name]], part), (name, part)
        yield Command(
            item,
            property_id,
            value,
            tuple((name, part) for name, part in parts if name[0] == "P"),
            tuple((f"P{name[1:]}", part) for name, part in parts if name[0] == "S"),
        )


def proposed(graph: ox.Store, edges: dict[str, list[Edge]] | None = None, **more: dict[str, str]) -> Proposal:
    ask = ask_of(graph if edges is None else with_edges(graph, edges))
    return propose(ask, [*compare_ties(ask, "en"), *compare_memberships(ask, "en")], retrieved=DAY, **more)


@pytest.fixture(scope="module")
def proposal(graph: ox.Store) -> Proposal:
    return proposed(graph)


def commands_of(proposal: Proposal, first: str, second: str) -> list[Command]:
    return [one for one in parse(proposal.text) if (one.item, one.value) == (first, second)]


def reasons(proposal: Proposal) -> dict[tuple[str, str], str]:
    return {(one.pair.first.label, one.pair.second.label): one.reason.en for one in proposal.left_out}


def test_every_pair_is_stated_on_both_items_with_a_reference(proposal: Proposal) -> None:
    commands = list(parse(proposal.text))
    stated = {(one.item, one.value) for one in commands}
    assert stated == {(value, item) for item, value in stated}
    assert len(stated) == 2 * len(proposal.pairs) == 2 * 23
    assert {one.property_id for one in commands} == {"P190"}
    assert all(one.reference and one.reference[-1] == RETRIEVED for one in commands)
    assert len(set(proposal.lines)) == len(proposal.lines)


def test_a_year_that_is_certain_is_given_to_the_year(proposal: Proposal) -> None:
    # Ramsar and Al Wakrah, 2010: table 1, row 8, the second entry of the cell (line 1142).
    assert commands_of(proposal, "Q951051", "Q7961210") == [
        Command(
            "Q951051",
            "P190",
            "Q7961210",
            (("P580", "+2010-00-00T00:00:00Z/9"),),
            (("P1476", FOREIGN_POLICY), ("P958", '"table 1, row 8, item 2"'), RETRIEVED),
        )
    ]


def test_a_year_that_is_not_certain_is_not_given(proposal: Proposal) -> None:
    # Tehran and Bishkek: a Solar Hijri year, 1373, which is 1994 or 1995.
    first, *more = commands_of(proposal, "Q3616", "Q9361")
    assert first.qualifiers == ()
    assert len(more) >= 2  # other places say it, too: each is a reference of its own
    # Yazd and Ürümqi: no year at all.
    assert {one.qualifiers for one in commands_of(proposal, "Q182394", "Q16959")} == {()}


def test_what_is_not_concluded_or_has_no_identifier_is_left_out_and_listed(proposal: Proposal) -> None:
    told = reasons(proposal)
    assert told["Tehran", "Tunis"] == "no concluded sister-city agreement: sister city (in negotiation)"
    assert "memorandum of understanding" in told["Milan", "Tehran"]
    assert "no identifier" in told["Tehran", "Metropolis"]
    assert len([reason for reason in told.values() if reason.startswith("no concluded")]) == 10
    assert not {("Kabul", "Tehran"), ("Tehran", "Kabul")} & told.keys()  # Wikidata has it; nothing is lacking there


def test_what_documents_dispute_is_left_out_until_somebody_settles_it(graph: ox.Store) -> None:
    # As if Wikidata had nothing: two documents disagree on Tehran and Baghdad, and on Mashhad and Lahore.
    nothing: dict[str, list[Edge]] = {"P190": []}
    told = reasons(proposed(graph, nothing))
    disputed = {pair for pair, reason in told.items() if reason.startswith("documents disagree")}
    assert disputed == {("Baghdad", "Tehran"), ("Lahore", "Mashhad")}
    settled = with_edges(graph, nothing)
    cdr = "https://w3id.org/cdkg/id/"
    settles = ox.NamedNode("https://w3id.org/cdkg/ontology#settles")
    disagreement = ox.NamedNode(f"{cdr}disagreement/tie/baghdad--tehran/kind")
    settled.add(ox.Quad(ox.NamedNode(f"{cdr}resolution/x"), settles, disagreement))
    ask = ask_of(settled)
    after = propose(ask, compare_ties(ask, "en"), retrieved=DAY)
    assert ("Baghdad", "Tehran") not in reasons(after)
    assert commands_of(after, "Q3616", "Q1530")


def test_what_has_no_printed_title_is_cited_by_item_or_not_at_all(graph: ox.Store) -> None:
    # The titles of two documents are not in their texts. Mashhad and Najaf stand in one of them, and in another one.
    mashhad = "https://w3id.org/cdkg/id/document/mashhad-needs"
    with_item = proposed(graph, stated_in={mashhad: "Q123456"})
    cited = [one.reference[0] for one in commands_of(with_item, "Q121157", "Q168193")]
    assert cited == [("P1476", FOREIGN_POLICY), ("P248", "Q123456")]
    assert len(commands_of(proposed(graph), "Q121157", "Q168193")) == 1


def test_a_document_linked_to_its_item_is_cited_by_it(graph: ox.Store) -> None:
    linked = with_edges(graph, {})
    document = ox.NamedNode("https://w3id.org/cdkg/id/document/foreign-policy")
    exact = ox.NamedNode("http://www.w3.org/2004/02/skos/core#exactMatch")
    linked.add(ox.Quad(document, exact, ox.NamedNode("http://www.wikidata.org/entity/Q777")))
    ask = ask_of(linked)
    made = propose(ask, compare_ties(ask, "en"), retrieved=DAY)
    assert commands_of(made, "Q951051", "Q7961210")[0].reference[0] == ("P248", "Q777")


def test_a_membership_is_stated_on_the_member_only(graph: ox.Store) -> None:
    altered = with_edges(graph, {"P463": [Edge("Q1", "Q2")]})
    metropolis = ox.NamedNode("https://w3id.org/cdkg/id/network/metropolis")
    exact = ox.NamedNode("http://www.w3.org/2004/02/skos/core#exactMatch")
    altered.add(ox.Quad(metropolis, exact, ox.NamedNode("http://www.wikidata.org/entity/Q888")))
    ask = ask_of(altered)
    made = propose(ask, compare_memberships(ask, "en"), retrieved=DAY)
    commands = list(parse(made.text))
    assert {one.property_id for one in commands} == {"P463"}
    assert {one.value for one in commands} == {"Q888"}
    assert "Q3616" in {one.item for one in commands}


TEXT = st.text(max_size=30)
SOURCES = st.builds(
    Source,
    claim=st.just("x"),
    document=st.just("d"),
    document_item=st.sampled_from(["", "Q5"]),
    title=TEXT,
    table=st.sampled_from(["", "2"]),
    row=st.sampled_from(["", "3"]),
    item=st.sampled_from(["", "1"]),
    section=TEXT,
    page=st.sampled_from(["", "17"]),
    url=st.sampled_from(["", "https://example.org/a"]),
    accessed=st.sampled_from(["", "2025-01-31"]),
)


@given(source=SOURCES)
def test_whatever_a_document_prints_stays_in_its_part(source: Source) -> None:
    reference = _reference(source, {}, DAY)
    if not reference:
        assert not source.document_item
        assert not source.url
        return
    (command,) = parse("\t".join(("Q1", "P190", "Q2", *reference)) + "\n")
    day = source.accessed or DAY
    assert command.reference[-1] == ("P813", f"+{day}T00:00:00Z/11")


def test_the_command_writes_both_files_and_sends_nothing(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CDKG_STORE", str(published))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    out, left_out = tmp_path / "commands.txt", tmp_path / "left-out.csv"
    arguments = ["link", "quickstatements", "--retrieved", DAY, "--out", str(out), "--left-out", str(left_out)]
    result = CliRunner().invoke(verbs, arguments)
    assert result.exit_code == 0
    assert "23 ties and memberships" in result.stderr
    assert "Nothing was sent" in result.stderr
    assert len(list(parse(out.read_text(encoding="utf-8")))) == 54
    with left_out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 10 + 54
    assert {row["state"] for row in rows} == {"other-kind", "no-identifier"}
    assert all(row["reason"] for row in rows)
    printed = CliRunner().invoke(verbs, ["link", "quickstatements", "--retrieved", DAY])
    assert printed.stdout == out.read_text(encoding="utf-8")
    assert "left out: Damascus – Tehran" in printed.stderr


def test_an_item_that_is_none_is_refused() -> None:
    result = CliRunner().invoke(verbs, ["link", "quickstatements", "--stated-in", "foreign-policy=123"])
    assert result.exit_code == 2
    assert "DOCUMENT=ITEM" in result.stderr
