"""The rules find every contradiction that the model knows, and call nothing else one."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from cdkg.derivation import derive
from cdkg.namespaces import ONTOLOGY_GRAPH, PREFIXES
from cdkg.resources import ontology_files
from conftest import rows_of

HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
TIE = "<https://w3id.org/cdkg/id/tie/a--b> a cdkg:CityTie ; cdkg:party city:a , city:b ."
DISAGREEMENTS = "SELECT ?d ?about ?facet ?claim { ?d cdkg:about ?about ; cdkg:onFacet ?facet ; cdkg:between ?claim }"


def claim(name: str, document: str, rest: str, kind: str = "TieClaim") -> str:
    return f"""cdr:claim\\/{name} a cdkg:{kind} ; {rest} ; prov:wasDerivedFrom <http://x/{name}/place> .
        <http://x/{name}/place> a cdkg:Locator ; cdkg:inDocument doc:{document} ."""


def tie_claim(name: str, document: str, kind: str, *, status: str = "concluded", more: str = "") -> str:
    return claim(
        name,
        document,
        f"cdkg:about <https://w3id.org/cdkg/id/tie/a--b> ; cdkg:claimedKind voc:{kind} ; "
        f"cdkg:claimedStatus voc:{status}{more}",
    )


def derived(*turtle: str) -> ox.Store:
    store = ox.Store()
    for path in ontology_files():
        store.load(path=path, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(ONTOLOGY_GRAPH))
    text = HEAD + TIE + "".join(turtle)
    store.load(text, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode("https://w3id.org/cdkg/graph/contribution/x"))
    derive(store)
    return store


def disagreements(store: ox.Store) -> dict[tuple[str | None, str | None], set[str]]:
    found: dict[tuple[str | None, str | None], set[str]] = {}
    for row in rows_of(store, DISAGREEMENTS):
        found.setdefault((row["d"], row["facet"]), set()).add((row["claim"] or "").removeprefix("cdr:claim/"))
    return found


SISTER = ("one", "p", "sister-city")
AT = "cdr:disagreement/tie/a--b"


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        # Two documents, two kinds.
        ([SISTER, ("two", "q", "memorandum-of-understanding")], {(f"{AT}/kind", "voc:facet-kind"): {"one", "two"}}),
        # Friendship is broader than every kind: a difference of granularity.
        ([SISTER, ("two", "q", "friendship")], {}),
        # Within one document two kinds are two agreements.
        ([SISTER, ("two", "p", "memorandum-of-understanding")], {}),
        # ... whatever else either document claims.
        (
            [SISTER, ("two", "p", "memorandum-of-understanding"), ("three", "q", "memorandum-of-understanding")],
            {(f"{AT}/kind", "voc:facet-kind"): {"one", "three"}},
        ),
        ([SISTER, ("two", "q", "sister-city")], {}),
    ],
)
def test_kinds(claims: list[tuple[str, str, str]], expected: object) -> None:
    assert disagreements(derived(*(tie_claim(*one) for one in claims))) == expected


def test_statuses_are_compared_within_one_kind_also_within_one_document() -> None:
    one = tie_claim("one", "p", "sister-city")
    negotiated = tie_claim("two", "p", "sister-city", status="in-negotiation")
    assert disagreements(derived(one, negotiated)) == {(f"{AT}/status", "voc:facet-status"): {"one", "two"}}
    other_kind = tie_claim("two", "p", "memorandum-of-understanding", status="in-negotiation")
    assert disagreements(derived(one, other_kind)) == {}


@pytest.mark.parametrize(
    ("one", "two", "clash"),
    [
        ("cdkg:claimedYear 1994", "cdkg:claimedYear 1995", True),
        ("cdkg:claimedYear 1994", "cdkg:claimedYear 1994", False),
        ("cdkg:claimedYear 1994", "cdkg:claimedYearSolarHijri 1373", False),  # spans 1994 to 1995
        ("cdkg:claimedYear 1995", "cdkg:claimedYearSolarHijri 1373", False),
        ("cdkg:claimedYear 1996", "cdkg:claimedYearSolarHijri 1373", True),
        ("cdkg:claimedYearSolarHijri 1372", "cdkg:claimedYearSolarHijri 1373", False),  # both touch 1994
        ("cdkg:claimedYearSolarHijri 1371", "cdkg:claimedYearSolarHijri 1373", True),
    ],
)
def test_years_clash_only_where_their_spans_do_not_overlap(one: str, two: str, clash: bool) -> None:
    store = derived(
        tie_claim("one", "p", "sister-city", more=f" ; {one}"), tie_claim("two", "q", "sister-city", more=f" ; {two}")
    )
    expected = {(f"{AT}/year", "voc:facet-year"): {"one", "two"}} if clash else {}
    assert disagreements(store) == expected


