"""What no contribution may state, whatever the shapes say: what would change what others have said, or the rules.

A contribution adds claims and things of its own. What it would say of a thing that is there already it says by a claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, Quad

from cdkg.contributions import terms
from cdkg.contributions.counting import why_not_counted
from cdkg.contributions.overlay import Overlay
from cdkg.contributions.quad_index import Subject
from cdkg.contributions.refusal import refused
from cdkg.derivation import made_by_rules
from cdkg.errors import Message
from cdkg.namespaces import ENTITY, ONTOLOGY, OWL, RDF, RDFS, short
from cdkg.validation import Result

_SHACL: Final = "http://www.w3.org/ns/shacl#"
_AXIOMS: Final = (OWL, RDFS, _SHACL, "http://www.w3.org/2003/11/swrl#", "http://spinrdf.org/")
_REMARKS: Final = frozenset(RDFS + name for name in ("label", "comment", "seeAlso"))
_CLASSES_OF_RDF: Final = frozenset(RDF + name for name in ("Property", "List", "Statement"))
_OWN_NAME: Final = re.compile(re.escape(ENTITY) + r"([a-z][a-z0-9-]*)/.")
_RESERVED: Final = frozenset({"query", "agreement", "disagreement", "voc", "ontology", "graph", "shapes"})
_TIE: Final = ENTITY + "tie/"
_TIES: Final = frozenset({terms.cdkg("Tie"), terms.cdkg("CityTie")})
_CLAIM: Final = terms.cdkg("Claim")


def refusals(overlay: Overlay) -> Iterator[Result]:
    """Tell what of a change is refused.

    Args:
        overlay: the graph before and after the change.
    """
    known: dict[tuple[Subject, object], tuple[bool, bool]] = {}
    for quad in overlay.added:
        place = quad.subject, quad.graph_name
        if place not in known:
            is_own = isinstance(quad.subject, NamedNode) and _is_own(quad.subject, quad)
            known[place] = is_own, is_own and _is_others(overlay, quad)
        is_own, is_others = known[place]
        yield from _of_quad(quad, is_own=is_own)
        if is_others and not _may_be_repeated(overlay, quad):
            yield _overwrites(quad)
    yield from why_not_counted(overlay)


def _of_quad(quad: Quad, *, is_own: bool) -> Iterator[Result]:
    subject, predicate, value = quad.subject, quad.predicate, quad.object
    if not isinstance(subject, NamedNode):
        yield refused("no-blank-node", subject, None, None, _NAMELESS)
    elif not is_own:
        yield refused("own-names", subject, None, None, _FOREIGN)
    if _is_axiom(predicate.value):
        yield refused("no-axioms", subject, predicate, value, _AXIOM)
    elif predicate == terms.TYPE and isinstance(value, NamedNode):
        if value.value.startswith(_AXIOMS) or value.value in _CLASSES_OF_RDF:
            yield refused("no-axioms", subject, predicate, value, _AXIOM)
        elif value.value.removeprefix(ONTOLOGY) in made_by_rules():
            yield refused("follows-by-rule", subject, predicate, value, _follows(value))
        elif value in _TIES and isinstance(subject, NamedNode) and not subject.value.startswith(_TIE):
            yield refused("name-of-tie", subject, predicate, value, _UNNAMED_TIE)
    elif predicate.value.startswith(ONTOLOGY) and predicate.value.removeprefix(ONTOLOGY) in made_by_rules():
        yield refused("follows-by-rule", subject, predicate, value, _follows(predicate))


@lru_cache(maxsize=1_000)
def _is_axiom(predicate: str) -> bool:
    return predicate.startswith(_AXIOMS) and predicate not in _REMARKS


def _is_own(subject: NamedNode, quad: Quad) -> bool:
    """Tell whether a node's name is one that a contribution may describe: an entity's, or its own graph's."""
    if isinstance(quad.graph_name, NamedNode) and subject.value.startswith(quad.graph_name.value):
        return subject.value[len(quad.graph_name.value) :][:1] in ("", "#", "/")
    own = _OWN_NAME.match(subject.value)
    return own is not None and own[1] not in _RESERVED


