"""Names resolve to one entity or are an error; the gazetteer's tables are read strictly."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cdkg.errors import Message, NameResolutionError, RecordError
from cdkg.gazetteer import FOLDER, Entity, Gazetteer, gazetteer
from cdkg.gazetteer.tables import read_gazetteer

PLACE = Message(en="x, table 1", fa="x، جدول ۱")


def city(slug: str, name: str, country: str = "ir", *aliases: str) -> Entity:
    return Entity("city", slug, "City", Message(en=slug, fa=name), aliases, country)


@pytest.mark.parametrize(
    ("kind", "name", "slug"),
    [
        ("city", "تهران", "tehran"),
        ("city", "شبان", "xian"),
        ("city", "کاراگاندا", "karaganda"),
        ("city", "كربلا", "karbala"),
        ("city", "لس‌آنجلس", "los-angeles"),
        ("city", "کویت", "kuwait-city"),
        ("country", "کویت", "kw"),
        ("country", "انگلستان", "gb"),
        ("country", "المان", "de"),
        ("person", "هاشمی رفسنجانی", "hashemi-rafsanjani"),
    ],
)
def test_a_printed_name_means_one_entity(kind: str, name: str, slug: str) -> None:
    assert gazetteer().resolve(kind, name, place=PLACE).slug == slug


def test_a_name_of_two_cities_is_told_apart_by_the_country_or_is_an_error() -> None:
    both = Gazetteer([city("tripoli", "طرابلس", "ly"), city("tripoli-q2", "طرابلس", "lb")])
    assert both.resolve("city", "طرابلس", place=PLACE, country="lb").slug == "tripoli-q2"
    assert not both.knows("city", "طرابلس")
    with pytest.raises(NameResolutionError, match=r"x, table 1: .*more than one city.*: tripoli, tripoli-q2") as fault:
        both.resolve("city", "طرابلس", place=PLACE)
    assert fault.value.message.fa.startswith("x، جدول ۱: نام «طرابلس»")


def test_one_slug_is_one_entity() -> None:
    with pytest.raises(RecordError, match="two entries for city 'a'"):
        Gazetteer([city("a", "آ"), city("a", "ب")])


def test_an_alias_that_repeats_a_name_changes_nothing() -> None:
    assert Gazetteer([city("a", "آبادان", "ir", "ابادان", "آبادان")]).knows("city", "آبادان")


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("cities.csv", "slug,name_en", "slug,name", r"cities\.csv, header: unknown columns \['name'\]"),
        ("cities.csv", "tehran,Tehran,تهران", "tehran,Tehran,", r"cities\.csv, line 2: the cell 'name_fa' is empty"),
        ("cities.csv", "tehran,Tehran", "teh ran,Tehran", "the cell 'slug' holds 'teh ran'"),
        ("cities.csv", ",ir,35.69439", ",zz,35.69439", "the cell 'country' holds 'zz'"),
        ("cities.csv", ",ir,35.69439", ",ir,x", "the cell 'lat, lon' holds"),
        ("cities.csv", ",ir,35.69439", ",ir,,35.69439", "line 2: the row has 13 cells, the header 12"),
        ("bodies.csv", ",network,CityNetwork", ",netwrok,CityNetwork", "the cell 'kind' holds 'netwrok'"),
        ("bodies.csv", ",documents,", ",nobody,", "names the unknown list 'nobody'"),
    ],
)
def test_a_faulty_table_is_told(file: str, old: str, new: str, says: str, tmp_path: Path) -> None:
    for path in FOLDER.glob("*.csv"):
        shutil.copy(path, tmp_path)
    text = (tmp_path / file).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RecordError, match=says):
        read_gazetteer(tmp_path)


def test_a_missing_table_is_told(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"reference-lists\.csv: the file cannot be read"):
        read_gazetteer(tmp_path)