def test_an_agreement_spans_the_years_of_all_its_claims_and_is_concluded_if_one_says_so() -> None:
    store = derived(
        tie_claim("one", "p", "sister-city", status="in-negotiation", more=" ; cdkg:claimedYear 1990"),
        tie_claim("two", "q", "sister-city", more=" ; cdkg:claimedYearSolarHijri 1373"),
        tie_claim("three", "q", "memorandum-of-understanding", status="in-negotiation"),
    )
    rows = rows_of(
        store,
        """SELECT ?kind ?status ?min ?max (COUNT(?claim) AS ?n) { ?a a cdkg:Agreement ; cdkg:kind ?kind ;
          cdkg:status ?status ; cdkg:supportedBy ?claim OPTIONAL { ?a cdkg:yearMin ?min ; cdkg:yearMax ?max } }
          GROUP BY ?kind ?status ?min ?max ORDER BY ?kind""",
    )
    assert [tuple(row.values()) for row in rows] == [
        ("voc:memorandum-of-understanding", "voc:in-negotiation", None, None, "1"),
        ("voc:sister-city", "voc:concluded", "1990", "1995", "2"),
    ]
    assert rows_of(store, "SELECT ?x ?y { ?x cdkg:sisterCity ?y } ORDER BY ?x") == [
        {"x": "city:a", "y": "city:b"},
        {"x": "city:b", "y": "city:a"},
    ]


def test_what_is_only_negotiated_makes_no_sister_cities() -> None:
    store = derived(tie_claim("one", "p", "sister-city", status="in-negotiation"))
    assert rows_of(store, "SELECT ?x { ?x cdkg:sisterCity ?y }") == []


def test_a_resolution_sets_the_other_claim_aside_and_can_be_taken_back() -> None:
    claims = [tie_claim(*SISTER), tie_claim("two", "q", "memorandum-of-understanding")]
    resolution = """<http://x/r> a cdkg:Resolution ;
        cdkg:settles <https://w3id.org/cdkg/id/disagreement/tie/a--b/kind> ;
        cdkg:prefersClaim cdr:claim\\/two ; cdkg:reason "read again" ."""
    kinds = "SELECT ?kind { ?a a cdkg:Agreement ; cdkg:kind ?kind } ORDER BY ?kind"
    both = [{"kind": "voc:memorandum-of-understanding"}, {"kind": "voc:sister-city"}]
    assert rows_of(derived(*claims), kinds) == both
    settled = derived(*claims, resolution)
    assert rows_of(settled, kinds) == both[:1]
    assert rows_of(settled, "SELECT ?x { ?x cdkg:sisterCity ?y }") == []
    assert disagreements(settled) == disagreements(derived(*claims))  # it is settled, not forgotten


def statement(name: str, facet: str, value: str) -> str:
    return claim(name, name, f"cdkg:about country:xx ; cdkg:facet voc:{facet} ; {value}", "StatementClaim")


@pytest.mark.parametrize(
    ("facet", "one", "two", "clash"),
    [
        ("facet-region", "voc:region-africa", "voc:region-east-asia", True),
        ("facet-region", "voc:region-africa", "voc:region-others", False),  # the one lies in the other
        ("facet-hosted-event", "<http://x/e>", "<http://x/f>", False),  # many values are no contradiction
    ],
)
def test_statements_clash_on_single_valued_facets_alone(facet: str, one: str, two: str, clash: bool) -> None:
    store = derived(
        statement("one", facet, f"cdkg:claimedEntity {one}"), statement("two", facet, f"cdkg:claimedEntity {two}")
    )
    assert bool(disagreements(store)) is clash


@pytest.mark.parametrize(
    ("one", "two", "clash"),
    [
        ("1948", "1949", True),
        ("1948 ; cdkg:asOf 2010", "1949 ; cdkg:asOf 2011", False),  # figures of two years
        ("1948 ; cdkg:asOf 2010", "1949 ; cdkg:asOf 2010", True),
        ("1948 ; cdkg:asOf 2010", "1949", True),
        ('"نخست"@fa , "first"@en', '"دوم"@fa , "second"@en', False),  # what is told in words is not compared
    ],
)
def test_values_of_different_years_and_texts_do_not_clash(one: str, two: str, clash: bool) -> None:
    pair = (
        statement("one", "facet-founding-year", f"cdkg:claimedValue {one}"),
        statement("two", "facet-founding-year", f"cdkg:claimedValue {two}"),
    )
    assert bool(disagreements(derived(*pair))) is clash


