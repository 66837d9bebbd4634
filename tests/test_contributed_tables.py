"""Spreadsheets that people hand in: what their rows state, and what they are told is wrong."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from pathlib import Path

import openpyxl
import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdkg.contributions.draft import Draft, FilePlace
from cdkg.contributions.reading import read_contribution
from cdkg.contributions.tables.columns import kinds
from cdkg.contributions.tables.templates import write_template
from cdkg.contributions.tables.values import neutral
from cdkg.errors import ForeignDataError, UnknownTemplateError
from cdkg.foreign import Limits
from cdkg.namespaces import short
from cdkg.validation import validate

GRAPH = "https://w3id.org/cdkg/graph/contribution/test-1"
TIE = {"city": "کاشان", "partner": "Xi'an", "kind": "خواهرخواندگی", "document": "foreign-policy", "page": "3"}


def read(content: str | bytes, store: ox.Store, name: str = "ties.csv", limits: Limits | None = None) -> Draft:
    data = content.encode() if isinstance(content, str) else content
    return read_contribution(data, name, graph=GRAPH, store=store, limits=limits or Limits())


def table(*rows: dict[str, str]) -> str:
    heads = list(dict.fromkeys(head for row in rows for head in row))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, heads)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def stated(draft: Draft) -> set[str]:
    def told(term: object) -> str:
        if isinstance(term, ox.NamedNode):
            return short(term.value)
        assert isinstance(term, ox.Literal)
        return f'"{term.value}"' + (f"@{term.language}" if term.language else "")

    quads = list(ox.parse(draft.quads, format=ox.RdfFormat.N_QUADS))
    assert {str(quad.graph_name) for quad in quads} <= {f"<{GRAPH}>"}
    return {f"{told(q.subject)} {told(q.predicate)} {told(q.object)}" for q in quads}


def told(draft: Draft) -> list[tuple[str, str]]:
    return [(str(problem.place), problem.message.en) for problem in draft.problems]


CLAIM, PLACE = "cdr:claim/test-1/ties-row-2", "cdr:locator/test-1/ties-row-2"
LOCATED = {f"{PLACE} rdf:type cdkg:Locator", f"{PLACE} cdkg:inDocument doc:foreign-policy", f'{PLACE} cdkg:page "3"'}
TIED = {
    "cdr:tie/kashan--xian rdf:type cdkg:CityTie",
    "cdr:tie/kashan--xian cdkg:party city:kashan",
    "cdr:tie/kashan--xian cdkg:party city:xian",
    f"{CLAIM} rdf:type cdkg:TieClaim",
    f"{CLAIM} cdkg:about cdr:tie/kashan--xian",
    f"{CLAIM} cdkg:claimedKind voc:sister-city",
    f"{CLAIM} cdkg:claimedStatus voc:concluded",
    f"{CLAIM} prov:wasDerivedFrom {PLACE}",
    *LOCATED,
}


def test_row_of_ties_states_the_tie_the_claim_and_its_place(graph: ox.Store) -> None:
    draft = read(table(TIE | {"year": "۱۳۹۵", "printed": "شیان"}), graph)
    assert stated(draft) == TIED | {f'{CLAIM} cdkg:claimedYearSolarHijri "1395"', f'{CLAIM} cdkg:sourceText "شیان"'}
    assert draft.problems == ()
    assert [remark.en for remark in draft.remarks] == [
        (
            "ties.csv: years below 1700 were taken as Solar Hijri in 1 row, since nothing says otherwise. Where "
            "that is wrong, fill the column «Calendar»."
        )
    ]


def test_every_value_leads_back_to_its_cell(graph: ox.Store) -> None:
    draft = read(table(TIE | {"سال": "2016"}), graph)
    claim = "https://w3id.org/cdkg/id/claim/test-1/ties-row-2"
    year = draft.place(claim, "https://w3id.org/cdkg/ontology#claimedYear")
    assert year == FilePlace("ties.csv", row=2, column="سال")
    assert year.told().en == "ties.csv, row 2, column «سال»"
    assert year.told().fa == "ties.csv، ردیف ۲، ستون «سال»"
    assert draft.place(claim, "https://example.org/other") == FilePlace("ties.csv", row=2)


SPELLINGS = {
    "city": ["کاشان", "كاشان", "Kashan", "KASHAN", "kashan", "city:kashan", "https://w3id.org/cdkg/id/city/kashan"],
    "partner": ["Xi'an", "xian", "XIAN", "شیان"],
    "kind": ["خواهرخواندگی", "خواهر خواندگی", "Sister-City", "voc:sister-city", "خواهرخواندگی · sister city"],
    "year": ["1395", "۱۳۹۵", "١٣٩٥", " 1۳۹5 ", "1395 ش"],
    "document": ["foreign-policy", "doc:foreign-policy"],
    "page": ["3", "۳", "٣"],
}
HEADINGS = {
    "city": ["city", "شهر", "شهر یا نهاد · City or body", "CITY OR BODY", "شهر نخست"],
    "partner": ["Partner", "طرف دیگر", "طرف\u200cدیگر"],
    "kind": ["kind of tie", "نوع پیوند"],
    "year": ["Year", "سال"],
    "document": ["Document", "سند"],
    "page": ["page", "صفحه"],
}


@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_order_of_columns_digits_and_spellings_change_nothing(graph: ox.Store, data: st.DataObject) -> None:
    keys = data.draw(st.permutations(sorted(SPELLINGS)))
    row = {data.draw(st.sampled_from(HEADINGS[key])): data.draw(st.sampled_from(SPELLINGS[key])) for key in keys}
    draft = read(table(row | {"printed": "x"}), graph)
    assert (stated(draft), draft.problems) == (
        TIED | {f'{CLAIM} cdkg:claimedYearSolarHijri "1395"', f'{CLAIM} cdkg:sourceText "x"'},
        (),
    )


def test_partner_without_a_name_is_a_tie_of_that_claim_alone(graph: ox.Store) -> None:
    row = TIE | {"partner": "", "partner_country": "لبنان"}
    found = stated(read(table(row), graph))
    assert {line for line in found if line.startswith("cdr:tie/")} == {
        "cdr:tie/test-1/ties-row-2 rdf:type cdkg:Tie",
        "cdr:tie/test-1/ties-row-2 cdkg:party city:kashan",
        "cdr:tie/test-1/ties-row-2 cdkg:unnamedPartyIn country:lb",
    }
    assert f'{CLAIM} cdkg:sourceText "لبنان"' in found


def test_row_of_memberships(graph: ox.Store) -> None:
    row = {"member": "تهران", "network": "UCLG", "role": "عضو هیئت مدیره", "year": "2011", "document": "foreign-policy"}
    claim, place = CLAIM.replace("ties", "memberships"), PLACE.replace("ties", "memberships")
    node = "cdr:membership/tehran--uclg"
    assert stated(read(table(row | {"page": "3"}), graph)) == {
        f"{node} rdf:type cdkg:Membership",
        f"{node} cdkg:member city:tehran",
        f"{node} cdkg:network network:uclg",
        f"{claim} rdf:type cdkg:MembershipClaim",
        f"{claim} cdkg:about {node}",
        f"{claim} cdkg:member city:tehran",
        f"{claim} cdkg:network network:uclg",
        f"{claim} cdkg:claimedRole voc:role-board-member",
        f'{claim} cdkg:claimedYear "2011"',
        f'{claim} cdkg:sourceText "UCLG"',
        f"{claim} prov:wasDerivedFrom {place}",
        *(line.replace("ties-", "memberships-") for line in LOCATED),
    }


def test_row_of_norms_with_a_new_statute(graph: ox.Store) -> None:
    row = {
        "kind": "تکلیف",
        "name_en": "duty to coordinate",
        "bearer": "شهرداری",
        "action": "coordinating foreign relations",
        "instrument": "Example Bylaw",
        "provision": "Article 5 of the Example Bylaw",
        "document": "foreign-policy",
        "page": "3",
    }
    norm, place = "cdr:norm/test-1/norms-row-2", "cdr:locator/test-1/norms-row-2"
    bylaw, article = "cdr:instrument/test-1-example-bylaw", "cdr:provision/test-1-article-5-of-the-example-bylaw"
    assert stated(read(table(row), graph)) == {
        f"{norm} rdf:type cdkg:Obligation",
        f'{norm} skos:prefLabel "duty to coordinate"@en',
        f"{norm} cdkg:bearer voc:actor-kind-municipality",
        f"{norm} cdkg:regulatedAction voc:action-coordinate-foreign-relations",
        f"{norm} cdkg:expressedIn {article}",
        f"{article} rdf:type cdkg:LegalProvision",
        f'{article} skos:prefLabel "Article 5 of the Example Bylaw"@en',
        f"{article} cdkg:partOf {bylaw}",
        f"{bylaw} rdf:type cdkg:LegalInstrument",
        f'{bylaw} skos:prefLabel "Example Bylaw"@en',
        *(f"{node} prov:wasDerivedFrom {place}" for node in (norm, article, bylaw)),
        *(line.replace("ties-", "norms-") for line in LOCATED),
    }


def test_row_of_findings_in_a_document_that_is_new(graph: ox.Store) -> None:
    row = {
        "kind": "چالش",
        "name_fa": "وابستگی",
        "city": "Kashan",
        "url": "https://example.org/a",
        "accessed": "۱۴۰۴/۲/۱",
    }
    claim, place = "cdr:claim/test-1/findings-row-2", "cdr:locator/test-1/findings-row-2"
    document = "doc:test-1-https-example-org-a"
    assert stated(read(table(row), graph)) == {
        f"{claim} rdf:type cdkg:Challenge",
        f'{claim} skos:prefLabel "وابستگی"@fa',
        f"{claim} cdkg:concerns city:kashan",
        f"{claim} prov:wasDerivedFrom {place}",
        f"{place} rdf:type cdkg:Locator",
        f"{place} cdkg:inDocument {document}",
        f'{place} cdkg:url "https://example.org/a"',
        f'{place} cdkg:accessedOn "1404-02-01"',
        f"{document} rdf:type cdkg:Document",
        f'{document} skos:prefLabel "https://example.org/a"@en',
    }


def test_rows_of_entities(graph: ox.Store) -> None:
    rows = (
        {"kind": "شهر", "name_en": "Exampleton", "country": "ایران", "other_names": "Exampletown | نمونه‌شهر"},
        {"kind": "City", "name_en": "Tehran", "country": "Iraq", "wikidata": "Q1234567"},
        {"kind": "City", "name_fa": "گمنام", "wikidata": "Q7654321"},
        {"kind": "city network", "name_en": "Example Network"},
    )
    draft = read(table(*rows), graph)
    assert draft.problems == ()
    assert stated(draft) == {
        "city:exampleton rdf:type cdkg:City",
        'city:exampleton skos:prefLabel "Exampleton"@en',
        'city:exampleton skos:altLabel "Exampletown"@en',
        'city:exampleton skos:altLabel "نمونه‌شهر"@fa',
        "city:exampleton cdkg:country country:ir",
        "city:tehran-q1234567 rdf:type cdkg:City",
        'city:tehran-q1234567 skos:prefLabel "Tehran"@en',
        "city:tehran-q1234567 cdkg:country country:iq",
        "city:tehran-q1234567 skos:exactMatch wd:Q1234567",
        "city:q7654321 rdf:type cdkg:City",
        'city:q7654321 skos:prefLabel "گمنام"@fa',
        "city:q7654321 skos:exactMatch wd:Q7654321",
        "network:example-network rdf:type cdkg:CityNetwork",
        'network:example-network skos:prefLabel "Example Network"@en',
    }


@pytest.mark.parametrize(
    ("changed", "place", "said"),
    [
        ({"city": "Kashn"}, "column «city»", "No city or body called «Kashn» is known. Did you mean «Kashan» (کاشان)"),
        ({"partner": "Frieburg"}, "column «partner»", "Did you mean «Freiburg im Breisgau» (فرایبورگ)"),
        ({"kind": "sister sity"}, "column «kind»", "Did you mean «sister city» (خواهرخواندگی)?"),
        ({"kind": ""}, "column «kind»", "«Kind of tie» is empty. Choose from the list."),
        ({"partner": ""}, "row 2, column", "The partner is missing."),
        ({"partner": "کاشان"}, "column «partner»", "The city is tied with itself."),
        ({"partner_country": "Japan"}, "column «partner»", "No «Xi'an» is known in the country «Japan»."),
        ({"partner_country": "Chine"}, "column «partner_country»", " or «China» (چین)?"),
        ({"year": "in 2016"}, "column «year»", "«in 2016» is not a year: write one year of four digits"),
        ({"year": "1100"}, "column «year»", "«1100» is not a Solar Hijri year from 1200 to 1500."),
        ({"year": "1395", "calendar": "Mayan"}, "column «calendar»", "«Mayan» is not a calendar"),
        ({"document": ""}, "column «document»", "«Document» is empty."),
        ({"page": ""}, "column «page»", "It is not said where in the document this stands."),
        ({"row": "two", "table": "1"}, "column «row»", "«two» is not a whole number from 1."),
        ({"row": "2"}, "column", "A row is given but no table."),
        ({"url": "www.example.org"}, "column «url»", "is not a web address that starts with https://"),
        ({"accessed": "yesterday"}, "column «accessed»", "is not a day such as 2026-03-01"),
        ({"printed": "=1+1"}, "column «printed»", "The cell holds a formula («=1+1»)"),
        ({"printed": "x" * 5_001}, "column «printed»", "is not shorter than 5000 characters"),
    ],
)
def test_a_wrong_cell_is_told_once_with_its_place(
    graph: ox.Store, changed: dict[str, str], place: str, said: str
) -> None:
    draft = read(table(TIE | changed), graph)
    ((found_place, found),) = told(draft)
    assert place in found_place
    assert said in found
    assert draft.problems[0].severity == "Violation"
    assert draft.quads == b""  # so that no shape tells the same again
    assert draft.problems[0].message.fa != found


def test_what_the_rows_state_conforms(graph: ox.Store) -> None:
    store = ox.Store()
    store.extend(list(graph))
    book = openpyxl.load_workbook(io.BytesIO(write_template("ties", "xlsx")))
    sheet = book.worksheets[0]
    sheet["A3"] = sheet["A4"] = None
    draft = read(saved(book), store, "ties.xlsx")
    assert draft.problems == ()
    quads = list(ox.parse(draft.quads, format=ox.RdfFormat.N_QUADS))
    store.extend(quads)
    report = validate(store, focus={q.subject.value for q in quads if isinstance(q.subject, ox.NamedNode)})
    assert report.conforms, report.to_text("en")


def saved(book: openpyxl.Workbook) -> bytes:
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


@pytest.mark.parametrize("kind", list(kinds()))
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_untouched_template_states_nothing_and_has_no_fault(graph: ox.Store, kind: str, form: str) -> None:
    draft = read(write_template(kind, form), graph, f"{kind}.{form}")
    assert (draft.quads, draft.problems, draft.remarks) == (b"", (), ())


@pytest.mark.parametrize("kind", ["ties", "memberships", "norms", "findings", "entities"])
def test_examples_of_a_template_can_be_read_as_rows(graph: ox.Store, kind: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_template(kind, "xlsx")))
    sheet = book.worksheets[0]
    sheet["A3"] = sheet["A4"] = None
    draft = read(saved(book), graph, "t.xlsx")
    assert told(draft) == []
    assert draft.quads


def test_template_offers_the_concepts_in_both_languages() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_template("ties", "xlsx")))
    lists = book.worksheets[-1]
    offered = {row[0] for row in lists.iter_rows(min_row=2, max_col=1, values_only=True)} - {None}
    assert offered == {"دوستی · friendship", "خواهرخواندگی · sister city", "تفاهم‌نامه · memorandum of understanding"}
    sheet = book.worksheets[0]
    assert sheet.sheet_view.rightToLeft
    assert sheet.freeze_panes == "B2"
    rules = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert rules["F3:F1000"] == "'فهرست‌ها · Lists'!$A$2:$A$4"


def test_turtle_template_is_turtle(graph: ox.Store) -> None:
    draft = read(write_template("ties", "ttl"), graph, "t.ttl")
    assert draft.place("https://w3id.org/cdkg/id/tie/kashan--kyoto") is not None
    with pytest.raises(UnknownTemplateError, match="There is no template «cities»"):
        write_template("cities", "xlsx")


def test_another_sheet_of_the_workbook_defines_the_city(graph: ox.Store) -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_template("ties", "xlsx")))
    ties, entities = book.worksheets[:2]
    cells: dict[int, str | int] = {2: "کاشان", 4: "exampleton", 6: "sister city", 11: "foreign-policy", 12: 3}
    for column, value in cells.items():
        ties.cell(5, column).value = value
    for column, value in {2: "city", 4: "Exampleton", 6: "Iran"}.items():
        entities.cell(5, column).value = value
    draft = read(saved(book), graph, "t.xlsx")
    assert told(draft) == []
    assert "cdr:tie/exampleton--kashan cdkg:party city:exampleton" in stated(draft)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "an old .xls file, which is not read here"),
        (b"PK\x03\x04 broken", "no readable .xlsx workbook"),
        (b"hello", "no readable .xlsx workbook"),
    ],
)
def test_what_is_no_workbook_is_refused(graph: ox.Store, content: bytes, said: str) -> None:
    with pytest.raises(ForeignDataError, match=said) as raised:
        read(content, graph, "t.xlsx")
    assert raised.value.message.fa != raised.value.message.en


def archive(**parts: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        for part, content in parts.items():
            made.writestr(part, content)
    return written.getvalue()


def changed_workbook(part: str, old: bytes, new: bytes) -> bytes:
    book = openpyxl.Workbook()
    for number, head in enumerate(("city", "partner", "kind", "document", "page"), 1):
        book.active.cell(1, number).value = head  # type: ignore[union-attr]
    source = zipfile.ZipFile(io.BytesIO(saved(book)))
    parts = {name: source.read(name) for name in source.namelist()}
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new, 1)
    return archive(**parts)


def test_zip_bomb_is_not_opened(graph: ox.Store) -> None:
    bomb = archive(**{"[Content_Types].xml": b"", "xl/worksheets/sheet1.xml": bytes(30_000_000)})
    with pytest.raises(ForeignDataError, match="zip bomb"):
        read(bomb, graph, "t.xlsx")
    many = archive(**{f"part{number}": b"" for number in range(2_001)})
    with pytest.raises(ForeignDataError, match="zip bomb"):
        read(many, graph, "t.xlsx")


def test_open_document_is_told_what_to_do(graph: ox.Store) -> None:
    with pytest.raises(ForeignDataError, match=r"OpenDocument.*Save As"):
        read(
            archive(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", **{"content.xml": b""}), graph, "t.ods"
        )


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml"])
def test_entities_in_a_workbook_are_not_expanded(graph: ox.Store, part: str) -> None:
    root = b"<worksheet" if "sheet1" in part else b"<workbook"
    declared = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + root
    with pytest.raises(ForeignDataError, match="declares entities"):
        read(changed_workbook(part, root, declared), graph, "t.xlsx")


def test_row_numbered_beyond_the_last_ends_the_reading(graph: ox.Store) -> None:
    hostile = changed_workbook("xl/worksheets/sheet1.xml", b'<row r="1"', b'<row r="999999999"')
    with pytest.raises(ForeignDataError, match=r"no readable \.xlsx workbook"):
        read(hostile, graph, "t.xlsx")


def test_formula_in_a_workbook_is_told_and_not_computed(graph: ox.Store) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(TIE))
    sheet.append([*list(TIE.values())[:-1], '=HYPERLINK("https://example.org","3")'])
    draft = read(saved(book), graph, "t.xlsx")
    ((place, said),) = told(draft)
    assert place == "t.xlsx, sheet «Sheet», row 2, column «page»"
    assert "The cell holds a formula" in said


def test_too_many_rows_are_refused(graph: ox.Store) -> None:
    with pytest.raises(ForeignDataError, match="more than 3 rows"):
        read(table(TIE, TIE, TIE, TIE), graph, limits=Limits(rows=3))
    with pytest.raises(ForeignDataError, match="at most 10 bytes"):
        read(table(TIE), graph, limits=Limits(data_bytes=10))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_as_programs_write_it(graph: ox.Store, encoding: str, separator: str) -> None:
    lines = separator.join(TIE) + "\r\n" + separator.join(f'"{value}"' for value in TIE.values()) + "\r\n"
    draft = read(lines.encode(encoding), graph, "t.tsv" if separator == "\t" else "t.csv")
    assert stated(draft) == TIED | {f'{CLAIM} cdkg:sourceText "Xi\'an"'}


def test_wrong_encoding_is_told(graph: ox.Store) -> None:
    with pytest.raises(ForeignDataError, match=r"line 2.*Windows-1256.*CSV UTF-8"):
        read(table(TIE | {"city": "تهران", "kind": "sister city"}).encode("cp1256"), graph)


def test_marks_of_direction_are_removed_and_told(graph: ox.Store) -> None:
    draft = read(table(TIE | {"city": "\u202eکاشان\u200f", "printed": "x"}), graph)
    assert stated(draft) == TIED | {f'{CLAIM} cdkg:sourceText "x"'}
    assert "removed from 1 cell." in draft.remarks[0].en


def test_unknown_and_repeated_columns_are_told(graph: ox.Store) -> None:
    draft = read("city,partner,kind,document,page,colour,شهر\nکاشان,Xi'an,sister city,foreign-policy,3,red,x\n", graph)
    assert [remark.en for remark in draft.remarks] == [
        "ties.csv, row 1: these columns are not known and were not read: «colour».",
        "ties.csv, row 1: these columns come twice; only the first of each was read: «شهر».",
    ]


def test_missing_headings_are_told(graph: ox.Store) -> None:
    draft = read("city,partner,document\nکاشان,Xi'an,foreign-policy\n", graph)
    ((place, said),) = told(draft)
    assert place.startswith("ties.csv, row 1, column")
    assert said.startswith("The column «Kind of tie» is missing, so no row of the sheet was read.")
    with pytest.raises(ForeignDataError, match="no row of headings was found"):
        read("a,b\n1,2\n", graph)


@given(st.text())
def test_no_exported_text_begins_a_formula(text: str) -> None:
    made = neutral(text)
    assert made.removeprefix("'") == text.removeprefix("'")
    assert not made.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_workbook_that_office_encrypted_is_told_to_have_a_password(graph: ox.Store) -> None:
    # Written with msoffcrypto-tool, as Excel does it: a compound file with an encrypted package (ECMA-376, agile).
    content = (Path(__file__).parent / "hostile" / "encrypted.xlsx").read_bytes()
    with pytest.raises(ForeignDataError, match="has a password"):
        read(content, graph, "t.xlsx")


def test_million_rows_are_refused_whether_in_text_or_in_a_workbook(graph: ox.Store) -> None:
    head = ",".join(TIE)
    with pytest.raises(ForeignDataError, match="larger than is taken here"):
        read((head + "\n" + "a,b,c,d,1\n" * 1_000_000).encode(), graph)
    with pytest.raises(ForeignDataError, match="more than 100000 rows"):
        read((head + "\n" + "a,b,c,d,1\n" * 1_000_000).encode(), graph, limits=Limits(data_bytes=20_000_000))
    # Random numbers, since what is too much alike is taken for a bomb before it is opened.
    chance = random.Random(1)
    rows = [f"<row><c><v>{chance.random()}</v></c></row>" for _ in range(1_000)] * 1_000
    hostile = changed_workbook("xl/worksheets/sheet1.xml", b"</sheetData>", "".join(rows).encode() + b"</sheetData>")
    with pytest.raises(ForeignDataError, match=r"more than 100000 rows|zip bomb"):
        read(hostile, graph, "t.xlsx", Limits(data_bytes=100_000_000))


def test_merged_cells_are_told(graph: ox.Store) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(TIE))
    sheet.append(list(TIE.values()))
    sheet.append([None, *list(TIE.values())[1:]])
    sheet.merge_cells("A2:A3")
    draft = read(saved(book), graph, "t.xlsx")
    assert any("cells are merged (A2:A3)" in remark.en for remark in draft.remarks)
    assert [place for place, _ in told(draft)] == ["t.xlsx, sheet «Sheet», row 3, column «city»"]
