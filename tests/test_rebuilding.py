"""A build keeps contributions, and sets aside one that no longer conforms instead of failing for ever."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

import cdkg.build
from cdkg.build import build_graph
from cdkg.contributions.desk import Desk
from cdkg.contributions.gate import Contribution
from cdkg.contributions.rebuilding import rebuild
from cdkg.errors import ConformanceError
from cdkg.namespaces import CONTRIBUTIONS
from cdkg.store.generations import current_id, publish
from cdkg.store.graph_changes import Document, PutGraph
from contribution_desk import PREFIXES, all_quads, desk_over, holds, tie_file

TIES = tie_file("my-list", ("kashan", "kyoto", "sister-city"))
CITY = f"""{PREFIXES}
city:natanz a cdkg:City ; skos:prefLabel "Natanz"@en , "نطنز"@fa ; cdkg:country <https://w3id.org/cdkg/id/country/ir> ;
  prov:wasDerivedFrom <https://w3id.org/cdkg/id/locator/natanz/0> .
<https://w3id.org/cdkg/id/locator/natanz/0> a cdkg:Locator ;
  cdkg:inDocument <https://w3id.org/cdkg/id/document/natanz> ; cdkg:url "https://example.org/"^^xsd:anyURI .
<https://w3id.org/cdkg/id/document/natanz> a cdkg:Document ; skos:prefLabel "Natanz"@en , "نطنز"@fa .""".encode()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store folder without documents, which a build makes anew without documents, too."""
    made = build_graph

    def small(*_: object, contributed: object = (), **__: object) -> ox.Store:
        return made(chosen=(), contributed=contributed)  # type: ignore[arg-type]

    monkeypatch.setattr("cdkg.build.build_graph", small)
    monkeypatch.setattr("cdkg.contributions.rebuilding.build_graph", small)
    publish(tmp_path / "store", iter(made(chosen=())), {})
    return tmp_path / "store"


@pytest.fixture
def desk(folder: Path) -> Desk:
    desk = desk_over(folder)
    desk.hand_in(TIES, "ties.ttl", "Zohreh", id="ties")
    return desk


def with_records_that_know_no_kyoto(monkeypatch: pytest.MonkeyPatch) -> None:
    made = cdkg.build.build_graph

    def changed(*args: object, **named: object) -> ox.Store:
        store = made(*args, **named)  # type: ignore[arg-type]
        kyoto = ox.NamedNode("https://w3id.org/cdkg/id/city/kyoto")
        for quad in list(store.quads_for_pattern(kyoto, None, None, None)):
            store.remove(quad)
        return store

    monkeypatch.setattr("cdkg.build.build_graph", changed)
    monkeypatch.setattr("cdkg.contributions.rebuilding.build_graph", changed)


def test_a_build_with_the_same_records_changes_nothing(desk: Desk, folder: Path) -> None:
    before = [quad for quad in all_quads(folder) if "_:" not in quad]
    _, report, set_aside = rebuild(folder)
    assert (report.conforms, set_aside) == (True, ())
    assert [quad for quad in all_quads(folder) if "_:" not in quad] == before
    assert desk.entry("ties").state == "accepted"


def test_what_no_longer_conforms_waits_and_the_rest_stays(
    desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.hand_in(CITY, "city.ttl", "Ali", id="city")
    graph = CONTRIBUTIONS + "over-http"
    other = TIES.replace(b"my-list", b"other-list")
    desk._writer.write(Contribution(PutGraph(graph, (Document(other, "text/turtle", graph),))), "token")
    with_records_that_know_no_kyoto(monkeypatch)
    _, report, set_aside = rebuild(folder)
    assert (report.conforms, set_aside) == (True, ("over-http", "ties"))
    assert [(one.id, one.state) for one in desk.entries()] == [
        ("city", "accepted"),
        ("over-http", "queued"),
        ("ties", "queued"),
    ]
    entry = desk.entry("ties")
    assert (entry.who, entry.reason.startswith("After a build it no longer conforms: ")) == ("cdkg build", True)
    assert holds(folder, "city:natanz a cdkg:City")
    assert not holds(folder, "?claim a cdkg:TieClaim")
    assert not desk.difference("ties").report.conforms


def test_a_graph_that_does_not_conform_by_itself_is_not_published(
    desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = cdkg.build.build_graph

    def broken(*args: object, **named: object) -> ox.Store:
        store = made(*args, **named)  # type: ignore[arg-type]
        store.load(f"{PREFIXES} city:nowhere a cdkg:City .".encode(), format=ox.RdfFormat.TURTLE)
        return store

    monkeypatch.setattr("cdkg.build.build_graph", broken)
    monkeypatch.setattr("cdkg.contributions.rebuilding.build_graph", broken)
    before = current_id(folder)
    with pytest.raises(ConformanceError):
        rebuild(folder)
    assert (current_id(folder), desk.entry("ties").state) == (before, "accepted")
