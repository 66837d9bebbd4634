"""The reviewed links to Wikidata: what they say, that nothing is lost in their file, and what is refused."""

from __future__ import annotations

import csv
import os
import re
import subprocess
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdkg.gazetteer import gazetteer
from cdkg.mappings import MATCHED, NO_MATCH_KNOWN, REJECTED, UNSURE, Mapping, MappingSet
from cdkg.mappings.errors import MappingClashError, MappingError
from cdkg.mappings.location import SHIPPED, set_in_use, set_to_write
from cdkg.mappings.mapping import JUSTIFICATIONS
from cdkg.namespaces import LINKS_GRAPH, OWL, entity
from cdkg.settings import Settings
from cdkg.triples.mappings import mappings_graph
from conftest import Ask

LINKS = MappingSet.read(SHIPPED)
TEHRAN = Mapping(entity("city", "tehran"), "Q3616", reviewer="Mina", date="2026-11-29", subject_label="Tehran")
# Read by hand from the editors' list of identifiers seen in data sets: the item, and the lists in which it was seen.
KNOWN = {
    entity("city", "tehran"): ("Q3616", {"natural-earth", "whos-on-first", "csc-db", "p190-crawl"}),
    entity("city", "xian"): ("Q5826", None),
    entity("country", "ir"): ("Q794", {"natural-earth", "csc-db", "whos-on-first"}),
    entity("organization", "unesco"): ("Q7809", {"ror", "opensanctions-igo"}),
    entity("organization", "tractor-football-club"): ("Q32358", {"reep"}),
}
REFUSED = {
    entity("city", "al-wakrah"): {"Q1156471"},  # which is Al Khor
    entity("city", "holguin"): {"Q1563"},  # which is Havana
    entity("country", "ps"): {"Q23792", "Q407199"},
    entity("organization", "world-bank"): {"Q320863"},  # the World Bank Group
}


def test_every_city_country_and_body_has_exactly_one_decision_on_what_it_is() -> None:
    things = {one.iri for one in gazetteer() if one.kind != "person"}
    told = Counter(one.subject for one in LINKS if one.state != REJECTED)
    assert things == set(told)
    assert set(told.values()) == {1}


def test_the_decisions_are_those_of_the_lists() -> None:
    assert Counter(one.state for one in LINKS) == {MATCHED: 161, UNSURE: 29, NO_MATCH_KNOWN: 18, REJECTED: 15}
    for subject, (item, lists) in KNOWN.items():
        assert LINKS.accepted()[subject] == item
        [match] = [one for one in LINKS.of(subject) if one.state == MATCHED]
        assert lists is None or {source.rpartition("/")[2] for source in match.sources} == lists
    for subject, items in REFUSED.items():
        assert {one.object for one in LINKS.of(subject) if one.state == REJECTED} == items
    assert LINKS.accepted()[entity("city", "havana")] == "Q1563"
    # Two items have its name; nobody has looked for the other three.
    unsure = {one.subject for one in LINKS if one.state == UNSURE}
    assert {entity("city", "hyderabad"), *(entity("country", code) for code in ("in", "jo", "kp"))} <= unsure


def test_every_decision_has_its_reason_reviewer_and_date_and_an_item_its_source() -> None:
    lists = {entity("reference-list", one.slug) for one in gazetteer().reference_lists}
    for one in LINKS:
        assert one.comment.endswith("."), one
        assert one.reviewer == "editors of cdkg"
        assert re.fullmatch(r"2026-\d\d-\d\d", one.date)
        assert set(one.sources) <= lists, one
        assert bool(one.sources) == (one.state == MATCHED) or one.state == REJECTED, one
        assert (one.confidence is None) == (one.state == UNSURE), one


def test_the_file_keeps_every_byte(tmp_path: Path) -> None:
    LINKS.write(tmp_path / "links.sssom.tsv")
    assert (tmp_path / "links.sssom.tsv").read_bytes() == SHIPPED.read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["links.sssom.tsv"]


