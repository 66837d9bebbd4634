"""The Reconciliation Service API 0.2 at /reconcile: what clients are answered, in both languages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from flask.testing import FlaskClient

from cdkg.settings import Settings
from cdkg.store.embedded import EmbeddedStore
from cdkg.web import create_app
from reconciliation_schemas import faults
from web_site import BROWSER

ENGLISH, PERSIAN = "/reconcile/en", "/reconcile/fa"


@pytest.fixture(scope="module")
def site(published: Path) -> Iterator[FlaskClient]:
    store = EmbeddedStore(published, Settings(memory_triples=0))
    yield create_app(store, Settings()).test_client()
    store.close()


def asked(site: FlaskClient, path: str, **queries: Any) -> dict[str, Any]:
    answer = site.post(path, data={"queries": json.dumps(queries)})
    assert answer.status_code == 200
    told = answer.get_json()
    assert faults("reconciliation-result-batch", told) == []
    return {name: found["result"] for name, found in told.items()}


def extended(site: FlaskClient, path: str, ids: list[str], *properties: Any) -> dict[str, Any]:
    wanted = [one if isinstance(one, dict) else {"id": one} for one in properties]
    answer = site.post(path, data={"extend": json.dumps({"ids": ids, "properties": wanted})})
    assert answer.status_code == 200
    told: dict[str, Any] = answer.get_json()
    assert faults("data-extension-response", told) == []
    return told


@pytest.mark.parametrize("path", ["/reconcile", "/reconcile/", ENGLISH, PERSIAN, "/reconcile?lang=fa"])
def test_the_manifest_tells_what_is_offered_and_where(site: FlaskClient, path: str) -> None:
    manifest = site.get(path).get_json()
    assert faults("manifest", manifest) == []
    assert manifest["versions"] == ["0.2"]
    assert manifest["identifierSpace"] + "id/city/tehran" == "https://w3id.org/cdkg/id/city/tehran"
    for one in (*manifest["suggest"].values(), manifest["extend"]["propose_properties"]):
        assert site.get(urlsplit(one["service_url"] + one["service_path"]).path).status_code == 200


def test_the_addresses_of_the_manifest_lead_somewhere_when_the_id_is_filled_in(site: FlaskClient) -> None:
    manifest = site.get(PERSIAN).get_json()
    for part, name in (("view", "id/city/yazd"), ("preview", "id/city/yazd"), ("feature_view", "country")):
        filled = urlsplit(manifest[part]["url"].replace("{{id}}", quote(name, safe="")))
        answer = site.get(f"{filled.path}?{filled.query}", headers={"Accept": BROWSER})
        assert answer.status_code == 200
        assert ("یزد" if name == "id/city/yazd" else "کشور") in answer.text


def test_a_manifest_speaks_the_language_of_its_address(site: FlaskClient) -> None:
    names = {path: site.get(path).get_json()["defaultTypes"][0]["name"] for path in (ENGLISH, PERSIAN)}
    assert names == {ENGLISH: "city", PERSIAN: "شهر"}
    persian = site.get("/reconcile", headers={"Accept-Language": "fa"})
    assert persian.get_json()["defaultTypes"][0]["name"] == "شهر"
    assert "Accept-Language" in persian.headers["Vary"]
    assert site.get(PERSIAN).get_json()["suggest"]["entity"]["service_url"].endswith("/reconcile/fa")


@pytest.mark.parametrize(
    ("path", "name", "described"), [(ENGLISH, "Isfahan", "city, Iran"), (PERSIAN, "اصفهان", "شهر، ایران")]
)
@pytest.mark.parametrize(
    "written", ["Esfahan", "اصفهان", "اسفهان", "city/isfahan", "https://w3id.org/cdkg/id/city/isfahan"]
)
def test_a_name_is_matched(site: FlaskClient, path: str, name: str, described: str, written: str) -> None:
    best = asked(site, path, q={"query": written})["q"][0]
    assert (best["id"], best["name"], best["description"], best["match"]) == ("id/city/isfahan", name, described, True)
    assert {"id": "City", "name": "city" if path == ENGLISH else "شهر"} in best["type"]


def test_a_batch_is_answered_query_by_query_by_post_and_by_get(site: FlaskClient) -> None:
    queries = {"a": {"query": "UCLG"}, "b": {"query": "Bolton"}, "c": {"query": "تبریز", "type": "City", "limit": 1}}
    found = asked(site, ENGLISH, **queries)
    assert found["a"][0]["id"] == "id/network/uclg"
    assert not any(one["match"] for one in found["b"])
    assert [one["id"] for one in found["c"]] == ["id/city/tabriz"]
    by_get = site.get(ENGLISH, query_string={"queries": json.dumps(queries)}).get_json()
    assert {name: one["result"] for name, one in by_get.items()} == found
    assert found == {name: asked(site, ENGLISH, **{name: query})[name] for name, query in queries.items()}


def test_a_score_tells_its_reasons(site: FlaskClient) -> None:
    query = {"query": "Esfahan", "type": "City", "properties": [{"pid": "country", "v": {"id": "id/country/ir"}}]}
    best = asked(site, ENGLISH, q=query)["q"][0]
    features = {one["id"]: one["value"] for one in best["features"]}
    assert features == {"name": 97.0, "type": 100.0, "country": 100.0}
    # 10 × 97, 0.5 × 100 and 4 × 100 over 14.5
    assert best["score"] == pytest.approx(97.93, abs=0.01)


@pytest.mark.parametrize("country", ["هند", "India", "in", {"id": "id/country/in"}, "country/in"])
def test_a_country_is_told_as_a_property(site: FlaskClient, country: Any) -> None:
    elsewhere, here = ({"query": "حیدرآباد", "properties": [{"pid": "country", "v": v}]} for v in ("ایران", country))
    found = asked(site, ENGLISH, elsewhere=elsewhere, here=here)
    assert found["here"][0]["id"] == "id/city/hyderabad"
    assert found["here"][0]["match"]
    assert not any(one["match"] for one in found["elsewhere"])


def test_coordinates_decide(site: FlaskClient) -> None:
    # Boston's coordinates in the gazetteer, and those of Boston in Lincolnshire, 5,200 km from there.
    near, far = ([{"pid": "coordinates", "v": place}] for place in ("42.36, -71.06", "52.97, -0.02"))
    query = {"query": "Boston"}
    found = asked(site, ENGLISH, near=query | {"properties": near}, far=query | {"properties": far})
    assert found["near"][0]["match"]
    assert not found["far"][0]["match"]


def test_a_type_is_told_alone_or_with_others(site: FlaskClient) -> None:
    found = asked(
        site,
        ENGLISH,
        city={"query": "تونس", "type": "City"},
        country={"query": "تونس", "type": ["Country"]},
        untold={"query": "تونس"},
        either={"query": "تونس", "type": ["City", "Country"], "type_strict": "any"},
    )
    assert found["city"][0]["id"] == "id/city/tunis"
    assert found["country"][0]["id"] == "id/country/tn"
    assert found["city"][0]["match"]
    assert found["country"][0]["match"]
    for name in ("untold", "either"):
        assert not any(one["match"] for one in found[name])
        assert {one["id"] for one in found[name][:2]} == {"id/city/tunis", "id/country/tn"}


def test_any_property_of_the_graph_counts(site: FlaskClient) -> None:
    member = [{"pid": "memberOf", "v": "UCLG"}, {"pid": "nothing-of-the-kind", "v": "x"}]
    network = [{"pid": "memberOf", "v": {"id": "id/network/uclg"}}]
    found = asked(
        site,
        ENGLISH,
        named={"query": "Mashad", "properties": network},
        alone={"type": "City", "properties": network, "limit": 50},
        unknown={"query": "Mashhad", "properties": member},
    )
    assert {"id": "memberOf", "value": 100.0} in found["named"][0]["features"]
    assert found["unknown"][0]["id"] == "id/city/mashhad"
    members = {row["id"] for row in found["alone"]}
    assert {"id/city/mashhad", "id/city/tehran"} & members
    told = extended(site, ENGLISH, sorted(members), "memberOf")["rows"]
    assert all("id/network/uclg" in {cell["id"] for cell in row["memberOf"]} for row in told.values())


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Tehr", "id/city/tehran"),
        ("تهر", "id/city/tehran"),
        ("id/city/yazd", "id/city/yazd"),
        ("city/yazd", "id/city/yazd"),
        ("Esfahan", "id/city/isfahan"),
        ("angeles", "id/city/los-angeles"),
    ],
)
def test_things_are_suggested_while_a_name_is_typed(site: FlaskClient, typed: str, first: str) -> None:
    told = site.get(f"{ENGLISH}/suggest/entity", query_string={"prefix": typed}).get_json()
    assert faults("suggest-entities-response", told) == []
    assert told["result"][0]["id"] == first


def test_suggestions_go_on_where_the_last_ended(site: FlaskClient) -> None:
    pages = [
        [one["id"] for one in site.get(f"{ENGLISH}/suggest/entity?prefix=m&cursor={cursor}").get_json()["result"]]
        for cursor in (0, 10, 100_000)
    ]
    assert [len(page) for page in pages] == [10, 10, 0]
    assert not set(pages[0]) & set(pages[1])


def test_types_and_properties_are_suggested_in_both_languages(site: FlaskClient) -> None:
    for typed in ("cit", "شهر", "City"):
        types = site.get(f"{PERSIAN}/suggest/type", query_string={"prefix": typed}).get_json()
        assert faults("suggest-types-response", types) == []
        city = next(one for one in types["result"] if one["id"] == "City")
        assert city["name"] == "شهر"
        assert city["broader"][0]["id"] == "Actor"
    for typed in ("country", "کشور"):
        found = site.get(f"{ENGLISH}/suggest/property", query_string={"prefix": typed}).get_json()
        assert faults("suggest-properties-response", found) == []
        assert found["result"][0]["id"] == "country"


def test_a_flyout_tells_in_a_few_words_what_is_suggested(site: FlaskClient) -> None:
    for kind, name, said in (
        ("entity", "id/city/tehran", "تهران"),
        ("type", "City", "شهر"),
        ("property", "country", "کشور"),
    ):
        told = site.get(f"{PERSIAN}/flyout/{kind}", query_string={"id": name}).get_json()
        assert told["id"] == name
        assert said in told["html"]
    assert site.get(f"{PERSIAN}/flyout/entity?id=id/city/atlantis").status_code == 404


def test_properties_are_proposed_for_a_type(site: FlaskClient) -> None:
    told = site.get(f"{ENGLISH}/properties?type=City&limit=3").get_json()
    assert faults("data-extension-property-proposal", told) == []
    assert (told["type"], told["limit"], len(told["properties"])) == ("City", 3, 3)
    everything = {one["id"] for one in site.get(f"{ENGLISH}/properties?type=City").get_json()["properties"]}
    assert {"country", "geo:lat", "memberOf", "sisterCity", "skos:prefLabel@fa"} <= everything
    assert "expertCount" not in everything


def test_a_table_is_extended(site: FlaskClient) -> None:
    ids = ["id/city/boston", "id/city/atlantis"]
    told = extended(site, ENGLISH, ids, "country", "geo:lat", "skos:prefLabel", "skos:prefLabel@fa")
    # The gazetteer's row: Boston, بوستون, us, 42.35843.
    assert told["rows"]["id/city/boston"] == {
        "country": [{"id": "id/country/us", "name": "United States"}],
        "geo:lat": [{"float": 42.35843}],
        "skos:prefLabel": [{"str": "Boston"}],
        "skos:prefLabel@fa": [{"str": "بوستون"}],
    }
    assert set(map(len, told["rows"]["id/city/atlantis"].values())) == {0}
    kind = {"id": "Country", "name": "country"}
    assert told["meta"][0] == {"id": "country", "name": "country of the city", "type": kind}


def test_the_most_values_of_a_cell_can_be_set(site: FlaskClient) -> None:
    all_of_them = extended(site, PERSIAN, ["id/city/mashhad"], "memberOf")["rows"]["id/city/mashhad"]["memberOf"]
    for limit in (1, "1"):
        limited = extended(site, PERSIAN, ["id/city/mashhad"], {"id": "memberOf", "settings": {"limit": limit}})
        assert limited["rows"]["id/city/mashhad"]["memberOf"] == all_of_them[:1]
    assert len(all_of_them) > 1


@pytest.mark.parametrize(
    ("path", "name", "said"), [(ENGLISH, "Isfahan", "a score of 97"), (PERSIAN, "اصفهان", "امتیاز ۹۷")]
)
def test_a_preview_may_be_framed_and_tells_why(site: FlaskClient, path: str, name: str, said: str) -> None:
    answer = site.get(f"{path}/preview?id=id%2Fcity%2Fisfahan&query=Esfahan")
    assert answer.mimetype == "text/html"
    assert name in answer.text
    assert said in answer.text
    policy = answer.headers.getlist("Content-Security-Policy")
    assert len(policy) == 1
    assert "frame-ancestors" not in policy[0]
    assert "script" not in policy[0]
    assert site.get(f"{path}/preview?id=id/city/atlantis").status_code == 404


def test_a_preview_shows_what_is_written_and_runs_nothing(site: FlaskClient) -> None:
    told = site.get(f"{ENGLISH}/preview", query_string={"id": "id/city/isfahan", "query": "<script>alert(1)</script>"})
    assert "<script" not in told.text


@pytest.mark.parametrize("path", [f"{ENGLISH}/features", f"{PERSIAN}/features/name"])
def test_a_page_tells_what_scores_are_made_of(site: FlaskClient, path: str) -> None:
    page = site.get(path, headers={"Accept": BROWSER})
    assert page.status_code == 200
    assert "/reconcile/" in page.text


def test_the_language_of_an_address_stays_and_can_be_changed(site: FlaskClient) -> None:
    page = site.get(f"{PERSIAN}/features", headers={"Accept": BROWSER}).text
    assert 'href="/queries/?lang=fa"' in page
    assert (
        'lang="en"' in site.get(f"{PERSIAN}/features?lang=en", headers={"Accept": BROWSER}).text.partition("<head>")[0]
    )


def test_the_service_is_found_from_the_front_page_and_the_description_of_the_dataset(site: FlaskClient) -> None:
    assert "/reconcile/features" in site.get("/", headers={"Accept": BROWSER}).text
    described = site.get("/.well-known/void", headers={"Accept": "application/n-triples"}).text
    assert "/reconcile> <http://www.w3.org/ns/dcat#servesDataset>" in described


@pytest.mark.parametrize("path", ["", "/suggest/entity?prefix=a", "/properties", "/preview?id=id/city/yazd"])
def test_other_sites_may_ask(site: FlaskClient, path: str) -> None:
    assert site.get(ENGLISH + path).headers["Access-Control-Allow-Origin"] == "*"
    preflight = site.options(ENGLISH + path)
    assert preflight.headers["Access-Control-Allow-Origin"] == "*"
    assert "GET" in preflight.headers["Access-Control-Allow-Methods"]


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"query": "Tehran"}, 400),
        ({"queries": "{"}, 400),
        ({"queries": "[" * 100_000}, 400),
        ({"queries": "[]"}, 400),
        ({"queries": '{"q": {}}'}, 400),
        ({"queries": '{"q": {"query": " "}}'}, 400),
        ({"queries": '{"q": {"query": 1}}'}, 400),
        ({"queries": '{"q": {"query": "a", "limit": -1}}'}, 400),
        ({"queries": '{"q": {"query": "a", "limit": "many"}}'}, 400),
        ({"queries": '{"q": {"query": "a", "type_strict": "maybe"}}'}, 400),
        ({"queries": '{"q": {"query": "a", "properties": [{"pid": "country"}]}}'}, 400),
        ({"queries": json.dumps({"q": {"query": "a" * 501}})}, 400),
        ({"queries": json.dumps({f"q{n}": {"query": "a"} for n in range(51)})}, 413),
        ({"extend": "{}"}, 400),
        ({"extend": '{"ids": ["id/city/yazd"], "properties": [{"id": "nothing-of-the-kind"}]}'}, 400),
        ({"extend": json.dumps({"ids": ["x"] * 10_001, "properties": [{"id": "country"}]})}, 413),
    ],
)
def test_what_is_wrong_with_a_request_is_told(site: FlaskClient, form: dict[str, str], status: int) -> None:
    for path, letters in ((ENGLISH, "Send"), (PERSIAN, "")):
        answer = site.post(path, data=form)
        assert answer.status_code == status
        assert answer.mimetype == "application/problem+json"
        assert len(answer.get_json()["detail"]) > 20
        assert (path == PERSIAN) == any("\u0600" < char < "\u06ff" for char in answer.get_json()["title"]), letters


def test_only_a_form_is_read(site: FlaskClient) -> None:
    assert site.post(ENGLISH, data="{}", content_type="application/json").status_code == 415
    for path in ("/suggest/entity?prefix=a&cursor=-1", "/suggest/type?cursor=x", "/properties?limit=x"):
        assert site.get(ENGLISH + path).status_code == 400
    assert site.get(f"{ENGLISH}/suggest/nothing").status_code == 404
    assert site.get("/reconcile/de").status_code == 404


def test_a_hostile_name_takes_no_time(site: FlaskClient) -> None:
    names = ["a " * 250, "سازمان شهرها و حکومت‌های محلی متحد " * 14, "(" * 500, "ـ" * 500, "\u202e" * 500, "ab" * 250]
    found = asked(site, ENGLISH, **{f"q{n}": {"query": name} for n, name in enumerate(names)})
    assert not any(one["match"] for result in found.values() for one in result)
