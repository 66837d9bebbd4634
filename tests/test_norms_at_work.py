"""Which norms bear on a tie of an Iranian city, and what is told where nobody has told of coordination."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pyoxigraph as ox
import pytest

from cdkg.build import build_graph
from cdkg.foreign import parse_foreign
from cdkg.namespaces import GRAPH
from cdkg.queries import named_query
from cdkg.validation import Report, validate
from conftest import Ask, Row, rows_of

LAW = "Law on the Duties of the Ministry of Foreign Affairs"
OPEN = "no coordination is documented here"
CLAIM = "https://w3id.org/cdkg/id/claim/example/1"
STATEMENT = "https://w3id.org/cdkg/id/claim/example/2"
CONTRIBUTION = f"{GRAPH}contribution/example"
PREFIXES = """
@prefix cdkg: <https://w3id.org/cdkg/ontology#> .
@prefix city: <https://w3id.org/cdkg/id/city/> .
@prefix office: <https://w3id.org/cdkg/id/office/> .
@prefix organization: <https://w3id.org/cdkg/id/organization/> .
@prefix place: <https://w3id.org/cdkg/id/locator/example/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix tie: <https://w3id.org/cdkg/id/tie/> .
@prefix voc: <https://w3id.org/cdkg/voc/> .
"""


def tie_claim(one: str = "kashan", other: str = "kyoto") -> str:
    return f"""{PREFIXES}
tie:{one}--{other} a cdkg:CityTie ; cdkg:party city:{one} , city:{other} .
<{CLAIM}> a cdkg:TieClaim ; cdkg:about tie:{one}--{other} ; cdkg:claimedKind voc:sister-city ;
  cdkg:claimedStatus voc:concluded ; cdkg:sourceText "کیوتو" ; prov:wasDerivedFrom place:item-1 .
place:item-1 a cdkg:Locator ; cdkg:inDocument <https://w3id.org/cdkg/id/document/foreign-policy> ;
  cdkg:table "1" ; cdkg:row 1 ; cdkg:lineStart 810 ; cdkg:lineEnd 810 .
"""


def coordinated_with(body: str) -> str:
    return f"""
<{STATEMENT}> a cdkg:StatementClaim ; cdkg:about tie:kashan--kyoto ; cdkg:facet voc:facet-coordinated-with ;
  cdkg:claimedEntity {body} ; prov:wasDerivedFrom place:item-1 .
