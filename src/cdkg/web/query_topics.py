"""Puts the named queries under headings, so that a person finds a question by what it is about."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import Any

from cdkg.errors import Message
from cdkg.queries import NamedQuery, named_queries
from cdkg.resources import query_topics_file


@dataclass(frozen=True)
class Topic:
    """A heading with its queries.

    Args:
        heading: the heading in both languages.
        queries: the queries, by name.
    """

    heading: Message
    queries: tuple[NamedQuery, ...]


def topics() -> tuple[Topic, ...]:
    """List the questions that people ask, topic by topic; what reproduces a table or recomputes a number is not there.

    A query whose first tag belongs to no topic stands under the last.
    """
    given = _given()
    headings = {tag: number for number, topic in enumerate(given["topic"]) for tag in topic["tags"]}
    found: list[list[NamedQuery]] = [[] for _ in given["topic"]]
    for query in named_queries().values():
        if not query.counts and not _reproduces(query):
            found[headings.get(next(iter(query.tags), ""), -1)].append(query)
    return tuple(_topic(topic, some) for topic, some in zip(given["topic"], found, strict=True) if some)


def checks() -> tuple[Topic, ...]:
    """List the queries that reproduce a table of a document, and those that recompute a printed number."""
    given, known = _given(), named_queries().values()
    reproducing = [query for query in known if _reproduces(query) and not query.counts]
    recomputing = [query for query in known if query.counts]
    found = {"reproduces": reproducing, "recomputes": recomputing}
    return tuple(_topic(given[name], some) for name, some in found.items() if some)


def _given() -> dict[str, Any]:
    return tomllib.loads(query_topics_file().read_text(encoding="utf-8"))


def _topic(given: dict[str, Any], queries: list[NamedQuery]) -> Topic:
    return Topic(heading=Message(en=given["en"], fa=given["fa"]), queries=tuple(queries))


def _reproduces(query: NamedQuery) -> bool:
    return any(tag.startswith("reproduces") for tag in query.tags)
