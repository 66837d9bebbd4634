"""Looking only at what a contribution touches gives what deriving and checking the whole graph gives."""

from __future__ import annotations

import os
import signal
from collections.abc import Collection, Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cdkg.contributions import beside, effects
from cdkg.contributions.effects import Effects, examine
from cdkg.contributions.overlay import is_stated
from cdkg.contributions.slices import Slice
from cdkg.contributions.writing import write_difference
from cdkg.derivation import derive
from cdkg.errors import CdkgError, OverBudgetError
from cdkg.namespaces import CONTRIBUTIONS, PREFIXES
from cdkg.validation import validate
from test_shapes import EXAMPLE_GRAPH, INVALID, WARNED, promised_fault
from test_shapes import ground as ground_of_examples

G = CONTRIBUTIONS + "example"
H = CONTRIBUTIONS + "other"
HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
HEAD += "PREFIX c: <https://w3id.org/cdkg/id/claim/example/> PREFIX l: <https://w3id.org/cdkg/id/locator/example/>\n"
HEAD += "PREFIX tie: <https://w3id.org/cdkg/id/tie/> PREFIX res: <https://w3id.org/cdkg/id/resolution/>\n"
HEAD += "PREFIX dis: <https://w3id.org/cdkg/id/disagreement/> PREFIX m: <https://w3id.org/cdkg/id/membership/>\n"

TIES = (("baghdad", "tehran"), ("kashan", "kyoto"), ("lahore", "mashhad"), ("isfahan", "xian"))


def quads(turtle: str, graph: str = G) -> set[ox.Quad]:
    parsed = ox.parse((HEAD + turtle).encode(), format=ox.RdfFormat.TURTLE)
    return {ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(graph)) for quad in parsed}


def place(name: str, document: str) -> str:
    return f"""l:{name} a cdkg:Locator ; cdkg:inDocument doc:{document} ; cdkg:section "x" ;
        cdkg:lineStart 1 ; cdkg:lineEnd 1 .\n"""


def tie_claim(
    name: str, pair: tuple[str, str], kind: str = "sister-city", document: str = "example", more: str = ""
) -> str:
    tie = "--".join(pair)
    return f"""tie:{tie} a cdkg:CityTie ; cdkg:party city:{pair[0]} , city:{pair[1]} .
        c:{name} a cdkg:TieClaim ; cdkg:about tie:{tie} ; cdkg:claimedKind voc:{kind} ;
        cdkg:claimedStatus voc:concluded ; cdkg:sourceText "x" {more} ; prov:wasDerivedFrom l:{name} .
        {place(name, document)}"""


DOCUMENT = 'doc:example a cdkg:Document ; skos:prefLabel "x"@en , "ایکس"@fa .\n'


def stated_of(store: ox.Store) -> set[ox.Quad]:
    return {quad for quad in store if is_stated(quad)}


def whole(stated: Iterable[ox.Quad]) -> ox.Store:
    """What the graph is when it is derived anew, whole."""
    store = ox.Store()
    store.bulk_extend(stated)
    derive(store)
    return store


def published(store: ox.Store) -> ox.Store:
    copy = ox.Store()
    copy.bulk_extend(store)
    copy.extend({ox.Quad(*quad.triple) for quad in store})
    return copy


LEFT_OUT = (
    *("foreign-policy", "dimensions-functions", "tabriz-formation", "tehran-opportunities"),
    *("readings", "links", "wikidata"),
)


@pytest.fixture(scope="module")
def ground(graph: ox.Store) -> ox.Store:
    """A good part of the shipped graph, which is derived from quickly; no test changes it."""
    return published(whole(quad for quad in stated_of(graph) if not str(quad.graph_name)[1:-1].endswith(LEFT_OUT)))


def named(store: ox.Store) -> set[ox.Quad]:
    return {quad for quad in store if quad.graph_name != ox.DefaultGraph()}


def check(store: ox.Store, stated: set[ox.Quad], withdrawn: Collection[ox.Quad] = ()) -> Effects:
    """Compare with the whole graph derived anew."""
    effects = examine(store, stated, withdrawn)
    before = named(store)
    after = named(whole((stated_of(store) - set(withdrawn)) | stated))
    assert (after - before, before - after) == (set(effects.added), set(effects.removed))
    return effects


def merged(store: ox.Store, effects: Effects) -> ox.Store:
    after = ox.Store()
    after.bulk_extend(store)
    write_difference(after, effects.removed, effects.added)
    return after


