"""The extractors read the traps of the real texts, here in made-up documents of the same form."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from cdkg.documents import Document, read_document
from cdkg.errors import DocumentError, ExtractionError
from cdkg.gazetteer import gazetteer
from cdkg.records import (
    CountRecord,
    DesignationRecord,
    MembershipRecord,
    NameRecord,
    PeriodRecord,
    Record,
    StatementRecord,
    TieRecord,
)
from cdkg.sources import Source, sources
from cdkg.sources.extraction import extracted_tables, unsupported

HERE = Path(__file__).parent / "documents"
SOURCES = {source.id: source for source in sources()}


def records_of(source_id: str, text: str | None = None, folder: Path | None = None) -> list[Record]:
    document = read_document(HERE, source_id)
    if text is not None and folder is not None:
        (folder / f"{source_id}.txt").write_text(text, encoding="utf-8")
        document = read_document(folder, source_id)
    return list(SOURCES[source_id].extract(document, gazetteer()))


def text_of(source_id: str) -> str:
    return (HERE / f"{source_id}.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def foreign_policy() -> list[Record]:
    return records_of("foreign-policy")


@pytest.fixture(scope="module")
def tehran() -> list[Record]:
    return records_of("tehran-opportunities")


def test_side_by_side_columns_are_put_together_again(foreign_policy: list[Record]) -> None:
    ties = [
        (one.city, one.partner, one.partner_country, one.kind, one.year)
        for one in foreign_policy
        if isinstance(one, TieRecord)
    ]
    sister, memorandum = "sister-city", "memorandum-of-understanding"
    assert ties == [
        ("تهران", "لس آنجلس", "ایالات متحده آمریکا", sister, 1972),
        ("تهران", "مینسک", "بلاروس", sister, 2006),
        ("تهران", "خارطوم", "", sister, None),
        ("تهران", "کویت", "کویت", sister, None),
        ("تهران", "بغداد", "عراق", memorandum, None),
        ("تهران", "سن پترزبورگ", "روسیه", memorandum, None),
        ("اصفهان", "شبان", "چین", sister, 1989),
        ("اصفهان", "سن پترزبورگ", "روسیه", sister, 2004),
        ("تبریز", "باکو", "جمهوری آذربایجان", sister, None),
        ("تبریز", "غزه", "فلسطین", sister, None),
        ("یزد", "یاسبرین", "مجارستان", sister, 1996),
        ("یزد", "اولگین", "کوبا", sister, 2001),
        ("شیراز", "دوشنبه", "تاجیکستان", sister, 1980),
        ("مشهد", "لاهور", "پاکستان", sister, None),
        ("مشهد", "کربلا", "عراق", memorandum, None),
        ("اراک", "تفلیس", "گرجستان", sister, None),
        ("رامسر", "الوکره", "قطر", sister, 2010),
    ]


def test_events_titles_and_memberships_are_told_apart(foreign_policy: list[Record]) -> None:
    titles = [
        (one.row, one.holder, one.designation.removeprefix("designation-"), one.conferred_by, one.year)
        for one in foreign_policy
        if isinstance(one, DesignationRecord) and one.table == "1"
    ]
    assert titles == [
        (1, "تهران", "world-heritage-listing", "unesco", None),
        (2, "اصفهان", "capital-of-islamic-culture", "", 2006),
        (3, "تبریز", "tourism-capital-of-islamic-countries", "", 2018),
    ]
    memberships = [
        (one.member, one.network, one.role, one.duration)
        for one in foreign_policy
        if isinstance(one, MembershipRecord) and one.table == "1"
    ]
    assert memberships == [
        ("تهران", "citynet", "", ""),
        ("تهران", "metropolis", "", ""),
        ("اصفهان", "unesco-creative-cities", "", ""),
        ("اصفهان", "iccn", "", ""),
        ("تبریز", "asian-mayors-forum", "", ""),
        ("یزد", "silk-road-cities-conference", "role-central-council-member", "چهارسال"),
        ("یزد", "league-of-historical-cities", "", ""),
        ("شیراز", "unesco-learning-cities", "", ""),
    ]
    hosted = [one for one in foreign_policy if isinstance(one, StatementRecord) and one.facet == "facet-hosted-event"]
    assert [(one.about, one.value, one.year) for one in hosted] == [("تهران", "asian-games-7", 1974)]


def test_bulleted_lists_below_each_other_are_put_together_again(foreign_policy: list[Record]) -> None:
    counts = [
        (one.row, one.about, one.count) for one in foreign_policy if isinstance(one, CountRecord) and one.table == "2"
    ]
    assert counts == [
        (1, "ترکیه", "3"),
        (1, "عراق", "12"),
        (1, "region-middle-east-and-west-asia", "15"),
        (2, "روسیه", "4"),
        (2, "صربستان", "1"),
        (2, "region-eastern-europe", "5"),
        (3, "سودان", "1"),
        (3, "آفریقای جنوبی", "1"),
        (3, "region-africa", "2"),
    ]
    affiliations = [
        (one.about, one.value.removeprefix("affiliation-"))
        for one in foreign_policy
        if isinstance(one, StatementRecord) and one.facet == "facet-affiliation"
    ]
    assert affiliations == [
        ("ترکیه", "turkic-islamic"),
        ("عراق", "arab-islamic"),
        ("روسیه", "slavic"),
        ("صربستان", "slavic"),
        ("سودان", "arab-islamic"),
    ]


def test_mixed_cells_of_a_period_are_taken_apart(foreign_policy: list[Record]) -> None:
    periods = [
        (one.slug, one.start_year, one.end_year, one.head_of_government)
        for one in foreign_policy
        if isinstance(one, PeriodRecord)
    ]
    assert periods == [
        ("before-1979", None, 1979, ""),
        ("1979-1989", 1979, 1989, ""),
        ("1989-1997", 1989, 1997, "هاشمی رفسنجانی"),
        ("1997-2005", 1997, 2005, "خاتمی"),
        ("2005-2013", 2005, 2013, "احمدی نژاد"),
        ("2013-present", 2013, None, "روحانی"),
    ]
    counts = [one.count for one in foreign_policy if isinstance(one, CountRecord) and one.table == "3"]
    assert counts == ["2", "1", "3", "12", "1", "4"]
    countries = [
        (one.about, one.value)
        for one in foreign_policy
        if isinstance(one, StatementRecord) and one.facet == "facet-partner-country"
    ]
    assert countries == [
        ("before-1979", "ایالات متحده آمریکا"),
        ("before-1979", "کره جنوبی"),
        ("1979-1989", "تاجیکستان"),
        ("1989-1997", "قرقیزستان"),
        ("1989-1997", "مجارستان"),
        ("1989-1997", "چین"),
        ("1997-2005", "روسیه"),
        ("1997-2005", "آلمان"),
        ("1997-2005", "کره جنوبی"),
        ("2005-2013", "چین"),
        ("2013-present", "گرجستان"),
        ("2013-present", "بوسنی و هرزگوین"),
    ]


def test_members_are_told_from_descriptions(foreign_policy: list[Record]) -> None:
    members: dict[str, set[str]] = {}
    for one in foreign_policy:
        if isinstance(one, MembershipRecord) and one.table == "4":
            members.setdefault(one.network, set()).add(one.member)
    assert members == {
        "metropolis": {"تهران", "اصفهان", "تبریز", "کرج"},
        "uclg": {"تهران"},
        "asian-mayors-forum": {"تهران", "اصفهان", "تبریز", "قم", "رشت"},
        "oicc": {"تهران"},
        "silk-road-cities-conference": {"یزد"},
        "citynet": {"تهران", "اصفهان"},
        "league-of-historical-cities": {"یزد"},
        "iccn": {"شیراز", "نیشابور"},
        "unesco-learning-cities": {"اراک"},
    }
    names = [(one.about, one.line_end - one.line_start) for one in foreign_policy if isinstance(one, NameRecord)]
    assert names[:5] == [
        ("metropolis", 0),
        ("uclg", 1),
        ("asian-mayors-forum", 1),
        ("oicc", 1),
        ("silk-road-cities-conference", 2),
    ]
    titles = [
        (one.holder, one.designation, one.conferred_by)
        for one in foreign_policy
        if isinstance(one, DesignationRecord) and one.table == "4"
    ]
    assert titles == [
        ("تهران", "designation-world-heritage-listing", "unesco"),
        ("اصفهان", "designation-capital-of-islamic-culture", "icesco"),
        ("مشهد", "designation-capital-of-islamic-culture", "icesco"),
        ("تبریز", "designation-tourism-capital-of-islamic-countries", "icesco"),
    ]


def test_rows_around_a_page_break_and_a_foreign_table_are_found(tehran: list[Record]) -> None:
    ties = [
        (one.row, one.item, one.partner, one.partner_country, one.kind, one.status)
        for one in tehran
        if isinstance(one, TieRecord)
    ]
    sister, memorandum = "sister-city", "memorandum-of-understanding"
    assert ties == [
        (1, 1, "هاوانا", "کوبا", sister, "concluded"),
        (2, 1, "پروتوریا", "آفریقای جنوبی", sister, "concluded"),
        (3, 1, "کاراکاس", "ونزوئلا", sister, "concluded"),
        (4, 1, "آنکارا", "ترکیه", sister, "concluded"),
        (4, 2, "استانبول", "ترکیه", sister, "concluded"),
        (5, 1, "تونس", "تونس", sister, "in-negotiation"),
        (6, 1, "سن پترزبورگ", "روسیه", memorandum, "concluded"),
    ]
    assert {one.as_of_solar_hijri for one in tehran if isinstance(one, TieRecord)} == {1391}


@pytest.mark.parametrize("source_id", list(SOURCES))
def test_every_record_stands_where_it_says(source_id: str) -> None:
    assert list(unsupported(read_document(HERE, source_id), records_of(source_id))) == []


@pytest.mark.parametrize(
    ("source_id", "old", "new", "column", "value"),
    [
        ("foreign-policy", "(2006) مینسک", "(2007) مینسک", "year", 2007),
        ("foreign-policy", "(2004پترزبورگ", "(1994پترزبورگ", "year", 1994),
        ("foreign-policy", "� ۱2", "� ۱3", "count", "13"),
        ("foreign-policy", "کره  ۱2", "کره  ۱4", "count", "14"),
        ("foreign-policy", "2005-\n2013 \nجناب", "2005-\n2014 \nجناب", "end_year", 2014),
        ("foreign-policy", " 20189اسلامی", " 20199اسلامی", "year", 2019),
    ],
)
def test_a_digit_altered_in_the_text_alters_the_record(
    source_id: str, old: str, new: str, column: str, value: object, tmp_path: Path
) -> None:
    before = [getattr(one, column, None) for one in records_of(source_id)]
    after = [
        getattr(one, column, None) for one in records_of(source_id, text_of(source_id).replace(old, new), tmp_path)
    ]
    assert [new for old, new in zip(before, after, strict=True) if old != new] == [value]


@pytest.mark.parametrize(
    ("source_id", "old", "new", "says"),
    [
        ("foreign-policy", " بلاروس\n كویت\n", " كویت\n", "do not match in number"),
        ("foreign-policy", " تفلیس اراک", " تفلیس", "6 of 8 cities"),
        ("foreign-policy", "عضو انجمن جهانی متروپلیس", "عضو انجمن ناشناخته", "exactly one lookup"),
        ("foreign-policy", "� 1 \n5 ", "5 ", "there must be equally many"),
        ("foreign-policy", "اروپای شرقی\n", "اروپای ناشناخته\n", "not in lookups.csv"),
        ("foreign-policy", "روسیه؛ آلمان، کره", "روسیه؛ المانن، کره", "no country of the gazetteer"),
        ("foreign-policy", " یزد، جهانی", " یزذ، جهانی", "no city of the gazetteer"),
        ("foreign-policy", ".4جدول شماره", ".4 شماره", "caption of table 4"),
        ("tehran-opportunities", "آفریقای جنوبی ٢", "آفریقای جنوبی ٣", "one is missing or there twice"),
        ("tehran-opportunities", "هاوانا کوبا 1", "هاوانا کوپا 1", "does not end in a country"),
        ("tehran-opportunities", "جدول ۲-", "جدول -", "caption of table 2"),
    ],
)
def test_a_text_of_another_form_is_refused(source_id: str, old: str, new: str, says: str, tmp_path: Path) -> None:
    assert old in text_of(source_id)
    with pytest.raises(ExtractionError, match=says) as fault:
        records_of(source_id, text_of(source_id).replace(old, new), tmp_path)
    assert fault.value.message.fa != fault.value.message.en


def test_extraction_makes_the_same_tables_every_time() -> None:
    for source in SOURCES.values():
        document = read_document(HERE, source.id)
        assert extracted_tables(source, document, gazetteer()) == extracted_tables(source, document, gazetteer())


def test_another_text_than_the_one_read_is_refused() -> None:
    source: Source = SOURCES["foreign-policy"]
    document: Document = read_document(HERE, source.id)
    with pytest.raises(DocumentError, match="SHA-256"):
        source.check_text(document)
    source.check_text(dataclasses.replace(document, sha256=source.sha256))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xd8\xaa\n\xff\xfe", "line 2: the text is not UTF-8"),
        ("سطر\nدو\x00".encode(), "line 2: a control character"),
    ],
)
def test_what_is_no_utf_8_text_is_refused(content: bytes, says: str, tmp_path: Path) -> None:
    (tmp_path / "foreign-policy.txt").write_bytes(content)
    with pytest.raises(DocumentError, match=says):
        read_document(tmp_path, "foreign-policy")


def test_an_absent_document_is_named(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"foreign-policy\.txt"):
        read_document(tmp_path, "foreign-policy")