def count(name: str, number: str, comparator: str = "exactly", *, by: str = "networks-counted", more: str = "") -> str:
    return claim(
        name,
        name,
        f"cdkg:about country:xx ; cdkg:claimedCount {number} ; cdkg:comparator voc:{comparator} ; "
        f"cdkg:countedBy query:{by}{more}",
        "CountClaim",
    )


@pytest.mark.parametrize(
    ("one", "two", "clash"),
    [
        (("5", "exactly"), ("6", "exactly"), True),
        (("5", "exactly"), ("5", "exactly"), False),
        (("5", "exactly"), ("5", "more-than"), True),
        (("5", "exactly"), ("5", "at-least"), False),
        (("9", "exactly"), ("10", "about"), False),  # about is 10 % either way
        (("8", "exactly"), ("10", "about"), True),
        (("12.5", "exactly"), ("12.5", "more-than"), False),
        (("30", "more-than"), ("40", "at-least"), False),
    ],
)
def test_counts_clash_where_their_ranges_do_not_meet(one: tuple[str, str], two: tuple[str, str], clash: bool) -> None:
    found = disagreements(derived(count("one", *one), count("two", *two)))
    of_the_thing = {key for key, _ in found if (key or "").startswith("cdr:disagreement/country/xx/count-")}
    assert bool(of_the_thing) is clash  # each claim is also compared with what its own document holds: nothing


def test_counts_that_count_another_way_are_not_compared() -> None:
    store = derived(
        count("one", "5", more=' ; cdkg:countArgument "country=country:tr"', by="ties-counted"),
        count("two", "6", more=' ; cdkg:countArgument "country=country:iq"', by="ties-counted"),
    )
    assert disagreements(store) == {}


@pytest.mark.parametrize(
    ("facet", "one", "two", "clash"),
    [
        ("facet-population", "", "", True),
        ("facet-population", " ; cdkg:asOfSolarHijri 1390", " ; cdkg:asOfSolarHijri 1395", False),
        ("facet-amount-in-us-dollars", "", "", False),  # of many amounts each may be right
    ],
)
def test_quantities_clash_on_one_facet_of_a_single_value(facet: str, one: str, two: str, clash: bool) -> None:
    store = derived(
        *(
            claim(
                name,
                name,
                f"cdkg:about country:xx ; cdkg:claimedCount {number} ; cdkg:comparator voc:exactly ; "
                f"cdkg:facet voc:{facet}{more}",
                "CountClaim",
            )
            for name, number, more in (("one", "5", one), ("two", "6", two))
        )
    )
    assert bool(disagreements(store)) is clash


def test_a_dimension_has_what_a_claim_ascribes_to_it() -> None:
    store = derived(
        "voc:d a cdkg:Dimension . ",
        claim(
            "one", "p", "cdkg:about voc:d ; cdkg:facet voc:facet-function ; cdkg:claimedEntity voc:f", "StatementClaim"
        ),
        claim(
            "two", "p", "cdkg:about voc:d ; cdkg:facet voc:facet-activity ; cdkg:claimedEntity voc:a", "StatementClaim"
        ),
        claim(
            "three",
            "p",
            "cdkg:about voc:x ; cdkg:facet voc:facet-activity ; cdkg:claimedEntity voc:b",
            "StatementClaim",
        ),
    )
    rows = rows_of(store, "SELECT ?s ?p ?o { ?s ?p ?o VALUES ?p { cdkg:hasFunction cdkg:hasActivity } }")
    assert {tuple(row.values()) for row in rows} == {
        ("voc:d", "cdkg:hasFunction", "voc:f"),
        ("voc:d", "cdkg:hasActivity", "voc:a"),
    }


def test_needs_are_ranked_within_their_sector() -> None:
    scores = {"a": ("x", 9), "b": ("x", 7), "c": ("x", 7), "d": ("x", 5), "e": ("y", 5)}
    store = derived(
        *(
            claim(name, "p", f"cdkg:concerns city:a ; cdkg:sector voc:{sector} ; cdkg:score {score}", "Need")
            for name, (sector, score) in scores.items()
        )
    )
    rows = rows_of(store, "SELECT ?need ?rank { ?need cdkg:rank ?rank }")
    ranks = {(row["need"] or "").removeprefix("cdr:claim/"): row["rank"] for row in rows}
    assert ranks == {"a": "1", "b": "2", "c": "2", "d": "4", "e": "1"}