def statement(name: str, about: str, facet: str, value: str, document: str = "example") -> str:
    return f"""c:{name} a cdkg:StatementClaim ; cdkg:about {about} ; cdkg:facet voc:{facet} ; {value} ;
        prov:wasDerivedFrom l:{name} .\n{place(name, document)}"""


PART = "; cdkg:isSubtotalOf c:1"
RULES = {
    "a year": DOCUMENT + tie_claim("1", TIES[1], more="; cdkg:claimedYearSolarHijri 1395"),
    "two kinds of two documents": DOCUMENT + tie_claim("1", TIES[0], "sister-city")
    + tie_claim("2", TIES[0], "memorandum-of-understanding"),
    "two statuses": DOCUMENT + tie_claim("1", TIES[2])
    + tie_claim("2", TIES[2]).replace("voc:concluded", "voc:in-negotiation"),
    "a claim of a document that counts its ties": tie_claim("1", TIES[1], document="mashhad-needs"),
    "a membership": DOCUMENT + """m:kashan--uclg a cdkg:Membership ;
        cdkg:member city:kashan ; cdkg:network network:uclg .
        c:1 a cdkg:MembershipClaim ; cdkg:about m:kashan--uclg ; cdkg:member city:kashan ; cdkg:network network:uclg ;
        cdkg:claimedStatus voc:concluded ; cdkg:sourceText "x" ; prov:wasDerivedFrom l:1 .""" + place("1", "example"),
    "a statement that clashes": DOCUMENT + statement("1", "network:uclg", "facet-founding-year", "cdkg:claimedValue 1"),
    "a need": DOCUMENT + """c:1 a cdkg:Need ; cdkg:concerns city:mashhad ; cdkg:score 99 ; cdkg:sector ?sector ;
        skos:prefLabel "x"@en , "ایکس"@fa ; prov:wasDerivedFrom l:1 .""" + place("1", "mashhad-needs"),
    "a count": DOCUMENT + """c:1 a cdkg:CountClaim ; cdkg:about city:tehran ; cdkg:claimedCount 99 ;
        cdkg:comparator voc:exactly ; cdkg:countedBy query:ties-counted ; cdkg:countArgument "city=mashhad" ;
        cdkg:sourceText "x" ; prov:wasDerivedFrom l:1 .""" + place("1", "mashhad-needs"),
    "sub-totals": DOCUMENT + "".join(
        f"""c:{name} a cdkg:CountClaim ; cdkg:about city:tehran ; cdkg:claimedCount {count} ;
        cdkg:comparator voc:exactly ; cdkg:facet voc:facet-participants-number ; cdkg:sourceText "x" ;
        prov:wasDerivedFrom l:{name} {part} .
        {place(name, "example")}"""
        for name, count, part in (("1", 5, ""), ("2", 2, PART), ("3", 2, PART))
    ),
    "a concept of its own": DOCUMENT + statement(
        "1", "city:tehran", "facet-affiliation", "cdkg:claimedEntity cdr:concept\\/x"
    ) + """cdr:concept\\/x a skos:Concept ; skos:prefLabel "x"@en , "ایکس"@fa ; skos:broader voc:sister-city .""",
}  # fmt: skip


def sector_of(store: ox.Store) -> str:
    found = store.quads_for_pattern(None, ox.NamedNode(PREFIXES["cdkg"] + "sector"), None, None)
    return sorted(str(quad.object) for quad in found)[0]


@pytest.mark.parametrize("name", RULES)
def test_each_rule_gives_what_it_gives_for_the_whole_graph_and_is_taken_back(ground: ox.Store, name: str) -> None:
    stated = quads(RULES[name].replace("?sector", sector_of(ground)))
    effects = check(ground, stated)
    assert effects.added > stated
    after = merged(ground, effects)
    back = examine(after, (), stated)
    assert (back.added, back.removed) == (effects.removed, effects.added)


SETTLED = DOCUMENT + tie_claim("1", TIES[1]) + tie_claim("2", TIES[1], "memorandum-of-understanding", "mashhad-needs")


def test_a_resolution_is_followed_and_taken_back(ground: ox.Store) -> None:
    turtle = f"""res:1 a cdkg:Resolution ; cdkg:settles <{PREFIXES["cdr"]}disagreement/tie/kashan--kyoto/kind> ;
        cdkg:prefersClaim c:1 ; prov:wasAttributedTo cdr:person\\/editor ;
        cdkg:reason "x" ."""
    disputed = merged(ground, check(ground, quads(SETTLED)))
    effects = check(disputed, quads(turtle, H))
    assert effects.report.conforms, effects.report.to_text("en")
    assert any("setsAside" in quad.predicate.value for quad in effects.added)
    back = examine(merged(disputed, effects), (), quads(turtle, H))
    assert (back.added, back.removed) == (effects.removed, effects.added)
    # The claims and who settles what they dispute, in one contribution.
    both = check(ground, quads(SETTLED + turtle))
    assert both.report.conforms, both.report.to_text("en")
    # What is withdrawn leaves the resolution without a subject.
    left = examine(merged(disputed, effects), (), quads(SETTLED))
    assert "Resolution-settles-class" in {result.shape.rpartition("#")[2] for result in left.report.results}


