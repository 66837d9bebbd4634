"""``/validate`` tells what is wrong with a file, in each format and language, and writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from cdkg.store.generations import current_id
from contribution_desk import all_quads, copy_of, tie_file
from contribution_site import PAGE, TURTLE, contribution_site, typed, validated

TIES = tie_file("my-list", ("kashan", "kyoto", "sister-city"))
FAULTY = TIES.replace(b"voc:sister-city", b"voc:no-such-kind")
SH = "http://www.w3.org/ns/shacl#"


@pytest.fixture(scope="module")
def folder(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of(small, tmp_path_factory.mktemp("small") / "store")


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[FlaskClient]:
    with contribution_site(folder, "off", upload_bytes=30_000) as client:
        yield client


def triples(content: bytes) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(content, format=ox.RdfFormat.TURTLE)]


def test_a_program_is_told_in_json_whether_a_file_conforms(client: FlaskClient, folder: Path) -> None:
    before = current_id(folder)
    good, bad = validated(client, TIES), validated(client, FAULTY)
    assert (good.status_code, good.mimetype, good.get_json()["conforms"]) == (200, "application/json", True)
    report = bad.get_json()
    assert (bad.status_code, report["conforms"]) == (200, False)
    faults = [result for result in report["results"] if result["severity"] == "Violation"]
    assert any(fault["value"] == "https://w3id.org/cdkg/voc/no-such-kind" for fault in faults)
    for result in report["results"]:
        assert {"severity", "message", "focusNode", "path", "value", "shape", "place"} <= result.keys()
        assert set(result["message"]) == {"fa", "en"}
    assert current_id(folder) == before
    assert not (folder / "contributions").exists()


def test_the_report_is_shacl_in_turtle_where_that_is_asked_for(client: FlaskClient) -> None:
    answers = [
        validated(client, FAULTY, headers={"Accept": "text/turtle"}),
        validated(client, FAULTY, headers={"Accept": "text/turtle;q=0.9, application/json;q=0.3"}),
        validated(client, FAULTY, "/validate?format=ttl"),
    ]
    for answer in answers:
        assert (answer.status_code, answer.mimetype) == (200, "text/turtle")
        found = triples(answer.data)
        assert ox.NamedNode(SH + "conforms") in {triple.predicate for triple in found}
        assert ox.NamedNode(SH + "Violation") in {triple.object for triple in found}


@pytest.mark.parametrize(
    ("accept", "path", "mimetype"),
    [
        ("text/html", "/validate", "text/html"),
        ("text/html;q=0.4, application/json", "/validate", "application/json"),
        ("text/html, application/json;q=0.4", "/validate", "text/html"),
        ("text/html;q=0.2, image/png", "/validate", "text/html"),
        ("text/turtle", "/validate?format=json", "application/json"),
        ("application/json", "/validate?format=html", "text/html"),
        ("", "/validate", "application/json"),
    ],
)
def test_the_format_is_what_the_client_likes_best(client: FlaskClient, accept: str, path: str, mimetype: str) -> None:
    answer = validated(client, TIES, path, headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (200, mimetype)


def test_a_format_that_is_not_there_is_refused(client: FlaskClient) -> None:
    assert validated(client, TIES, headers={"Accept": "image/png"}).status_code == 406
    assert validated(client, TIES, "/validate?format=pdf").status_code == 400


@pytest.mark.parametrize(
    ("language", "direction", "words"),
    [
        ("en", "ltr", ["What the check found", "The file has faults", "Place in the file", "This kind of tie"]),
        ("fa", "rtl", ["نتیجه سنجش", "پرونده ایراد دارد", "جای آن در پرونده"]),
    ],
)
def test_a_person_reads_the_report_in_their_language(
    client: FlaskClient, language: str, direction: str, words: list[str]
) -> None:
    answer = typed(client, f"/validate?lang={language}", (FAULTY, "پیوندها.ttl"))
    assert (answer.status_code, answer.mimetype, answer.headers["Content-Language"]) == (200, "text/html", language)
    assert f'<html lang="{language}" dir="{direction}">' in answer.text
    for word in [*words, "پیوندها.ttl", "no-such-kind"]:
        assert word in answer.text
    assert "<script" not in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_the_page_has_a_form_that_works_without_script(client: FlaskClient) -> None:
    page = client.get("/validate?lang=fa", headers=PAGE).text
    assert 'action="/validate?lang=fa"' in page
    assert 'enctype="multipart/form-data"' in page
    assert '<textarea id="text" name="text"' in page
    assert "/contributions/templates/ties.xlsx" in page
    assert 'type="password"' not in page


def test_a_text_is_pasted_and_comes_back_in_the_form(client: FlaskClient) -> None:
    answer = typed(client, "/validate?lang=en", text=FAULTY.decode(), format="ttl")
    assert "no-such-kind" in answer.text
    assert "The file has faults" in answer.text
    assert "cdkg:CityTie" in answer.text.partition("<textarea")[2]
    refused = typed(client, "/validate?lang=en", text="x", format="doc")
    assert (refused.status_code, "ttl, trig" in refused.text) == (400, True)


def test_files_that_speak_of_each_other_are_checked_together(client: FlaskClient) -> None:
    # The claim of the one is about the tie of the other.
    lines = TIES.decode().split("\n")
    prefixes = [line for line in lines if line.startswith("@prefix")]
    tie = [line for line in lines if "a cdkg:CityTie" in line]
    rest = [line for line in lines if line not in tie]
    both = ("\n".join(rest).encode(), "claims.ttl"), ("\n".join([*prefixes, *tie]).encode(), "ties.ttl")
    assert "has faults" in typed(client, "/validate?lang=en", both[0]).text
    assert "can be taken as it is" in typed(client, "/validate?lang=en", *both).text


@pytest.mark.parametrize(
    ("content", "content_type", "path", "status"),
    [
        (TIES, "application/octet-stream", "/validate?name=ties.ttl", 200),
        (TIES, "application/json", "/validate?name=ties.ttl", 200),
        (TIES, None, "/validate?name=C:%5CUsers%5Cme%5Cties.TTL", 200),
        (TIES, "text/turtle; charset=utf-8", "/validate", 200),
        (b"{}", "application/ld+json", "/validate", 200),
        (b"", "text/turtle", "/validate", 400),
        (b"text=x", "application/x-www-form-urlencoded", "/validate", 400),
        (b"a=b", "application/x-www-form-urlencoded", "/validate", 400),
        (b"cdkg:a cdkg:b", "text/turtle", "/validate", 400),
        (b"\xff\xfe", "text/turtle", "/validate", 400),
        (b"[" * 5_000, "application/ld+json", "/validate", 400),
        (b"# " + 40_000 * b"x", "text/turtle", "/validate", 413),
        (TIES, "text/turtle; charset=utf-16", "/validate", 415),
        (TIES, "application/pdf", "/validate", 415),
        (TIES, "application/octet-stream", "/validate?name=ties.pdf", 415),
    ],
)
def test_each_body_gets_the_status_that_is_right_for_it(
    client: FlaskClient, content: bytes, content_type: str | None, path: str, status: int
) -> None:
    answer = client.post(path, data=content, content_type=content_type)
    assert answer.status_code == status
    if status != 200:
        assert answer.mimetype == "application/problem+json"
        problem = answer.get_json()
        assert (problem["status"], bool(problem["detail"]), bool(problem["title"])) == (status, True, True)


def test_a_fault_of_syntax_is_told_with_its_line_in_both_languages(client: FlaskClient) -> None:
    for language in ("en", "fa"):
        answer = validated(client, b"\n\n<x:a> <x:b> .", f"/validate?lang={language}")
        assert (answer.status_code, answer.get_json()["line"]) == (400, 3)
    page = typed(client, "/validate?lang=fa", (b"\n\n<x:a> <x:b> .", "a.ttl"))
    assert (page.status_code, page.mimetype, "سطر" in page.text) == (400, "text/html", True)


def test_a_compressed_body_and_other_methods_are_refused(client: FlaskClient) -> None:
    coded = validated(client, TIES, headers={"Content-Encoding": "gzip"})
    assert coded.status_code == 415
    assert client.put("/validate", data=TIES, **TURTLE).status_code == 405


def test_the_name_of_a_file_is_taken_from_the_header_without_its_folders(client: FlaskClient) -> None:
    header = {"Content-Disposition": 'attachment; filename="../../etc/پیوند.nt"'.encode().decode("latin-1")}
    for more in (header, {"Content-Disposition": "attachment; filename*=UTF-8''%D9%BE%DB%8C%D9%88%D9%86%D8%AF.nt"}):
        answer = client.post("/validate?lang=en", data=b"<x:a> <x:b>", headers=PAGE | more)
        assert answer.status_code == 400
        assert "پیوند.nt" in answer.text
        assert "etc" not in answer.text


@pytest.mark.parametrize("language", ["en", "fa"])
def test_nothing_of_a_file_is_taken_for_markup(client: FlaskClient, language: str) -> None:
    evil = "<img src=x onerror=alert(1)>"
    content = FAULTY.replace(b'"kyoto"', f'"{evil}"'.encode()).replace(
        b"voc:no-such-kind", b'"</td><script>x</script>"'
    )
    answer = typed(client, f"/validate?lang={language}", (content, f"{evil}.ttl"), text=f"# </textarea>{evil}")
    assert answer.status_code == 200
    for markup in ("<img src=x", "<script", "</textarea><img"):
        assert markup not in answer.text
    assert "&lt;/td&gt;" in answer.text


def test_a_store_that_takes_nothing_checks_all_the_same_and_says_what_to_do(client: FlaskClient, folder: Path) -> None:
    before = all_quads(folder)
    page = typed(client, "/validate?lang=en", (TIES, "ties.ttl")).text
    assert "takes no contributions itself" in page
    assert all_quads(folder) == before


def test_a_spreadsheet_is_checked_with_row_column_and_the_nearest_right_name(client: FlaskClient) -> None:
    table = "شهر یا نهاد,طرف دیگر,نوع پیوند,سند,صفحه\nاصفهاان,کیوتو,خواهرخواندگی,سالنامه,۱۲\n".encode()
    [fault, *_] = [
        result
        for result in client.post("/validate?name=ties.csv", data=table, content_type="text/csv").get_json()["results"]
        if result["value"] == "اصفهاان"
    ]
    assert (fault["severity"], fault["place"]) == ("Violation", "ties.csv, row 2, column «شهر یا نهاد»")
    assert "«اصفهان»" in fault["message"]["fa"]
    page = typed(client, "/validate?lang=fa", (table, "پیوندها.csv")).text
    assert "پیوندها.csv، ردیف ۲، ستون «شهر یا نهاد»" in page
    assert "اصفهاان" in page
