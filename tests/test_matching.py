"""Names find the things that they mean, with reasons; what is not sure is not taken."""

from __future__ import annotations

import pytest

from cdkg.matching import ACCEPT, Asked, Index, Known, score_of
from cdkg.matching.edits import distance
from cdkg.matching.model import COUNTRY, DISTANCE, NAME, POPULATION, TYPE
from cdkg.matching.scoring import kilometres
from cdkg.matching.similarity import Name, similarity
from cdkg.matching.spelling import key, skeleton

CITY, COUNTRY_CLASS, BODY = "class:city", "class:country", "class:municipality"


def city(
    slug: str, country: str, *names: str, at: tuple[float, float] | None = None, people: int | None = None
) -> Known:
    return Known(slug, names, frozenset({CITY}), country, at, people)


def country(code: str, *names: str) -> Known:
    return Known(code, names, frozenset({COUNTRY_CLASS}))


KNOWN = [
    country("country/ir", "Iran", "ایران"),
    country("country/in", "India", "هند"),
    country("country/pk", "Pakistan", "پاکستان"),
    country("country/us", "United States", "United States of America", "آمریکا"),
    country("country/tn", "Tunisia", "تونس"),
    country("country/gb", "United Kingdom", "بریتانیا"),
    city("isfahan", "country/ir", "Isfahan", "اصفهان", at=(32.65, 51.67), people=1_961_000),
    city("kerman", "country/ir", "Kerman", "کرمان"),
    city("kermanshah", "country/ir", "Kermanshah", "کرمانشاه"),
    city("baghdad", "country/iq", "Baghdad", "بغداد"),
    city("hyderabad", "country/in", "Hyderabad", "حیدرآباد", at=(17.38, 78.46)),
    city("hyderabad-q", "country/pk", "Hyderabad", "حیدرآباد", at=(25.38, 68.37)),
    city("boston", "country/us", "Boston", "بوستون"),
    city("tunis", "country/tn", "Tunis", "تونس"),
    city("london", "country/gb", "London", "لندن"),
    city("los-angeles", "country/us", "Los Angeles", "لس آنجلس"),
    city("freiburg", "country/de", "Freiburg im Breisgau", "فرایبورگ"),
    city("the-hague", "country/nl", "The Hague", "لاهه"),
    city("iasi", "country/ro", "Iași", "یاش"),
    Known("municipality-of-baghdad", ("Municipality of Baghdad", "شهرداری بغداد"), frozenset({BODY})),
]


@pytest.fixture(scope="module")
def index() -> Index:
    return Index(KNOWN)


def matched(index: Index, asked: Asked) -> str | None:
    return next((one.known.id for one in index.match(asked) if one.is_match), None)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Isfahan", "isfahan"),
        ("Esfahan", "isfahan"),
        ("ISFAHAN", "isfahan"),
        ("Isfahān", "isfahan"),
        ("Isfhaan", "isfahan"),
        ("اصفهان", "isfahan"),
        ("اصفهـان", "isfahan"),
        ("اسفهان", "isfahan"),
        ("لس‌آنجلس", "los-angeles"),
        ("لوس آنجلس", "los-angeles"),
        ("Iasi", "iasi"),
        ("Hague", "the-hague"),
        ("Freiburg", "freiburg"),
        ("شهر بغداد", "baghdad"),
        ("City of Baghdad", "baghdad"),
        ("شهرداری بغداد", "municipality-of-baghdad"),
        ("Municipality of Baghdad", "municipality-of-baghdad"),
        ("Boston, USA", "boston"),
        ("Boston (United States)", "boston"),
        ("Boston, Massachusetts, US", "boston"),
        ("بوستون آمریکا", "boston"),
        ("Hyderabad, India", "hyderabad"),
        ("حیدرآباد پاکستان", "hyderabad-q"),
        ("kerman", "kerman"),
        ("isfahan", "isfahan"),
    ],
)
def test_spellings_of_one_name_mean_one_thing(index: Index, written: str, expected: str) -> None:
    assert matched(index, Asked(written)) == expected


