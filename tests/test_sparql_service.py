"""SERVICE is refused wherever the engine could read it, and nowhere else."""

from __future__ import annotations

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdkg.errors import CdkgError, QueryForbiddenError, QuerySyntaxError
from cdkg.sparql.inspection import inspect

# The engine refuses this port before it opens a connection, and says so: no request leaves this process.
CALL = "http://127.0.0.1:9/"


@pytest.mark.parametrize(
    "keyword", ["SERVICE", "sErViCe", "s\\u0065rvice", "\\U00000053ERVICE", "SERVICE#\n", "SERVICE SILENT"]
)
def test_service_is_refused_with_its_place(keyword: str) -> None:
    with pytest.raises(QueryForbiddenError, match="Line 2, column 3"):
        inspect(f"SELECT * {{\n  {keyword} <{CALL}> {{ ?s ?p ?o }} }}")


@given(
    st.lists(st.sampled_from(["plain", "\\u%04x", "\\U%08x"]), min_size=7, max_size=7),
    st.lists(st.booleans(), min_size=7, max_size=7),
)
def test_an_escaped_service_is_refused_however_it_is_written(spellings: list[str], capitals: list[bool]) -> None:
    letters = [letter if capital else letter.lower() for letter, capital in zip("SERVICE", capitals, strict=True)]
    keyword = "".join(
        letter if spelling == "plain" else spelling % ord(letter)
        for letter, spelling in zip(letters, spellings, strict=True)
    )
    with pytest.raises(QueryForbiddenError):
        inspect(f"ASK {{ {keyword} <{CALL}> {{}} }}")


HARMLESS = st.text(
    st.characters(exclude_characters="'\"\\<>{}|^`\n\r", exclude_categories=["Cs", "Cc", "Z"]), max_size=8
)


@given(HARMLESS, HARMLESS)
def test_service_in_a_string_an_iri_or_a_comment_is_let_through(before: str, after: str) -> None:
    hidden = f"{before}SERVICE{after}"
    inspect(f"ASK {{ ?s ?p '{before} SERVICE <{CALL}> {{ {after}' }}")
    inspect(f'ASK {{ ?s ?p "{before} SERVICE <{CALL}> {{ {after}" }}')
    inspect(f"ASK {{ ?s ?p '''{before} ' \n SERVICE <{CALL}> {{ {after} ''' }}")
    inspect(f'ASK {{ ?s ?p """{before} " \n SERVICE <{CALL}> {{ {after} """ }}')
    inspect(f"ASK {{ ?s ?p <http://a/{hidden}> }} # {before} SERVICE <{CALL}> {{ {after}\n")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?service ?x { ?service ?p ?x }",
        "SELECT * { ?s service:x x:service . $SERVICE a ex:Service OPTIONAL { ?s ?p ?o } }",
        "SELECT * { ?s a ex:webService, <http://a/service#SERVICE> . { ?s ?p ?o } }",
        "SELECT * { GRAPH services:g { ?s ?p 'x'@service } }",
        "DESCRIBE ex:service ex:b { ?s ?p ?o }",
        "SELECT * { ?s ?p ?o FILTER(?o < 3 && ?o > 1) FILTER(?o<?s) FILTER(lang(?o)='it') }",
        "SELECT * { VALUES (?a ?b) { (<http://a/#b> <http://a/it's>) } }",
        "BASE <http://a/> SELECT * { <#a> <#b> <it's> }",
    ],
)
def test_names_that_look_like_the_keyword_are_let_through(text: str) -> None:
    assert inspect(text).form is not None


TRICKS = [
    f"?s ?p trueSERVICE<{CALL}>{{}}",
    f"?s ?p 1SERVICE<{CALL}>{{}}",
    f"?s ?p h:SERVICE<{CALL}>{{}}",
    f"?s ?p a:b.c.SERVICE<{CALL}>{{}}",
    "SERVICEe:{}",
    "SERVICE:x{}",
    f"?s ?p ?o FILTER(0<?o)SERVICE#>\n<{CALL}>{{}}",
    f"?s ?p 1 FILTER('a'<'b'||1<'>')SERVICE<{CALL}>{{}}FILTER(1<'>')",
    f'VALUES ?x {{"""a"}} SERVICE<{CALL}>{{}} }}#\\q"""',
    f"?s ?p '\\u0027 . SERVICE <{CALL}> {{}} #\\u0027'",
]


def calls_out(text: str) -> bool:
    store = pyoxigraph.Store()
    store.load(b"<a:s> <a:p> 1, true, 'x', '\\'', <http://h:8>, <http://a/b.c> .", format=pyoxigraph.RdfFormat.TURTLE)
    try:
        store.query(text)
    except OSError as fault:
        return "not allowed for HTTP" in str(fault)
    except (SyntaxError, RuntimeError):
        return False
    return False


def query_of(body: str) -> str:
    return f"PREFIX e: <{CALL}> PREFIX : <{CALL}> PREFIX h: <http://h:8> PREFIX a: <http://a/> ASK {{{body}}}"


@pytest.mark.parametrize("body", TRICKS)
def test_a_service_that_only_the_engine_would_see_is_not_run(body: str) -> None:
    try:
        inspected = inspect(query_of(body)).text
    except (QueryForbiddenError, QuerySyntaxError):
        return
    assert not calls_out(inspected)


def test_the_tricks_above_would_work() -> None:
    assert sum(calls_out(query_of(body)) for body in TRICKS) >= 8


PIECES = st.sampled_from(
    [
        f"<{CALL}>",
        "\n",
        " ",
        "#>\n",
        "VALUES ?x {",
        "||",
        '"""',
        "'x'",
        '"y"',
        "{?s ?p ?o}",
        "SERVICE",
        "service",
        "e:",
        ":",
        "{}",
        "FILTER(?a<",
        "BIND(1<",
        "'",
        '"',
        "'''",
        "#",
        "\\'",
        "\\u0022",
        "\\u0027",
        "\\u0023",
        "\\u0053",
        "<",
        ">",
        "<<",
        "<#",
        "?a",
        "true",
        "1",
        "a:b",
        "h:",
        "a:b.c.",
        ".",
        ";",
        "'>'",
        "<'>'",
        "&&",
        "/",
        "?",
        "*",
        "@en",
        "(",
        ")",
    ]
)


@given(st.lists(PIECES, max_size=4), st.lists(PIECES, max_size=3), st.lists(PIECES, max_size=3))
@settings(max_examples=400, deadline=None)
def test_no_text_that_is_let_through_calls_out(before: list[str], between: list[str], after: list[str]) -> None:
    text = query_of(f"{''.join(before)}SERVICE{''.join(between)}<{CALL}>{{}}{''.join(after)}")
    try:
        inspected = inspect(text).text
    except CdkgError:
        return
    assert not calls_out(inspected)
