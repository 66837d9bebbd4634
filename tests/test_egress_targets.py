"""A query asks the servers that the list names, in whatever way it names them, and no others."""

from __future__ import annotations

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdkg.egress import Policy
from cdkg.errors import CdkgError, QueryForbiddenError, QuerySyntaxError
from cdkg.sparql.egress_targets import Call, calls_of, rewrite
from cdkg.sparql.escapes import decode
from cdkg.sparql.inspection import inspect
from cdkg.sparql.tokens import scan

LIST = Policy.from_text("https://a.example/sparql http://b.example:81/data/ http://127.0.0.1:9/")
A = "https://a.example/sparql"


def urls(text: str, *, updates: bool = False) -> list[str]:
    decoded = decode(text)
    return [call.url for call in calls_of(decoded, scan(decoded), LIST, updates=updates)]


@pytest.mark.parametrize(
    "text",
    [
        f"ASK {{ SERVICE <{A}> {{ ?s ?p ?o }} }}",
        f"ASK {{ service<{A}>{{}} }}",
        f"ASK {{ SERVICE # <http://evil/>\n <{A}> {{}} }}",
        f"ASK {{ SERVICE silent <{A}> {{}} }}",
        "ASK { \\u0053ERVICE <https://a.exampl\\u0065/sparql> {} }",
        "PREFIX w: <https://a.example/> ASK { SERVICE w:sparql {} }",
        "PREFIX w: <http://evil/> PREFIX w: <https://a.example/> ASK { SERVICE w:%73parql {} }",
        "PREFIX : <https://a.example/sparql> ASK { SERVICE : {} }".replace("SERVICE : ", "SERVICE SILENT :x ").replace(
            "sparql>", "sparql?>"
        ),
        "BASE <https://a.example/x/y> ASK { SERVICE <../sparql> {} }",
        "BASE <https://a.example/x/y> BASE <z> PREFIX w: </> ASK { SERVICE w:sparql {} }",
        f"SELECT * {{ {{ SELECT * {{ SERVICE <{A}> {{ ?s ?p ?o }} }} }} }}",
        f"SELECT * {{ ?s ?p ?o FILTER NOT EXISTS {{ SERVICE <{A}> {{ ?s ?p ?o }} }} }}",
        "ASK { SERVICE <HTTPS://A.EXAMPLE.:443/./sparql> {} }",
    ],
)
def test_a_server_on_the_list_may_be_asked(text: str) -> None:
    (url,) = urls(text)
    assert url.partition("?")[0] == A
    assert [call.url for call in inspect(text, LIST).calls] == [url]
    with pytest.raises(QueryForbiddenError, match="SERVICE would ask"):
        inspect(text)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("SERVICE <https://evil.example/sparql> {}", "not on the list"),
        ("SERVICE <http://a.example/sparql> {}", "not on the list"),
        ("SERVICE <https://a.example/sparql2> {}", "not on the list"),
        ("SERVICE <https://a.example\\u002Eevil.example/sparql> {}", "not on the list"),
        ("SERVICE <http://b.example:81/data/../secret> {}", "not on the list"),
        ("SERVICE <http://169.254.169.254/> {}", "not on the list"),
        ("SERVICE <file:///etc/passwd> {}", "only http:// and https://"),
        ("SERVICE <relative> {}", "only http:// and https://"),
        ("SERVICE e:x {}", "not on the list"),
        ("SERVICE undeclared:x {}", "in full, between < and >"),
        ("SERVICE ?where {}", r"SERVICE \?where may lead anywhere"),
        ("SERVICE SILENT $where {}", r"may lead anywhere"),
        (f"VALUES ?w {{ <{A}> }} SERVICE ?w {{}}", "may lead anywhere"),
        (f"SERVICE <{A}> {{ SERVICE <{A}> {{}} }}", "SERVICE within a SERVICE"),
        (f"SERVICE <{A}> {{ {{ ?s ?p ?o }} {{ SERVICE <{A}> {{}} }} }}", "SERVICE within a SERVICE"),
        (f"SERVICE SERVICE <{A}> {{}}", "in full, between < and >"),
        ("SERVICE", "in full, between < and >"),
        ("SERVICE 'x' {}", "in full, between < and >"),
        ("SERVICE : {}", "in full, between < and >"),
        (f"SERVICESILENT<{A}>{{}}", "by itself"),
        (f"?s ?p trueSERVICE<{A}>{{}}", "by itself"),
        ("?s ?p e:SERVICE<x>{}", "by itself"),
        (f"SERVICE <{A}> {{}} SERVICE <http://evil.example/> {{}}", "Line 2, column 47"),
    ],
)
def test_any_other_server_may_not_be_asked(body: str, says: str) -> None:
    with pytest.raises(QueryForbiddenError, match=says):
        inspect(f"PREFIX e: <http://evil.example/> PREFIX : <{A}> ASK {{\n{body} }}", LIST)


