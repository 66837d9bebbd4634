"""Which items of Wikidata can be of a kind of ours, judged by the classes that they are instances of.

Wikidata has thousands of classes of settlements alone, so that a class counts if it is a subclass, at any depth, of one
of a few roots.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from cdkg.wikidata.client import Client
from cdkg.wikidata.question import PREFIXES, SPARQL, Batch, Question, Replies
from cdkg.wikidata.search import rows_of

ROOTS: Final[Mapping[str, tuple[str, ...]]] = {
    "city": ("Q486972", "Q515"),  # human settlement, city
    "country": ("Q6256", "Q3624078"),  # country, sovereign state
    "network": ("Q43229",),  # organization
    "organization": ("Q43229",),
}
"""The classes of Wikidata that stand for each kind of ours; the first is the one that a reconciliation asks for."""

ALSO: Final[Mapping[str, tuple[str, ...]]] = {"city": ("Q56061",)}  # administrative territorial entity
"""Classes that do not speak against a kind: some cities are only administrative units there."""

_ACCEPT: Final = "application/sparql-results+json"
_MOST: Final = 100


def kinds_of(client: Client, classes: Iterable[str]) -> tuple[dict[str, frozenset[str]], Replies]:
    """Find out to which roots classes lead.

    Args:
        client: the way to Wikidata.
        classes: identifiers of classes.

    Returns:
        for each class that could be looked up, those of the roots that it is, or is a subclass of; and the answers.
    """
    replies = client.ask(Batch(SPARQL, "roots", sorted(set(classes)), _MOST, _question, _parts))
    return {name: frozenset(reply.content) for name, reply in replies.found.items()}, replies


def _all_roots() -> tuple[str, ...]:
    return tuple(dict.fromkeys(root for roots in (*ROOTS.values(), *ALSO.values()) for root in roots))


def _question(keys: Sequence[str]) -> Question:
    classes, roots = (" ".join(f"wd:{one}" for one in some) for some in (keys, _all_roots()))
    text = (
        f"{PREFIXES}SELECT DISTINCT ?class ?root WHERE {{ VALUES ?class {{ {classes} }} VALUES ?root {{ {roots} }} "
        "?class wdt:P279* ?root . }"
    )
    return Question({"query": text, "format": "json"}, is_form=True, accept=_ACCEPT)


def _parts(content: Any, keys: Sequence[str]) -> Mapping[str, Any]:
    found: dict[str, list[str]] = {key: [] for key in keys}
    for row in rows_of(content):
        if row["class"] in found:
            found[row["class"]].append(row["root"])
    return found
