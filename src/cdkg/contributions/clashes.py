"""The disagreements that a contribution causes, each with what both sides say and where."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from cdkg.contributions.view import TYPE, View, term
from cdkg.errors import Message
from cdkg.namespaces import VOCABULARY

_DISAGREEMENT: Final = term("Disagreement")
_BETWEEN: Final = term("between")
_FACETS: Final = {
    f"{VOCABULARY}facet-kind": "claimedKind",
    f"{VOCABULARY}facet-status": "claimedStatus",
    f"{VOCABULARY}facet-role": "claimedRole",
    f"{VOCABULARY}facet-year": "claimedYear",
    f"{VOCABULARY}facet-count": "claimedCount",
}
_NOTHING: Final = Message("nothing", "هیچ")


@dataclass(frozen=True)
class Side:
    """One of the claims that disagree.

    Args:
        claim: its IRI.
        says: what it says in the facet that is disputed, such as "sister city".
        place: where it stands: the document, table and row.
        is_contributed: whether the contribution states it.
        path: the IRI of the property that says it.
    """

    claim: str
    says: Message
    place: Message
    is_contributed: bool
    path: str


@dataclass(frozen=True)
class Clash:
    """A disagreement.

    Args:
        disagreement: its IRI.
        about: what the claims are about, such as "Baghdad – Tehran".
        facet: what they disagree on, such as "kind".
        sides: the claims.
        is_new: whether there was no disagreement before; else more claims take part in it now.
    """

    disagreement: str
    about: Message
    facet: Message
    sides: tuple[Side, ...]
    is_new: bool

    def to_dict(self) -> dict[str, object]:
        """Give what a program is told of it."""
        return {
            "disagreement": self.disagreement,
            "about": vars(self.about),
            "facet": vars(self.facet),
            "isNew": self.is_new,
            "sides": [
                {
                    "claim": side.claim,
                    "says": vars(side.says),
                    "place": vars(side.place),
                    "isContributed": side.is_contributed,
                }
                for side in self.sides
            ],
        }


def clashes_of(view: View, stated: Collection[ox.Quad], added: Collection[ox.Quad]) -> list[Clash]:
    """Find the disagreements that are there, or have more sides, because of a contribution.

    Args:
        view: the graph with the contribution.
        stated: what the contribution states.
        added: that, and what follows from it.
    """
    contributed = {quad.subject for quad in stated}
    touched = {quad.subject for quad in added if quad.predicate == _BETWEEN}
    return [_clash(view, node, contributed) for node in sorted(touched, key=str) if isinstance(node, ox.NamedNode)]


def _clash(view: View, node: ox.NamedNode, contributed: Collection[object]) -> Clash:
    facet = view.value(node, "onFacet")
    about = view.value(node, "about")
    sides = sorted(_sides(view, node, facet, contributed), key=lambda side: (side.is_contributed, side.claim))
    was_there = any(view.store.quads_for_pattern(node, TYPE, _DISAGREEMENT, ox.DefaultGraph()))
    return Clash(
        node.value,
        _NOTHING if about is None else view.label(about),
        _NOTHING if facet is None else view.label(facet),
        tuple(sides),
        not was_there,
    )


def _sides(view: View, node: ox.NamedNode, facet: object, contributed: Collection[object]) -> Iterator[Side]:
    for claim in view.objects(node, _BETWEEN):
        if isinstance(claim, (ox.NamedNode, ox.BlankNode)):
            path, says = _said(view, claim, facet)
            name = claim.value if isinstance(claim, ox.NamedNode) else str(claim)
            yield Side(name, says, view.place(claim), claim in contributed, path)


def _said(view: View, claim: ox.NamedNode | ox.BlankNode, facet: object) -> tuple[str, Message]:
    name = _FACETS.get(facet.value) if isinstance(facet, ox.NamedNode) else None
    if name == "claimedYear":
        path = name if view.value(claim, name) is not None else "claimedYearSolarHijri"
        return term(path).value, view.year(claim) or _NOTHING
    for path in (name,) if name else ("claimedEntity", "claimedValue"):
        value = view.value(claim, path)
        if value is not None:
            return term(path).value, view.label(value)
    return term("about").value, _NOTHING
