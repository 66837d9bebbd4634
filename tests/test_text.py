"""Text from PDFs and spreadsheets is made comparable without losing what a name says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdkg.text import fold, integer, normalise, persian_digits, solar_hijri_span, unify

NAMES = ("مشهد", "اصفهان", "ونزوئلا", "قرقیزستان", "متروپلیس", "کراچی", "تفلیس", "گیونگجو")
LETTERS = st.text(alphabet="ابپتسشکگلمنهویيكىآأئؤةۀـ\u200c\u200f\u064e \n۱۲٣4aé\ufffd\uf005ﻻﷲ", max_size=40)


@given(st.text(max_size=60) | LETTERS)
def test_unify_keeps_every_offset(text: str) -> None:
    assert len(unify(text)) == len(text)


@given(st.text(max_size=60) | LETTERS)
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(max_size=60) | LETTERS)
def test_folding_what_is_normalised_gives_the_same_key(text: str) -> None:
    assert fold(normalise(text)) == fold(text)


@given(st.text(max_size=60) | LETTERS)
def test_unifying_twice_changes_nothing(text: str) -> None:
    assert unify(unify(text)) == unify(text)


@given(st.text(max_size=60) | LETTERS)
def test_normalised_text_has_one_kind_of_space_and_of_letter(text: str) -> None:
    read = normalise(text)
    assert read == " ".join(read.split())
    assert not set(read) & set("يكىـ\u200c\u200f\n\t\ufffd۰۱۲٣")


@given(st.text(max_size=60) | LETTERS)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.sampled_from(NAMES), st.data())
def test_a_name_that_the_pdf_broke_still_meets_itself(name: str, data: st.DataObject) -> None:
    """Spaces, half-spaces, line breaks, stretched letters and stray marks get into words anywhere."""
    gaps = data.draw(
        st.lists(st.text(" \n\u200c\u200fـ\u064e\ufffd", max_size=3), min_size=len(name), max_size=len(name))
    )
    broken = "".join(char + gap for char, gap in zip(name, gaps, strict=True))
    arabic = broken.translate(str.maketrans("یک", "يك"))
    assert fold(broken) == fold(arabic) == fold(name)


@given(
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=4), st.sampled_from([" ", "\u200c", "\n", "\t", " \ufffd "])
)
def test_words_stay_apart_whatever_parts_them(words: list[str], gap: str) -> None:
    assert normalise(gap.join(words)) == " ".join(words)


@given(LETTERS, LETTERS)
def test_a_contained_text_stays_contained(inner: str, outer: str) -> None:
    assert fold(inner) in fold(f"{outer} {inner} {outer}")


@given(st.integers(min_value=0, max_value=99_999), st.lists(st.sampled_from("0۰٠"), min_size=5, max_size=5))
def test_digits_of_three_scripts_may_be_mixed(number: int, zeros: list[str]) -> None:
    written = "".join(chr(ord(zero) + int(digit)) for digit, zero in zip(str(number), zeros, strict=False))
    assert integer(f" {written} ") == number


@given(st.integers(min_value=0))
def test_persian_digits_read_back(number: int) -> None:
    assert integer(persian_digits(str(number))) == number
    assert unify(persian_digits(f"سال {number}")) == f"سال {number}"


@pytest.mark.parametrize("text", ["", "-1", "12a", "1.5", "یک", "1 2"])
def test_what_is_not_a_whole_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="whole number"):
        integer(text)


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("گســترش ســرمایه گذاری", "گسترش سرمایه گذاری"),
        ("خواهر\u200cخواندگی", "خواهر خواندگی"),
        ("كيش\u200f", "کیش"),
        ("سئول", "سئول"),
        ("Iași", "Iași"),
        ("  قرارداد\ufffd خواهر\n شهری ", "قرارداد خواهر شهری"),
        ("۲۰۰۵", "2005"),
    ],
)
def test_normalised_text_reads_as_a_person_reads_it(raw: str, read: str) -> None:
    assert normalise(raw) == read


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("شی‌آن", "شی آن"),
        ("یاس‌برنی", "ياسبرنى"),
        ("آسیا", "اسیا"),
        ("Iași", "IASI"),
        ("Xi'an", "xian"),
        ("قرقیزستان", "قر قیزستان"),
    ],
)
def test_spellings_of_one_name_meet(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("تونس", "تونسی"), ("مکه", "مکا"), ("باکو", "باکوو")])
def test_other_names_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("year", "span"), [(1, (622, 623)), (1373, (1994, 1995)), (1391, (2012, 2013)), (1399, (2020, 2021))]
)
def test_a_solar_hijri_year_touches_two_gregorian_years(year: int, span: tuple[int, int]) -> None:
    assert solar_hijri_span(year) == span


@given(st.integers(min_value=1, max_value=1500))
def test_solar_hijri_years_follow_each_other_without_a_gap(year: int) -> None:
    first, last = solar_hijri_span(year)
    assert last == first + 1
    assert solar_hijri_span(year + 1)[0] == last


def test_persian_readers_get_persian_digits() -> None:
    assert persian_digits("1994–2005") == "۱۹۹۴–۲۰۰۵"
