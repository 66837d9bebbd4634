"""A small Wikidata on the loopback address, which answers in the forms that its services document.

* ``wbgetentities`` and ``wbsearchentities``: MediaWiki's action API with Wikibase (format version 1), where an item
  that was merged stands under the identifier asked for, with ``redirects``, and an absent one has ``"missing": ""``;
* the query service: SPARQL 1.1 Query Results JSON Format;
* the reconciliation service: Reconciliation Service API 0.2, a batch of queries.

Identifiers above Q900000000 are invented; no item has them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cdkg.settings import Settings
from cdkg.wikidata.pace import Clock, Limits
from trap import Reply, Trap, Visit, trap

JSON = {"Content-Type": "application/json; charset=utf-8"}
RESULTS = {"Content-Type": "application/sparql-results+json;charset=utf-8"}
MAXLAG = {
    "error": {
        "code": "maxlag",
        "info": "Waiting for wdqs1016: 5.7 seconds lagged.",
        "host": "wdqs1016",
        "lag": 5.7,
        "type": "wikibase-queryservice",
        "*": "See https://www.wikidata.org/w/api.php for API usage.",
    },
    "servedby": "mw1414",
}


class Time:
    """A clock that stands still until somebody sleeps."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.slept: list[float] = []
        self.start = datetime(2026, 11, 1, 12, tzinfo=UTC)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds

    @property
    def clock(self) -> Clock:
        return Clock(lambda: self.seconds, self.sleep, lambda: self.start + timedelta(seconds=self.seconds))


def statement(name: str, value: object, kind: str, rank: str = "normal", year: str = "") -> dict[str, Any]:
    snak = {
        "snaktype": "value",
        "property": name,
        "hash": "0" * 40,
        "datavalue": {"value": value, "type": kind},
        "datatype": {"wikibase-entityid": "wikibase-item", "globecoordinate": "globe-coordinate"}.get(kind, kind),
    }
    made: dict[str, Any] = {"mainsnak": snak, "type": "statement", "id": f"Q1${name}", "rank": rank}
    if year:
        time = {"time": f"+{year}-00-00T00:00:00Z", "timezone": 0, "before": 0, "after": 0, "precision": 9}
        moment = {"snaktype": "value", "property": "P585", "datavalue": {"value": time, "type": "time"}}
        made |= {"qualifiers": {"P585": [moment | {"datatype": "time"}]}, "qualifiers-order": ["P585"]}
    return made


def link(name: str, target: str, rank: str = "normal") -> dict[str, Any]:
    value = {"entity-type": "item", "numeric-id": int(target[1:]), "id": target}
    return statement(name, value, "wikibase-entityid", rank)


def item(
    qid: str,
    en: str,
    fa: str = "",
    *,
    types: Sequence[str] = ("Q515",),
    country: str = "",
    place: tuple[float, float] | None = None,
    population: int | None = None,
    aliases: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, Any]:
    """Make an item as ``wbgetentities`` gives it."""
    claims: dict[str, Any] = {"P31": [link("P31", one) for one in types]} if types else {}
    if country:
        claims["P17"] = [link("P17", country)]
    if place is not None:
        value: dict[str, object] = {"latitude": place[0], "longitude": place[1], "altitude": None, "precision": 0.0001}
        value |= {"globe": "http://www.wikidata.org/entity/Q2"}
        claims["P625"] = [statement("P625", value, "globecoordinate")]
    if population is not None:
        claims["P1082"] = [statement("P1082", {"amount": f"+{population}", "unit": "1"}, "quantity")]
    names = {"en": en, "fa": fa}
    return {
        "pageid": int(qid[1:]),
        "ns": 0,
        "title": qid,
        "lastrevid": 2000000000,
        "modified": "2026-10-01T00:00:00Z",
        "type": "item",
        "id": qid,
        "labels": {one: {"language": one, "value": name} for one, name in names.items() if name},
        "descriptions": {"en": {"language": "en", "value": f"what {en} is"}},
        "aliases": {
            language: [{"language": language, "value": name} for name in names]
            for language, names in (aliases or {}).items()
        },
        # An empty object of PHP is an empty array.
        "claims": claims or [],
    }


