"""``cdkg link suggest`` and ``cdkg link audit`` as a person and a program use them, and what a page of links shows."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest
from click.testing import CliRunner, Result

from cdkg.cli import cdkg as verbs
from cdkg.errors import Message
from cdkg.linking.on_page import page_suggestions
from cdkg.linking.things import find_thing, read_things
from cdkg.mappings import Mapping, MappingSet
from cdkg.namespaces import entity
from cdkg.settings import Settings
from cdkg.store import Answer, Question
from cdkg.store.embedded import EmbeddedStore
from cdkg.store.evaluation import answer_in_process
from cdkg.store.generations import open_published
from cdkg.web import create_app
from wikidata_server import FakeWikidata, fake_wikidata, hurried, item

TEHRAN, TABRIZ, IRAN = entity("city", "tehran"), entity("city", "tabriz"), entity("country", "ir")
NAMES = "Q3616\tTehran\nQ80053\tTäbris\nQ80053\tTabriz\n"

Run = Callable[..., Result]


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[FakeWikidata]:
    there = (
        item("Q3616", "Tehran", "تهران", country="Q794", place=(35.6892, 51.389)),
        item("Q80053", "Tabriz", "تبریز", country="Q794", place=(38.0814, 46.3006)),
        item("Q794", "Iran", "ایران", types=("Q6256",), place=(32.0, 53.0)),
    )
    with fake_wikidata(tmp_path / "kept", *there) as running:
        yield running


@pytest.fixture
def run(small: Path, fake: FakeWikidata, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Calls the command line in this process; only Tehran and Iran are linked."""
    links = MappingSet(
        Mapping(iri, qid, reviewer="r", date="2026-11-29") for iri, qid in ((TEHRAN, "Q3616"), (IRAN, "Q794"))
    )
    links.write(tmp_path / "links.sssom.tsv")
    (tmp_path / "names.tsv").write_text(NAMES, encoding="utf-8")
    given = {"CDKG_STORE": str(small), "CDKG_MAPPINGS": str(tmp_path / "links.sssom.tsv"), "LC_ALL": "C.UTF-8"}
    for name, value in (fake.environment | given).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("cdkg.wikidata.client.Limits", hurried)
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(verbs, ["link", *arguments], standalone_mode=False)

    return call


def test_a_named_entity_gets_candidates_with_reasons(run: Run) -> None:
    answer = run("suggest", "city:tabriz")
    assert answer.return_value == 0
    head, columns, best, *_ = answer.stdout.splitlines()
    assert head == "city:tabriz  Tabriz"
    assert columns.split("  ")[0] == "item"
    assert best.startswith("Q80053  Tabriz (what Tabriz is)  100 ✓  name 100, type 100, country 100, place 100")
    assert answer.stderr.strip() == ""


def test_a_program_reads_json(run: Run) -> None:
    answer = run("suggest", entity("city", "tabriz"), "city/tehran", "--json", "--from", "names.tsv")
    told = json.loads(answer.stdout)
    assert told["complete"] is True
    tabriz, tehran = told["entities"]
    assert (tabriz["entity"], tabriz["linked"], tabriz["label"]["fa"]) == ("city:tabriz", None, "تبریز")
    best = tabriz["candidates"][0]
    assert (best["item"], best["match"], best["foundBy"]) == (
        "Q80053",
        True,
        ["file", "query service", "reconciliation", "search"],
    )
    assert {"name": "country", "value": 1.0, "weight": 4.0} in best["features"]
    assert (tehran["linked"], tehran["candidates"]) == ("Q3616", [])


def test_entities_without_a_decision_are_looked_for(run: Run, tmp_path: Path) -> None:
    answer = run("suggest", "--kind", "country", "--offline", "--json")
    countries = {one["entity"] for one in json.loads(answer.stdout)["entities"]}
    assert "country:ir" not in countries
    assert len(countries) == 53  # the countries of the gazetteer but Iran


def test_what_was_decided_can_be_looked_at_again(run: Run) -> None:
    answer = run("suggest", "--state", "matched", "--json", "--offline")
    assert [one["entity"] for one in json.loads(answer.stdout)["entities"]] == ["city:tehran", "country:ir"]
    assert "Nothing is open" in run("suggest", "--state", "no-match-known").stdout


