"""``/update`` follows the SPARQL 1.1 Protocol (section 2.2), and takes nothing from who has no token."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cdkg.settings import Settings
from cdkg.store.changes import found_store
from cdkg.store.generations import current_id
from cdkg.web import create_app
from web_site import BROWSER, InMemoryStore
from writable_site import BEARER, asks, counts, writable_site

DIRECT = "application/sparql-update"
FORM = "application/x-www-form-urlencoded"
D = "https://example.org/data"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("any")
    found_store(folder)
    return folder


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[FlaskClient]:
    with writable_site(folder, "any", upload_bytes=100_000) as client:
        yield client


def send(client: FlaskClient, text: str | bytes, path: str = "/update", **more: str) -> TestResponse:
    return client.post(path, data=text, headers=BEARER, content_type=more.get("content_type", DIRECT))


def problem(answer: TestResponse) -> str:
    assert answer.mimetype == "application/problem+json"
    return str(answer.get_json()["detail"])


def test_an_update_is_sent_directly_or_as_a_form_and_the_next_query_sees_it(client: FlaskClient) -> None:
    direct = send(client, "INSERT DATA { <x:direct> <x:p> 'گ' }", content_type=f"{DIRECT}; charset=UTF-8")
    assert (direct.status_code, direct.data, "Content-Type" in direct.headers) == (204, b"", False)
    assert asks(client, "ASK { <x:direct> <x:p> 'گ' }")
    form = client.post("/update", data={"update": "DELETE WHERE { <x:direct> ?p ?o }"}, headers=BEARER)
    assert form.status_code == 204
    assert not asks(client, "ASK { <x:direct> ?p ?o }")


def test_operations_of_one_update_are_done_in_turn(client: FlaskClient) -> None:
    text = "INSERT DATA { <x:turn> <x:n> 1 } ; DELETE { ?s <x:n> 1 } INSERT { ?s <x:n> 2 } WHERE { ?s <x:n> 1 }"
    assert send(client, text).status_code == 204
    assert asks(client, "ASK { <x:turn> <x:n> 2 MINUS { ?x <x:n> 1 } }")


def test_declarations_between_operations_leave_an_update_one_change(client: FlaskClient, folder: Path) -> None:
    first = "INSERT DATA { <x:whole> <x:n> 1 } ; PREFIX : <x:> "
    before = current_id(folder)
    assert send(client, first + "DROP GRAPH :none").status_code == 400
    assert current_id(folder) == before
    assert send(client, first + "DELETE { ?s :n 1 } INSERT { ?s :n 2 } WHERE { ?s :n 1 }").status_code == 204
    assert asks(client, "ASK { <x:whole> <x:n> 2 MINUS { ?x <x:n> 1 } }")


def test_loading_silently_does_nothing(client: FlaskClient) -> None:
    assert send(client, "LOAD SILENT <http://127.0.0.1:9/> INTO GRAPH <x:loaded>").status_code == 204
    assert not asks(client, "ASK { GRAPH <x:loaded> { } }")


def test_the_projects_prefixes_need_no_declaration(client: FlaskClient) -> None:
    assert send(client, "INSERT DATA { city:tehran skos:prefLabel 'x' }").status_code == 204
    assert asks(client, "ASK { <https://w3id.org/cdkg/id/city/tehran> ?p 'x' }")


def test_relative_iris_are_resolved_against_the_endpoint(client: FlaskClient) -> None:
    # A graph that is not there may be cleared, as the protocol's own test of this does.
    text = "CLEAR GRAPH <x:base> ; INSERT DATA { GRAPH <x:base> { <x:s> <x:p> <test> } }"
    assert send(client, text).status_code == 204
    assert asks(client, "ASK { GRAPH <x:base> { <x:s> <x:p> <http://localhost/test> } }")


@pytest.fixture(scope="module")
def three_graphs(client: FlaskClient) -> None:
    data = " ".join(f"GRAPH <{D}{n}> {{ <{D}{n}> a <x:Document> }}" for n in (1, 2, 3))
    assert send(client, f"INSERT DATA {{ {data} }}").status_code == 204


@pytest.mark.parametrize("as_form", [False, True])
@pytest.mark.parametrize(
    ("parameters", "pattern", "found"),
    [
        ([("using-graph-uri", "1")], "?s a <x:Document>", {"1"}),
        ([("using-graph-uri", "1"), ("using-graph-uri", "2")], "?s a <x:Document>", {"1", "2"}),
        (
            [("using-named-graph-uri", "1"), ("using-named-graph-uri", "2")],
            "GRAPH ?g { ?s a <x:Document> }",
            {"1", "2"},
        ),
        ([("using-graph-uri", "1"), ("using-named-graph-uri", "2")], "GRAPH ?g { ?s a <x:Document> }", {"2"}),
        ([("using-graph-uri", "1"), ("using-named-graph-uri", "2")], "?s a <x:Document>", {"1"}),
        ([], "GRAPH ?g { ?s a <x:Document> }", {"1", "2", "3"}),
    ],
)
@pytest.mark.usefixtures("three_graphs")
def test_the_request_names_the_graphs_of_the_patterns(
    client: FlaskClient, parameters: list[tuple[str, str]], pattern: str, found: set[str], as_form: bool
) -> None:
    text = f"DROP SILENT GRAPH <x:out> ; INSERT {{ GRAPH <x:out> {{ ?s a <x:Found> }} }} WHERE {{ {pattern} }}"
    given: dict[str, list[str]] = {}
    for name, number in parameters:
        given.setdefault(name, []).append(f"{D}{number}")
    if as_form:
        answer = client.post("/update", data={"update": text, **given}, headers=BEARER)
    else:
        answer = client.post("/update", data=text, query_string=given, headers=BEARER, content_type=DIRECT)
    assert answer.status_code == 204
    assert {n for n in "123" if asks(client, f"ASK {{ GRAPH <x:out> {{ <{D}{n}> a <x:Found> }} }}")} == found


@pytest.mark.parametrize(
    "text",
    [
        f"WITH <{D}1> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}",
        f"INSERT {{ ?s ?p ?o }} USING <{D}1> WHERE {{ ?s ?p ?o }}",
        f"INSERT {{ ?s ?p ?o }} USING NAMED <{D}1> WHERE {{ ?s ?p ?o }}",
    ],
)
@pytest.mark.parametrize("parameter", ["using-graph-uri", "using-named-graph-uri"])
def test_graphs_named_by_request_and_update_are_a_conflict(client: FlaskClient, text: str, parameter: str) -> None:
    answer = send(client, text, f"/update?{parameter}={D}2")
    assert answer.status_code == 400
    assert "using-graph-uri" in problem(answer)


def test_graphs_are_named_by_absolute_iris(client: FlaskClient) -> None:
    for bad in ("relative", "x:a>%20b", "%FF"):
        assert send(client, "CLEAR DEFAULT", f"/update?using-graph-uri={bad}").status_code == 400


def test_get_writes_nothing(client: FlaskClient, folder: Path) -> None:
    before = current_id(folder)
    for method in ("GET", "PUT", "DELETE", "PATCH"):
        answer = client.open("/update?update=DROP%20ALL", method=method, headers=BEARER)
        assert (answer.status_code, "POST" in answer.headers["Allow"]) == (405, True)
    assert client.get("/sparql?update=DROP%20ALL", headers=BEARER).status_code == 400
    assert client.get("/sparql?query=DROP%20ALL", headers=BEARER).status_code == 403
    assert send(client, "DROP ALL", "/sparql").status_code == 415
    assert client.post("/sparql", data={"update": "DROP ALL"}, headers=BEARER).status_code == 400
    assert current_id(folder) == before


@pytest.mark.parametrize(
    ("path", "body", "content_type", "status"),
    [
        ("/update", "update=CLEAR%20DEFAULT&update=CLEAR%20DEFAULT", FORM, 400),
        ("/update?update=CLEAR%20DEFAULT", "update=CLEAR%20DEFAULT", FORM, 400),
        ("/update?update=CLEAR%20DEFAULT", "", FORM, 400),
        ("/update", "query=ASK%20%7B%7D", FORM, 400),
        ("/update", "", FORM, 400),
        ("/update", "update=%FF", FORM, 400),
        ("/update", b"INSERT DATA { <x:a> <x:b> '\xff' }", DIRECT, 400),
        ("/update", "CLEAR DEFAULT".encode("utf-16"), f"{DIRECT}; charset=UTF-16", 415),
        ("/update", "CLEAR DEFAULT", "text/plain", 415),
        ("/update", "CLEAR DEFAULT", "application/sparql-query", 415),
        ("/update", "update=CLEAR%20DEFAULT", None, 415),
        ("/update", "CLEAR NOTHING", DIRECT, 400),
        ("/update", "INSERT DATA { ?s <x:p> 1 }", DIRECT, 400),
        ("/update", "ASK {}", DIRECT, 400),
        ("/update", "DROP GRAPH <x:none>", DIRECT, 400),
        ("/update", "LOAD <http://127.0.0.1:9/>", DIRECT, 403),
        ("/update", "INSERT {} WHERE { SERVICE <http://127.0.0.1:9/> {} }", DIRECT, 403),
        ("/update", "INSERT DATA { <x:a> <x:b> '" + 100_000 * "x" + "' }", DIRECT, 413),
        ("/update", "update=" + 100_001 * "x", FORM, 413),
        ("/update", 400_000 * "x", DIRECT, 413),
    ],
)
def test_what_is_no_update_gets_the_status_that_is_right_for_it(
    client: FlaskClient, folder: Path, path: str, body: str | bytes, content_type: str | None, status: int
) -> None:
    before = current_id(folder)
    answer = client.post(path, data=body, headers=BEARER, content_type=content_type)
    assert answer.status_code == status
    assert problem(answer)
    assert current_id(folder) == before


def test_a_fault_is_told_with_its_place(client: FlaskClient) -> None:
    answer = send(client, "INSERT DATA {\n  cdgk:a <x:p> 1 }").get_json()
    assert (answer["line"], answer["column"], answer["suggestion"]) == (2, 3, "cdkg:a")


def test_an_update_over_its_time_is_stopped_and_changes_nothing(tmp_path: Path) -> None:
    found_store(tmp_path)
    with writable_site(tmp_path, "any", update_seconds=2) as client:
        data = " ".join(f"<x:{n}> <x:p> {n} ." for n in range(300))
        assert send(client, f"INSERT DATA {{ {data} }}").status_code == 204
        before = current_id(tmp_path)
        answer = send(client, "INSERT { ?a ?b ?i } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }; CLEAR ALL")
        assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)
        assert current_id(tmp_path) == before
        assert counts(client, "?s ?p ?o") == 300


# Who may write.


@pytest.mark.parametrize(
    ("sent", "scheme"),
    [
        (None, 'Bearer realm="cdkg"'),
        ("Bearer wrong", 'Bearer realm="cdkg", error="invalid_token"'),
        ("Bearer ", 'Bearer realm="cdkg", error="invalid_token"'),
        ("Basic Y29ycmVjdA==", 'Bearer realm="cdkg", error="invalid_token"'),
        (
            f"Bearer {BEARER['Authorization'].removeprefix('Bearer ').upper()}",
            'Bearer realm="cdkg", error="invalid_token"',
        ),
        ("Bearer توکن", 'Bearer realm="cdkg", error="invalid_token"'),
    ],
)
def test_without_the_token_nothing_is_written(client: FlaskClient, folder: Path, sent: str | None, scheme: str) -> None:
    before = current_id(folder)
    headers = {} if sent is None else {"Authorization": sent.encode().decode("latin-1")}
    for method, path in (("POST", "/update"), ("PUT", "/data?default"), ("POST", "/data"), ("DELETE", "/data?default")):
        answer = client.open(path, method=method, data="CLEAR ALL", headers=headers, content_type=DIRECT)
        assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, scheme)
    assert current_id(folder) == before


def test_the_schemes_name_is_written_in_any_case(client: FlaskClient) -> None:
    lower = {"authorization": BEARER["Authorization"].replace("Bearer", "bearer")}
    assert client.post("/update", data="", headers=lower, content_type=DIRECT).status_code == 204


def test_a_server_that_only_reads_says_so_whatever_the_token(client: FlaskClient) -> None:
    reading = create_app(InMemoryStore(), Settings(token=BEARER["Authorization"][7:])).test_client()
    for headers in ({}, BEARER):
        for method, path in (("POST", "/update"), ("PUT", "/data?default"), ("POST", "/data"), ("DELETE", "/data/x")):
            answer = reading.open(path, method=method, data="CLEAR ALL", headers=headers, content_type=DIRECT)
            assert answer.status_code == 403
            assert "CDKG_WRITE" in problem(answer)


def test_a_token_can_be_given_as_its_hash_and_is_kept_as_one() -> None:
    plain = Settings(token="0123456789abcdef")
    hashed = "sha256:9f9f5111f7b27a781f1f1ddde5ebc2dd2b796bfc7365c9c28b548e564176929f"
    assert plain.token == Settings(token=hashed).token == Settings(token=hashed.upper().replace("SHA", "sha")).token
    assert plain.token == hashed
    assert "0123456789abcdef" not in repr(plain)
    assert hashed not in repr(plain)


def test_the_log_names_the_token_by_the_beginning_of_its_hash(client: FlaskClient, folder: Path) -> None:
    send(client, "INSERT DATA { <x:logged> <x:p> 1 }")
    text = (folder / "writes.jsonl").read_text("utf-8")
    last = json.loads(text.splitlines()[-1])
    assert (last["who"], last["text"], last["result"]) == (
        "token 87cbebfe",
        "INSERT DATA { <x:logged> <x:p> 1 }",
        "published",
    )
    assert BEARER["Authorization"].split()[1] not in text


def test_a_browser_gets_a_page(client: FlaskClient) -> None:
    answer = client.post("/update", headers={"Accept": BROWSER})
    assert (answer.status_code, answer.mimetype) == (401, "text/html")
