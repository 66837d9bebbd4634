"""``/data`` follows the SPARQL 1.1 Graph Store HTTP Protocol, rule by rule."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cdkg.store.changes import found_store
from cdkg.store.generations import current_id
from writable_site import BEARER, asks, writable_site

TURTLE = "text/turtle"
N_TRIPLES = "application/n-triples"
RDF_XML = "application/rdf+xml"
HEAD_OF_XML = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="https://example.org/">'
XML = f'{HEAD_OF_XML}<rdf:Description rdf:about="#s"><x:p>1</x:p></rdf:Description></rdf:RDF>'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("any")
    found_store(folder)
    return folder


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[FlaskClient]:
    with writable_site(folder, "any", upload_bytes=10_000) as client:
        yield client


def put(client: FlaskClient, address: str, body: str, content_type: str | None = TURTLE) -> TestResponse:
    return client.put(address, data=body, headers=BEARER, content_type=content_type)


def post(client: FlaskClient, address: str, body: str, content_type: str | None = TURTLE) -> TestResponse:
    return client.post(address, data=body, headers=BEARER, content_type=content_type)


def lines(client: FlaskClient, address: str) -> list[str]:
    """Read a graph as N-Triples, without a token: reading is open."""
    answer = client.get(address, headers={"Accept": N_TRIPLES})
    assert (answer.status_code, answer.mimetype) == (200, N_TRIPLES)
    return sorted(answer.text.splitlines())


# Naming a graph (section 4).


def test_a_graph_is_named_by_its_address_or_by_a_parameter(client: FlaskClient) -> None:
    assert put(client, "/data/person/1.ttl", "<> <x:p> <rel> .").status_code == 201
    triple = ["<http://localhost/data/person/1.ttl> <x:p> <http://localhost/data/person/rel> ."]
    assert lines(client, "/data/person/1.ttl") == triple
    assert lines(client, "/data?graph=http%3A//localhost/data/person/1.ttl") == triple
    assert asks(client, "ASK { GRAPH <http://localhost/data/person/1.ttl> { ?s <x:p> ?o } }")


def test_a_graph_that_is_named_by_a_parameter_may_have_any_iri(client: FlaskClient) -> None:
    address = "/data?graph=urn%3Ax%3A%D8%AA%23a"
    assert put(client, address, "<urn:a> <urn:b> <#c> .").status_code == 201
    assert lines(client, address) == ["<urn:a> <urn:b> <urn:x:ت#c> ."]


def test_addresses_that_differ_in_their_encoding_only_name_one_graph(client: FlaskClient) -> None:
    assert put(client, "/data/%D8%AA", "<x:a> <x:b> 1 .").status_code == 201
    assert put(client, "/data/ت", "<x:a> <x:b> 1 .").status_code == 204
    assert len(lines(client, "/data?graph=http://localhost/data/%25D8%25AA")) == 1


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?graph=relative",
        "?graph=/data/person/1.ttl",
        "?graph=",
        "?graph=x:a%3E%20b",
        "?graph=x:a&graph=x:b",
        "?graph=x:a&default",
        "?default&default",
        "?default=true",
        "?graph=%FF",
        "/below?graph=x:a",
        "/below?default",
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_exactly_one_graph_is_named_and_by_an_absolute_iri(client: FlaskClient, method: str, query: str) -> None:
    answer = client.open(f"/data{query}", method=method, headers=BEARER, data="", content_type=TURTLE)
    assert answer.status_code == 400


# Reading (sections 5.2 and 5.6).


def test_a_graph_is_read_in_the_format_that_is_asked_for(client: FlaskClient) -> None:
    put(client, "/data/formats", "<x:a> <x:b> 1 .")
    assert client.get("/data/formats").mimetype == TURTLE  # one of RDF/XML, Turtle, N-Triples
    for accept in (RDF_XML, N_TRIPLES, "application/ld+json", f"{RDF_XML};q=0.3, {N_TRIPLES};q=0.4"):
        answer = client.get("/data/formats", headers={"Accept": accept})
        wanted = accept if ";" not in accept else N_TRIPLES
        assert answer.mimetype == wanted
        assert len(list(ox.parse(answer.data, format=ox.RdfFormat.from_media_type(wanted)))) == 1
    assert client.get("/data/formats", headers={"Accept": "image/png"}).status_code == 406
    head = client.head("/data/formats")
    assert (head.status_code, head.mimetype, head.data) == (200, TURTLE, b"")


def test_what_is_not_there_is_not_found(client: FlaskClient) -> None:
    assert client.get("/data/none").status_code == 404
    assert client.head("/data?graph=x:none").status_code == 404
    assert client.delete("/data?graph=x:none", headers=BEARER).status_code == 404
    assert client.get("/data?default").status_code == 200  # the default graph is always there


def test_a_graph_that_has_not_changed_is_not_sent_again(client: FlaskClient) -> None:
    put(client, "/data/tagged", "<x:a> <x:b> 'one' .")
    first = client.get("/data/tagged", headers={"Accept": N_TRIPLES})
    tag = first.headers["ETag"]
    assert client.get("/data/tagged", headers={"Accept": RDF_XML}).headers["ETag"] != tag
    asked = {"Accept": N_TRIPLES, "If-None-Match": tag}
    again = client.get("/data/tagged", headers=asked)
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    put(client, "/data/tagged", "<x:a> <x:b> 'two' .")
    changed = client.get("/data/tagged", headers=asked)
    assert (changed.status_code, "two" in changed.text) == (200, True)
    client.delete("/data/tagged", headers=BEARER)
    assert client.get("/data/tagged", headers=asked).status_code == 404


# Putting (section 5.3).


def test_putting_makes_a_graph_and_then_replaces_it(client: FlaskClient) -> None:
    made = put(client, "/data/put", "<x:a> <x:b> 1 , 2 .", f"{TURTLE}; charset=utf-8")
    assert (made.status_code, made.get_json()["added"]) == (201, 2)
    replaced = put(client, "/data/put", "<x:a> <x:b> 'three' .")
    assert (replaced.status_code, replaced.data) == (204, b"")
    assert lines(client, "/data/put") == ['<x:a> <x:b> "three" .']


def test_the_default_graph_can_be_put_and_deleted(client: FlaskClient) -> None:
    assert put(client, "/data?default", "<x:a> <x:b> 1 .").status_code == 201
    assert put(client, "/data?default", "<x:a> <x:b> 'x' .").status_code == 204
    assert lines(client, "/data?default") == ['<x:a> <x:b> "x" .']
    assert post(client, "/data?default", "<x:a> <x:b> 'y' .").status_code == 200
    assert len(lines(client, "/data?default")) == 2
    assert client.delete("/data?default", headers=BEARER).get_json()["removed"] == 2
    assert lines(client, "/data?default") == []


def test_an_empty_body_makes_an_empty_graph_where_its_format_allows_it(client: FlaskClient) -> None:
    assert put(client, "/data/empty", "").status_code == 201
    assert lines(client, "/data/empty") == []
    assert put(client, "/data/empty", "", None).status_code == 204
    assert put(client, "/data/empty", "", RDF_XML).status_code == 400
    assert put(client, "/data/empty", "", "application/ld+json").status_code == 400


# Adding (section 5.5).


def test_posting_adds_to_a_graph(client: FlaskClient) -> None:
    assert post(client, "/data/post", "<x:a> <x:b> 'x' .").status_code == 201
    added = post(client, "/data/post", "<x:a> <x:b> 'x' , 'y' .")
    assert (added.status_code, added.get_json()["added"], added.get_json()["removed"]) == (200, 1, 0)
    assert lines(client, "/data/post") == ['<x:a> <x:b> "x" .', '<x:a> <x:b> "y" .']


def test_merging_keeps_blank_nodes_apart(client: FlaskClient) -> None:
    for _ in range(2):
        post(client, "/data/blank", "_:x <x:b> 1 .")
    assert len(lines(client, "/data/blank")) == 2


def test_posting_nothing_changes_nothing(client: FlaskClient, folder: Path) -> None:
    before = current_id(folder)
    for address in ("/data/nothing", "/data?default", "/data"):
        for content_type in (TURTLE, None):
            answer = post(client, address, "", content_type)
            assert (answer.status_code, answer.data, "Location" in answer.headers) == (204, b"", False)
    assert current_id(folder) == before
    assert client.get("/data/nothing").status_code == 404


def test_posting_to_the_store_makes_a_graph_whose_name_is_told(client: FlaskClient) -> None:
    answers = [post(client, "/data", "<> <x:b> [ <x:c> 1 ] .") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    places = {answer.headers["Location"] for answer in answers}
    assert len(places) == 2
    for place in places:
        assert place.startswith("http://localhost/data/")
        assert len(lines(client, place)) == 2
        assert asks(client, f"ASK {{ GRAPH <{place}> {{ <{place}> <x:b> ?o }} }}")


def test_a_form_of_files_is_merged(client: FlaskClient) -> None:
    files = {
        "first": (BytesIO(b"_:x <x:p> 'first' ."), "first.ttl", f"{TURTLE}; charset=utf-8"),
        "last": (BytesIO(b'_:x <x:p> "last" .'), "last.nt", N_TRIPLES),
        "guessed": (BytesIO(XML.encode()), "guessed.rdf", ""),
    }
    assert client.post("/data/form", data=files, headers=BEARER).status_code == 201
    assert len(lines(client, "/data/form")) == 3
    again = {"one": (BytesIO(b"<x:a> <x:p> 1 ."), "one.ttl", TURTLE)}
    assert client.post("/data/form", data=again, headers=BEARER).status_code == 200
    assert client.put("/data/form", data={"one": (BytesIO(b"<x:a> <x:p> 1 ."), "1.ttl")}, headers=BEARER).data == b""
    assert len(lines(client, "/data/form")) == 1


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"field": "<x:a> <x:p> 1 ."}, 400),
        ({"file": (BytesIO(b"<x:a> <x:p> 1 ."), "unknown.ending", "")}, 400),
        ({"file": (BytesIO(b"<x:a> <x:p> 1 ."), "picture.png", "image/png")}, 415),
        ({"good": (BytesIO(b"<x:a> <x:p> 1 ."), "1.ttl"), "bad": (BytesIO(b"<x:a>"), "2.ttl")}, 400),
        ({"file": (BytesIO(200_000 * b" "), "long.ttl")}, 413),
    ],
)
def test_a_form_that_cannot_be_read_changes_nothing(
    client: FlaskClient, folder: Path, data: dict[str, object], status: int
) -> None:
    before = current_id(folder)
    answer = client.post("/data/bad-form", data=data, headers=BEARER, content_type="multipart/form-data")
    assert answer.status_code == status
    assert current_id(folder) == before


# What is sent (sections 5 and 5.1).


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        (TURTLE, "<#s> <https://example.org/p> '1' ."),
        (N_TRIPLES, '<http://localhost/data/sent#s> <https://example.org/p> "1" .'),
        (RDF_XML, XML),
        (None, XML),  # without a type it is RDF/XML
        ("application/ld+json", '{"@id": "#s", "https://example.org/p": "1"}'),
        ("application/trig", "<#s> <https://example.org/p> '1' ."),
        ("application/n-quads", '<http://localhost/data/sent#s> <https://example.org/p> "1" .'),
    ],
)
def test_every_format_is_read(client: FlaskClient, media_type: str | None, body: str) -> None:
    assert put(client, "/data/sent", body, media_type).status_code in (201, 204)
    assert lines(client, "/data/sent") == ['<http://localhost/data/sent#s> <https://example.org/p> "1" .']


@pytest.mark.parametrize(
    ("media_type", "body", "status"),
    [
        (RDF_XML, "<x:a> <x:p> 1 .", 400),
        (TURTLE, XML, 400),
        (None, "<x:a> <x:p> 1 .", 400),
        ("application/trig", "<x:g> { <x:a> <x:p> 1 }", 400),
        ("application/ld+json", '{"@context": "http://127.0.0.1:9/", "@id": "x:a"}', 400),
        ("text/plain", "<x:a> <x:p> 1 .", 415),
        ("application/json", "{}", 415),
        ("application/x-www-form-urlencoded", "a=b", 415),
        ("nonsense", "<x:a> <x:p> 1 .", 415),
        (TURTLE, "<x:a> <x:p> " + 200 * "[ <x:p> " + 200 * "]" + ".", 400),
        (f"{TURTLE}; charset=utf-16", "<x:a> <x:p> 1 .", 415),
        (TURTLE, 10_001 * " ", 413),
    ],
)
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_what_cannot_be_read_changes_nothing(
    client: FlaskClient, folder: Path, method: str, media_type: str | None, body: str, status: int
) -> None:
    before = current_id(folder)
    answer = client.open("/data/unread", method=method, data=body, headers=BEARER, content_type=media_type)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert current_id(folder) == before


def test_a_compressed_body_is_not_unpacked(client: FlaskClient) -> None:
    headers = {**BEARER, "Content-Encoding": "gzip"}
    assert client.put("/data/gzip", data=b"\x1f\x8b", headers=headers, content_type=TURTLE).status_code == 415


# Deleting, and what is left (sections 5.4 and 5.7).


def test_a_graph_is_deleted_once(client: FlaskClient) -> None:
    put(client, "/data/deleted", "<x:a> <x:b> 1 .")
    assert client.delete("/data/deleted", headers=BEARER).status_code == 200
    assert client.get("/data/deleted").status_code == 404
    assert client.delete("/data/deleted", headers=BEARER).status_code == 404


def test_other_methods_are_not_taken(client: FlaskClient) -> None:
    answer = client.patch("/data/x", data="DROP ALL", headers=BEARER, content_type="application/sparql-update")
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "PUT", "POST", "DELETE"}