def test_what_a_person_rejects_is_not_suggested_again_until_that_is_undone(
    run: Run, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CDKG_STORE", str(copytree(small, tmp_path / "store")))

    def suggested() -> list[str]:
        (tabriz,) = json.loads(run("suggest", "city:tabriz", "--json").stdout)["entities"]
        return [one["item"] for one in tabriz["candidates"]]

    assert suggested() == ["Q80053"]
    rejected = run("reject", "city:tabriz", "Q80053", "--reason", "another one", "--by", "tester")
    assert rejected.exception is None, rejected.output
    assert suggested() == []
    undone = run("undo", "city:tabriz", "Q80053", "--by", "tester")
    assert undone.exception is None, undone.output
    assert suggested() == ["Q80053"]


def test_a_file_and_earlier_answers_are_enough_offline(run: Run, fake: FakeWikidata) -> None:
    nothing = run("suggest", "city:tabriz", "--offline")
    assert (nothing.return_value, nothing.stdout) == (1, "city:tabriz  Tabriz\n  no candidate\n")
    assert "Working offline" in nothing.stderr
    from_file = run("suggest", "city:tabriz", "--offline", "--from", "names.tsv")
    assert from_file.return_value == 0
    assert "Q80053" in from_file.stdout
    assert "There may be more candidates" in from_file.stderr
    assert fake.server.connections == 0
    online = run("suggest", "city:tabriz")
    before = fake.server.connections
    assert run("suggest", "city:tabriz", "--offline").stdout == online.stdout
    assert fake.server.connections == before


def test_a_persian_terminal_is_told_in_persian(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "fa_IR.UTF-8")
    answer = run("suggest", "city:tabriz")
    assert "تبریز (what Tabriz is)" in answer.stdout
    assert "نام ۱۰۰، " in answer.stdout
    assert "Q80053" in answer.stdout
    offline = run("suggest", "city:kashan", "--offline")
    assert "کار بی‌شبکه" in offline.stderr


def test_without_a_network_it_is_told_what_could_not_be_reached(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        for name in ("API", "SPARQL", "RECONCILE"):
            monkeypatch.setenv(f"CDKG_WIKIDATA_{name}", f"http://127.0.0.1:{unused.getsockname()[1]}/")
        answer = run("suggest", "city:tabriz", "--from", "names.tsv")
        assert answer.return_value == 0
        for name in ("Wikidata's API", "Wikidata's query service", "Wikidata's reconciliation service"):
            assert f"note: {name} (http://127.0.0.1" in answer.stderr
        audit = run("audit")
    assert audit.return_value == 1
    assert "0 of 2 links checked; 0 findings. 2 items could not be checked: Q3616, Q794." in audit.stdout


def test_what_the_graph_does_not_have_is_told(run: Run) -> None:
    answer = run("suggest", "city:atlantis")
    assert answer.exception is not None
    assert "city:atlantis" in str(answer.exception)


def test_links_that_hold_pass_and_a_deleted_item_does_not(run: Run, fake: FakeWikidata) -> None:
    clean = run("audit")
    assert (clean.return_value, clean.stdout) == (0, "2 of 2 links checked; 0 findings.\n")
    del fake.items["Q3616"]
    for kept in fake.folder.rglob("*.json"):
        kept.unlink()
    found = run("audit")
    assert found.return_value == 1
    assert "city:tehran  deleted  There is no item Q3616" in found.stdout
    told = json.loads(run("audit", "--offline", "--json").stdout)
    assert (told["clean"], told["checked"]) == (False, 2)
    assert [(one["what"], one["entity"], one["item"]) for one in told["findings"]] == [
        ("missing", "city:tehran", "Q3616")
    ]


def _asking(folder: Path) -> Callable[[Question], Answer]:
    _, graph = open_published(folder)
    return lambda question: answer_in_process(graph, question)


def test_things_are_compared_with_where_they_lie(small: Path) -> None:
    things = read_things(_asking(small))
    tehran = find_thing("city:tehran", things)
    assert (tehran.iri, tehran.kind, tehran.label) == (TEHRAN, "city", Message("Tehran", "تهران"))
    assert (tehran.country, tehran.place) == (IRAN, (35.69439, 51.42151))
    assert set(tehran.names) == {"Tehran", "تهران"}
    assert len(things) > 50


def test_a_page_asks_nobody_unless_that_is_allowed(small: Path, fake: FakeWikidata, tmp_path: Path) -> None:
    (tmp_path / "names.tsv").write_text(NAMES, encoding="utf-8")
    given = fake.environment | {"CDKG_WIKIDATA_FILE": str(tmp_path / "names.tsv")}
    links = MappingSet([Mapping(IRAN, "Q794", reviewer="r", date="2026-11-29")])
    ask = _asking(small)
    tabriz = find_thing("city:tabriz", read_things(ask))

    closed = page_suggestions(tabriz, links, Settings.from_environment(given))
    assert [one.qid for one in closed.given[0].candidates][:1] == ["Q80053"]
    assert closed.given[0].candidates[0].ways == ("file",)
    (note,) = closed.unreached
    assert "cdkg link suggest city:tabriz" in note.en
    assert fake.server.connections == 0

    allowed = given | {"CDKG_ALLOW": f"{fake.server.url}/w/api.php"}
    opened = page_suggestions(tabriz, links, Settings.from_environment(allowed))
    assert opened.given[0].candidates[0].ways == ("file", "search")
    assert {visit.target.partition("?")[0] for visit in fake.server.visits} == {"/w/api.php"}

    # What was asked once is shown also where nothing may be asked.
    kept = page_suggestions(tabriz, links, Settings.from_environment(given))
    assert kept.given[0].candidates[0].ways == ("file", "search")


def test_a_page_shows_candidates_with_reasons_and_what_was_not_asked(
    small: Path, fake: FakeWikidata, tmp_path: Path
) -> None:
    (tmp_path / "names.tsv").write_text(NAMES, encoding="utf-8")
    MappingSet([Mapping(IRAN, "Q794", reviewer="r", date="2026-11-29")]).write(tmp_path / "links.sssom.tsv")
    given = {"CDKG_MAPPINGS": str(tmp_path / "links.sssom.tsv"), "CDKG_WIKIDATA_FILE": str(tmp_path / "names.tsv")}
    settings = Settings.from_environment(fake.environment | given | {"CDKG_STORE": str(small)})
    with closing(EmbeddedStore(small, settings)) as store:
        site = create_app(store, settings).test_client()
        page = site.get("/links/city/tabriz?lang=en", headers={"Accept": "text/html"})
        told = json.loads(site.get("/links/city/tabriz?format=json").data)
    assert page.status_code == 200
    assert 'name="item" value="Q80053"' in page.text
    assert "Wikidata was not asked" in page.text
    best = told["candidates"][0]
    assert (best["item"], best["score"], best["reasons"]) == ("Q80053", 100, [["name", 100]])
    broken = replace(settings, wikidata_file=str(tmp_path / "absent.csv"))
    with closing(EmbeddedStore(small, broken)) as store:
        page = create_app(store, broken).test_client().get("/links/city/tabriz?lang=en")
    assert (page.status_code, "cannot be read" in page.text) == (200, True)