def test_a_total_without_a_list_is_not_held_against_its_document() -> None:
    store = derived(count("one", "5"), tie_claim("two", "q", "sister-city"))
    assert rows_of(store, "SELECT ?n { ?c cdkg:observedCount ?n }") == []
    assert disagreements(store) == {}


def membership(name: str, more: str = "") -> str:
    about = "<https://w3id.org/cdkg/id/membership/a--n>"
    return f"{about} a cdkg:Membership ; cdkg:member city:a ; cdkg:network network:n ." + claim(
        name, name, f"cdkg:about {about} ; cdkg:member city:a ; cdkg:network network:n{more}", "MembershipClaim"
    )


@pytest.mark.parametrize(
    ("one", "two", "status", "is_member", "facets"),
    [
        ("", "", "voc:concluded", True, set()),
        (" ; cdkg:claimedStatus voc:in-negotiation", None, "voc:in-negotiation", False, set()),
        (" ; cdkg:claimedStatus voc:in-negotiation", "", "voc:concluded", True, set()),
        (
            " ; cdkg:claimedStatus voc:in-negotiation",
            " ; cdkg:claimedStatus voc:concluded",
            "voc:concluded",
            True,
            {"voc:facet-status"},
        ),
        (
            " ; cdkg:claimedRole <http://x/r>",
            " ; cdkg:claimedRole <http://x/s>",
            "voc:concluded",
            True,
            {"voc:facet-role"},
        ),
        (" ; cdkg:claimedRole <http://x/r>", "", "voc:concluded", True, set()),
        (" ; cdkg:claimedYear 1990", " ; cdkg:claimedYear 1991", "voc:concluded", True, {"voc:facet-year"}),
    ],
)
def test_memberships(one: str, two: str | None, status: str, is_member: bool, facets: set[str]) -> None:
    store = derived(membership("one", one), *([] if two is None else [membership("two", two)]))
    assert rows_of(store, "SELECT ?status { ?m a cdkg:Membership ; cdkg:status ?status }") == [{"status": status}]
    assert bool(rows_of(store, "SELECT ?n { city:a cdkg:memberOf ?n }")) is is_member
    tools_see = """PREFIX org: <http://www.w3.org/ns/org#>
        SELECT ?m ?p { ?m a org:Membership ; org:member city:a ; org:organization ?n . city:a org:memberOf ?n .
        ?m ?p [] FILTER (STRSTARTS(STR(?p), STR(org:))) }"""
    assert len(rows_of(store, tools_see)) == (2 if is_member else 0)
    claims_see = "SELECT ?c { ?c a cdkg:MembershipClaim ; <http://www.w3.org/ns/org#member> [] }"
    assert rows_of(store, claims_see) == []
    assert {facet for _, facet in disagreements(store)} == facets


def test_a_count_that_its_own_document_does_not_bear_out_is_shown_with_the_observed_number() -> None:
    store = derived(
        tie_claim(*SISTER),
        claim(
            "total",
            "p",
            "cdkg:about country:xx ; cdkg:claimedCount 2 ; cdkg:comparator voc:exactly ; "
            "cdkg:countedBy query:ties-counted",
            "CountClaim",
        ),
        "city:a cdkg:country country:xx . city:b cdkg:country country:yy .",
    )
    assert list(disagreements(store).values()) == [{"total"}]
    assert rows_of(store, "SELECT ?n { ?c cdkg:observedCount ?n }") == [{"n": "1"}]


def test_subtotals_are_added_up_beside_the_printed_total() -> None:
    part = " ; cdkg:isSubtotalOf cdr:claim\\/total"
    store = derived(count("total", "9"), count("one", "3", more=part), count("two", "4", more=part))
    assert rows_of(store, "SELECT ?c ?n { ?c cdkg:observedFromSubtotals ?n }") == [{"c": "cdr:claim/total", "n": "7"}]


def test_a_claim_is_a_claim_of_every_class_above_it() -> None:
    store = derived(tie_claim(*SISTER))
    inferred = (
        "SELECT ?class { GRAPH <https://w3id.org/cdkg/graph/inferred> { cdr:claim\\/one a ?class } } ORDER BY ?class"
    )
    assert {"class": "cdkg:Claim"} in rows_of(store, inferred)
