"""Prints links for a person or a program: the list, and what was just decided."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

import click
from rich.table import Column, Table
from rich.text import Text

from cdkg.cli.terminal import console, tell
from cdkg.errors import Message
from cdkg.linking.decisions import Decided
from cdkg.linking.things import UNDECIDED, Thing
from cdkg.linking.told import mapping_told, thing_told
from cdkg.mappings import MATCHED, NO_MATCH_KNOWN, REJECTED, UNSURE, MappingSet
from cdkg.text import persian_digits

_HEADS: Final = {
    "thing": Message("thing", "شناسه"),
    "name": Message("name", "نام"),
    "state": Message("decided", "تصمیم"),
    "item": Message("item", "آیتم"),
    "confidence": Message("confidence", "اطمینان"),
    "who": Message("by", "تصمیم‌گیرنده"),
    "when": Message("on", "تاریخ"),
    "why": Message("why", "دلیل"),
}
_STATES: Final = {
    MATCHED: Message("matched", "برابر"),
    REJECTED: Message("rejected", "رد شده"),
    NO_MATCH_KNOWN: Message("no match known", "برابری شناخته نیست"),
    UNSURE: Message("unsure", "نامطمئن"),
    UNDECIDED: Message("undecided", "بی‌تصمیم"),
}
_BUILD: Final = Message(
    "The set says so now; the graph does after the next `cdkg build`.",
    "اکنون در مجموعه چنین است؛ در گراف پس از `cdkg build` بعدی چنین می‌شود.",
)


def print_links(
    things: Sequence[Thing], decisions: MappingSet, language: str, *, as_json: bool, in_full: bool = False
) -> None:
    """Print things with what is decided of them.

    Args:
        things: the things.
        decisions: all decisions.
        language: ``"fa"`` or ``"en"``.
        as_json: whether a program reads it.
        in_full: whether what was rejected, and the reasons, are told, too.
    """
    if as_json:
        told = [thing_told(one, decisions) for one in things]
        click.echo(json.dumps({"links": told}, ensure_ascii=False, indent=2))
        return
    heads = ["thing", "name", "state", "item", "confidence", "who", "when", *(["why"] if in_full else [])]
    columns = (Column(Text(_HEADS[head].in_language(language))) for head in heads)
    table = Table(*columns, box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for thing in things:
        for row in _rows(thing, decisions, in_full=in_full):
            table.add_row(*(Text(_cell(cell, language)) for cell in row[: len(heads)]))
    console().print(table)
    tell(f"{len(things)} things", persian_digits(f"{len(things)} چیز"))


def print_decided(thing: Thing, decided: Decided, language: str, *, as_json: bool) -> None:
    """Tell what was decided of a thing, and what stands now."""
    if as_json:
        told = {
            "thing": thing.short,
            "decisions": [mapping_told(one) for one in decided.now],
            "file": str(decided.file),
            "published": decided.is_published,
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for one in decided.now:
        click.echo(f"{thing.short}  {_STATES[one.state].in_language(language)}  {one.object or ''}".rstrip())
    if not decided.now:
        click.echo(f"{thing.short}  {_STATES[UNDECIDED].in_language(language)}")
    if not decided.is_published:
        tell(_BUILD.en, _BUILD.fa)


def _rows(thing: Thing, decisions: MappingSet, *, in_full: bool) -> list[tuple[str | Message, ...]]:
    told = [one for one in decisions.of(thing.iri) if in_full or one.state != REJECTED]
    first: tuple[str | Message, ...] = (thing.short, thing.label)
    rows = [
        (
            *first,
            _STATES[one.state],
            one.object or "",
            "" if one.confidence is None else str(one.confidence),
            one.reviewer,
            one.date,
            one.comment,
        )
        for one in told
    ]
    if all(one.state == REJECTED for one in told):
        rows.insert(0, (*first, _STATES[UNDECIDED], " ".join(f"{item}?" for item in thing.proposed), "", "", "", ""))
    return rows


def _cell(cell: str | Message, language: str) -> str:
    return cell if isinstance(cell, str) else cell.in_language(language)
