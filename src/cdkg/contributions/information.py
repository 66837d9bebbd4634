"""What is worth knowing of a contribution although it is no fault: what is said already, and what is said otherwise."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

import pyoxigraph as ox

from cdkg.contributions.clashes import Clash, clashes_of
from cdkg.contributions.effects import Effects
from cdkg.contributions.quad_index import Subject, Term
from cdkg.contributions.view import DERIVED_FROM, TYPE, View, term
from cdkg.errors import Message
from cdkg.text import persian_digits
from cdkg.validation import Result

SHAPES: Final = "https://w3id.org/cdkg/shapes#"
_SAME_CLAIM: Final = SHAPES + "Information-same-claim"
_SAME_PLACE: Final = SHAPES + "Information-same-place"
_DISAGREES: Final = SHAPES + "Information-disagrees"

_COMPARED: Final = {term("TieClaim"), term("MembershipClaim")}
_ABOUT: Final = term("about")
_IN_DOCUMENT: Final = term("inDocument")
_SAYS: Final = ("claimedKind", "claimedStatus", "claimedRole", "claimedYear", "claimedYearSolarHijri")
_PLACE: Final = ("table", "row", "item", "section", "page", "url", "lineStart")
_NARROW: Final = {"row", "page", "url", "lineStart"}
_SIDES: Final = 3

_Place = tuple[frozenset[tuple[str, str]], Term]


def information_on(store: ox.Store, stated: Collection[ox.Quad], effects: Effects) -> list[Result]:
    """Tell what of a contribution the graph holds already, and which disagreements it causes.

    Args:
        store: the graph without the contribution.
        stated: what the contribution states.
        effects: what stating it does.

    Returns:
        results of the severity ``Info``.
    """
    if not effects.added:
        return []
    view = View(store, effects.added)
    claims = {quad.subject for quad in stated if quad.predicate == TYPE and quad.object in _COMPARED}
    clashes = clashes_of(view, stated, effects.added)
    return [*_repeated(view, claims), *(result for clash in clashes for result in _disagreeing(clash))]


def _repeated(view: View, claims: Collection[Subject]) -> Iterator[Result]:
    for claim in sorted(claims, key=str):
        about = view.value(claim, "about")
        if about is None:
            continue
        place = _same_place(view, claim, about)
        if place is not None:
            message = Message(
                en=f"This place is stated already: {view.place(place).en} says it of {view.label(about).en}. If it is "
                "the same statement, leave the row out.",
                fa=f"این جا پیش‌تر آمده است: {view.place(place).fa} همین را درباره {view.label(about).fa} می‌گوید. اگر "
                "همان گفته است، این ردیف را بردارید.",
            )
            yield _info(claim, DERIVED_FROM, place, message, _SAME_PLACE)
            continue
        same = [other for other in view.subjects(_ABOUT, about) if other not in claims and _agree(view, claim, other)]
        if same:
            yield _info(claim, _ABOUT, same[0], _said_by(view, about, same), _SAME_CLAIM)


def _said_by(view: View, about: Term, same: list[Subject]) -> Message:
    first, more = view.place(same[0]), len(same) - 1
    others = Message(f" and {more} more", persian_digits(f" و {more} جای دیگر")) if more else Message("", "")
    return Message(
        en=f"The graph holds this on {view.label(about).en} already, from {first.en}{others.en}. Yours is added as one "
        "more source for it.",
        fa=f"گراف این را درباره {view.label(about).fa} دارد، از {first.fa}{others.fa}. گفته شما منبع دیگری برای آن "
        "می‌شود.",
    )


def _agree(view: View, claim: Subject, other: Subject) -> bool:
    """Tell whether two claims about one thing say the same of it."""
    properties = (TYPE, *map(term, _SAYS))
    return all(set(view.objects(claim, one)) == set(view.objects(other, one)) for one in properties)


def _same_place(view: View, claim: Subject, about: Term) -> Subject | None:
    """Find a claim about the same thing that stands at the same place of the same document."""
    for locator in view.objects(claim, DERIVED_FROM):
        if isinstance(locator, ox.Literal):
            continue
        document = view.value(locator, "inDocument")
        if document is None or isinstance(document, ox.Literal) or view.is_new(document):
            continue
        place = _place(view, locator)
        if not any(name in _NARROW for name, _ in place):
            continue
        for other in view.subjects(_ABOUT, about):
            if other != claim and not view.is_new(other) and (place, document) in _places(view, other):
                return other
    return None


def _places(view: View, claim: Subject) -> set[_Place]:
    return {
        (_place(view, locator), document)
        for locator in view.objects(claim, DERIVED_FROM)
        if not isinstance(locator, ox.Literal)
        for document in view.objects(locator, _IN_DOCUMENT)
    }


def _place(view: View, locator: Subject) -> frozenset[tuple[str, str]]:
    found = ((name, view.value(locator, name)) for name in _PLACE)
    return frozenset((name, str(getattr(value, "value", value))) for name, value in found if value is not None)


def _disagreeing(clash: Clash) -> Iterator[Result]:
    """Tell each contributed side of a disagreement what the others say, and where."""
    for side in clash.sides:
        others = [other for other in clash.sides if other is not side and other.says != side.says]
        if not side.is_contributed or not others:
            continue
        told = [(f"{one.place.en}: «{one.says.en}»", f"{one.place.fa}: «{one.says.fa}»") for one in others[:_SIDES]]
        more = len(others) - len(told)
        en = "; ".join(one for one, _ in told) + (f"; and {more} more" if more else "")
        fa = "؛ ".join(one for _, one in told) + (persian_digits(f"؛ و {more} مورد دیگر") if more else "")
        message = Message(
            en=f"On the {clash.facet.en} of {clash.about.en} this says «{side.says.en}», but others say otherwise "
            f"({en}). That is no fault: all stand until somebody settles the disagreement.",
            fa=f"در «{clash.facet.fa}» برای {clash.about.fa} گفته شما «{side.says.fa}» است، ولی دیگران جز این می‌گویند "
            f"({fa}). این ایراد نیست: همه می‌مانند تا کسی اختلاف را حل کند.",
        )
        yield _info(ox.NamedNode(side.claim), ox.NamedNode(side.path), None, message, _DISAGREES)


def _info(claim: Subject, path: ox.NamedNode, value: Subject | None, message: Message, rule: str) -> Result:
    def name(node: Subject) -> str:
        return node.value if isinstance(node, ox.NamedNode) else str(node)

    return Result(
        severity="Info",
        message=message,
        focus_node=name(claim),
        path=path.value,
        value=None if value is None else name(value),
        shape=rule,
        constraint=rule,
    )
