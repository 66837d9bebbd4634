"""Foreign RDF is read in every format, within limits, and fetches nothing."""

from __future__ import annotations

from contextlib import suppress

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdkg.errors import ForeignDataError
from cdkg.foreign import EXTENSIONS, MEDIA_TYPES, Limits, parse_foreign

RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/"'
TTL, NQ, XML, JSON = "text/turtle", "application/n-quads", "application/rdf+xml", "application/ld+json"
QUAD = b'<http://e/s> <http://e/p> "x" .\n'


@pytest.mark.parametrize(
    ("media_type", "data"),
    [
        (TTL, '@prefix e: <http://e/> . e:s e:p "x" .'),
        ("Text/Turtle; charset=UTF-8", '\ufeff<http://e/s> <http://e/p> "x" .'),
        ("application/trig", '{ <http://e/s> <http://e/p> "x" }'),
        ("application/n-triples", '<http://e/s> <http://e/p> "x" .'),
        (NQ, '<http://e/s> <http://e/p> "x" .'),
        (XML, f'<rdf:RDF {RDF}><rdf:Description rdf:about="http://e/s"><e:p>x</e:p></rdf:Description></rdf:RDF>'),
        (JSON, '{"@context": {"e": "http://e/"}, "@id": "e:s", "e:p": "x"}'),
    ],
)
def test_every_format_is_read(media_type: str, data: str) -> None:
    found = parse_foreign(data.encode(), media_type)
    assert (found.quads, found.count, found.remarks) == (QUAD, 1, ())


def test_media_types_and_endings_are_those_of_the_engine() -> None:
    for media_type, wanted in MEDIA_TYPES.items():
        if media_type not in ("application/x-trig", "text/x-nquads"):
            assert ox.RdfFormat.from_media_type(media_type) in (wanted, None)
    assert set(EXTENSIONS.values()) <= set(MEDIA_TYPES)


def test_all_triples_are_put_into_one_graph_or_stay_in_theirs() -> None:
    data = b"<a:a> <a:b> <a:c> . <a:g> { <a:a> <a:b> <a:d> }"
    assert parse_foreign(data, "application/trig").quads == b"<a:a> <a:b> <a:c> .\n<a:a> <a:b> <a:d> <a:g> .\n"
    one = parse_foreign(data, "application/trig", graph="http://g/").quads
    assert one == b"<a:a> <a:b> <a:c> <http://g/> .\n<a:a> <a:b> <a:d> <http://g/> .\n"


@pytest.mark.parametrize(
    ("media_type", "data"),
    [
        ("application/trig", "<a:a> <a:b> <a:c> .\n<a:g> { <a:a> <a:b> <a:d> }"),
        (NQ, "<a:a> <a:b> <a:c> .\n<a:a> <a:b> <a:d> <a:g> ."),
        (JSON, '[{"@id": "a:a", "a:b": 1},\n{"@id": "a:g", "@graph": [{"@id": "a:a", "a:b": 1}]}]'),
    ],
)
def test_data_that_name_graphs_may_be_refused(media_type: str, data: str) -> None:
    assert parse_foreign(data.encode(), media_type).count == 2
    with pytest.raises(ForeignDataError) as fault:
        parse_foreign(data.encode(), media_type, one_graph=True)
    assert fault.value.line == 2
    assert parse_foreign(QUAD, NQ, one_graph=True).count == 1


def test_relative_names_need_a_base() -> None:
    assert parse_foreign(b"<s> <p> <> .", TTL, base="http://b/x").quads == b"<http://b/s> <http://b/p> <http://b/x> .\n"
    with pytest.raises(ForeignDataError) as refused:
        parse_foreign(b"\n<s> <p> <> .", TTL)
    assert refused.value.line == 2


def refused(data: str | bytes, media_type: str, limits: Limits | None = None) -> ForeignDataError:
    content = data.encode() if isinstance(data, str) else data
    with pytest.raises(ForeignDataError) as fault:
        parse_foreign(content, media_type, name="x.data", limits=limits or Limits())
    assert "x.data" in fault.value.message.en
    assert "x.data" in fault.value.message.fa
    return fault.value