def test_the_table_has_what_sssom_asks_for() -> None:
    lines = SHIPPED.read_text("utf-8").splitlines()
    head = "\n".join(line.removeprefix("#") for line in lines if line.startswith("#"))
    for slot in ("mapping_set_id", "license", "curie_map", "sssom_version: '1.1'"):
        assert slot in head
    rows = list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"))
    prefixes = set(re.findall(r"^  (\w+): http", head, re.MULTILINE))
    for row in rows:
        for slot in ("subject_id", "predicate_id", "object_id", "mapping_justification"):
            assert row[slot].partition(":")[0] in prefixes
        assert row["mapping_justification"].partition(":")[2] in JUSTIFICATIONS
        assert row["predicate_modifier"] in ("", "Not")
    assert len({(row["subject_id"], row["object_id"]) for row in rows}) == len(rows)


@pytest.mark.skipif("CDKG_SSSOM" not in os.environ, reason="CDKG_SSSOM names no reference tool of SSSOM")
def test_the_reference_tool_accepts_the_table_and_loses_nothing(tmp_path: Path) -> None:
    tool = os.environ.get("CDKG_SSSOM", "")
    checked = subprocess.run([tool, "validate", str(SHIPPED)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    out = tmp_path / "again.sssom.tsv"
    subprocess.run([tool, "parse", str(SHIPPED), "-o", str(out)], capture_output=True, check=True)
    assert MappingSet.read(out) == LINKS


LINE = st.text(st.characters(blacklist_categories=("Cc", "Cs", "Zl", "Zp")), max_size=30).map(str.strip)


@given(
    st.lists(
        st.builds(
            Mapping,
            subject=st.sampled_from(["tehran", "xian", "a-b"]).map(lambda slug: entity("city", slug)),
            object=st.integers(1, 99).map("Q{}".format),
            predicate=st.sampled_from(["exactMatch", "closeMatch"]),
            is_negative=st.just(value=True),
            justification=st.sampled_from(JUSTIFICATIONS),
            confidence=st.none() | st.floats(0, 1),
            reviewer=LINE.filter(lambda text: text and "|" not in text),
            date=st.dates().map(str),
            subject_label=LINE,
            object_label=LINE,
            source=st.sampled_from(["", "csc-db", "csc-db | https://example.org/a?b=c#d"]),
            comment=LINE,
        ),
        unique_by=lambda one: (one.subject, one.object),
        max_size=4,
    )
)
def test_whatever_is_decided_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, made: list[Mapping]
) -> None:
    path = tmp_path_factory.mktemp("set") / "set.tsv"
    MappingSet(made).write(path)
    assert MappingSet.read(path) == MappingSet(made)


@pytest.mark.parametrize(
    ("part", "value", "says"),
    [
        ("object", "P190", "The object of a link cannot be 'P190'"),
        ("subject", "http://example.org/x", "The subject of a link"),
        ("subject", entity("person", "khatami"), "The subject of a link"),
        ("predicate", "sameAs", "The predicate of a link"),
        ("justification", "Guess", "The justification of a link"),
        ("confidence", 1.2, "The confidence of a link"),
        ("reviewer", "", "The reviewer of a link"),
        ("reviewer", "Mina | Sara", "The reviewer of a link"),
        ("date", "29.11.2026", "The date of a link"),
        ("source", "Some List", "The source of a link"),
        ("comment", "two\nlines", "The comment of a link"),
    ],
)
def test_a_part_that_has_not_its_form_is_named(part: str, value: object, says: str) -> None:
    with pytest.raises(MappingError, match=re.escape(says)) as fault:
        replace(TEHRAN, **{part: value})  # type: ignore[arg-type]
    assert re.search("[\u0621-\u06cc]", fault.value.message.fa)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("wikidata:Q3616", "wikidata:X3616", "line 18: The object of a link cannot be 'X3616'"),
        ("skos:exactMatch", "owl:sameAs", "line 18: "),
        ("city:tehran", "town:tehran", "line 18: "),
        ("2026-11-29", "yesterday", "line 18: "),
        ("\t0.9", "\tsure", "line 18: "),
        ("\tcomment", "\tremark", "line 17: unknown column 'remark'"),
        ("#curie_map:", "#curie_map: [", "the lines above the table"),
    ],
)
def test_a_row_that_is_not_understood_is_named_and_never_left_out(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    path = tmp_path / "set.tsv"
    MappingSet([replace(TEHRAN, confidence=0.9, comment="Why.")]).write(path)
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(MappingError) as fault:
        MappingSet.read(path)
    assert says in fault.value.message.en
    assert "سطر" in fault.value.message.fa


def test_no_item_is_two_things_and_no_thing_two_items() -> None:
    decisions = MappingSet([TEHRAN])
    other = replace(TEHRAN, subject=entity("city", "karaj"))
    with pytest.raises(
        MappingClashError, match=r"Q3616 is linked to city:tehran already \(Mina, 2026-11-29\)"
    ) as fault:
        decisions.decide(other)
    assert "city:karaj" in fault.value.message.en
    assert "نمی‌توانند یک آیتم باشند" in fault.value.message.fa
    with pytest.raises(MappingClashError, match="city:tehran is linked to Q3616 already"):
        decisions.decide(replace(TEHRAN, object="Q1"))
    with pytest.raises(MappingClashError, match="city:tehran is linked to Q3616 already"):
        decisions.decide(replace(TEHRAN, object=None))
    assert decisions.decide(replace(other, is_negative=True)).accepted() == {TEHRAN.subject: "Q3616"}


def test_a_match_takes_the_place_of_there_being_none_and_of_a_rejection() -> None:
    decisions = MappingSet([replace(TEHRAN, object=None), replace(TEHRAN, is_negative=True)])
    assert decisions.accepted() == {}
    assert list(decisions.decide(TEHRAN)) == [TEHRAN]
    assert decisions.is_decided(TEHRAN.subject, "Q3616")
    assert not decisions.is_decided(TEHRAN.subject, "Q1")
    assert list(decisions.without(TEHRAN.subject, "Q3616")) == [replace(TEHRAN, object=None)]


def test_where_the_set_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = Settings(mappings=str(tmp_path / "mine.tsv"), store=str(tmp_path / "store"))
    assert (set_to_write(mine), set_in_use(mine)) == (tmp_path / "mine.tsv", SHIPPED)
    LINKS.write(tmp_path / "mine.tsv")
    assert set_in_use(mine) == tmp_path / "mine.tsv"
    assert set_to_write(Settings()) == SHIPPED  # in a checkout
    monkeypatch.setattr("cdkg.mappings.location._CHECKOUT", tmp_path / "none.toml")
    installed = Settings(store=str(tmp_path / "store"))
    assert set_to_write(installed) == tmp_path / "store.wikidata.sssom.tsv"
    assert set_in_use(installed) == SHIPPED


def test_links_stand_as_matches_of_skos_beside_decisions_that_can_be_asked_for(ask: Ask) -> None:
    quads = list(mappings_graph(LINKS))
    assert {str(quad.graph_name) for quad in quads} == {f"<{LINKS_GRAPH}>"}
    assert [quad for quad in quads if OWL in str(quad.predicate)] == []
    assert sum("exactMatch" in str(quad.predicate) for quad in quads) == 161
    rows = {(row["entity"], row["wikidata"]): row for row in ask("links-to-wikidata")}
    assert len(rows) == len(LINKS) == 223
    assert rows["city:tehran", "wd:Q3616"] == {
        "entity": "city:tehran",
        "entityLabel": "Tehran",
        "outcomeLabel": "exact match",
        "wikidata": "wd:Q3616",
        "confidence": "0.99",
        "reviewerLabel": "the editors of the graph",
        "decidedOn": "2026-11-29",
        "reason": "Given by Natural Earth, Who's On First, CSC-db, the P190 crawl of 2016.",
        "decision": "cdr:mapping/city/tehran/Q3616",
    }
    persian = {(row["entityLabel"], row["outcomeLabel"]) for row in ask("links-to-wikidata", lang="fa")}
    assert {("اولگین", "رد شده"), ("حیدرآباد", "نامطمئن"), ("تهران", "برابر دقیق")} <= persian
    assert rows["network:uclg", None]["outcomeLabel"] == "no match known"