@pytest.mark.parametrize(
    "written",
    [
        "Hyderabad",  # there are two
        "حیدرآباد",
        "تونس",  # the city, or the country
        "Bolton",  # another city, one letter from Boston
        "London, Ontario",  # what is told beside the name is not understood
        "London, Pakistan",  # not the one that is known
        "Municipality of Isfahan",  # not the city, unless who asks says so
        "!!",
        "",
    ],
)
def test_what_is_not_sure_is_not_taken(index: Index, written: str) -> None:
    assert matched(index, Asked(written)) is None


def test_two_cities_of_one_name_are_both_listed(index: Index) -> None:
    found = index.match(Asked("Hyderabad"))
    assert {one.known.id for one in found[:2]} == {"hyderabad", "hyderabad-q"}
    assert found[0].score == found[1].score


@pytest.mark.parametrize("told", ["country/in", "India", "هند", "IN", "in"])
def test_a_country_decides_between_two_of_one_name(index: Index, told: str) -> None:
    assert matched(index, Asked("Hyderabad", country=told)) == "hyderabad"


def test_a_country_that_nobody_knows_agrees_with_none(index: Index) -> None:
    assert matched(index, Asked("Boston", country="Atlantis")) is None


def test_coordinates_decide_between_two_of_one_name(index: Index) -> None:
    assert matched(index, Asked("Hyderabad", coordinates=(25.4, 68.4))) == "hyderabad-q"
    assert matched(index, Asked("Isfahan", coordinates=(48.9, 2.3))) is None


def test_a_type_decides_between_a_city_and_its_country(index: Index) -> None:
    assert matched(index, Asked("تونس", type=CITY)) == "tunis"
    assert matched(index, Asked("تونس", type=COUNTRY_CLASS)) == "country/tn"
    assert matched(index, Asked("Municipality of Isfahan", type=CITY)) == "isfahan"


def test_an_identifier_is_a_match(index: Index) -> None:
    found = index.match(Asked("hyderabad-q"))
    assert [(one.known.id, one.score, one.is_match) for one in found] == [("hyderabad-q", 100.0, True)]


def test_a_score_is_the_mean_of_its_reasons(index: Index) -> None:
    asked = Asked("Esfahan", type=CITY, country="Iran", coordinates=(32.66, 51.68), population=2_000_000)
    best = index.match(asked)[0]
    assert [feature.name for feature in best.features] == [NAME, TYPE, COUNTRY, DISTANCE, POPULATION]
    assert best.score == score_of(best.features)
    assert [feature.value for feature in best.features[1:]] == [1.0, 1.0, 1.0, 1.0]
    assert ACCEPT < best.score < 100


def test_each_name_is_looked_up_for_itself(index: Index) -> None:
    asked = [Asked("Esfahan"), Asked("Bolton"), Asked("Esfahan")]
    assert index.match_many(asked) == [index.match(one) for one in asked]


def test_slips_of_the_pen_are_nearer_than_other_names() -> None:
    boston = skeleton("Boston")
    assert 0 < distance(boston, skeleton("Bosten")) < distance(boston, skeleton("Bsoton"))
    assert distance(boston, skeleton("Bsoton")) < distance(boston, skeleton("Bolton"))
    assert distance(skeleton("Teheran"), skeleton("Tehran")) == distance(skeleton("Tehran"), skeleton("Teheran"))


def test_letters_that_look_or_sound_alike_are_one() -> None:
    assert key("Łódź") == "lodz"
    assert key("Tromsø") == "tromso"
    assert skeleton("Ghazvin") == skeleton("Qazvin")
    assert skeleton("طهران") == skeleton("تهران")


def test_names_in_two_scripts_are_not_compared() -> None:
    assert similarity(Name.of("Tehran"), Name.of("تهران")) == 0.0


def test_distances_are_those_on_the_globe() -> None:
    # A degree of latitude is 60 nautical miles of 1.852 km.
    assert kilometres((10.0, 20.0), (11.0, 20.0)) == pytest.approx(60 * 1.852, rel=0.005)
    assert kilometres((0.0, 179.5), (0.0, -179.5)) == pytest.approx(60 * 1.852, rel=0.005)