@dataclass
class FakeWikidata:
    """What the server knows, and how it behaves.

    Args:
        items: its items by identifier.
        merged: into which item others were merged.
        roots: to which roots a class leads.
        first: what is answered before anything else, one reply for each request.
        server: the server.
        folder: where the client keeps answers.
    """

    items: dict[str, dict[str, Any]]
    server: Trap
    folder: Path
    merged: dict[str, str] = field(default_factory=dict)
    roots: dict[str, tuple[str, ...]] = field(
        default_factory=lambda: {"Q515": ("Q515", "Q486972"), "Q6256": ("Q6256",), "Q43229": ("Q43229",), "Q5": ()}
    )
    first: list[Reply | Callable[[Visit], Reply]] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        """The variables that lead a client here."""
        return {
            "CDKG_WIKIDATA_API": f"{self.server.url}/w/api.php",
            "CDKG_WIKIDATA_SPARQL": f"{self.server.url}/sparql",
            "CDKG_WIKIDATA_RECONCILE": f"{self.server.url}/en/api",
            "CDKG_WIKIDATA_CACHE": str(self.folder),
        }

    @property
    def settings(self) -> Settings:
        return Settings.from_environment(self.environment)

    @property
    def asked(self) -> list[str]:
        """What was asked for, in short: the action, or the service."""
        return [_sent(visit).get("action", urlsplit(visit.target).path) for visit in self.server.visits]

    def answer(self, visit: Visit) -> Reply:
        if self.first:
            given = self.first.pop(0)
            return given if isinstance(given, Reply) else given(visit)
        sent = _sent(visit)
        path = urlsplit(visit.target).path
        if path == "/sparql":
            return reply(self._results(sent["query"]), RESULTS)
        if path == "/en/api":
            return reply(self._reconciled(json.loads(sent["queries"])))
        if sent["action"] == "wbgetentities":
            return reply(self._entities(sent["ids"].split("|")))
        return reply(self._searched(sent["search"], sent["language"], int(sent["limit"])))

    def _entities(self, ids: Sequence[str]) -> object:
        found: dict[str, Any] = {}
        for one in ids:
            current = self.merged.get(one, one)
            if current not in self.items:
                found[one] = {"id": one, "missing": ""}
            elif current == one:
                found[one] = self.items[one]
            else:
                found[one] = {"redirects": {"from": one, "to": current}} | self.items[current]
        return {"entities": found, "success": 1}

    def _searched(self, text: str, language: str, limit: int) -> object:
        hits = [
            {
                "id": one,
                "title": one,
                "pageid": record["pageid"],
                "display": {"label": {"value": text, "language": language}},
                "repository": "wikidata",
                "url": f"//www.wikidata.org/wiki/{one}",
                "concepturi": f"http://www.wikidata.org/entity/{one}",
                "label": text,
                "match": {"type": "label", "language": language, "text": text},
            }
            for one, record in self.items.items()
            if text.casefold() in (name.casefold() for name in self._names(record))
        ]
        return {"searchinfo": {"search": text}, "search": hits[:limit], "success": 1}

    def _reconciled(self, queries: Mapping[str, Mapping[str, Any]]) -> object:
        return {
            key: {
                "result": [
                    {
                        "id": one,
                        "name": record["labels"].get("en", {"value": one})["value"],
                        "description": "",
                        "score": 100.0,
                        "match": True,
                        "type": [{"id": kind, "name": kind} for kind in self._types(record)],
                        "features": [{"id": "all_labels", "value": 100.0}],
                    }
                    for one, record in self.items.items()
                    if query["query"] in self._names(record)
                    and any(query["type"] in self.roots.get(kind, ()) for kind in self._types(record))
                ]
            }
            for key, query in queries.items()
        }

    def _results(self, query: str) -> object:
        if "wdt:P279*" in query:
            classes = re.findall(r"wd:(Q\d+)", query.partition("VALUES ?root")[0])
            rows = [{"class": uri(one), "root": uri(root)} for one in classes for root in self.roots.get(one, ())]
            return results(("class", "root"), rows)
        names = re.findall(r'"((?:[^"\\]|\\.)*)"@(en|fa)', query)
        rows = [
            {"name": {"xml:lang": language, "type": "literal", "value": name}, "item": uri(one)}
            for name, language in names
            for one, record in self.items.items()
            if name in self._names(record, language) and ("wdt:P625" not in query or "P625" in record["claims"])
        ]
        return results(("name", "item"), rows)

    @staticmethod
    def _names(record: Mapping[str, Any], language: str = "") -> list[str]:
        labels = [one["value"] for key, one in record["labels"].items() if language in ("", key)]
        return labels + [
            one["value"] for key, some in record["aliases"].items() if language in ("", key) for one in some
        ]

    @staticmethod
    def _types(record: Mapping[str, Any]) -> list[str]:
        return [one["mainsnak"]["datavalue"]["value"]["id"] for one in (record["claims"] or {}).get("P31", ())]


def reply(content: object, headers: Mapping[str, str] = JSON, status: int = 200) -> Reply:
    return Reply(status, json.dumps(content, ensure_ascii=False).encode(), dict(headers))


def results(names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> object:
    return {"head": {"vars": list(names)}, "results": {"bindings": list(rows)}}


def uri(qid: str) -> dict[str, str]:
    return {"type": "uri", "value": f"http://www.wikidata.org/entity/{qid}"}


def hurried(seconds: float, most_bytes: int) -> Limits:
    """Give the limits of a client that need not spare the server: it neither pauses nor tries again."""
    return Limits(seconds, most_bytes, tries=1, pause=0.0, backoff=0.0)


@contextmanager
def fake_wikidata(folder: Path, *items: dict[str, Any]) -> Iterator[FakeWikidata]:
    """Run a small Wikidata until the block ends."""
    with trap() as server:
        fake = FakeWikidata({one["id"]: one for one in items}, server, folder)
        server.reply = fake.answer
        yield fake


def _sent(visit: Visit) -> dict[str, str]:
    text = visit.body.decode() if visit.method == "POST" else urlsplit(visit.target).query
    return {name: values[0] for name, values in parse_qs(text, keep_blank_values=True).items()}