@pytest.mark.parametrize(
    ("data", "media_type", "line", "column", "says"),
    [
        ("<a:a> <a:b> 1 .\n<a:a> @@ 2 .", TTL, 2, 8, "malformed"),
        ("<a:a> <a:b> 'x\n' .", TTL, 1, 15, "malformed"),
        ("<a:a> <a:b> <a:c> <a:g> <a:h> .", NQ, 1, 25, "malformed"),
        ('{\n "http://a/a": }', JSON, 2, 16, "malformed"),
        ('{\n "@id": "http://e/s", "@type": 5}\n', JSON, 2, None, "@type value must be a string"),
        (f"<rdf:RDF {RDF}>\n <e:A>\n</rdf:RDF>", XML, 3, 3, "mismatched tag"),
        (f"<rdf:RDF {RDF}>\n<e:A/>\n<e:A rdf:about='a b'/>\n</rdf:RDF>\n", XML, 3, None, "Invalid IRI"),
        (f"<rdf:RDF {RDF}>\n<f:A/></rdf:RDF>", XML, 2, None, "Unknown prefix f"),
        (b"<a:a> <a:b> \n 'a\xffb' .", TTL, 2, 4, "0xFF is not UTF-8"),
        (b"\xef\xbb\xbf\xff", TTL, 1, 1, "0xFF is not UTF-8"),
        ("<a:a>".encode("utf-16"), TTL, 1, 1, "not UTF-8"),
        (f"<?xml version='1.0'?><rdf:RDF {RDF}/>".encode("utf-16"), XML, 1, 1, "not UTF-8"),
        (f"<?xml version='1.0' encoding='latin1'?>\n<rdf:RDF {RDF}/>", XML, 1, 1, "in latin1"),
        ("<a:a> <a:b> 'a\x00b' .", TTL, 1, 15, "NUL"),
        ("<a:a> <a:b>\n 'a\\u0000b' .", TTL, 2, 4, "NUL"),
        ('{"http://e/a": "\\u0000"}', JSON, 1, 17, "NUL"),
        ("\x00", JSON, 1, 1, "NUL"),
        (f"<rdf:RDF {RDF}>\n&#0;</rdf:RDF>", XML, 2, 1, "malformed"),
        ('{"http://e/p": 1,\n "@context": "http://127.0.0.1:9/c"}', JSON, 2, 2, "would have to be fetched"),
        ('{\n"@context": [{"e": "http://e/"}, "c.jsonld"]}', JSON, 2, 1, "would have to be fetched"),
        ('{"@context": {"@version": 1.1,\n"@import": "file:///etc/passwd"}}', JSON, 2, 1, "would have to be fetched"),
        ('{"\\u0040context": "http://127.0.0.1:9/c"}', JSON, None, None, "would have to be fetched"),
        ("<!DOCTYPE html>", XML, 1, 1, "declares a document type"),
    ],
)
def test_a_fault_is_told_with_its_place(
    data: str | bytes, media_type: str, line: int | None, column: int | None, says: str
) -> None:
    fault = refused(data, media_type)
    assert says in fault.message.en
    assert (fault.line, fault.column) == (line, column)
    assert fault.http_status == 400
    assert line is None or f"line {line}" in fault.message.en


ENTITIES = {
    "internal": '[<!ENTITY e "x">]',
    "bomb": '[<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY e "&b;&b;&b;">]',
    "file": '[<!ENTITY e SYSTEM "file:///etc/passwd">]',
    "parameter": '[<!ENTITY % p SYSTEM "http://127.0.0.1:9/"> %p;]',
    "external subset": 'SYSTEM "http://127.0.0.1:9/x.dtd"',
    "public": 'PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://127.0.0.1:9/xhtml1-strict.dtd"',
}


@pytest.mark.parametrize("declared", ENTITIES.values(), ids=ENTITIES)
def test_no_entity_is_declared(declared: str) -> None:
    data = f'<?xml version="1.0"?>\n\n <!DOCTYPE rdf:RDF {declared}><rdf:RDF {RDF}><e:A><e:p>&e;</e:p></e:A></rdf:RDF>'
    fault = refused(data, XML)
    assert "declares a document type" in fault.message.en
    assert "نوع سند" in fault.message.fa
    assert (fault.line, fault.column) == (3, 2)


def test_stylesheets_and_schema_locations_are_passed_over() -> None:
    data = (
        '<?xml version="1.0"?><?xml-stylesheet href="http://127.0.0.1:9/x.xsl" type="text/xsl"?>'
        f'<rdf:RDF {RDF} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        '<rdf:Description rdf:about="http://e/s"><e:p>x</e:p></rdf:Description></rdf:RDF>'
    )
    assert parse_foreign(data.encode(), XML).quads == QUAD


DEEP = {
    "blank nodes": (TTL, "<a:a> <a:b> " + "[ <a:b> " * 5000 + "1" + "]" * 5000 + " ."),
    "lists": (TTL, "<a:a> <a:b> " + "(" * 5000 + ")" * 5000 + " ."),
    "triple terms": (TTL, "<a:a> <a:b> " + "<<( <a:a> <a:b> " * 50_000 + "1" + ")>>" * 50_000 + " ."),
    "triple terms in quads": (NQ, "<a:a> <a:b> " + "<<( <a:a> <a:b> " * 50_000 + "<a:c>" + ")>>" * 50_000 + " ."),
    "graphs": ("application/trig", "<a:g> {" * 5000),
    "objects": (JSON, '{"http://e/p":' * 50_000 + "1" + "}" * 50_000),
    "arrays": (JSON, '{"http://e/p":' + "[" * 5000 + "]" * 5000 + "}"),
    "contexts": (JSON, '{"@context":' + "[" * 5000 + "]" * 5000 + "}"),
    "no end": (JSON, "[" * 100_000),
    "elements": (XML, f"<rdf:RDF {RDF}>" + "<e:A><e:b>" * 5000 + "</e:b></e:A>" * 5000 + "</rdf:RDF>"),
    "literals": (XML, f"<rdf:RDF {RDF}><e:A><e:b rdf:parseType='Literal'>" + "<x>" * 5000),
}


