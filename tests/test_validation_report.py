"""The forms of a validation report: JSON, text for a terminal, SHACL."""

from __future__ import annotations

import json

from rdflib import RDF, RDFS, SH, BNode, Graph, Literal, URIRef

from cdkg.errors import Message
from cdkg.validation import Report, Result

CLAIM = "https://w3id.org/cdkg/id/claim/foreign-policy/table-1/row-1/item-1"
TIE = "https://w3id.org/cdkg/id/tie/tabriz--tehran"
TERM = "https://w3id.org/cdkg/ontology#"
SHAPE = "https://w3id.org/cdkg/shapes#"
CONFORMING = Report(conforms=True, results=())
YEAR = Result(
    severity="Violation",
    message=Message(en="The year is impossible: correct it.", fa="این سال ممکن نیست؛ آن را درست کنید."),
    focus_node=CLAIM,
    path=TERM + "claimedYear",
    value="20055",
    shape=SHAPE + "Claim-claimedYear-value",
    constraint=str(SH.MaxInclusiveConstraintComponent),
    location=Message(
        en="foreign-policy, table 1, row 1, item 1, line 810", fa="foreign-policy، جدول ۱، ردیف ۱، مورد ۱، سطر ۸۱۰"
    ),
    term=Literal(20055),
)
PARTIES = Result(
    severity="Warning",
    message=Message(en="A party is missing: add it.", fa="یک طرف نیامده است؛ آن را بیفزایید."),
    focus_node=TIE,
    path=None,
    value=TIE,
    shape=SHAPE + "Tie-parties",
    constraint=str(SH.XoneConstraintComponent),
    term=URIRef(TIE),
)


def test_json_has_the_promised_form() -> None:
    assert json.loads(Report(conforms=False, results=(YEAR, PARTIES)).to_json()) == {
        "conforms": False,
        "counts": {"Violation": 1, "Warning": 1, "Info": 0},
        "results": [
            {
                "severity": "Violation",
                "message": {"fa": YEAR.message.fa, "en": YEAR.message.en},
                "focusNode": CLAIM,
                "path": TERM + "claimedYear",
                "value": "20055",
                "shape": SHAPE + "Claim-claimedYear-value",
                "place": "foreign-policy, table 1, row 1, item 1, line 810",
                "location": {
                    "fa": "foreign-policy، جدول ۱، ردیف ۱، مورد ۱، سطر ۸۱۰",
                    "en": "foreign-policy, table 1, row 1, item 1, line 810",
                },
            },
            {
                "severity": "Warning",
                "message": {"fa": PARTIES.message.fa, "en": PARTIES.message.en},
                "focusNode": TIE,
                "path": None,
                "value": TIE,
                "shape": SHAPE + "Tie-parties",
                "place": None,
                "location": None,
            },
        ],
    }
    counts = {"Violation": 0, "Warning": 0, "Info": 0}
    assert json.loads(CONFORMING.to_json()) == {"conforms": True, "counts": counts, "results": []}


def test_json_keeps_persian_readable() -> None:
    assert YEAR.message.fa in Report(conforms=False, results=(YEAR,)).to_json()


def test_text_in_english() -> None:
    assert Report(conforms=False, results=(YEAR, PARTIES)).to_text("en") == (
        "The data do not conform to the shapes: 1 fault, 1 warning.\n"
        "\n"
        "The year is impossible: correct it.\n"
        '  cdr:claim/foreign-policy/table-1/row-1/item-1  cdkg:claimedYear  "20055"  '
        "(foreign-policy, table 1, row 1, item 1, line 810)\n"
        "\n"
        "warning: A party is missing: add it.\n"
        "  cdr:tie/tabriz--tehran\n"
    )
    assert CONFORMING.to_text("en") == "The data conform to the shapes.\n"