def test_what_another_contribution_says_too_stays(ground: ox.Store) -> None:
    first = merged(ground, check(ground, quads(DOCUMENT + tie_claim("1", TIES[1]))))
    second = tie_claim("2", TIES[1], document="mashhad-needs")
    effects = check(first, quads(second, H))
    both = merged(first, effects)
    gone = check(both, set(), quads(DOCUMENT + tie_claim("1", TIES[1])))
    assert not any("sisterCity" in quad.predicate.value for quad in gone.removed)


CLAIMS = [
    tie_claim(f"{number}-{kind}-{document}", pair, kind, document, more)
    for number, pair in enumerate(TIES)
    for kind, document, more in (
        ("sister-city", "example", "; cdkg:claimedYear 1999"),
        ("memorandum-of-understanding", "mashhad-needs", ""),
        ("friendship", "example", "; cdkg:claimedYearSolarHijri 1390"),
    )
]


# Each settles what two claims of one tie dispute, or what nobody disputes, where the claims are not there.
RESOLUTIONS = [
    f"""res:{number}-{what} a cdkg:Resolution ; cdkg:settles dis:tie\\/{"--".join(pair)}\\/{what} ;
        cdkg:prefersClaim c:{number}-sister-city-example ; prov:wasAttributedTo cdr:person\\/editor ;
        cdkg:reason "x" ."""
    for number, pair in enumerate(TIES)
    for what in ("kind", "year")
]


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sets(st.sampled_from(CLAIMS + RESOLUTIONS), max_size=6), st.booleans()), min_size=2, max_size=2
    )
)
def test_any_contributions_in_any_order(ground: ox.Store, steps: list[tuple[set[str], bool]]) -> None:
    store = ground
    for claims, is_other in steps:
        graph = ox.NamedNode(H if is_other else G)
        # A PUT: what the graph held before and holds no longer is withdrawn.
        new = quads(DOCUMENT + "".join(sorted(claims)), graph.value)
        old = set(store.quads_for_pattern(None, None, None, graph))
        store = merged(store, check(store, new - old, old - new))


REFUSED = {
    "no-blank-node": "[] a cdkg:City .",
    "own-names": "voc:sister-city skos:altLabel 'x'@en .",
    "no-axioms": "cdr:x\\/y rdfs:subClassOf cdkg:City .",
    "follows-by-rule": "cdr:x\\/y cdkg:sisterCity city:tehran .",
    "name-of-tie": "cdr:x\\/y a cdkg:CityTie .",
    "no-overwriting": "city:tehran skos:altLabel 'x'@en .",
    "can-be-counted": "c:1 cdkg:countedBy query:no-such-query .",
}


@pytest.mark.parametrize("rule", REFUSED)
def test_what_no_contribution_may_state_is_refused(ground: ox.Store, rule: str) -> None:
    report = examine(ground, quads(REFUSED[rule])).report
    assert [result.shape.partition("#Contribution-")[2] for result in report.results] == [rule]
    assert not report.conforms
    assert report.results[0].message.fa != report.results[0].message.en


@pytest.mark.parametrize(
    "turtle",
    [
        "city:tehran a cdkg:City .",  # the same again
        "tie:baghdad--tehran a cdkg:CityTie ; cdkg:party city:tehran , city:baghdad .",
    ],
)
def test_what_stands_in_the_graph_may_be_said_again(ground: ox.Store, turtle: str) -> None:
    assert check(ground, quads(turtle)).report.results == ()


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("voc:sister-city", "voc:no-such-kind"),
        ("cdkg:claimedStatus voc:concluded ;", ""),
        ("city:kyoto", "city:no-such-city"),
        ("prov:wasDerivedFrom l:1", "cdkg:asOf 1"),
        ("cdkg:inDocument doc:example", "cdkg:inDocument doc:none"),
        ("cdkg:lineEnd 1", "cdkg:lineEnd 0"),
        ('cdkg:sourceText "x"', "cdkg:claimedYear 1 ; cdkg:claimedYearSolarHijri 1390"),
    ],
)
def test_faults_are_those_that_checking_the_whole_graph_finds(ground: ox.Store, right: str, wrong: str) -> None:
    turtle = DOCUMENT + tie_claim("1", TIES[1])
    assert right in turtle
    stated = quads(turtle.replace(right, wrong))
    effects = examine(ground, stated)
    after = merged(ground, effects)
    focus = {quad.subject.value for quad in effects.added if isinstance(quad.subject, ox.NamedNode)}
    assert effects.report == validate(after, focus=focus)
    assert not effects.report.conforms


