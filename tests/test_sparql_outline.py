"""A query that is looked over by its outline is found to be what it is found to be as a whole."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cdkg.errors import CdkgError
from cdkg.sparql import inspection
from cdkg.sparql.inspection import Inspection, inspect
from cdkg.sparql.outline import LONGEST, outline
from cdkg.sparql.tokens import scan

# Whatever may begin, end or disturb an IRI, a string, a comment or an escape.
PIECES = st.sampled_from(
    [
        *"<>'\"\\#{}()?:.,;|^`= \n&",
        "<http://x/a>",
        "<http://x/a#b>",
        "<urn:n:1>",
        "<a'b>",
        "<a#b>",
        "<>",
        "< b",
        "<b'c>",
        '"',
        '""',
        '"a"',
        "'b'",
        '"c#d"',
        "'<e>'",
        '"""f"""',
        "'''g\\n'''",
        '"h\\n"',
        "@fa",
        "?x",
        "a:b",
        "SELECT",
        "SERVICE",
        "PREFIX",
        "INSERT",
        "FILTER",
        "NOW(",
        "\\u003c",
        "//",
        "3",
        "ب",
    ]
)


def found(text: str) -> Inspection | str:
    try:
        return inspect(text)
    except CdkgError as fault:
        return str(fault)


@given(st.lists(PIECES, max_size=25).map("".join))
@example("SELECT * { ?s <http://x/NOW(> ?o }")
@example("SELECT * { <http://x/p> ?p ?o FILTER(?a <b'c> 1) }")
def test_a_query_is_found_to_be_the_same_without_an_outline(text: str) -> None:
    by_outline = found(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inspection, "outline", lambda _: None)
        whole = found(text)
    if isinstance(by_outline, Inspection) and isinstance(whole, Inspection) and by_outline.is_steady:
        # In an IRI or a string, the name of a function is none.
        assert whole.is_steady or "NOW(" in text or "SERVICE" in text
        whole = whole._replace(is_steady=True)
    assert by_outline == whole


@given(st.lists(PIECES, max_size=25).map("".join))
def test_an_outline_has_the_tokens_of_its_query(text: str) -> None:
    outlined = outline(text)
    if outlined is not None:
        assert [token.kind for token in scan(outlined)] == [token.kind for token in scan(text)]
        assert [token.text for token in scan(outlined) if token.kind not in ("iri", "string")] == [
            token.text for token in scan(text) if token.kind not in ("iri", "string")
        ]


def test_queries_that_differ_in_their_strings_have_one_outline() -> None:
    asked = "SELECT ?city WHERE { ?city skos:prefLabel %s }"
    for name in ('"Lyon"@fr', '"# <Lyon>"@fr', "'SERVICE'@fr", '""@fr'):
        assert outline(asked % name) == 'SELECT ?city WHERE { ?city skos:prefLabel "s"@fr }'


def test_queries_that_differ_in_their_iris_have_one_outline() -> None:
    asked = "SELECT ?p ?o WHERE { <https://w3id.org/cdkg/id/city/%s> ?p ?o }"
    assert outline(asked % "tehran") == outline(asked % "lyon") == "SELECT ?p ?o WHERE { <> ?p ?o }"


@pytest.mark.parametrize(
    "text",
    [
        'ASK { ?s ?p """a""" }',
        'ASK { ?s ?p """""" }',
        'ASK { ?s ?p "a\\"b" }',
        'ASK { ?s ?p "a\n" }',
        "ASK { FILTER(?a <b'c> 'd') }",
        "ASK { ?s ?p ?o } # all",
        "ASK { ?s ?p \\u003chttp://x/> }",
        "ASK { FILTER(?a <b'c> ?d) }",
        "ASK { " + "?s ?p ?o . " * LONGEST + "}",
    ],
)
def test_what_may_be_cut_in_another_way_or_is_long_has_none(text: str) -> None:
    assert outline(text) is None


def test_a_call_to_another_server_is_refused_whatever_it_is_called() -> None:
    for server in ("http://x/", "http://y/"):
        assert "SERVICE" in str(found(f"SELECT * {{ SERVICE <{server}> {{ ?s ?p ?o }} }}"))
