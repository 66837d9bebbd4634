"""``/links`` as a person and a program use it: who decided what, and deciding more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from cdkg.mappings.location import SHIPPED
from cdkg.settings import Settings
from contribution_desk import LYON, copy_of, desk_over, holds, writer_over
from contribution_site import PAGE, contribution_site
from writable_site import BEARER, TOKEN

JSON = {"Accept": "application/json"}
HYDERABAD = "/links/city/hyderabad"


@pytest.fixture(scope="module")
def with_lyon(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store folder with a city that a contribution has brought."""
    folder = copy_of(small, tmp_path_factory.mktemp("lyon") / "store")
    desk_over(folder).hand_in(LYON, "lyon.ttl", "Mina", id="lyon")
    return folder


@pytest.fixture
def folder(with_lyon: Path, tmp_path: Path) -> Path:
    return copy_of(with_lyon, tmp_path / "store")


@pytest.fixture
def client(folder: Path) -> Iterator[FlaskClient]:
    with contribution_site(folder, mappings=str(folder.parent / "set.sssom.tsv")) as client:
        held, gate = client.application.extensions["cdkg-writing"]
        held.close()
        client.application.extensions["cdkg-writing"] = writer_over(Settings(store=str(folder))), gate
        yield client


def test_the_list_can_be_filtered_and_read_by_programs(client: FlaskClient) -> None:
    everything = client.get("/links", headers=JSON).get_json()["links"]
    assert len(everything) == 209  # what the gazetteer has, and the contributed city
    found = client.get("/links?kind=city&state=undecided", headers=JSON).get_json()["links"]
    assert [(one["thing"], one["proposed"], one["decisions"]) for one in found] == [("city:lyon", ["Q456"], [])]
    assert [one["thing"] for one in client.get("/links?text=اولگین", headers=JSON).get_json()["links"]] == [
        "city:holguin"
    ]
    [tehran] = client.get("/links?text=Q3616", headers=JSON).get_json()["links"]
    assert (tehran["state"], tehran["label"]["fa"], tehran["decisions"][0]["confidence"]) == ("matched", "تهران", 0.99)
    wrong = client.get("/links?state=sure", headers=JSON)
    assert (wrong.status_code, "no-match-known" in wrong.get_json()["detail"]) == (400, True)


def test_the_set_itself_is_sent_as_its_file_is(client: FlaskClient) -> None:
    answer = client.get("/links.sssom.tsv")
    assert (answer.data, answer.mimetype) == (SHIPPED.read_bytes(), "text/tab-separated-values")
    assert client.get("/links", headers={"Accept": "text/tab-separated-values"}).data == answer.data
    assert client.get("/links?format=tsv").data == answer.data


@pytest.mark.parametrize(("language", "says"), [("en", "no match known"), ("fa", "برابری شناخته نیست")])
def test_pages_are_read_in_both_languages(client: FlaskClient, language: str, says: str) -> None:
    listed = client.get(f"/links?state=no-match-known&lang={language}", headers=PAGE).get_data(as_text=True)
    assert says in listed
    assert f"/links/network/uclg?lang={language}" in listed
    page = client.get(f"/links/network/uclg?lang={language}", headers=PAGE).get_data(as_text=True)
    assert says in page
    assert 'action="/links/network/uclg/accept' in page
    lyon = client.get(f"/links/city/lyon?lang={language}", headers=PAGE).get_data(as_text=True)
    assert 'name="item" value="Q456"' in lyon


def test_a_person_decides_and_takes_it_back_on_the_page(client: FlaskClient, folder: Path) -> None:
    form = {"who": "Mina", "token": TOKEN, "item": "", "other": "https://www.wikidata.org/wiki/Q1361", "reason": "so"}
    done = client.post(f"{HYDERABAD}/accept?lang=fa", data=form, headers=PAGE)
    assert (done.status_code, done.headers["Location"]) == (303, f"{HYDERABAD}?lang=fa")
    assert holds(folder, "city:hyderabad skos:exactMatch wd:Q1361")
    told = client.get(HYDERABAD, headers=JSON).get_json()
    assert [(one["state"], one["item"], one["reviewer"], one["reason"]) for one in told["decisions"]] == [
        ("matched", "Q1361", "Mina", "so")
    ]
    assert "Q1361" in client.get("/links?kind=city&text=hyderabad", headers=PAGE).get_data(as_text=True)
    back = client.post(f"{HYDERABAD}/undo", data={"who": "Mina", "token": TOKEN, "item": "Q1361"}, headers=PAGE)
    assert back.status_code == 303
    assert client.get("/links.sssom.tsv").data == SHIPPED.read_bytes()


