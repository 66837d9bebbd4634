"""The named queries on the web."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from cdkg import queries
from cdkg.queries import named_queries
from cdkg.web.query_topics import checks, topics
from web_site import BROWSER, client

TIES = """\
#+ summary: Which ties does a city have?
#+ summary_fa: یک شهر چه پیوندهایی دارد؟
#+ parameters:
#+   city: {kind: city, label: City, label_fa: شهر, default: tehran}
#+   lang: {kind: language, label: Language, label_fa: زبان, default: en}
SELECT ?tie ?name WHERE {
  ?tie cdkg:party ?_city , ?other .
  ?other skos:prefLabel ?name .
  FILTER(?other != ?_city && LANG(?name) = ?_lang)
} ORDER BY ?name
"""
COUNTRY = """\
#+ summary: Which cities does a country have?
#+ summary_fa: یک کشور چه شهرهایی دارد؟
#+ parameters:
#+   country: {kind: country, label: Country, label_fa: کشور, required: true}
#+   most: {kind: integer, label: At most, label_fa: بیشینه, default: "10"}
SELECT ?city WHERE { ?city cdkg:country ?_country FILTER(10 >= ?_most) }
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    (tmp_path / "ties-of-a-city.rq").write_text(TIES, encoding="utf-8")
    (tmp_path / "cities-of-a-country.rq").write_text(COUNTRY, encoding="utf-8")
    monkeypatch.setattr(queries, "query_files", lambda: sorted(tmp_path.glob("*.rq")))
    queries.named_queries.cache_clear()
    yield client()
    queries.named_queries.cache_clear()


def page(site: FlaskClient, path: str, language: str = "en", status: int = 200) -> str:
    answer = site.get(path, headers={"Accept": BROWSER, "Accept-Language": language})
    assert answer.status_code == status
    assert answer.mimetype == "text/html"
    return answer.text


def test_the_list_puts_the_questions_in_the_language_of_the_reader(site: FlaskClient) -> None:
    for path in ("/queries/", "/"):
        assert "Which ties does a city have?" in page(site, path)
        assert "یک شهر چه پیوندهایی دارد؟" in page(site, path, "fa")


def test_a_program_gets_every_format(site: FlaskClient) -> None:
    assert site.get("/queries/ties-of-a-city").mimetype == "application/sparql-results+json"
    csv = site.get("/queries/ties-of-a-city?city=tehran&lang=fa", headers={"Accept": "text/csv"})
    assert csv.mimetype == "text/csv"
    assert [line.split(",")[1] for line in csv.text.splitlines()] == ["name", "سئول", "لندن"]
    tsv = site.get("/queries/ties-of-a-city?format=tsv", headers={"Accept": BROWSER})
    assert tsv.mimetype == "text/tab-separated-values"
    assert site.get("/queries/ties-of-a-city", headers={"Accept": "text/turtle"}).status_code == 406


def test_the_language_fills_the_parameter_of_that_name(site: FlaskClient) -> None:
    assert "London" in site.get("/queries/ties-of-a-city?lang=en").text
    assert "لندن" in site.get("/queries/ties-of-a-city?lang=fa").text
    assert "لندن" in site.get("/queries/ties-of-a-city", headers={"Accept-Language": "fa"}).text
    assert site.get("/queries/ties-of-a-city?lang=de").status_code == 400


def test_the_page_has_a_form_with_the_cities_and_the_answer(site: FlaskClient) -> None:
    text = page(site, "/queries/ties-of-a-city?lang=fa")
    assert '<html lang="fa" dir="rtl">' in text
    assert 'value="tehran"' in text
    assert '<option value="seoul">سئول</option>' in text
    assert "لندن" in text
    assert '<label for="parameter-city">شهر' in text
    assert 'name="lang" value="fa"' in text
    assert "lang=fa&amp;format=csv" in text


def test_a_parameter_that_must_be_given_is_asked_for_first(site: FlaskClient) -> None:
    text = page(site, "/queries/cities-of-a-country")
    assert "required" in text
    assert "Answer" not in text
    assert "city:tehran" in page(site, "/queries/cities-of-a-country?country=ir&most=5")
    assert site.get("/queries/cities-of-a-country").status_code == 400


@pytest.mark.parametrize(
    "path", ["cities-of-a-country?country=ir&most=many", "ties-of-a-city?town=x", "ties-of-a-city?city=a&city=b"]
)
def test_bad_parameters(site: FlaskClient, path: str) -> None:
    assert site.get("/queries/" + path).status_code == 400
    assert 'role="alert"' in page(site, "/queries/" + path, status=400)


def test_an_unknown_query(site: FlaskClient) -> None:
    answer = site.get("/queries/nothing", headers={"Accept-Language": "fa"})
    assert answer.status_code == 404
    assert "ties-of-a-city" in answer.get_json()["detail"]


def test_the_entity_of_a_query_leads_to_its_page(site: FlaskClient) -> None:
    answer = site.get("/id/query/ties-of-a-city", headers={"Accept": BROWSER})
    assert (answer.status_code, answer.location) == (303, "/queries/ties-of-a-city")


def test_every_query_stands_under_one_heading() -> None:
    listed = [query.name for topic in (*topics(), *checks()) for query in topic.queries]
    assert sorted(listed) == sorted(named_queries())
    asked = [query.name for topic in topics() for query in topic.queries]
    assert "ties-of-city" in asked
    assert "ties-counted" not in asked
    assert "foreign-policy-table-2" not in asked
