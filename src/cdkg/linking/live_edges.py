"""Asks Wikidata's query service for the edges of items, so that the graph can be compared with today's Wikidata."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from cdkg.errors import RemoteError
from cdkg.namespaces import WIKIDATA
from cdkg.text import persian_digits
from cdkg.wikidata import SPARQL, Batch, Client
from cdkg.wikidata.question import PREFIXES, Question
from cdkg.wikidata_edges import Edge

_MOST: Final = 40
_RESULTS: Final = "application/sparql-results+json"


def live_edges(client: Client, property_id: str, items: Iterable[str]) -> tuple[Edge, ...]:
    """Ask for all edges of one property that begin or end at some items.

    Args:
        client: the way to Wikidata.
        property_id: the property, such as ``"P190"``.
        items: identifiers, such as ``"Q3616"``.

    Returns:
        the edges, each once.

    Raises:
        RemoteError: if there is no answer for one of the items: what Wikidata has of it is then not known, and a
            comparison would call all of it lacking.
    """
    wanted = list(dict.fromkeys(items))

    def question(keys: Sequence[str]) -> Question:
        values = " ".join(f"wd:{key}" for key in keys)
        text = f"""{PREFIXES}SELECT DISTINCT ?from ?to ?fromName ?toName WHERE {{
  VALUES ?item {{ {values} }}
  {{ ?item wdt:{property_id} ?to . BIND (?item AS ?from) }}
  UNION {{ ?from wdt:{property_id} ?item . BIND (?item AS ?to) }}
  OPTIONAL {{ ?from rdfs:label ?fromName FILTER (LANG(?fromName) = "en") }}
  OPTIONAL {{ ?to rdfs:label ?toName FILTER (LANG(?toName) = "en") }}
}}"""
        return Question({"query": text, "format": "json"}, is_form=True, accept=_RESULTS)

    def parts(content: Any, keys: Sequence[str]) -> Mapping[str, Any]:
        found: dict[str, list[list[str]]] = {key: [] for key in keys}
        for row in content["results"]["bindings"]:
            told = [_value(row, name) for name in ("from", "to", "fromName", "toName")]
            for end in {told[0], told[1]} & found.keys():
                found[end].append(told)
        return found

    replies = client.ask(Batch(SPARQL, f"edges {property_id}", wanted, _MOST, question, parts))
    if replies.missed:
        why = next(iter(replies.missed.values()))
        some, all_ = len(replies.missed), len(wanted)
        raise RemoteError(
            f"Wikidata told nothing of {some} of {all_} items, so nothing is compared: {why.en}",
            persian_digits(f"ویکی‌داده درباره {some} آیتم از {all_} آیتم چیزی نگفت، پس چیزی مقایسه نشد: ") + why.fa,
        )
    rows = (row for reply in replies.found.values() for row in reply.content)
    # Some values are unknown to Wikidata itself: these are no items.
    edges = (Edge(*row) for row in rows if row[0].startswith("Q") and row[1].startswith("Q"))
    return tuple(dict.fromkeys(edge for edge in edges if edge.source != edge.target))


def _value(row: Mapping[str, Any], name: str) -> str:
    return str(row[name]["value"]).removeprefix(WIKIDATA) if name in row else ""