def test_a_program_rejects_and_says_that_none_is_known(client: FlaskClient, folder: Path) -> None:
    fields = {"item": "Q456", "who": "Mina", "reason": "Another town of that name."}
    told = client.post("/links/city/lyon/reject", data=fields, headers=BEARER | JSON).get_json()
    assert [(one["state"], one["item"]) for one in told["decisions"]] == [("rejected", "Q456")]
    assert told["published"] is True
    assert client.get("/links/city/lyon", headers=JSON).get_json()["candidates"] == []
    none = {"who": "Mina", "reason": "Looked for in the query service.", "unsure": "0"}
    told = client.post("/links/city/lyon/reject", data=none, headers=BEARER | JSON).get_json()
    assert {one["state"] for one in told["decisions"]} == {"rejected", "no-match-known"}
    assert holds(folder, "?m cdkg:ofEntity city:lyon ; cdkg:hasOutcome voc:link-outcome-no-match-known")


@pytest.mark.parametrize(
    ("path", "fields", "status", "says"),
    [
        (f"{HYDERABAD}/accept", {"item": "Q3616"}, 409, "Q3616 is linked to city:tehran already"),
        (f"{HYDERABAD}/accept", {"item": "Q456"}, 409, "a contribution says that city:lyon is Q456"),
        (f"{HYDERABAD}/accept", {}, 400, "No item was chosen"),
        (f"{HYDERABAD}/accept", {"item": "Paris"}, 422, "'Paris' is no item of Wikidata"),
        (f"{HYDERABAD}/accept", {"item": "Q1", "confidence": "much"}, 400, "much is no confidence"),
        (f"{HYDERABAD}/accept", {"item": "Q1", "confidence": "2"}, 422, "The confidence of a link cannot be '2.0'"),
        (f"{HYDERABAD}/reject", {"item": "Q1361"}, 400, "Give a reason"),
        (f"{HYDERABAD}/undo", {"item": "Q1361"}, 404, "Nothing is decided on city:hyderabad and Q1361"),
        (f"{HYDERABAD}/erase", {}, 404, "accept, reject, undo"),
        ("/links/city/atlantis/accept", {"item": "Q1"}, 404, "no city, country or body"),
    ],
)
def test_what_cannot_be_decided_is_told(
    client: FlaskClient, path: str, fields: dict[str, str], status: int, says: str
) -> None:
    answer = client.post(path, data=fields | {"who": "Mina"}, headers=BEARER | JSON)
    assert (answer.status_code, says in answer.get_json()["detail"]) == (status, True), answer.get_json()
    assert client.get("/links.sssom.tsv").data == SHIPPED.read_bytes()


def test_only_who_has_the_token_decides(client: FlaskClient) -> None:
    wrong = client.post(f"{HYDERABAD}/accept", data={"item": "Q1361", "token": "wrong-wrong-wrong"}, headers=PAGE)
    assert wrong.status_code == 401
    assert client.post(f"{HYDERABAD}/accept", data={"item": "Q1361"}, headers=JSON).status_code == 401
    assert client.get("/links.sssom.tsv").data == SHIPPED.read_bytes()


def test_a_server_that_only_reads_offers_no_decision(folder: Path) -> None:
    with contribution_site(folder, write="off") as client:
        page = client.get(HYDERABAD, headers=PAGE).get_data(as_text=True)
        assert "CDKG_WRITE" in page
        assert 'type="submit"' not in page.partition("<main")[2]
        assert client.post(f"{HYDERABAD}/accept", data={"item": "Q1"}, headers=BEARER | JSON).status_code == 403
