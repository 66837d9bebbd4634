"""What can follow from several things at once, and so stays while one of them does."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from pyoxigraph import NamedNode, Quad

from cdkg.contributions import terms
from cdkg.contributions.overlay import Overlay, is_stated
from cdkg.namespaces import INFERRED_GRAPH, ONTOLOGY, RDF, RESOLVED_GRAPH, concept

_INFERRED: Final = NamedNode(INFERRED_GRAPH)
_RESOLVED: Final = NamedNode(RESOLVED_GRAPH)
_TYPE: Final = NamedNode(RDF + "type")
_KIND: Final = terms.cdkg("kind")
_SISTER: Final = NamedNode(concept("sister-city"))
_CONCLUDED: Final = NamedNode(concept("concluded"))


def is_shared(quad: Quad) -> bool:
    """Tell whether a derived quad can follow from several things: ties of one pair, memberships, properties."""
    if quad.graph_name == _INFERRED:
        return quad.predicate != _TYPE and not quad.predicate.value.startswith(ONTOLOGY)
    return quad.predicate in (terms.SISTER_CITY, terms.MEMBER_OF)


def has_other_reason(quad: Quad, overlay: Overlay, gone: Collection[Quad], added: Collection[Quad]) -> bool:
    """Tell whether a shared quad that follows no longer from what was looked at still follows from something else.

    Args:
        quad: the quad.
        overlay: the graph before and after the change.
        gone: what follows no longer; the reasons among it do not count.
        added: what follows newly.
    """
    if not isinstance(quad.subject, NamedNode) or not isinstance(quad.object, NamedNode):
        return False
    if quad.predicate == terms.SISTER_CITY:
        return _are_sisters(overlay, quad.subject, quad.object, gone)
    if quad.predicate == terms.MEMBER_OF:
        return _is_member(overlay, quad.subject, quad.object, gone)
    return _is_said_below(overlay, quad, gone, added)


def _are_sisters(overlay: Overlay, one: NamedNode, other: NamedNode, gone: Collection[Quad]) -> bool:
    store = overlay.store
    for tie in overlay.subjects(terms.PARTY, one) & overlay.subjects(terms.PARTY, other):
        for found in store.quads_for_pattern(None, terms.OF_TIE, tie, _RESOLVED):
            reasons = (
                found,
                Quad(found.subject, _KIND, _SISTER, _RESOLVED),
                Quad(found.subject, terms.STATUS, _CONCLUDED, _RESOLVED),
            )
            parties = (terms.PARTY, one), (terms.PARTY, other)
            if all(reason in store and reason not in gone for reason in reasons) and all(
                _stands(overlay, tie, *party) for party in parties
            ):
                return True
    return False


def _is_member(overlay: Overlay, member: NamedNode, network: NamedNode, gone: Collection[Quad]) -> bool:
    store = overlay.store
    for membership in overlay.subjects(terms.MEMBER, member) & overlay.subjects(terms.NETWORK, network):
        status = Quad(membership, terms.STATUS, _CONCLUDED, _RESOLVED)
        needed = (terms.MEMBER, member), (terms.NETWORK, network), (_TYPE, terms.cdkg("Membership"))
        if status in store and status not in gone and all(_stands(overlay, membership, *one) for one in needed):
            return True
    return False


def _is_said_below(overlay: Overlay, quad: Quad, gone: Collection[Quad], added: Collection[Quad]) -> bool:
    """Tell whether what is inferred is said by another property below it."""
    store = overlay.store
    below: set[NamedNode] = set()
    waiting = [quad.predicate]
    while waiting:
        for found in store.quads_for_pattern(None, terms.SUBPROPERTY, waiting.pop(), None):
            if isinstance(found.subject, NamedNode) and found.subject not in below:
                below.add(found.subject)
                waiting.append(found.subject)
    for predicate in below:
        if predicate.value.startswith(ONTOLOGY):
            resolved = Quad(quad.subject, predicate, quad.object, _RESOLVED)
            if (resolved in store and resolved not in gone) or resolved in added:
                return True
            if isinstance(quad.object, NamedNode) and _stands(overlay, quad.subject, predicate, quad.object):
                return True
    return False


def _stands(overlay: Overlay, subject: object, predicate: NamedNode, value: NamedNode) -> bool:
    assert isinstance(subject, NamedNode)
    return any(is_stated(quad) and overlay.stands(quad) for quad in overlay.either(subject, predicate, value))