def _is_others(overlay: Overlay, quad: Quad) -> bool:
    """Tell whether another graph than the quad's own describes its subject."""
    return any(
        other.graph_name not in (quad.graph_name, DefaultGraph()) and other not in overlay.removed
        for other in overlay.known(quad.subject)  # what follows from a contribution makes the node nobody else's
    )


def _may_be_repeated(overlay: Overlay, quad: Quad) -> bool:
    """Tell whether a contribution may say this of what others describe: the same again, or one more place for it."""
    store = overlay.store
    same = store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
    if any(
        other.graph_name not in (quad.graph_name, DefaultGraph()) and other not in overlay.removed for other in same
    ):
        return True
    is_place = quad.predicate == terms.DERIVED_FROM
    return is_place and not any(store.quads_for_pattern(quad.subject, terms.TYPE, _CLAIM, None))


def _overwrites(quad: Quad) -> Result:
    assert isinstance(quad.subject, NamedNode)
    name = short(quad.subject.value)
    return refused(
        "no-overwriting",
        quad.subject,
        quad.predicate,
        quad.object,
        Message(
            en=f"{name} is described in the graph already, and this would change its description. Leave the statement "
            "out; if a document says so, state it by a claim that is cdkg:about it; if you mean something else, give "
            "that a name of its own.",
            fa=f"{name} پیش‌تر در گراف توصیف شده است و این گزاره توصیف آن را تغییر می‌داد. گزاره را بردارید؛ اگر سندی "
            "چنین می‌گوید، آن را با ادعایی که cdkg:about آن است بنویسید؛ و اگر چیز دیگری در نظر دارید، به آن نامی دیگر "
            "بدهید.",
        ),
    )


def _follows(term: NamedNode) -> Message:
    return Message(
        en=f"{short(term.value)} is never typed in: it follows from the claims by rule. Leave it out, and state the "
        "claim that it follows from.",
        fa=f"{short(term.value)} را نباید نوشت: به حکم قاعده از ادعاها نتیجه می‌شود. آن را بردارید و ادعایی را بنویسید "
        "که از آن نتیجه می‌شود.",
    )


_NAMELESS: Final = Message(
    en="This node has no name, so nobody could refer to it. Give it an IRI below "
    f"{ENTITY}, such as {ENTITY}claim/my-document/1.",
    fa="این گره نامی ندارد؛ پس کسی نمی‌تواند به آن ارجاع دهد. به آن یک IRI زیر "
    f"{ENTITY} بدهید، مانند {ENTITY}claim/my-document/1.",
)
_FOREIGN: Final = Message(
    en="A contribution may not describe what has this name: it belongs to the ontology, the vocabulary, the rules or "
    f"to others. Describe only what has a name of the form {ENTITY}KIND/NAME; of everything else speak by claims.",
    fa="مشارکت نمی‌تواند چیزی را که این نام را دارد توصیف کند: این نام از آنِ هستان‌شناسی، واژگان، قاعده‌ها یا دیگران "
    f"است. تنها چیزهایی را توصیف کنید که نامشان به شکل {ENTITY}KIND/NAME است؛ درباره هر چیز دیگر با ادعا سخن بگویید.",
)
_AXIOM: Final = Message(
    en="A contribution states facts and no rules: axioms of OWL and RDFS, SHACL shapes and other rules are refused. "
    "Leave this out; a new class or property is proposed as a change of the ontology (see docs/modelling.md).",
    fa="مشارکت واقعیت می‌آورد و نه قاعده: اصل‌های OWL و RDFS، شکل‌های SHACL و قاعده‌های دیگر پذیرفته نمی‌شود. این را "
    "بردارید؛ رده یا ویژگی تازه به صورت تغییری در هستان‌شناسی پیشنهاد می‌شود (docs/modelling.fa.md را ببینید).",
)
_UNNAMED_TIE: Final = Message(
    en=f"A tie has the name {_TIE} and the slugs of its two parties in alphabetical order with -- between: give it "
    "this name, so that all claims about the pair meet.",
    fa=f"نام پیوند از {_TIE} و شناسه دو طرف به ترتیب الفبا با -- در میان ساخته می‌شود: این نام را به آن بدهید تا همه "
    "ادعاها درباره این دو به هم برسد.",
)