def test_several_services_beside_one_another_are_asked() -> None:
    text = f"ASK {{ SERVICE <{A}> {{ {{}} }} SERVICE <http://b.example:81/data/x> {{}} }}"
    assert urls(text) == [A, "http://b.example:81/data/x"]


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <http://b.example:81/data/x>",
        "load silent <http://b.example:81/data/x> into graph <a:g>",
        "PREFIX b: <http://b.example:81/data/> LOAD b:x",
        "INSERT DATA { <a:a> <a:load> 'LOAD <http://evil/>' } ; LOAD <http://b.example:81/data/x> ; CLEAR ALL",
        "PREFIX load: <http://b.example:81/data/> LOAD load:x",
        "PREFIX e: <http://evil/> INSERT { ?s ?p ?o } WHERE { SERVICE <http://b.example:81/data/x> { ?s ?p ?o } }",
    ],
)
def test_an_update_asks_what_is_on_the_list(text: str) -> None:
    assert urls(text, updates=True) == ["http://b.example:81/data/x"]


CALL = "http://127.0.0.1:9/"
HEAD = f"PREFIX e: <{CALL}> PREFIX : <{CALL}> "
LOADS = [
    "LOAD <http://evil/>",
    "LOAD ?x",
    "LOADe:x",
    "LOAD:x",
    "LOADSILENTe:x",
    f"LOADSILENT<{CALL}>",
    "INSERT DATA { e:a e:b 1 };LOADe:x",
    "CLEAR ALL;LOAD:x",
    "LOADe:x INTO GRAPH e:y",
]


@pytest.mark.parametrize("text", LOADS)
def test_a_load_that_is_not_clear_or_not_on_the_list_is_refused(text: str) -> None:
    decoded = decode(HEAD + text)
    for policy in (Policy(), LIST):
        with pytest.raises(QueryForbiddenError, match=r"LOAD|not on the list"):
            calls_of(decoded, scan(decoded), policy, updates=True)


def update_calls_out(text: str) -> bool:
    """Tell whether the engine calls out; it refuses this port before it opens a connection, and says so."""
    try:
        pyoxigraph.Store().update(text)
    except OSError as fault:
        return "not allowed for HTTP" in str(fault)
    except (SyntaxError, RuntimeError):
        return False
    return False


def test_the_engine_would_run_loads_without_a_gap() -> None:
    assert [text for text in LOADS if update_calls_out(HEAD + text)] == ["LOADe:x", "LOAD:x", *LOADS[6:]]


PIECES = """
    LOAD load SILENT INTO GRAPH DEFAULT TO COPY CLEAR ALL e: : e:x <a:g> ; {} DATA INSERT DELETE WITH WHERE # . ' USING
"""


