"""Says in words where in which document something stands, from the locators that the graph holds."""

from __future__ import annotations

from typing import Final

from pyoxigraph import Literal, NamedNode, Store

from cdkg.errors import Message
from cdkg.namespaces import ENTITY, ONTOLOGY, PROV
from cdkg.text import persian_digits

_DERIVED_FROM: Final = NamedNode(PROV + "wasDerivedFrom")
_IN_DOCUMENT: Final = NamedNode(ONTOLOGY + "inDocument")
_PARTS: Final = (
    ("table", "table", "جدول"),
    ("section", "section", "بخش"),
    ("row", "row", "ردیف"),
    ("item", "item", "مورد"),
    ("page", "page", "صفحه"),
    ("url", "at", "در"),
)


def place_of(store: Store, node: str) -> Message | None:
    """Say where a claim, or anything else that leads back to a document, stands.

    Args:
        store: the graph.
        node: the IRI of a claim, of another thing with ``prov:wasDerivedFrom``, or of a locator itself.

    Returns:
        its places, such as "foreign-policy, table 1, row 1, item 1, line 810"; ``None`` where the graph knows none.
    """
    subject = NamedNode(node)
    sources = [quad.object for quad in store.quads_for_pattern(subject, _DERIVED_FROM, None)]
    locators = {source for source in (*sources, subject) if isinstance(source, NamedNode)}
    places = [place for place in (_place(store, locator) for locator in sorted(locators, key=str)) if place]
    if not places:
        return None
    return Message(en="; ".join(place.en for place in places), fa="؛ ".join(place.fa for place in places))


def _place(store: Store, locator: NamedNode) -> Message | None:
    documents = [quad.object for quad in store.quads_for_pattern(locator, _IN_DOCUMENT, None)]
    if not documents:
        return None
    name = min(str(getattr(document, "value", document)) for document in documents)
    document = name.removeprefix(f"{ENTITY}document/")
    en, fa = [document], [document]
    for term, english, persian in _PARTS:
        value = _value(store, locator, term)
        if value is not None:
            en.append(f"{english} {value}")
            fa.append(f"{persian} {value if term == 'url' else persian_digits(value)}")
    first, last = _value(store, locator, "lineStart"), _value(store, locator, "lineEnd")
    if first is not None:
        several = last is not None and last != first
        en.append(f"lines {first}–{last}" if several else f"line {first}")
        fa.append(persian_digits(f"سطرهای {first} تا {last}" if several else f"سطر {first}"))
    return Message(en=", ".join(en), fa="، ".join(fa))


def _value(store: Store, locator: NamedNode, term: str) -> str | None:
    found = [quad.object for quad in store.quads_for_pattern(locator, NamedNode(ONTOLOGY + term), None)]
    return min((node.value for node in found if isinstance(node, (Literal, NamedNode))), default=None)
