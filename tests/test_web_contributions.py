"""Contributions over HTTP: who may hand in, what becomes of it, and how it is reviewed, read and taken back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from cdkg.namespaces import CONTRIBUTIONS
from cdkg.store.generations import current_id
from cdkg.text import neutral
from cdkg.web.handed_files import TABLES, plain_name
from contribution_desk import all_quads, copy_of, tie_file
from contribution_site import PAGE, contribution_site, handed, typed, validated
from writable_site import BEARER, TOKEN, asks

TIES = tie_file("my-list", ("kashan", "kyoto", "sister-city"))
OTHER = tie_file("other-list", ("kashan", "kyoto", "memorandum-of-understanding"))
FAULTY = TIES.replace(b"voc:sister-city", b"voc:no-such-kind")
SISTERS = "ASK { city:kyoto cdkg:sisterCity city:kashan }"
DISAGREEMENT = "https://w3id.org/cdkg/id/disagreement/tie/kashan--kyoto/kind"
CLAIM = "https://w3id.org/cdkg/id/claim/my-list/1"
JSON = {"Accept": "application/json"}


@pytest.fixture
def folder(tmp_path: Path, small: Path) -> Path:
    return copy_of(small, tmp_path / "store")


@pytest.fixture
def client(folder: Path) -> Iterator[FlaskClient]:
    with contribution_site(folder) as client:
        yield client


def decided(client: FlaskClient, contribution: str, action: str, reason: str = "so") -> TestResponse:
    fields = {"reason": reason, "who": "Mina"}
    return client.post(f"/contributions/{contribution}/{action}", data=fields, headers=BEARER | JSON)


def state(client: FlaskClient, contribution: str) -> str:
    told = client.get(f"/contributions/{contribution}", headers=JSON).get_json()["contribution"]["state"]
    assert isinstance(told, str)
    return told


def test_the_whole_way_of_a_contribution(client: FlaskClient, folder: Path) -> None:
    before = all_quads(folder)
    assert validated(client, TIES).get_json()["conforms"] is True
    answer = handed(client, TIES, who="Mina")
    entry = answer.get_json()
    assert (answer.status_code, entry["state"], entry["who"], entry["changed"]) == (201, "accepted", "Mina", True)
    assert answer.headers["Location"] == f"/contributions/{entry['id']}"
    assert asks(client, SISTERS)

    [listed] = client.get("/contributions/", headers=JSON).get_json()["contributions"]
    assert (listed["id"], listed["name"], listed["state"], listed["stated"]) == (
        entry["id"],
        "ties.ttl",
        "accepted",
        17,
    )
    told = client.get(answer.headers["Location"], headers=JSON).get_json()
    assert any(one["property"].endswith("#sisterCity") for one in told["follows"])
    assert told["disagreements"] == []
    assert client.get(f"{answer.headers['Location']}/file").data == TIES

    again = handed(client, TIES)
    assert (again.status_code, again.get_json()["changed"]) == (200, False)
    assert handed(client, TIES + b"#", id=entry["id"]).status_code == 409

    reverted = decided(client, entry["id"], "revert", "wrong list")
    assert (reverted.status_code, reverted.get_json()["state"]) == (200, "reverted")
    assert all_quads(folder) == before
    log = client.get("/contributions/log", headers=JSON).get_json()["log"]
    assert (log[0]["state"], log[0]["reason"]) == ("reverted", "wrong list")
    assert decided(client, entry["id"], "revert").status_code == 409
    assert decided(client, entry["id"], "accept", "").get_json()["state"] == "accepted"
    assert asks(client, SISTERS)


def test_what_is_queued_waits_until_it_is_accepted(client: FlaskClient, folder: Path) -> None:
    version = current_id(folder)
    answer = handed(client, TIES, queue="1")
    name = answer.get_json()["id"]
    assert (answer.status_code, answer.get_json()["state"]) == (202, "queued")
    assert current_id(folder) == version
    turtle = client.get(f"/contributions/{name}", headers={"Accept": "text/turtle"})
    assert (turtle.mimetype, len(list(ox.parse(turtle.data, format=ox.RdfFormat.TURTLE)))) == ("text/turtle", 17)
    refused = decided(client, name, "reject", "")
    assert (refused.status_code, refused.mimetype) == (400, "application/problem+json")
    assert decided(client, name, "reject", "no source").get_json()["state"] == "rejected"
    assert not asks(client, SISTERS)
    assert decided(client, name, "accept").status_code == 200
    assert asks(client, SISTERS)


def test_where_everything_is_reviewed_nothing_is_merged_at_once(folder: Path) -> None:
    with contribution_site(folder, review="on") as client:
        answer = handed(client, TIES, queue="0")
        assert (answer.status_code, answer.get_json()["state"]) == (202, "queued")
        assert not asks(client, SISTERS)


@pytest.mark.parametrize("queue", ["0", "1"])
def test_what_does_not_conform_is_refused_with_the_report(empty: FlaskClient, queue: str) -> None:
    answer = handed(empty, FAULTY, queue=queue)
    assert (answer.status_code, answer.mimetype, answer.get_json()["conforms"]) == (422, "application/json", False)
    assert empty.get("/contributions/", headers=JSON).get_json() == {"contributions": []}


@pytest.mark.parametrize(("language", "words"), [("en", "Mend the faults"), ("fa", "ایرادها را")])
def test_a_person_is_told_why_a_file_is_refused(empty: FlaskClient, language: str, words: str) -> None:
    page = typed(empty, f"/contributions?lang={language}", (FAULTY, "a.ttl"), token=TOKEN, who="Mina")
    assert (page.status_code, page.mimetype, words in page.text) == (422, "text/html", True)
    assert "no-such-kind" in page.text


def test_the_report_of_a_refusal_is_shacl_where_that_is_asked_for(empty: FlaskClient) -> None:
    headers = BEARER | {"Accept": "text/turtle"}
    turtle = empty.post("/contributions", data=FAULTY, headers=headers, content_type="text/turtle")
    assert (turtle.status_code, turtle.mimetype) == (422, "text/turtle")


def attempts(client: FlaskClient, **headers: str) -> Iterator[TestResponse]:
    forms: list[tuple[str, dict[str, Any]]] = [
        ("/contributions", {"text": TIES.decode(), "format": "ttl", "who": "Eve"}),
        ("/contributions/settle", {"disagreement": DISAGREEMENT, "prefers": CLAIM, "reason": "x", "who": "Eve"}),
        ("/contributions/report", {"claim": CLAIM, "reason": "x", "who": "Eve"}),
        *((f"/contributions/a/{action}", {"reason": "x", "who": "Eve"}) for action in ("accept", "reject", "revert")),
    ]
    for path, data in forms:
        for kind in ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain"):
            yield client.post(
                path, data=data if kind != "text/plain" else "token=x", content_type=kind, headers=headers
            )
            if kind != "text/plain" and not headers:
                yield client.post(path, data=data | {"token": "wrong-wrong-wrong"}, content_type=kind)


def test_a_page_of_another_site_can_make_no_browser_write(client: FlaskClient, folder: Path) -> None:
    # A browser sends no token by itself: neither with a form of a strange page nor with a cookie.
    client.set_cookie("token", TOKEN)
    for answer in (*attempts(client), *attempts(client, Origin="https://evil.example", Cookie=f"token={TOKEN}")):
        assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
    in_address = client.post(f"/contributions?token={TOKEN}&name=a.ttl", data=TIES, content_type="text/turtle")
    assert in_address.status_code == 401
    assert not (folder / "contributions").exists()


def test_a_server_that_only_reads_says_so(folder: Path) -> None:
    with contribution_site(folder, "off") as client:
        for answer in attempts(client, **BEARER):
            assert (answer.status_code, "CDKG_WRITE" in answer.get_json()["detail"]) == (403, True)
        assert typed(client, "/contributions?lang=fa", (TIES, "a.ttl"), token=TOKEN).status_code == 403
        assert 'type="password"' not in client.get("/contributions/", headers=PAGE).text


def test_a_person_hands_in_and_decides_with_forms(client: FlaskClient, folder: Path) -> None:
    page = client.get("/contributions/?lang=fa", headers=PAGE).text
    assert 'type="password" name="token" autocomplete="off"' in page
    answer = typed(client, "/contributions?lang=fa", (TIES, "پیوند.ttl"), token=f" {TOKEN} ", who="مینا", queue="1")
    assert (answer.status_code, answer.mimetype, "در انتظار بررسی" in answer.text) == (202, "text/html", True)
    address = answer.headers["Location"]
    shown = client.get(address, headers=PAGE).text
    for words in ("پیوند.ttl", "مینا", "آنچه می‌گوید", "پذیرفتن", "رد کردن"):
        assert words in shown
    name = address.partition("?")[0]
    done = typed(client, f"{name}/accept?lang=fa", token=TOKEN, who="ناهید", reason="")
    assert (done.status_code, done.headers["Location"]) == (303, address)
    assert "ناهید" in client.get(address, headers=PAGE).text
    again = typed(client, "/contributions?lang=fa", (TIES, "پیوند.ttl"), token=TOKEN, who="مینا")
    assert (again.status_code, "چیزی تغییر نکرد" in again.text) == (200, True)
    assert "پس گرفته شد" not in client.get("/contributions/log?lang=fa", headers=PAGE).text
    empty = typed(client, "/contributions?lang=en", (TIES, "a.ttl"), token="", who="x")
    assert (empty.status_code, "token is empty" in empty.text) == (401, True)


def test_a_disagreement_is_settled_and_a_claim_reported_like_any_contribution(client: FlaskClient) -> None:
    assert handed(client, TIES).status_code == 201
    second = handed(client, OTHER, "other.ttl")
    assert [result["severity"] for result in second.get_json()["report"]["results"]].count("Info") == 1
    clash = client.get(second.headers["Location"] + "?lang=fa", headers=PAGE).text
    assert "اختلاف‌هایی که در آن‌ها سهم دارد" in clash
    link = client.get("/id/disagreement/tie/kashan--kyoto/kind?lang=en", headers=PAGE).text
    assert "/contributions/settle?disagreement=" in link
    form = client.get("/contributions/settle", query_string={"disagreement": DISAGREEMENT}, headers=PAGE).text
    assert form.count('name="prefers"') == 2
    assert 'type="password"' in form

    fields = {"disagreement": DISAGREEMENT, "prefers": CLAIM, "reason": "the older list is right", "who": "Mina"}
    answer = client.post("/contributions/settle", data=fields, headers=BEARER)
    assert (answer.status_code, answer.get_json()["state"]) == (201, "accepted")
    assert asks(client, "ASK { ?r a cdkg:Resolution ; cdkg:prefersClaim <" + CLAIM + "> }")
    assert not asks(client, "ASK { ?a cdkg:kind voc:memorandum-of-understanding }")
    assert decided(client, answer.get_json()["id"], "revert").status_code == 200
    assert asks(client, "ASK { ?a cdkg:kind voc:memorandum-of-understanding }")

    assert "/contributions/report?claim=" in client.get("/id/claim/my-list/1", headers=PAGE).text
    assert client.get("/contributions/report", query_string={"claim": CLAIM}, headers=PAGE).status_code == 200
    told = {"claim": CLAIM, "reason": "سند «کیوتو» را نیاورده است", "who": "مینا", "queue": "1"}
    report = client.post("/contributions/report", data=told, headers=BEARER)
    assert (report.status_code, report.get_json()["state"]) == (202, "queued")


@pytest.mark.parametrize(
    ("method", "path", "data", "status"),
    [
        ("GET", "/contributions/settle", None, 400),
        ("GET", "/contributions/settle?disagreement=x", None, 400),
        ("GET", "/contributions/settle?disagreement=http://x/none", None, 404),
        ("GET", "/contributions/settle?disagreement=https://w3id.org/cdkg/id/city/tehran", None, 404),
        ("GET", "/contributions/report?claim=https://w3id.org/cdkg/id/city/tehran", None, 404),
        ("GET", "/contributions/report?claim=x:a>%20b", None, 400),
        ("POST", "/contributions/settle", {"disagreement": DISAGREEMENT, "reason": "x"}, 400),
        ("POST", "/contributions/settle", {"disagreement": DISAGREEMENT, "prefers": CLAIM, "reason": "x"}, 400),
        ("POST", "/contributions/report", {"claim": "http://x/none", "reason": "x"}, 400),
        ("POST", "/contributions/no-such/accept", {"reason": "x"}, 404),
        ("POST", "/contributions/no-such/delete", {"reason": "x"}, 404),
        ("GET", "/contributions/no-such", None, 404),
        ("GET", "/contributions/no-such/file", None, 404),
        ("GET", "/contributions/templates/passwd.xlsx", None, 404),
        ("GET", "/contributions/templates/ties.exe", None, 404),
        ("GET", "/contributions/templates/ties", None, 404),
        ("GET", "/contributions/templates/..%2F..%2Fsettings.py", None, 404),
        ("GET", "/contributions/..%2F..%2Fcurrent/file", None, 404),
        ("POST", "/contributions/../current/accept", {"reason": "x"}, 404),
        ("POST", "/contributions?id=../../x", {"text": TIES.decode()}, 400),
        ("POST", "/contributions?id=log", {"text": TIES.decode()}, 400),
        ("POST", "/contributions?id=A%20B", {"text": TIES.decode()}, 400),
        ("POST", "/contributions", {"text": ""}, 400),
        ("POST", "/contributions?who=" + 300 * "x", {"text": TIES.decode()}, 400),
        ("PUT", "/contributions", None, 405),
        ("DELETE", "/contributions/log", None, 405),
    ],
)
def test_what_is_not_there_or_makes_no_sense_is_told(
    empty: FlaskClient, method: str, path: str, data: dict[str, str] | None, status: int
) -> None:
    for headers in (BEARER, BEARER | PAGE):
        answer = empty.open(path, method=method, data=data, headers=headers)
        assert answer.status_code == status
        assert answer.mimetype == ("text/html" if headers is not BEARER else "application/problem+json")
    assert empty.get("/contributions/", headers=JSON).get_json() == {"contributions": []}


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory, small: Path) -> Iterator[FlaskClient]:
    with contribution_site(copy_of(small, tmp_path_factory.mktemp("empty") / "store")) as client:
        yield client


def test_files_that_speak_of_each_other_are_taken_together_or_not_at_all(client: FlaskClient) -> None:
    # The first names what only the second describes.
    document, _, claims = TIES.partition(b"<https://w3id.org/cdkg/id/tie")
    prefixes, _, described = document.partition(b"<https://w3id.org/cdkg/id/document")
    two = (
        (prefixes + b"<https://w3id.org/cdkg/id/tie" + claims, "claims.ttl"),
        (
            prefixes + b"<https://w3id.org/cdkg/id/document" + described,
            "document.ttl",
        ),
    )
    assert handed(client, two[0][0]).status_code == 422
    faulty = two[0][0].replace(b"voc:sister-city", b"voc:no-such-kind"), "claims.ttl"
    assert typed(client, "/contributions", faulty, two[1], token=TOKEN, who="x").status_code == 422
    assert client.get("/contributions/", headers=JSON).get_json() == {"contributions": []}

    named = typed(client, "/contributions?lang=en", *two, token=TOKEN, who="x", id="mine")
    assert (named.status_code, "one id" in named.text) == (400, True)
    answer = typed(client, "/contributions", *two, token=TOKEN, who="x")
    assert (answer.status_code, answer.headers["Location"].startswith("/contributions/")) == (303, True)
    entries = client.get("/contributions/", headers=JSON).get_json()["contributions"]
    assert {(entry["name"], entry["state"]) for entry in entries} == {
        ("claims.ttl", "accepted"),
        ("document.ttl", "accepted"),
    }
    assert asks(client, SISTERS)


def test_strangers_texts_are_neither_markup_nor_headers_nor_formulas(client: FlaskClient) -> None:
    evil = '=HYPERLINK("http://x")<script>alert(1)</script>'
    content = TIES.replace(b'"kyoto"', ox.Literal(evil).__str__().encode())
    answer = typed(client, "/contributions?lang=fa", (content, f'a"; x=y\r\nX-Evil: 1{evil}.ttl'), token=TOKEN,
                   who=f"@{evil}\r\nX-Evil: 2")  # fmt: skip
    assert answer.status_code == 201
    address = answer.headers["Location"].partition("?")[0]
    for path in ("/contributions/", address, "/contributions/log"):
        page = client.get(path, headers=PAGE)
        assert (page.status_code, "<script" in page.text, "&lt;script" in page.text) == (200, False, True)
        table = client.get(f"{path}?format=csv")
        assert table.headers["Content-Type"] == "text/csv; charset=utf-8"
        cells = [cell for line in csv.reader(io.StringIO(table.text)) for cell in line]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    file = client.get(f"{address}/file")
    assert (file.data, file.mimetype) == (content, "application/octet-stream")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert "X-Evil" not in file.headers


def test_a_graph_that_a_program_wrote_is_listed_shown_and_taken_back(client: FlaskClient) -> None:
    graph = f"{CONTRIBUTIONS}My-Ties"
    answer = client.put("/data", query_string={"graph": graph}, data=TIES, headers=BEARER, content_type="text/turtle")
    assert answer.status_code == 201
    [entry] = client.get("/contributions/", headers=JSON).get_json()["contributions"]
    assert (entry["id"], entry["state"], entry["who"]) == ("My-Ties", "accepted", "")
    page = client.get("/contributions/My-Ties?lang=en", headers=PAGE)
    assert (page.status_code, "without a file" in page.text) == (200, True)
    assert client.get("/contributions/My-Ties/file").status_code == 404
    assert decided(client, "My-Ties", "revert").status_code == 200
    assert not asks(client, SISTERS)


def test_lists_are_described_in_turtle(client: FlaskClient) -> None:
    name = handed(client, TIES, who="Mina").get_json()["id"]
    turtle = client.get("/contributions/", headers={"Accept": "text/turtle"})
    subjects = {quad.subject for quad in ox.parse(turtle.data, format=ox.RdfFormat.TURTLE)}
    assert subjects == {ox.NamedNode(CONTRIBUTIONS + name)}
    own = client.get(f"/contributions/{name}", headers={"Accept": "text/turtle"})
    found = list(ox.parse(own.data, format=ox.RdfFormat.TURTLE))
    assert ox.NamedNode(CLAIM) in {quad.subject for quad in found}
    assert any(quad.predicate.value.endswith("#sha256") for quad in found)


def test_anybody_may_read_and_nothing_is_kept_by_caches(client: FlaskClient) -> None:
    address = handed(client, TIES).headers["Location"]
    for path in ("/contributions", "/contributions/", "/contributions/log", address, "/validate"):
        answer = client.get(path, headers=PAGE)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "script-src" not in answer.headers["Content-Security-Policy"]


@given(st.text())
def test_no_cell_begins_a_formula_and_no_text_is_lost(text: str) -> None:
    safe = neutral(text)
    assert safe in (text, f"'{text}")
    assert not safe.lstrip(" \u00a0\u200c\u200e\u200f\ufeff").startswith(("=", "+", "-", "@"))


@given(st.text(alphabet=st.sampled_from("ab./\\\0 گ")))
def test_the_name_of_a_file_names_no_folder(name: str) -> None:
    plain = plain_name(name)
    assert not set(plain) & set("/\\")
    assert plain not in (".", "..")
    assert plain_name(plain) == plain


@pytest.mark.parametrize("ending", ["xlsx", "csv", "ttl"])
def test_templates_are_files_to_save(empty: FlaskClient, ending: str) -> None:
    answer = empty.get(f"/contributions/templates/ties.{ending}")
    assert (answer.status_code, answer.mimetype) == (200, {**TABLES, "ttl": "text/turtle"}[ending])
    assert answer.headers["Content-Disposition"] == f"attachment; filename=cdkg-ties.{ending}"
    assert answer.data.startswith(b"PK") is (ending == "xlsx")
