"""Finds items of Wikidata by name, in the three ways that it offers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from cdkg.errors import RemoteError
from cdkg.namespaces import WIKIDATA
from cdkg.wikidata.client import Client
from cdkg.wikidata.entities import LANGUAGES, QID
from cdkg.wikidata.question import API, PREFIXES, RECONCILE, SPARQL, Batch, Question, Replies

_RESULTS: Final = "application/sparql-results+json"
_MOST_QUERIES: Final = 10
_MOST_NAMES: Final = 20
_MOST_ROWS: Final = 2000
_ESCAPES: Final = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def search(client: Client, names: Iterable[str], language: str, limit: int = 7) -> Replies:
    """Search for items as Wikidata's own search box does (``wbsearchentities``).

    Args:
        client: the way to Wikidata.
        names: what to search for.
        language: in which language the names are, ``"en"`` or ``"fa"``.
        limit: how many items to list for each.

    Returns:
        for each name the identifiers found, best first.
    """

    def question(keys: Sequence[str]) -> Question:
        return Question(
            {
                "action": "wbsearchentities",
                "format": "json",
                "search": keys[0],
                "language": language,
                "uselang": language,
                "type": "item",
                "limit": str(limit),
                "maxlag": "5",
            }
        )

    def parts(content: Any, keys: Sequence[str]) -> Mapping[str, Any]:
        return {keys[0]: _ids(hit["id"] for hit in content["search"])}

    return client.ask(Batch(API, f"search {language} {limit}", list(names), 1, question, parts))


def reconcile(client: Client, names: Iterable[str], type_id: str, limit: int = 5) -> Replies:
    """Ask a reconciliation service (Reconciliation Service API 0.2, section 4) for items of a name and a type.

    Args:
        client: the way to Wikidata.
        names: the names.
        type_id: the identifier of the type, such as that of human settlement.
        limit: how many items to list for each.

    Returns:
        for each name the identifiers found, best first.
    """

    def question(keys: Sequence[str]) -> Question:
        asked = {f"q{place}": {"query": key, "type": type_id, "limit": limit} for place, key in enumerate(keys)}
        return Question({"queries": json.dumps(asked, ensure_ascii=False)}, is_form=True)

    def parts(content: Any, keys: Sequence[str]) -> Mapping[str, Any]:
        return {key: _ids(hit["id"] for hit in content[f"q{place}"]["result"]) for place, key in enumerate(keys)}

    return client.ask(Batch(RECONCILE, f"reconcile {type_id} {limit}", list(names), _MOST_QUERIES, question, parts))


def named(client: Client, names: Iterable[str], *, is_place: bool) -> Replies:
    """Ask the query service for all items that have a name, in either language.

    Args:
        client: the way to Wikidata.
        names: the names.
        is_place: whether only items that lie somewhere are wanted; many a work bears the name of a city.

    Returns:
        for each name the identifiers found, without order.
    """

    def question(keys: Sequence[str]) -> Question:
        values = " ".join(f'"{key.translate(_ESCAPES)}"@{language}' for key in keys for language in LANGUAGES)
        place = " FILTER EXISTS { ?item wdt:P625 ?where }" if is_place else ""
        text = (
            f"{PREFIXES}SELECT DISTINCT ?name ?item WHERE {{ VALUES ?name {{ {values} }} "
            f"?item rdfs:label|skos:altLabel ?name .{place} }} LIMIT {_MOST_ROWS}"
        )
        return Question({"query": text, "format": "json"}, is_form=True, accept=_RESULTS)

    def parts(content: Any, keys: Sequence[str]) -> Mapping[str, Any]:
        rows = rows_of(content)
        if len(rows) >= _MOST_ROWS:  # Nobody knows whose items are lacking.
            shown = ", ".join(keys)
            raise RemoteError(
                f"More than {_MOST_ROWS} items have one of these names, so that not all were looked at: {shown}.",
                f"بیش از {_MOST_ROWS} آیتم یکی از این نام‌ها را دارند و همه دیده نشدند: {shown}.",
            )
        found: dict[str, list[str]] = {key: [] for key in keys}
        for row in rows:
            if row["name"] in found:
                found[row["name"]].append(row["item"])
        return {key: _ids(ids) for key, ids in found.items()}

    return client.ask(Batch(SPARQL, f"named {is_place}", list(names), _MOST_NAMES, question, parts))


def rows_of(content: Any) -> list[dict[str, str]]:
    """Read SPARQL results in JSON (SPARQL 1.1 Query Results JSON Format, section 3).

    Args:
        content: the results.

    Returns:
        for each solution the values by name, those in Wikidata's namespace without it.
    """
    return [
        {name: str(term["value"]).removeprefix(WIKIDATA) for name, term in row.items()}
        for row in content["results"]["bindings"]
    ]


def _ids(found: Iterable[object]) -> list[str]:
    """Keep what has the form of an item's identifier, each once."""
    return [one for one in dict.fromkeys(map(str, found)) if QID.fullmatch(one)]