@pytest.mark.parametrize(("media_type", "data"), DEEP.values(), ids=DEEP)
def test_deep_data_are_refused_where_they_become_too_deep(media_type: str, data: str) -> None:
    fault = refused(data, media_type)
    assert "deeper than 100 levels" in fault.message.en
    assert fault.line == 1


def test_brackets_that_are_none_do_not_count() -> None:
    brackets = "[(" * 200
    turtle = f"<a:a> <a:{brackets.replace('[', '')}> '{brackets}' , '''{brackets}'\n''' . # {brackets}\n"
    assert parse_foreign(f"@prefix e: <http://e/> . {turtle} e:\\( e:p 1 .".encode(), TTL).count == 3
    assert parse_foreign(f'{{"http://e/p": "{brackets}\\"{brackets}"}}'.encode(), JSON).count == 1


def test_many_brackets_beside_one_another_are_not_deep() -> None:
    assert parse_foreign(b"<a:a> <a:b> " + b"[], " * 500 + b"[] .", TTL).count == 501
    assert parse_foreign(b"[" + b'{"http://e/p": [1]},' * 500 + b"{}]", JSON).count == 500


def test_what_is_too_large_is_refused() -> None:
    triples = "".join(f"<a:a> <a:b> {number} .\n" for number in range(100))
    assert parse_foreign(triples.encode(), TTL, limits=Limits(quads=100)).count == 100
    for limits in (Limits(quads=99), Limits(data_bytes=100), Limits(quad_bytes=1000)):
        fault = refused(triples, TTL, limits)
        assert fault.http_status == 413
        assert "at most" in fault.message.en
    # Short to send and long to keep: the prefix is written out in every triple.
    amplified = f"@prefix e: <http://e/{'x' * 10_000}> . e:s e:p " + " , ".join(f"e:{number}" for number in range(1000))
    assert refused(amplified + " .", TTL, Limits(quad_bytes=1_000_000)).http_status == 413


@pytest.mark.parametrize(
    "media_type", ["text/html", "application/octet-stream", "", "text/n3", "text/turtle; charset=latin1"]
)
def test_an_unknown_format_is_refused(media_type: str) -> None:
    assert refused("", media_type).http_status == 415


@pytest.mark.parametrize(
    ("media_type", "written"),
    [
        (TTL, "'a\u202eb'"),
        (TTL, "'a\\u202Eb'"),
        (TTL, "'a\\U0000202eb'"),
        (TTL, "<a:\u202e>"),
        (XML, "a&#x202E;b"),
        (XML, "a&#8238;b"),
        (JSON, '"a\\u202eb"'),
    ],
)
def test_characters_that_turn_the_direction_are_pointed_out(media_type: str, written: str) -> None:
    data = {
        TTL: f"<a:a> <a:b>\n {written} .",
        XML: f"<rdf:RDF {RDF}><e:A><e:p>\n {written}</e:p></e:A></rdf:RDF>",
        JSON: f'{{"http://e/p":\n {written}}}',
    }[media_type]
    (remark,) = parse_foreign(data.encode(), media_type, name="x.data").remarks
    assert "x.data, line 2, column" in remark.en
    assert "U+202E" in remark.en
    assert "سطر ۲" in remark.fa


def test_persian_text_is_not_pointed_out() -> None:
    data = "<a:a> <a:b> 'نیم\u200cفاصله\u200f (\u200eA\u200e) \\\\u202e' ."
    assert parse_foreign(data.encode(), TTL).remarks == ()


@given(st.binary(max_size=80), st.sampled_from([*MEDIA_TYPES]))
def test_any_bytes_are_read_or_refused(data: bytes, media_type: str) -> None:
    with suppress(ForeignDataError):
        parse_foreign(data, media_type)


MARKS = r"""<a:a> [ ] ( ) << >> <<( )>> { } ' " \ . ; , # @prefix e: <a:> e:x \( \u0022 "@context": "@id": : 1 <rdf:RDF>
<!DOCTYPE &x;"""
PIECES = st.lists(st.sampled_from([*MARKS.split(), "\n", '"""', "'" * 3]), max_size=20).map(" ".join)


@given(PIECES, st.sampled_from([TTL, NQ, XML, JSON, "application/trig"]))
def test_any_mixture_of_pieces_is_read_or_refused(text: str, media_type: str) -> None:
    with suppress(ForeignDataError):
        parse_foreign(text.encode(), media_type)


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=10)


@given(st.lists(WORDS, min_size=1, max_size=5), st.integers(0, 60))
def test_well_formed_data_are_never_too_deep(words: list[str], depth: int) -> None:
    literals = [str(ox.Literal(word)) for word in words]
    turtle = "<a:a> <a:b> " + "[ <a:b> " * depth + " , ".join(literals) + "]" * depth + " ."
    assert parse_foreign(turtle.encode(), TTL, limits=Limits(nesting=60)).count == depth + len(literals)
