"""The gazetteer's tables: what names, identifiers and coordinates a user gets out of them."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

import cdkg
from cdkg.namespaces import slug
from cdkg.text import fold

Row = dict[str, str]

FOLDER = Path(str(cdkg.__file__)).parent / "gazetteer"
COLUMNS = {
    "cities": "slug,name_en,name_fa,aliases,country,lat,lon,geonames,names_from,coordinates_from,identifiers_from,note",
    "countries": "slug,name_en,name_fa,aliases,lat,lon,geonames,names_from,coordinates_from,identifiers_from,note",
    "bodies": "slug,kind,class,name_en,name_fa,aliases,names_from,note",
    "persons": "slug,name_en,name_fa,aliases,names_from,note",
    "reference-lists": "slug,name_en,name_fa,url",
}
NAMED = ["cities", "countries", "bodies", "persons"]
PLACES = ["cities", "countries"]
ORGANIZATION_CLASSES = {
    "IntergovernmentalOrganization",
    "NonGovernmentalOrganization",
    "Ministry",
    "Municipality",
    "CityCouncil",
    "Organization",
}
# Slugs fixed by hand: the full English names of these bodies make long or ambiguous ones.
BODY_SLUGS_BY_HAND = {"unesco-learning-cities", "unesco-creative-cities", "ministry-of-foreign-affairs-iran"}


def rows(table: str) -> list[Row]:
    with (FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def values(cell: str) -> list[str]:
    return cell.split(" | ") if cell else []


def names(row: Row) -> list[str]:
    return [row["name_en"], row["name_fa"], *values(row["aliases"])]


def named(table: str, name: str) -> list[str]:
    return [row["slug"] for row in rows(table) if fold(name) in {fold(own) for own in names(row)}]


@pytest.mark.parametrize("table", COLUMNS)
def test_columns_and_cells(table: str) -> None:
    with (FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        header, *lines = list(csv.reader(file))
    assert ",".join(header) == COLUMNS[table]
    assert lines
    for line in lines:
        assert len(line) == len(header), line
        assert [cell for cell in line if cell != cell.strip() or "\n" in cell] == []


@pytest.mark.parametrize("table", COLUMNS)
def test_slugs_are_unique(table: str) -> None:
    assert [name for name, count in Counter(row["slug"] for row in rows(table)).items() if count > 1] == []


@pytest.mark.parametrize("table", ["cities", "persons"])
def test_slugs_come_from_english_names(table: str) -> None:
    assert [row["slug"] for row in rows(table) if row["slug"] != slug(row["name_en"])] == []


def test_slugs_of_bodies_come_from_a_latin_name_unless_fixed_by_hand() -> None:
    made_otherwise = set()
    for row in rows("bodies"):
        latin = [name for name in names(row) if re.search("[A-Za-z]", name)]
        if row["slug"] not in {slug(name) for name in latin}:
            made_otherwise.add(row["slug"])
    assert made_otherwise == BODY_SLUGS_BY_HAND


def test_slugs_of_countries_are_iso_codes_and_every_city_has_one() -> None:
    codes = {row["slug"] for row in rows("countries")}
    assert [code for code in codes if not re.fullmatch("[a-z]{2}", code)] == []
    assert {row["country"] for row in rows("cities")} <= codes


@pytest.mark.parametrize("table", COLUMNS)
def test_everything_has_a_persian_and_an_english_name(table: str) -> None:
    for row in rows(table):
        assert re.search("[A-Za-z]", row["name_en"]), row
        assert re.search("[\u0621-\u06cc]", row["name_fa"]), row


@pytest.mark.parametrize("table", NAMED)
def test_persian_names_use_persian_letters(table: str) -> None:
    for row in rows(table):
        assert not re.search("[\u064a\u0643\u0640]", "".join(names(row))), row


@pytest.mark.parametrize("table", NAMED)
def test_no_alias_repeats_a_name_of_its_own_entity(table: str) -> None:
    for row in rows(table):
        assert len(set(names(row))) == len(names(row)), row


@pytest.mark.parametrize("table", NAMED)
def test_no_name_belongs_to_two_entities_of_one_kind(table: str) -> None:
    owners: dict[str, set[str]] = {}
    for row in rows(table):
        for name in names(row):
            owners.setdefault(fold(name), set()).add(row["slug"])
    assert {name: slugs for name, slugs in owners.items() if len(slugs) > 1} == {}


@pytest.mark.parametrize("table", PLACES)
def test_coordinates_are_on_the_globe_and_come_in_pairs(table: str) -> None:
    for row in rows(table):
        assert bool(row["lat"]) == bool(row["lon"]) == bool(row["coordinates_from"]), row
        if row["lat"]:
            assert -90 <= float(row["lat"]) <= 90, row
            assert -180 <= float(row["lon"]) <= 180, row


def test_cities_lie_near_their_country() -> None:
    centres = {row["slug"]: row for row in rows("countries")}
    widest = {"us": 30, "ru": 30, "cn": 30, "au": 30}
    for row in rows("cities"):
        centre = centres[row["country"]]
        if row["lat"] and centre["lat"]:
            reach = widest.get(row["country"], 15)
            assert abs(float(row["lat"]) - float(centre["lat"])) <= reach, row
            assert abs(float(row["lon"]) - float(centre["lon"])) <= reach, row


def test_identifiers_are_well_formed_unique_and_sourced() -> None:
    geonames = [row["geonames"] for table in PLACES for row in rows(table) if row["geonames"]]
    assert [number for number in geonames if not re.fullmatch(r"[1-9]\d*", number)] == []
    assert [number for number, count in Counter(geonames).items() if count > 1] == []
    for table in PLACES:
        for row in rows(table):
            assert bool(row["geonames"]) == bool(row["identifiers_from"]), row


@pytest.mark.parametrize("table", NAMED)
def test_every_source_is_a_reference_list(table: str) -> None:
    lists = {row["slug"] for row in rows("reference-lists")}
    for row in rows(table):
        assert row["names_from"], row
        for column in ("names_from", "coordinates_from", "identifiers_from"):
            assert set(values(row.get(column, ""))) <= lists, row


def test_reference_lists_have_web_addresses_except_the_projects_own() -> None:
    without = {row["slug"] for row in rows("reference-lists") if not row["url"].startswith("https://")}
    assert without == {"documents", "editors"}


def test_bodies_are_networks_or_organizations() -> None:
    for row in rows("bodies"):
        allowed = {"network": {"CityNetwork"}, "organization": ORGANIZATION_CLASSES}
        assert row["class"] in allowed[row["kind"]], row


@pytest.mark.parametrize(
    ("printed", "city"),
    [
        ("شبان", "xian"),
        ("کاراگاندا", "karaganda"),
        ("یاسبرین", "jaszbereny"),
        ("جونگ کینگ", "chongqing"),
        ("اورومچی", "urumqi"),
        ("ارومچی", "urumqi"),
        ("نوودی ساد", "novi-sad"),
        ("پورتمونت", "puerto-montt"),
        ("پروتوریا", "pretoria"),
        ("برزیلیا", "brasilia"),
        ("سنت پترزبورگ", "saint-petersburg"),
        ("قازان", "kazan"),
        ("غزه", "gaza-city"),
        ("کویت", "kuwait-city"),
        ("تونس", "tunis"),
        ("کاظمین", "kadhimiya"),
        ("چنت", "ghent"),
    ],
)
def test_printed_spellings_of_cities(printed: str, city: str) -> None:
    assert named("cities", printed) == [city]


@pytest.mark.parametrize(
    ("printed", "country"),
    [
        ("انگلستان", "gb"),
        ("ایالات متحده امریکا", "us"),
        ("امریکا", "us"),
        ("المان", "de"),
        ("آذربایجان", "az"),
        ("عمان", "om"),
        ("کویت", "kw"),
        ("تونس", "tn"),
        ("کره جنوبی", "kr"),
        ("کره شمالی", "kp"),
        ("بوسنی و هرزگوین", "ba"),
    ],
)
def test_printed_spellings_of_countries(printed: str, country: str) -> None:
    assert named("countries", printed) == [country]


@pytest.mark.parametrize(
    ("printed", "body"),
    [
        ("انجمن جهانی متروپلیس‌ها", "metropolis"),
        ("سازمان متروپلیس", "metropolis"),
        ("Metropolis", "metropolis"),
        ("سازمان شهرها و حکومت های محلی متحد", "uclg"),
        ("سازمان حکومت‌های محلی و شهرهای متحد", "uclg"),
        ("مجمع شهرداران آسیایی", "asian-mayors-forum"),
        ("سازمان بین المللی شهرها و پایتخت های اسلامی", "oicc"),
        ("City Net", "citynet"),
        ("شبکه شهرهای یادگیرنده یونسکو", "unesco-learning-cities"),
        ("شبکه همکاری میان شهری در میراث فرهنگی ناملموس", "iccn"),
        ("برنامه اسکان بشر سازمان ملل", "un-habitat"),
        ("سازمان کنفرانس اسلامی", "oic"),
        ("آیسسکو", "icesco"),
    ],
)
def test_printed_names_of_bodies(printed: str, body: str) -> None:
    assert named("bodies", printed) == [body]


def test_known_entities() -> None:
    cities = {row["slug"]: row for row in rows("cities")}
    assert cities["tehran"]["country"] == "ir"
    assert cities["xian"]["country"] == "cn"
    assert {row["slug"] for row in rows("persons")} == {
        *("hashemi-rafsanjani", "khatami", "ahmadinejad", "rouhani"),
        "eisenhower",
    }
