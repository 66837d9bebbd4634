"""Tells a reader where a document says something: table, row, lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from cdkg.web import page_queries
from cdkg.web.asking import Row, rows
from cdkg.web.messages import digits, say
from cdkg.web.naming import text_of

_PARTS: Final = ("section", "table", "row", "item", "page")


@dataclass(frozen=True)
class Place:
    """One place in one document.

    Args:
        document: the document's IRI.
        text: the place within it, in the reader's language; empty where only the document is known.
        url: where it can be read on the web, where the locator says so.
    """

    document: str
    text: str
    url: str | None = None


def places(iris: Iterable[str], language: str) -> dict[str, list[Place]]:
    """Find where documents say some things.

    Args:
        iris: claims and whatever else is derived from a place.
        language: the reader's language.

    Returns:
        the places of each that has any, in the order of documents and lines.
    """
    wanted = list(iris)
    found: dict[str, list[Place]] = {}
    for row in rows(page_queries.places(wanted)) if wanted else []:
        url = text_of(row, "url")
        place = Place(
            document=text_of(row, "document"),
            text=_within(row, language),
            url=url if url.startswith(("http://", "https://")) else None,
        )
        found.setdefault(text_of(row, "subject"), []).append(place)
    return found


def _within(row: Row, language: str) -> str:
    parts = [
        say(f"place_{name}", language, number=digits(text_of(row, name), language)) for name in _PARTS if name in row
    ]
    first, last = (digits(text_of(row, name), language) for name in ("lineStart", "lineEnd"))
    if first and last and first != last:
        parts.append(say("place_lines", language, first=first, last=last))
    elif first or last:
        parts.append(say("place_line", language, number=first or last))
    return say("list_joint", language).join(parts)
