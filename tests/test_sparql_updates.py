"""Updates are looked over on their tokens, and get the dataset that the protocol names."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdkg.errors import CdkgError, QueryForbiddenError, QuerySyntaxError
from cdkg.sparql.updates import inspect_update, to_run

G = "https://example.org/g"


def run(text: str, *using: str, named: tuple[str, ...] = ()) -> set[str]:
    """Run an update on a small store and give what it holds afterwards."""
    store = ox.Store()
    store.load("@prefix : <x:> . :d :p 0 . :g { :a :p 1 } :h { :b :p 2 }", format=ox.RdfFormat.TRIG)
    store.update(to_run(inspect_update(text), using, named), prefixes={"": "x:"})
    return {f"{quad.subject} {quad.object} {quad.graph_name}".replace("<x:", "").replace(">", "") for quad in store}


def objects(text: str, *using: str, named: tuple[str, ...] = ()) -> set[str]:
    """Tell which subjects an update found by copying them to the graph ``:out``."""
    return {line.split()[0] for line in run(text, *using, named=named) if line.endswith(" out")}


COPY = "INSERT { GRAPH :out { ?s :found true } } WHERE { ?s :p ?o }"
COPY_NAMED = "INSERT { GRAPH :out { ?s :found true } } WHERE { GRAPH ?g { ?s :p ?o } }"


def test_without_graphs_the_dataset_is_the_stores() -> None:
    assert objects(COPY) == {"d"}
    assert objects(COPY_NAMED) == {"a", "b"}


def test_using_graphs_make_up_the_default_graph() -> None:
    assert objects(COPY, "x:g") == {"a"}
    assert objects(COPY, "x:g", "x:h") == {"a", "b"}
    assert objects(COPY, named=("x:h",)) == set()
    assert objects(COPY_NAMED, "x:g", named=("x:h",)) == {"b"}


def test_graphs_that_are_given_hold_for_each_operation() -> None:
    assert objects(f"{COPY} ; {COPY.replace(':found', ':again')}", "x:h") == {"b"}


def test_delete_where_takes_the_dataset_too() -> None:
    # DELETE WHERE has no USING of its own: it is written out as DELETE … WHERE ….
    before = run("")
    assert run("DELETE WHERE { ?s :p ?o }") == {line for line in before if not line.startswith("d ")}
    assert run("DELETE WHERE { GRAPH ?g { ?s :p ?o } }", named=("x:h",)) == {
        line for line in before if not line.startswith("b ")
    }
    assert run("DELETE#\nWHERE{?s :p ?o}", "x:g") == before  # what is found in :g does not stand in the default graph


@pytest.mark.parametrize(
    "text",
    [
        "INSERT { ?s :q ?o } USING :g WHERE { ?s :p ?o }",
        "INSERT { ?s :q ?o } USING NAMED :g WHERE { ?s :p ?o }",
        "WITH :g DELETE { ?s :p ?o } WHERE { ?s :p ?o }",
        f"{COPY} ; wi\\u0074h :g DELETE {{ ?s :p ?o }} WHERE {{ ?s :p ?o }}",
    ],
)
def test_graphs_cannot_be_given_twice(text: str) -> None:
    inspection = inspect_update(text)
    assert to_run(inspection)
    with pytest.raises(QuerySyntaxError, match="using-graph-uri"):
        to_run(inspection, (G,))
    with pytest.raises(QuerySyntaxError, match="using-graph-uri"):
        to_run(inspection, (), (G,))


def test_words_in_strings_comments_and_iris_name_no_graphs() -> None:
    text = "INSERT DATA { <x:WITH> <x:USING> 'LOAD <x:y> ; WHERE {' } # USING <x:g>"
    assert to_run(inspect_update(text), (G,)) == text


def test_clearing_what_is_not_there_does_nothing() -> None:
    assert run("CLEAR GRAPH :none") == run("")
    assert to_run(inspect_update("clear\tgraph <x:g>; CLEAR SILENT GRAPH <x:g>; CLEAR ALL")) == (
        "clear SILENT\tgraph <x:g>; CLEAR SILENT GRAPH <x:g>; CLEAR ALL"
    )


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <http://127.0.0.1:9/>",
        "PREFIX : <http://127.0.0.1:9/> CLEAR ALL;LOAD:x",
        "PREFIX e: <http://127.0.0.1:9/> LOADe:x",
        "LOAD SILENT <http://127.0.0.1:9/> INTO GRAPHe:x",
        "LOAD SILENT <http://127.0.0.1:9/> LOAD <http://127.0.0.1:9/>",
        "LOADSILENT<http://127.0.0.1:9/>",
        "CLEAR ALL ; L\\u004FAD <http://127.0.0.1:9/>",
        "PREFIX : <x:> \n LOAD#\n<http://127.0.0.1:9/>",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "DELETE { ?s ?p ?o } WHERE { { SELECT * { serv\\u0069ce ?x { ?s ?p ?o } } } }",
        "INSERT DATA { " + "( " * 101 + ") " * 101 + " <x:p> 1 }",
    ],
)
def test_what_leaves_the_machine_or_is_too_deep_is_forbidden(text: str) -> None:
    with pytest.raises(QueryForbiddenError):
        inspect_update(text)


@pytest.mark.parametrize(
    "load",
    [
        "LOAD SILENT <http://127.0.0.1:9/>",
        "load\nsilent<http://127.0.0.1:9/>into graph <x:new>",
        "L\\u004FAD SILENT :h INTO GRAPH :g",
    ],
)
def test_loading_silently_succeeds_and_does_nothing(load: str) -> None:
    assert run(load) == run("")
    assert run(f"CLEAR GRAPH :h ; {load}; CLEAR DEFAULT") == run("CLEAR GRAPH :h; CLEAR DEFAULT")


def test_what_is_loaded_silently_has_a_name_as_ever() -> None:
    with pytest.raises(SyntaxError):
        run("LOAD SILENT undeclared:x")
    text = "INSERT DATA { <x:a> <x:b> 'LOAD SILENT <x:c>' } # LOAD SILENT <x:d>"
    assert inspect_update(text).text == text


@pytest.mark.parametrize("text", ["SELECT * { ?s ?p ?o }", "INSERTDATA { }", "CLEAR ALL . DROP ALL", "{ }x", "ASK {}"])
def test_what_belongs_to_no_operation_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(QuerySyntaxError) as raised:
        inspect_update(text)
    assert raised.value.line == 1


@pytest.mark.parametrize("text", ["", "# nothing", "PREFIX : <x:>", "BASE <x:> CLEAR DEFAULT;"])
def test_an_update_may_hold_no_operation(text: str) -> None:
    assert to_run(inspect_update(text), (G,)) == text


@given(
    st.lists(
        st.sampled_from(
            [
                "LOAD",
                "SILENT",
                " ",
                "\n",
                "<http://127.0.0.1:9/>",
                ";",
                "x:",
                "x:LOAD",
                "PREFIX x:<http://127.0.0.1:9/>",
                "{",
                "}",
                "#",
                "'",
            ]
        ),
        max_size=9,
    )
)
def test_no_text_that_is_let_through_loads(parts: list[str]) -> None:
    try:
        text = to_run(inspect_update("".join(parts)))
        ox.Store().update(text)
    except (CdkgError, SyntaxError, RuntimeError):
        return
    except OSError as fault:  # the engine refuses this port before it opens a connection
        raise AssertionError(parts) from fault
    assert "load" not in [token.text.lower() for token in inspect_update(text).tokens if token.kind == "word"]