"""


@pytest.fixture(scope="module")
def own_graph() -> ox.Store:
    return build_graph()


@contextmanager
def with_contribution(store: ox.Store, turtle: str) -> Iterator[None]:
    quads = parse_foreign(turtle.encode(), "text/turtle", graph=CONTRIBUTION).quads
    store.load(quads, format=ox.RdfFormat.N_QUADS)
    try:
        yield
    finally:
        store.remove_graph(ox.NamedNode(CONTRIBUTION))


def report_on(store: ox.Store, turtle: str) -> Report:
    with with_contribution(store, turtle):
        return validate(store, focus={CLAIM, STATEMENT})


def answer(store: ox.Store, **values: str) -> list[Row]:
    return rows_of(store, named_query("norms-bearing-on-ties").bind(values))


# What the paper says in lines 647 to 672 (on the law) and, of Tehran's plans, the other in lines 1037 and 1038.
BEARING_ON_KASHAN = {
    ("obligation", "institution of the state", f"Article 3 of the {LAW}", OPEN),
    ("legal disability", "local government", f"clause 1 of Article 2 of the {LAW}", OPEN),
    ("legal disability", "local government", f"clause 8 of Article 2 of the {LAW}", OPEN),
    ("obligation", "Ministry of Foreign Affairs of Iran", f"clause 1 of Article 2 of the {LAW}", None),
    ("obligation", "Ministry of Foreign Affairs of Iran", f"clause 8 of Article 2 of the {LAW}", None),
    ("power", "central government", LAW, None),
}
TEHRAN_ONLY = {
    ("policy goal", "Tehran", "master plan of Tehran", None),
    ("policy goal", "Tehran", "second five-year plan of the Municipality of Tehran", None),
}


def bearing(rows: list[Row]) -> set[tuple[str | None, ...]]:
    return {tuple(row[name] for name in ("classLabel", "bearerLabel", "provisionLabel", "missing")) for row in rows}


def test_norms_that_bear_on_a_tie(ask: Ask) -> None:
    assert bearing(ask("norms-bearing-on-ties", tie="lahore--mashhad")) == BEARING_ON_KASHAN
    assert bearing(ask("norms-bearing-on-ties", tie="baghdad--tehran")) == BEARING_ON_KASHAN | TEHRAN_ONLY
    missing = {row["missing"] for row in ask("norms-bearing-on-ties", tie="baghdad--tehran", lang="fa")}
    assert missing == {None, "در اینجا هماهنگی مستند نشده است"}


def test_no_norm_reaches_a_kind_of_actor_of_another_country(graph: ox.Store) -> None:
    reached = """SELECT ?kind ?norm {
      ?norm a cdkg:Norm ; cdkg:bearer ?bearer .
      ?kind skos:broader* ?bearer ; skos:broader+ voc:actor-kind-foreign-actor .
    }"""
    assert rows_of(graph, reached) == []
    foreign = "SELECT ?kind { ?kind skos:broader+ voc:actor-kind-foreign-actor }"
    assert {"kind": "voc:actor-kind-foreign-local-government"} in rows_of(graph, foreign)


def test_the_name_of_a_norm_stands_by_itself(graph: ox.Store) -> None:
    leaning = """SELECT ?norm ?label { ?norm a cdkg:Norm ; skos:prefLabel ?label
      FILTER (REGEX(?label, "^(همین|همان)|(the same|such a?) (duty|power|goal)")) }"""
    assert rows_of(graph, leaning) == []


def test_ties_are_chosen_by_city_document_and_graph(ask: Ask) -> None:
    # Ramsar has two ties (table 1, row 8 of the one document); six norms and provisions bear on each.
    assert {row["partnerLabel"] for row in ask("norms-bearing-on-ties", city="ramsar")} == {"Puerto Montt", "Al Wakrah"}
    assert len(ask("norms-bearing-on-ties", city="ramsar")) == 2 * 6
    assert ask("norms-bearing-on-ties", city="baghdad") == []
    by_document = ask("norms-bearing-on-ties", document="mashhad-needs")
    assert {row["cityLabel"] for row in by_document} == {"Mashhad"}
    assert ask("norms-bearing-on-ties", graph=f"{GRAPH}document/mashhad-needs") == by_document


def test_ties_without_a_foreign_party_are_not_asked_about(own_graph: ox.Store) -> None:
    for one, other in (("kashan", "qom"), ("ghent", "kyoto")):
        with with_contribution(own_graph, tie_claim(one, other)):
            assert answer(own_graph, graph=CONTRIBUTION) == []
        assert report_on(own_graph, tie_claim(one, other)).results == ()


def test_contributed_tie_is_told_which_provisions_bear_on_it_and_conforms(own_graph: ox.Store) -> None:
    report = report_on(own_graph, tie_claim())
    assert report.conforms
    law = "https://w3id.org/cdkg/id/provision/mfa-duties-law-article-"
    assert [(result.severity, result.focus_node, result.value) for result in report.results] == [
        ("Warning", CLAIM, law + provision) for provision in ("2-clause-1", "2-clause-8", "3")
    ]
    assert len({result.message for result in report.results}) == 1
    with with_contribution(own_graph, tie_claim()):
        assert bearing(answer(own_graph, graph=CONTRIBUTION)) == BEARING_ON_KASHAN


def test_message_cites_the_provisions_as_the_data_name_them(own_graph: ox.Store) -> None:
    result = report_on(own_graph, tie_claim()).results[-1]
    labels = rows_of(
        own_graph,
        """SELECT ?label { ?provision skos:prefLabel ?label
        FILTER (?provision = <https://w3id.org/cdkg/id/provision/mfa-duties-law-article-3>) }""",
    )
    assert len(labels) == 2
    assert all(str(row["label"]) in result.message.en + result.message.fa for row in labels)
    assert "clause 1 and clause 8 of Article 2" in result.message.en
    assert "بند ۱ و بند ۸ ماده ۲" in result.message.fa


@pytest.mark.parametrize(
    "body", ["organization:ministry-of-foreign-affairs-iran", "office:foreign-ministry-representation-north-east"]
)
def test_stated_coordination_with_the_ministry_leaves_nothing_open(own_graph: ox.Store, body: str) -> None:
    turtle = tie_claim() + coordinated_with(body)
    assert report_on(own_graph, turtle).results == ()
    with with_contribution(own_graph, turtle):
        rows = answer(own_graph, tie="kashan--kyoto")
    assert {row["missing"] for row in rows} == {None}
    assert len({row["coordinatedLabel"] for row in rows} - {None}) == 1
    assert len(rows) == len(BEARING_ON_KASHAN)


def test_coordination_with_another_body_is_shown_but_is_not_what_the_law_asks_for(own_graph: ox.Store) -> None:
    turtle = tie_claim() + coordinated_with("organization:un-habitat")
    assert len(report_on(own_graph, turtle).results) == 3
    with with_contribution(own_graph, turtle):
        rows = answer(own_graph, tie="kashan--kyoto")
    assert {row["coordinatedLabel"] for row in rows} == {"United Nations Human Settlements Programme"}
    assert bearing(rows) == BEARING_ON_KASHAN


def test_what_published_documents_leave_unsaid_is_no_warning(own_graph: ox.Store) -> None:
    published = [str(row["claim"]) for row in rows_of(own_graph, "SELECT ?claim { ?claim a cdkg:TieClaim }")]
    focus = {claim.replace("cdr:", "https://w3id.org/cdkg/id/") for claim in published}
    assert len(focus) > 100
    assert validate(own_graph, focus=focus).results == ()


def test_nothing_is_called_a_violation(own_graph: ox.Store) -> None:
    message = report_on(own_graph, tie_claim()).results[0].message
    query = named_query("norms-bearing-on-ties")
    english = f"{message.en} {query.summary.en} {query.description.en} {query.text}".lower()
    persian = f"{message.fa} {query.summary.fa} {query.description.fa} {query.text}"
    assert [word for word in ("unlawful", "illegal", "violat", "breach", "offence") if word in english] == []
    assert [word for word in ("غیرقانونی", "تخلف", "نقض", "خلاف") if word in persian] == []
