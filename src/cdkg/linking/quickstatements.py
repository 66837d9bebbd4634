"""Writes what Wikidata lacks as QuickStatements (version 1), for a person to look over and to submit; nothing is sent.

The form is that which QuickStatements' own parser reads (``importDataFromV1``): one statement a line, its parts with
tabs between; qualifiers ``P…``, then the parts of one reference ``S…``. A further reference repeats the statement,
which QuickStatements does not add twice. What is disputed, not concluded or cannot be cited is left out and told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from cdkg.errors import Message
from cdkg.linking.comparison import (
    NO_IDENTIFIER,
    NOT_LOOKED_UP,
    ONLY_HERE,
    OTHER_KIND,
    Ask,
    Compared,
    once,
)
from cdkg.linking.evidence import Evidence, Source, disputed_pairs, evidence
from cdkg.wikidata_edges import SISTER_CITY

START_TIME: Final = "P580"
STATED_IN: Final = "S248"
REFERENCE_URL: Final = "S854"
TITLE: Final = "S1476"
PAGE: Final = "S304"
SECTION: Final = "S958"
RETRIEVED: Final = "S813"

_YEAR_PRECISION: Final = 9
_DAY_PRECISION: Final = 11
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_PERSIAN: Final = re.compile(r"[\u0600-\u06ff]")

_LACKING: Final[Mapping[str, Message]] = {
    NO_IDENTIFIER: Message(
        "one of the two has no identifier in Wikidata; decide on it with `cdkg link accept`",
        "یکی از دو سو در ویکی‌داده شناسه ندارد؛ با `cdkg link accept` درباره آن تصمیم بگیرید",
    ),
    NOT_LOOKED_UP: Message(
        "not looked up in Wikidata; give --p463 a file or live",
        "در ویکی‌داده جسته نشده است؛ به ‎--p463‎ پرونده‌ای یا live بدهید",
    ),
}
_DISPUTED: Final = Message(
    "documents disagree on it, and nobody has settled that",
    "سندها درباره آن اختلاف دارند و کسی آن را حل نکرده است",
)
_NO_SOURCE: Final = Message(
    "what says so cannot be cited: no title of the document is printed in its text; give its item with --stated-in",
    "گفته را نمی‌توان مستند کرد: عنوان سند در متن آن چاپ نشده است؛ شناسه سند را با ‎--stated-in‎ بدهید",
)


@dataclass(frozen=True)
class LeftOut:
    """A pair for which no statement is written.

    Args:
        pair: the pair.
        reason: why.
    """

    pair: Compared
    reason: Message


@dataclass(frozen=True)
class Proposal:
    """What a person may submit.

    Args:
        lines: the commands, one a line.
        pairs: the pairs that they state.
        left_out: the pairs that the graph has, Wikidata lacks, and nothing is written for.
    """

    lines: tuple[str, ...]
    pairs: tuple[Compared, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def text(self) -> str:
        """The commands as QuickStatements takes them."""
        return "".join(f"{line}\n" for line in self.lines)


def propose(
    ask: Ask, compared: Iterable[Compared], *, retrieved: str, stated_in: Mapping[str, str] | None = None
) -> Proposal:
    """Write what is only here, with its references.

    Args:
        ask: asks the graph that was compared.
        compared: the pairs; those that are only here are written.
        retrieved: the day on which the sources count as read (``2026-11-29``), where a place does not tell its own.
        stated_in: items of documents that the graph does not link, by the document's IRI.
    """
    behind, disputed, items = evidence(ask), disputed_pairs(ask), stated_in or {}
    lines: list[str] = []
    written: list[Compared] = []
    left_out: list[LeftOut] = []
    for pair in once(compared):
        ends = frozenset((pair.first.iri, pair.second.iri))
        found = behind.get(ends, Evidence((), None, is_disputed=ends in disputed))
        references = list(filter(None, dict.fromkeys(_reference(one, items, retrieved) for one in found.sources)))
        reason = _reason(pair, found, references)
        if reason is not None:
            left_out.append(LeftOut(pair, reason))
        elif pair.state == ONLY_HERE:
            written.append(pair)
            lines += _statements(pair, found.year, references)
    return Proposal(tuple(lines), tuple(written), tuple(left_out))


def _reason(pair: Compared, found: Evidence, references: list[tuple[str, ...]]) -> Message | None:
    """Tell why nothing is written for a pair, of those that the graph has and Wikidata lacks."""
    if pair.state in _LACKING:
        return _LACKING[pair.state]
    if pair.state == OTHER_KIND:
        return Message(
            f"no concluded sister-city agreement: {pair.agreements}",
            f"خواهرخواندگی منعقدشده نیست: {pair.agreements}",
        )
    if pair.state != ONLY_HERE:
        return None
    if found.is_disputed:
        return _DISPUTED
    return None if references else _NO_SOURCE


def _statements(pair: Compared, year: int | None, references: list[tuple[str, ...]]) -> Iterator[str]:
    """Write a statement for each reference; that of sister cities on both items, as its constraint asks."""
    since = (START_TIME, f"+{year:04}-00-00T00:00:00Z/{_YEAR_PRECISION}") if year is not None else ()
    first, second = pair.first.item, pair.second.item
    directions = [(first, second), (second, first)] if pair.property_id == SISTER_CITY else [(first, second)]
    for subject, value in directions:
        for number, reference in enumerate(references):
            qualifiers = since if number == 0 else ()
            yield "\t".join((subject, pair.property_id, value, *qualifiers, *reference))


def _reference(source: Source, items: Mapping[str, str], retrieved: str) -> tuple[str, ...]:
    """Write one reference; nothing where the document has neither item nor address nor a printed title."""
    item = source.document_item or items.get(source.document, "")
    if item:
        named: tuple[str, ...] = (STATED_IN, item)
    elif source.url:
        named = (REFERENCE_URL, _string(source.url))
    elif _PERSIAN.search(source.title):
        named = (TITLE, f"fa:{_string(source.title)}")
    else:
        return ()
    day = source.accessed if _DAY.fullmatch(source.accessed) else retrieved
    return (
        *named,
        *((REFERENCE_URL, _string(source.url)) if source.url and named[0] != REFERENCE_URL else ()),
        *((PAGE, _string(source.page)) if source.page else ()),
        *((SECTION, _string(where)) if (where := _within(source)) else ()),
        RETRIEVED,
        f"+{day}T00:00:00Z/{_DAY_PRECISION}",
    )


def _within(source: Source) -> str:
    if not source.table:
        return source.section
    parts = (("table", source.table), ("row", source.row), ("item", source.item))
    return ", ".join(f"{name} {number}" for name, number in parts if number)


def _string(text: str) -> str:
    """Quote a text. The form has no escape: a tab or a line break would end the part, so they become spaces."""
    return f'"{" ".join(text.split())}"'
