"""Warns of classes and properties that look like the ontology's and are none: nobody finds what they say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import pyoxigraph as ox

from cdkg.contributions import terms
from cdkg.contributions.refusal import RULES
from cdkg.errors import Message
from cdkg.namespaces import ONTOLOGY, ONTOLOGY_GRAPH, short
from cdkg.sparql.unknown_terms import nearest
from cdkg.validation import Result

_GRAPH: Final = ox.NamedNode(ONTOLOGY_GRAPH)
_MOST: Final = 20
_RULE: Final = RULES + "known-terms"


def unknown_terms_of(store: ox.Store, stated: Sequence[ox.Quad]) -> Iterator[Result]:
    """Warn of each class and property of the project's namespace that the ontology does not have, where it first is.

    Args:
        store: the graph, which holds the ontology.
        stated: what a contribution states.
    """
    first: dict[ox.NamedNode, tuple[str, ox.NamedNode]] = {}
    for quad in stated:
        for term in (quad.predicate, quad.object if quad.predicate == terms.TYPE else None):
            if isinstance(term, ox.NamedNode) and isinstance(quad.subject, ox.NamedNode):
                place = quad.subject.value, quad.predicate
                if term not in first or place[0] < first[term][0]:
                    first[term] = place
    unknown = [term for term in first if term.value.startswith(ONTOLOGY) and not _is_known(store, term)]
    known = _known(store) if unknown else frozenset[str]()
    for term in sorted(unknown, key=str)[:_MOST]:
        subject, path = first[term]
        yield Result(
            severity="Warning",
            message=_told(short(term.value), nearest(term.value, known)),
            focus_node=subject,
            path=path.value,
            value=term.value,
            shape=_RULE,
            constraint=_RULE,
        )


def _is_known(store: ox.Store, term: ox.NamedNode) -> bool:
    return next(store.quads_for_pattern(term, None, None, _GRAPH), None) is not None


def _known(store: ox.Store) -> frozenset[str]:
    quads = store.quads_for_pattern(None, terms.TYPE, None, _GRAPH)
    return frozenset(quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode))


def _told(name: str, near: str | None) -> Message:
    meant = Message(f" Did you mean {near}?", f" آیا {near} را در نظر دارید؟") if near else Message("", "")
    return Message(
        en=f"The ontology has no {name}, so no question finds what is said with it.{meant.en} All terms: /ontology.",
        fa=f"هستان‌شناسی {name} ندارد؛ پس هیچ پرسشی آنچه را با آن گفته شده است نمی‌یابد.{meant.fa} همه واژه‌ها: /ontology",
    )