@pytest.fixture
def in_batches(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Let a few nodes be a batch, and each batch be looked at in a copy of this process."""
    monkeypatch.setattr(effects, "_BATCH", 4)
    monkeypatch.setattr(effects, "_LEAST", 1)
    monkeypatch.setattr(beside, "processors", lambda: 3)
    monkeypatch.setattr(beside, "_can_be_copied", lambda: True)
    return monkeypatch


MANY = DOCUMENT + "".join(sorted(CLAIMS)) + RESOLUTIONS[0] + RESOLUTIONS[4].replace("c:2", "c:none")


@pytest.mark.parametrize("is_beside", [True, False])
def test_batches_give_what_one_gives(ground: ox.Store, in_batches: pytest.MonkeyPatch, is_beside: bool) -> None:
    in_batches.setattr(beside, "_can_be_copied", lambda: is_beside)
    told: list[tuple[int, int]] = []
    found = examine(ground, quads(MANY), progress=lambda done, total: told.append((done, total)))
    in_batches.undo()
    assert found == examine(ground, quads(MANY))
    assert not found.report.conforms  # a resolution prefers a claim that is not there
    assert len(told) > 4
    assert told[-1][0] == told[-1][1] > len(CLAIMS)
    after = merged(ground, found)
    back = examine(after, (), quads(MANY))
    in_batches.setattr(effects, "_BATCH", 4)
    assert examine(after, (), quads(MANY)) == back
    assert (back.added, back.removed) == (found.removed, found.added)


def test_what_fails_in_a_copy_of_the_process_is_told(ground: ox.Store, in_batches: pytest.MonkeyPatch) -> None:
    fault = CdkgError("a fault", "ایراد")

    def fail(_: Slice) -> None:
        raise fault

    in_batches.setattr(beside, "_follow", fail)
    with pytest.raises(CdkgError, match="a fault") as raised:
        examine(ground, quads(MANY))
    assert raised.value.message == fault.message
    in_batches.setattr(beside, "_follow", lambda _: os.kill(os.getpid(), signal.SIGKILL))
    with pytest.raises(OverBudgetError, match="CDKG_WORKER_MEMORY_MIB"):
        examine(ground, quads(MANY))


@pytest.fixture(scope="module")
def examples() -> ox.Store:
    """What the examples of the shapes refer to, as a graph that is published."""
    store = ox.Store()
    # No rule or shape of a contribution reads how the ontology explains its terms, and each example would load it.
    store.bulk_extend(quad for quad in ground_of_examples() if not quad.predicate.value.endswith(EXPLAINING))
    derive(store)
    return published(store)


EXPLAINING = ("#definition", "#scopeNote", "#isDefinedBy")

ASKED_OF_OUR_OWN = {
    "invalid-no-english-name.ttl",
    "invalid-no-persian-name.ttl",
    "invalid-no-lines.ttl",
    "invalid-shipped-with-wikidata-only.ttl",
}
"""Faults of what the project itself ships, and of no contribution, which may have one name, no lines and no country."""


@pytest.mark.parametrize("class_name", sorted({path.parent.name for path in (*INVALID, *WARNED)}))
def test_each_fault_of_a_contribution_is_found_or_it_is_refused(examples: ox.Store, class_name: str) -> None:
    chosen = [path for path in (*INVALID, *WARNED) if path.parent.name == class_name]
    missed = [path.name for path in chosen if not is_found(examples, path)]
    assert chosen
    assert missed == []


def is_found(examples: ox.Store, path: Path) -> bool:
    stated = [
        ox.Quad(quad.subject, quad.predicate, quad.object, EXAMPLE_GRAPH)
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
    ]
    report = examine(examples, stated).report
    faults = {(result.shape, result.constraint) for result in report.results}
    is_refused = any("#Contribution-" in shape for shape, _ in faults)
    if path.name in ASKED_OF_OUR_OWN and not is_refused:
        return report.conforms
    if path in WARNED:
        return promised_fault(path) in faults and report.conforms
    return not report.conforms and (is_refused or promised_fault(path) in faults)
