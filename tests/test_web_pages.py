"""What holds for every page and every answer: languages, headers, errors, sound markup."""

from __future__ import annotations

import html5rdf  # type: ignore[import-untyped]
import pytest
from flask.testing import FlaskClient

from cdkg.errors import StoreError
from cdkg.store import Answer, Question
from web_site import BROWSER, InMemoryStore, client

PATHS = [
    "/",
    "/sparql",
    "/sparql?query=SELECT+*+WHERE+{?s+?p+?o}",
    "/sparql?query=SELECT+*+WHERE+{",
    "/queries/",
    "/id/city/tehran",
    "/id/tie/seoul--tehran",
    "/id/claim/hostile",
    "/ontology",
    "/nothing",
]


@pytest.fixture
def site() -> FlaskClient:
    return client()


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("fa", "rtl")])
def test_every_page_is_sound_in_both_languages(site: FlaskClient, path: str, language: str, direction: str) -> None:
    answer = site.get(path, headers={"Accept": BROWSER, "Accept-Language": language})
    html5rdf.HTMLParser(strict=True).parse(answer.text)
    assert f'<html lang="{language}" dir="{direction}">' in answer.text
    assert answer.headers["Content-Language"] == language
    assert 'class="skip" href="#content"' in answer.text


@pytest.mark.parametrize("path", PATHS)
def test_every_page_lets_nothing_foreign_in(site: FlaskClient, path: str) -> None:
    answer = site.get(path, headers={"Accept": BROWSER})
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'")
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert " style=" not in answer.text
    assert "<script" not in answer.text


@pytest.mark.parametrize(
    ("accept_language", "expected"),
    [
        ("", "en"),
        ("de", "en"),
        ("fa-IR,fa;q=0.9,en;q=0.5", "fa"),
        ("en-GB,fa;q=0.5", "en"),
        ("fa;q=0.1,en;q=0.9", "en"),
    ],
)
def test_the_browser_says_the_language(site: FlaskClient, accept_language: str, expected: str) -> None:
    answer = site.get("/", headers={"Accept": BROWSER, "Accept-Language": accept_language})
    assert f'<html lang="{expected}"' in answer.text


def test_the_parameter_decides_and_links_keep_it(site: FlaskClient) -> None:
    answer = site.get("/id/city/tehran?lang=fa", headers={"Accept": BROWSER, "Accept-Language": "en"})
    assert '<html lang="fa"' in answer.text
    assert 'href="/queries/?lang=fa"' in answer.text
    assert 'href="/id/country/ir?lang=fa"' in answer.text


def test_the_switch_of_language_keeps_the_other_parameters(site: FlaskClient) -> None:
    query = "SELECT ?a WHERE { ?a a cdkg:City }"
    answer = site.get("/sparql", query_string={"query": query, "lang": "en"}, headers={"Accept": BROWSER})
    assert 'class="switch" href="?query=SELECT+%3Fa+WHERE+%7B+%3Fa+a+cdkg%3ACity+%7D&amp;lang=fa"' in answer.text


def test_home_tells_what_is_in_the_graph(site: FlaskClient) -> None:
    english = site.get("/", headers={"Accept": BROWSER}).text
    for number, name in [(2, "documents"), (3, "claims"), (2, "ties"), (5, "cities"), (1, "disagreements")]:
        assert f"<dt>{name}</dt><dd>{number}</dd>" in english
    assert ">Opportunities of Tehran</a>" in english
    assert '<a href="/id/city/seoul" dir="auto"' in english
    persian = site.get("/", headers={"Accept": BROWSER, "Accept-Language": "fa"}).text
    assert "<dt>شهر</dt><dd>۵</dd>" in persian
    assert ">فرصت‌های تهران</a>" in persian


def test_home_asks_again_only_when_the_graph_has_changed() -> None:
    store = InMemoryStore()
    site = client(store)
    site.get("/", headers={"Accept": BROWSER})
    asked = len(store.asked)
    site.get("/", headers={"Accept": BROWSER, "Accept-Language": "fa"})
    assert len(store.asked) == asked
    store.version = "test-2"
    site.get("/", headers={"Accept": BROWSER})
    assert len(store.asked) == 2 * asked


def test_health(site: FlaskClient) -> None:
    answer = site.get("/health")
    assert (answer.status_code, answer.get_json()) == (200, {"status": "ok", "version": "test-1"})


def test_health_of_a_store_that_cannot_be_read() -> None:
    fault = StoreError("The store cannot be read.", "مخزن خواندنی نیست.")
    answer = client(InMemoryStore(fault=fault)).get("/health", headers={"Accept-Language": "fa"})
    assert answer.status_code == 503
    assert answer.mimetype == "application/problem+json"
    assert answer.get_json()["detail"] == "مخزن خواندنی نیست."
    assert "Retry-After" in answer.headers


@pytest.mark.parametrize("language", ["en", "fa"])
def test_a_wrong_method(site: FlaskClient, language: str) -> None:
    answer = site.delete("/sparql", headers={"Accept-Language": language})
    problem = answer.get_json()
    assert (answer.status_code, problem["status"], problem["type"]) == (405, 405, "about:blank")
    assert {"GET", "POST"} <= set(answer.headers["Allow"].split(", "))
    assert problem["title"] == {"en": "The method does not fit", "fa": "روش درخواست نامناسب است"}[language]


@pytest.mark.parametrize(("accept", "media_type"), [(BROWSER, "text/html"), ("*/*", "application/problem+json")])
def test_a_failure_of_the_server_tells_nothing_of_its_inside(
    monkeypatch: pytest.MonkeyPatch, accept: str, media_type: str
) -> None:
    def fail(_: Question) -> Answer:
        raise RuntimeError("/secret/place")

    store = InMemoryStore()
    monkeypatch.setattr(store, "answer", fail)
    answer = client(store).get("/id/city/tehran", headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (500, media_type)
    assert "secret" not in answer.text
