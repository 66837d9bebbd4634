"""Declarations may follow an operation, and hold from there on; the rest is left to the engine as it is."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdkg.errors import CdkgError, QuerySyntaxError
from cdkg.sparql.update_parts import parts_of
from cdkg.store.graph_changes import Update

FIRST = "INSERT DATA { <x:a> <x:n> 1 }"


def run(text: str) -> set[str]:
    """Run an update on an empty store and give the triples that it holds then."""
    store = ox.Store()
    Update(text, "http://base.example/").apply(store)
    return {f"{quad.subject.value} {quad.object.value}" for quad in store}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"{FIRST} ; PREFIX : <y:> INSERT DATA {{ :b :n 2 }}", {"x:a 1", "y:b 2"}),
        (
            f"{FIRST};prefix :<y:>INSERT DATA{{:b :n 2}};BASE <z:> INSERT DATA {{ :c <n> 3 }}",
            {"x:a 1", "y:b 2", "y:c 3"},
        ),
        ("PREFIX : <x:> INSERT DATA { :a :n 1 } ; PREFIX : <y:> INSERT DATA { :a :n 2 }", {"x:a 1", "y:a 2"}),
        (
            """PREFIX : <x:> INSERT DATA { :a :n 1 } ; PREFIX : <y:> INSERT DATA { :a :n 2 } ;
            PREFIX : <x:> INSERT DATA { :a :n 3 } ; INSERT DATA { :a :n 4 }""",
            {"x:a 1", "y:a 2", "x:a 3", "x:a 4"},
        ),
        (
            """BASE <sub/> INSERT DATA { <a> <n> 1 } ; BASE <sub/> PREFIX : <p/> INSERT DATA { <a> <n> 2 . :a <n> 3 } ;
            BASE <http://other.example/> INSERT DATA { <a> <n> 4 . :a <n> 5 }""",
            {
                "http://base.example/sub/a 1",
                "http://base.example/sub/sub/a 2",
                "http://base.example/sub/sub/p/a 3",
                "http://other.example/a 4",
                "http://base.example/sub/sub/p/a 5",
            },
        ),
        (f"{FIRST} ; PREFIX : <y:> DELETE {{ ?s ?p ?o }} INSERT {{ ?s :n 2 }} WHERE {{ ?s ?p ?o }}", {"x:a 2"}),
        (f"{FIRST} ; PREFIX : <y:>", {"x:a 1"}),
        (f"{FIRST} ; # none\n BASE <y:> PREFIX : <y:> ", {"x:a 1"}),
        ("INSERT DATA { <x:a> <x:n> '; PREFIX : <y:>' } # ; BASE", {"x:a ; PREFIX : <y:>"}),
        ("INSERT DATA { <x:a> <x:n> 1 ; <x:m> 2 }", {"x:a 1", "x:a 2"}),
    ],
)
def test_a_declaration_holds_from_where_it_stands(text: str, found: set[str]) -> None:
    assert run(text) == found


@pytest.mark.parametrize(
    "text",
    [
        f"; PREFIX : <y:> {FIRST}",
        f"PREFIX : <y:> ; PREFIX : <y:> {FIRST}",
        f"{FIRST} ;; PREFIX : <y:> {FIRST}",
        f"{FIRST} PREFIX : <y:> {FIRST}",
        f"{FIRST} ; PREFIX : {FIRST}",
        f"{FIRST} ; PREFIX : <y:> ; {FIRST}",
        "INSERT DATA { :b :n 1 } ; PREFIX : <y:> CLEAR ALL",
        "INSERT DATA { ; PREFIX : <y:> }",
    ],
)
def test_what_the_grammar_does_not_allow_is_refused(text: str) -> None:
    with pytest.raises(QuerySyntaxError):
        run(text)


def test_a_fault_is_told_with_its_place_in_the_whole() -> None:
    texts = [
        f"PREFIX z: <z:> {FIRST} ;\nPREFIX : <y:> {FIRST} ;\n  PREFIX y: <y:>\n  INSERT DATA {{ :b = 1 }}",
        "PREFIX : <y:>\n\n\n  INSERT DATA { :b = 1 }",
    ]
    places = []
    for text in texts:
        with pytest.raises(QuerySyntaxError) as raised:
            run(text)
        places.append((raised.value.line, raised.value.column))
    assert places == [(4, 17)] * 2


@given(st.lists(st.sampled_from([*"{};<>'\"#:", "PREFIX", "BASE", "<x:>", "x:", "x:a", " ", "\n", FIRST]), max_size=12))
def test_each_part_stands_in_place_where_it_stands_in_the_whole(pieces: list[str]) -> None:
    text = "".join(pieces)
    try:
        parts = list(parts_of(text))
    except CdkgError:
        return
    assert parts[0].start == 0
    assert parts[-1].end == len(text)
    for part in parts:
        laid_out = part.in_place()
        assert laid_out[part.start :] == text[part.start : part.end]
        assert all(there in (here, " ") for here, there in zip(text, laid_out, strict=False))
    assert [text[part.end] for part in parts[:-1]] == [";"] * (len(parts) - 1)