def test_text_in_persian() -> None:
    assert Report(conforms=False, results=(YEAR,)).to_text("fa") == (
        "داده‌ها با شکل‌ها سازگار نیستند: ۱ ایراد.\n"
        "\n"
        "این سال ممکن نیست؛ آن را درست کنید.\n"
        '  cdr:claim/foreign-policy/table-1/row-1/item-1  cdkg:claimedYear  "20055"  '
        "(foreign-policy، جدول ۱، ردیف ۱، مورد ۱، سطر ۸۱۰)\n"
    )
    assert CONFORMING.to_text("fa") == "داده‌ها با شکل‌ها سازگارند.\n"


def test_text_shows_the_first_fifty_faults_together() -> None:
    message = Message(en="No.", fa="نه.")
    faults = (Result("Violation", message, f"urn:n{number}", None, None, "urn:s", "urn:c") for number in range(53))
    report = Report(conforms=False, results=tuple(faults))
    assert report.to_text("en").count("No.") == 1
    assert report.to_text("en").count("urn:n") == 50
    assert report.to_text("en").endswith("… and 3 more.\n")
    assert report.to_text("fa").endswith("… و ۳ مورد دیگر.\n")


def test_turtle_is_a_shacl_report() -> None:
    graph = Graph().parse(data=Report(conforms=False, results=(YEAR,)).to_turtle(), format="turtle")
    (report,) = graph.subjects(RDF.type, SH.ValidationReport)
    (result,) = graph.objects(report, SH.result)
    assert graph.value(report, SH.conforms) == Literal(False)
    assert set(graph.predicate_objects(result)) == {
        (RDF.type, SH.ValidationResult),
        (SH.resultSeverity, SH.Violation),
        (SH.focusNode, URIRef(CLAIM)),
        (SH.resultPath, URIRef(TERM + "claimedYear")),
        (SH.value, Literal(20055)),
        (SH.sourceShape, URIRef(YEAR.shape)),
        (SH.sourceConstraintComponent, SH.MaxInclusiveConstraintComponent),
        (SH.resultMessage, Literal(YEAR.message.fa, lang="fa")),
        (SH.resultMessage, Literal(YEAR.message.en, lang="en")),
        (RDFS.comment, Literal("foreign-policy, table 1, row 1, item 1, line 810", lang="en")),
        (RDFS.comment, Literal("foreign-policy، جدول ۱، ردیف ۱، مورد ۱، سطر ۸۱۰", lang="fa")),
    }


def test_turtle_keeps_a_path_that_is_read_backwards() -> None:
    backwards = Result("Violation", YEAR.message, TIE, f"^{TERM}settles", None, "urn:s", "urn:c")
    graph = Graph().parse(data=Report(conforms=False, results=(backwards,)).to_turtle(), format="turtle")
    (path,) = graph.objects(None, SH.resultPath)
    assert isinstance(path, BNode)
    assert graph.value(path, SH.inversePath) == URIRef(TERM + "settles")


def test_warnings_alone_are_told_as_warnings() -> None:
    warning = Result("Warning", Message(en="Weigh this.", fa="این را بسنجید."), "http://x/a", None, None, "s", "c")
    report = Report(conforms=True, results=(warning,))
    assert report.to_text("en").startswith("The data conform to the shapes, with 1 warning.")
    assert report.to_text("fa").startswith("داده‌ها با شکل‌ها سازگارند، با ۱ هشدار.")


def test_information_is_counted_and_named_apart() -> None:
    remark = Result("Info", Message(en="Known.", fa="دانسته است."), "http://x/a", None, "http://x/b c", "s", "c")
    report = Report(conforms=True, results=(remark, remark))
    assert report.to_text("en").startswith("The data conform to the shapes, with 2 remarks.\n\nremark: Known.\n")
    assert report.to_text("fa").startswith("داده‌ها با شکل‌ها سازگارند، با ۲ نکته.")


def test_a_value_that_was_read_from_a_file_is_a_term_in_turtle() -> None:
    def value(text: str) -> object:
        result = Result("Violation", YEAR.message, TIE, None, text, "urn:s", "urn:c")
        return next(Graph().parse(data=Report(False, (result,)).to_turtle(), format="turtle").objects(None, SH.value))

    assert value("http://x/a") == URIRef("http://x/a")
    assert value("Tehrn <b>") == Literal("Tehrn <b>")
