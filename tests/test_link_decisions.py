"""Deciding on links: into the set and the published graph alike, all of it or nothing, and back again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pyoxigraph import DefaultGraph, Store

from cdkg.build import build_graph
from cdkg.cli import cdkg as verbs
from cdkg.errors import CdkgError, ContributionFieldError, StoreBusyError
from cdkg.fingerprint import fingerprint
from cdkg.linking.decisions import Decisions
from cdkg.linking.things import Thing, chosen, find_thing, item_of, read_things
from cdkg.mappings import MappingSet
from cdkg.mappings.errors import MappingClashError, MappingError, UnknownMappingError
from cdkg.mappings.location import SHIPPED
from cdkg.namespaces import CONTRIBUTIONS
from cdkg.settings import Settings
from cdkg.store.evaluation import answer_in_process
from cdkg.store.generations import current, current_id, open_published
from cdkg.store.publication import only_writer
from contribution_desk import LYON, all_quads, copy_of, desk_over, holds, writer_over

KASHAN_IS_Q1264551 = "<https://w3id.org/cdkg/id/mapping/city/kashan/Q1264551> cdkg:ofEntity city:kashan"


@pytest.fixture
def settings(small: Path, tmp_path: Path) -> Settings:
    copy_of(small, tmp_path / "store")
    return Settings(store=str(tmp_path / "store"), mappings=str(tmp_path / "links" / "set.sssom.tsv"))


@pytest.fixture
def desk(settings: Settings) -> Decisions:
    return Decisions(settings, writer=writer_over(settings))


def things(settings: Settings) -> list[Thing]:
    _, graph = open_published(settings.store_folder)
    return read_things(lambda question: answer_in_process(graph, question))


def thing(settings: Settings, name: str) -> Thing:
    return find_thing(name, things(settings))


def test_a_decision_stands_in_the_set_and_in_the_graph_and_undoing_it_restores_every_byte(
    settings: Settings, desk: Decisions
) -> None:
    folder = settings.store_folder
    before, kashan = all_quads(folder), thing(settings, "kashan")
    decided = desk.reject(kashan, "Q1264551", "Mina", "Three lists say otherwise.")
    assert (decided.is_published, [one.object for one in decided.now]) == (True, ["Q240475", "Q1264551"])
    assert holds(folder, KASHAN_IS_Q1264551)
    assert not holds(folder, "city:kashan skos:exactMatch wd:Q1264551")
    assert len(MappingSet.read(desk.file)) == 224
    desk.undo(kashan.iri, "Q1264551", "Sara")
    assert desk.file.read_bytes() == SHIPPED.read_bytes()
    assert all_quads(folder) == before


def test_a_match_takes_the_place_of_doubt_and_doubt_comes_back(settings: Settings, desk: Decisions) -> None:
    folder, hyderabad = settings.store_folder, thing(settings, "hyderabad")
    before = all_quads(folder)
    decided = desk.accept(
        hyderabad, "Q1361", "Mina", "The one in Telangana.", predicate="closeMatch", confidence=0.7, item_label="H."
    )
    [now] = decided.now
    assert (now.state, now.predicate, now.confidence, now.reviewer) == ("matched", "closeMatch", 0.7, "Mina")
    assert holds(folder, "city:hyderabad skos:closeMatch wd:Q1361")
    assert holds(folder, "?m cdkg:onItem wd:Q1361 ; cdkg:hasOutcome voc:link-outcome-close ; a prov:Entity")
    assert holds(folder, 'GRAPH <https://w3id.org/cdkg/graph/links> { ?who skos:prefLabel "Mina"@fa }')
    desk.reject(hyderabad, "Q1361", "Sara", "It is the other.")
    assert not holds(folder, "city:hyderabad skos:closeMatch ?item")
    desk.undo(hyderabad.iri, "Q1361", "Mina")
    assert holds(folder, "city:hyderabad skos:closeMatch wd:Q1361")
    desk.undo(hyderabad.iri, "Q1361", "Mina")
    assert desk.file.read_bytes() == SHIPPED.read_bytes()
    assert all_quads(folder) == before


def test_the_published_graph_is_the_one_that_a_build_would_make_and_need_not_be_built_again(
    settings: Settings, desk: Decisions, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.accept(thing(settings, "hyderabad"), "Q1361", "Mina")
    desk.reject(thing(settings, "network:m4"), None, "Mina", "Not in the query service.")
    graph = build_graph(chosen=(), links=MappingSet.read(desk.file))

    def named(store: Store) -> set[str]:
        # The nodes without names, all of them the ontology's, are called anew by each build.
        told = (str(quad) for quad in store if quad.graph_name != DefaultGraph())
        return {quad for quad in told if "_:" not in quad}

    assert named(open_published(settings.store_folder)[1]) == named(graph)
    monkeypatch.setenv("CDKG_MAPPINGS", settings.mappings)
    published = current(settings.store_folder)
    assert published is not None
    assert published.manifest["fingerprint"] == fingerprint(settings.store_folder)


def test_no_item_or_nobody_sure_are_two_decisions(settings: Settings, desk: Decisions) -> None:
    m4 = thing(settings, "m4")
    assert [one.state for one in desk.reject(m4, None, "Mina", "Asked Wikidata.").now] == ["no-match-known"]
    assert [one.state for one in desk.reject(m4, None, "Mina", "Two look alike.", is_unsure=True).now] == ["unsure"]
    with pytest.raises(ContributionFieldError, match="Give a reason"):
        desk.reject(m4, None, "Mina", "")


def test_two_things_are_never_one_item(settings: Settings, desk: Decisions) -> None:
    before = all_quads(settings.store_folder)
    with pytest.raises(MappingClashError, match="Q3616 is linked to city:tehran already") as fault:
        desk.accept(thing(settings, "hyderabad"), "Q3616", "Mina")
    assert (fault.value.http_status, fault.value.exit_status) == (409, 1)
    assert all_quads(settings.store_folder) == before
    assert not desk.file.exists()


def test_what_contributions_bring_is_listed_and_decided_on(settings: Settings, desk: Decisions) -> None:
    desk_over(settings.store_folder).hand_in(LYON, "lyon.ttl", "Mina", id="lyon")
    known = things(settings)
    lyon = find_thing("لیون", known)
    assert (lyon.short, lyon.proposed) == ("city:lyon", ("Q456",))
    assert [one.short for one in chosen(known, MappingSet.read(SHIPPED), state="undecided")] == ["city:lyon"]
    with pytest.raises(MappingClashError, match="a contribution says that city:lyon is Q456"):
        desk.accept(thing(settings, "hyderabad"), "Q456", "Mina", others=known)
    assert [one.object for one in desk.accept(lyon, "Q456", "Mina", others=known).now] == ["Q456"]
    assert holds(settings.store_folder, f"GRAPH <{CONTRIBUTIONS}lyon> {{ city:lyon skos:exactMatch wd:Q456 }}")
    desk.undo(lyon.iri, "Q456", "Mina")
    assert MappingSet.read(desk.file).of(lyon.iri) == ()
    assert holds(settings.store_folder, "city:lyon skos:exactMatch wd:Q456")


def test_where_the_graph_cannot_be_changed_the_set_stays_as_it_was(settings: Settings) -> None:
    desk = Decisions(settings, writer=writer_over(Settings(store=settings.store, update_seconds=0.05)))
    hyderabad, version = thing(settings, "hyderabad"), current_id(settings.store_folder)
    with only_writer(settings.store_folder), pytest.raises(StoreBusyError):
        desk.accept(hyderabad, "Q1361", "Mina")
    assert not desk.file.exists()
    assert current_id(settings.store_folder) == version
    desk.accept(hyderabad, "Q1361", "Mina")
    held = desk.file.read_bytes()
    with only_writer(settings.store_folder), pytest.raises(StoreBusyError):
        desk.undo(hyderabad.iri, "Q1361", "Mina")
    assert desk.file.read_bytes() == held


def test_what_cannot_be_undone_is_told(settings: Settings, desk: Decisions) -> None:
    tehran = thing(settings, "tehran")
    with pytest.raises(UnknownMappingError, match="Nothing is decided on city:tehran and Q1"):
        desk.undo(tehran.iri, "Q1", "Mina")
    assert desk.undo(tehran.iri, "Q3616", "Mina").now == ()
    assert not holds(settings.store_folder, "city:tehran skos:exactMatch ?item")


@pytest.mark.parametrize(
    ("given", "item"),
    [("Q3616", "Q3616"), (" q3616 ", "Q3616"), ("wd:Q3616", "Q3616"), ("http://www.wikidata.org/entity/Q3616", "Q3616"),
     ("https://www.wikidata.org/wiki/Q3616", "Q3616"), ("P190", ""), ("Q03", ""), ("https://example.org/Q3616", "")],
)  # fmt: skip
def test_an_item_is_read_as_people_write_it(given: str, item: str) -> None:
    if item:
        assert item_of(given) == item
    else:
        with pytest.raises(MappingError, match="is no item of Wikidata"):
            item_of(given)


def test_a_thing_is_found_as_people_name_it(settings: Settings) -> None:
    known = things(settings)
    for given in ("city:tehran", "city/tehran", "tehran", "تهران", "https://w3id.org/cdkg/id/city/tehran"):
        assert find_thing(given, known).short == "city:tehran"
    with pytest.raises(UnknownMappingError, match="has no city, country or body 'atlantis'"):
        find_thing("atlantis", known)
    with pytest.raises(UnknownMappingError, match="city:tunis, country:tn"):
        find_thing("تونس", known)


@pytest.fixture
def run(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setattr(
        "cdkg.cli.link_decisions.Decisions", lambda chosen, _store: Decisions(chosen, writer=writer_over(chosen))
    )
    monkeypatch.setenv("CDKG_STORE", settings.store)
    monkeypatch.setenv("CDKG_MAPPINGS", settings.mappings)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(verbs, ("link", *arguments), standalone_mode=False)

    return call


def test_the_command_line_lists_accepts_rejects_and_undoes(run: Callable[..., Result], settings: Settings) -> None:
    listed = json.loads(run("list", "--state", "unsure", "--kind", "city", "--json").stdout)["links"]
    assert [(one["thing"], one["state"]) for one in listed] == [("city:hyderabad", "unsure")]
    assert len(json.loads(run("list", "--json").stdout)["links"]) == 208
    assert [one["thing"] for one in json.loads(run("list", "--text", "Q3616", "--json").stdout)["links"]] == [
        "city:tehran"
    ]
    assert "نامطمئن" in run("list", "hyderabad", "--lang", "fa").stdout
    accepted = json.loads(run("accept", "hyderabad", "Q1361", "--by", "Mina", "--reason", "so", "--json").stdout)
    assert (accepted["thing"], accepted["published"]) == ("city:hyderabad", True)
    assert accepted["decisions"][0]["reviewer"] == "Mina"
    assert run("reject", "kashan", "Q1264551", "--by", "Mina", "--reason", "so").stdout.splitlines() == [
        "city:kashan  matched  Q240475",
        "city:kashan  rejected  Q1264551",
    ]
    assert run("undo", "kashan", "Q1264551").stdout.splitlines() == ["city:kashan  matched  Q240475"]
    assert run("undo", "hyderabad", "Q1361").stdout.splitlines() == ["city:hyderabad  unsure"]
    assert Path(settings.mappings).read_bytes() == SHIPPED.read_bytes()
    refused = run("accept", "hyderabad", "Q3616", "--by", "Mina")
    assert isinstance(refused.exception, CdkgError)
    assert refused.exception.exit_status == 1