@given(
    st.lists(st.sampled_from(PIECES.split()), max_size=4),
    st.sampled_from(["", " ", "\n"]),
    st.sampled_from(["LOAD", "LOADSILENT", "LOAD SILENT"]),
    st.lists(st.sampled_from([*PIECES.split(), f"<{CALL}>"]), max_size=3),
)
@settings(max_examples=300, deadline=None)
def test_no_update_that_is_let_through_calls_out(before: list[str], gap: str, load: str, after: list[str]) -> None:
    text = HEAD + gap.join([*before, load, *after])
    try:
        decoded = decode(text)
        calls_of(decoded, scan(decoded), Policy(), updates=True)
    except CdkgError:
        return
    assert not update_calls_out(decoded)


def test_a_rewritten_query_keeps_its_places() -> None:
    text = f"PREFIX w: <{A}> ASK {{\n SERVICE<{A}>{{}} SERVICE w:  {{ ?s ?p '㐀' }}\n SERVICE SILENT # x\n w:{{}} }}"
    calls = inspect(text, LIST).calls
    addresses = {call: f"http://127.0.0.1:1/{number}" for number, call in enumerate(calls)}
    written, prefixes = rewrite(text, calls, addresses)
    assert len(written) == len(text)
    assert [place for place, char in enumerate(written) if char == "\n"] == [
        place for place, char in enumerate(text) if char == "\n"
    ]
    assert list(prefixes.values()) == ["http://127.0.0.1:1/0", "http://127.0.0.1:1/1", "http://127.0.0.1:1/2"]
    assert "㐀" not in prefixes
    for call, letter in zip(calls, prefixes, strict=True):
        assert written[call.start : call.start + call.length].strip() == f"{letter}:"
    pyoxigraph.Store().query(written.replace("SERVICE", "GRAPH").replace("SILENT", ""), prefixes=prefixes)


def test_a_text_of_all_characters_is_refused() -> None:
    with pytest.raises(QueryForbiddenError, match="too many characters"):
        rewrite("".join(map(chr, range(0x3400, 0xA000))), [Call("SERVICE", A, 0, 9)], {})


MARKS = """
    'x' \""" {?s_?p_?o} SERVICE SERVICE_ service_e: e:x : {} { } ' # <http://127.0.0.1:9/x> \\u0053 \\u0022 SILENT_
    silente: ?a true 1 a:b a:b.c. . GRAPH_ UNION FILTER(1< ) BIND(1_AS_?z) <relative> PREFIX_e:_<http://127.0.0.1:9/y>
    EXISTS e:SERVICE
"""
PARTS = st.sampled_from(["\n", " ", "#>\n", *(mark.replace("_", " ") for mark in MARKS.split())])


@given(st.lists(PARTS, max_size=4), st.lists(PARTS, max_size=3), st.lists(PARTS, max_size=3))
@settings(max_examples=400, deadline=None)
def test_a_rewritten_query_asks_nothing_but_what_was_put_in(
    before: list[str], between: list[str], after: list[str]
) -> None:
    text = (
        f"PREFIX e: <{CALL}> PREFIX : <{CALL}> PREFIX silente: <{CALL}> PREFIX h: <http://h:8> PREFIX a: <http://a/> "
        f"ASK {{{''.join(before)}SERVICE{''.join(between)}<{CALL}>{{}}{''.join(after)}}}"
    )
    try:
        inspected = inspect(text, LIST)
    except (QueryForbiddenError, QuerySyntaxError):
        return
    written, prefixes = rewrite(inspected.text, inspected.calls, dict.fromkeys(inspected.calls, "urn:x:nowhere"))
    store = pyoxigraph.Store()
    store.load(b"<a:s> <a:p> 1, true, 'x' .", format=pyoxigraph.RdfFormat.TURTLE)
    said = ""
    try:
        store.query(written, prefixes=prefixes)
    except (OSError, SyntaxError, RuntimeError) as fault:
        said = str(fault)
    assert "not allowed for HTTP" not in said
