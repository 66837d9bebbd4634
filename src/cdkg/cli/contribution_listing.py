"""Prints contributions for a person: the list, the log, what one changes, and what was just done."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Final

import click
from rich.table import Column, Table
from rich.text import Text

from cdkg.cli.report_table import print_report
from cdkg.cli.terminal import console
from cdkg.contributions.difference import TOLD, Clash, Difference, Statement
from cdkg.contributions.entries import ACCEPTED, QUEUED, REJECTED, REVERTED, Entry, LogEntry
from cdkg.contributions.wrong_state import STATES
from cdkg.errors import Message
from cdkg.text import persian_digits

_SHOWN: Final = 40
_HEADS: Final = {
    "id": Message("id", "شناسه"),
    "name": Message("file", "پرونده"),
    "state": Message("state", "وضعیت"),
    "who": Message("who", "چه کسی"),
    "when": Message("when", "کی"),
    "stated": Message("triples", "سه‌تایی"),
    "reason": Message("reason", "دلیل"),
}
_NONE: Final = Message("There are no contributions yet.", "هنوز مشارکتی نیست.")
_SAME: Final = Message(
    "{id}: this very file was handed in before ({state}); nothing was changed.",
    "{id}: همین پرونده پیش‌تر داده شده است ({state})؛ چیزی تغییر نکرد.",
)
_DONE: Final = {
    ACCEPTED: Message("{id}: is part of the graph now.", "{id}: اکنون بخشی از گراف است."),
    QUEUED: Message(
        "{id}: waits. See what it adds with --show {id}, and accept it with --accept {id}.",
        "{id}: در صف است. آنچه را می‌افزاید با --show {id} ببینید و آن را با --accept {id} بپذیرید.",
    ),
    REJECTED: Message("{id}: is rejected, and kept.", "{id}: رد شد و نگه داشته می‌شود."),
    REVERTED: Message(
        "{id}: is taken out of the graph. --accept {id} brings it back.",
        "{id}: از گراف بیرون آمد. --accept {id} آن را بازمی‌گرداند.",
    ),
}
_PARTS: Final = {
    "stated": Message("What it states", "آنچه می‌گوید"),
    "follows": Message("What follows from that", "آنچه از آن نتیجه می‌شود"),
    "ends": Message("What does not follow because of it", "آنچه به سبب آن نتیجه نمی‌شود"),
    "clashes": Message("Disagreements", "اختلاف‌ها"),
    "none": Message("  none", "  هیچ"),
    "new": Message("new", "تازه"),
    "more": Message("one side more", "با یک سوی دیگر"),
    "this": Message("this contribution", "همین مشارکت"),
}


def print_entries(entries: Sequence[Entry], language: str, *, as_json: bool) -> None:
    """Print the list of contributions."""
    rows = [[one.id, one.name, _state(one.state, language), one.who, one.when[:16], str(one.stated)] for one in entries]
    columns = ("id", "name", "state", "who", "when", "stated")
    _print([one.to_dict() for one in entries], columns, rows, language, as_json=as_json)


def print_log(lines: Sequence[LogEntry], language: str, *, as_json: bool) -> None:
    """Print the log of what was done with contributions."""
    rows = [[one.when[:19], one.id, _state(one.state, language), one.who, one.reason] for one in lines]
    _print([one.to_dict() for one in lines], ("when", "id", "state", "who", "reason"), rows, language, as_json=as_json)


def print_done(entry: Entry, language: str, *, as_json: bool) -> None:
    """Tell what was done with a contribution, and what the check found."""
    if as_json:
        told = {"changed": entry.is_changed, "contribution": entry.to_dict()}
        if entry.report is not None:
            told["report"] = entry.report.to_dict()
        _json(told)
        return
    message = _DONE[entry.state] if entry.is_changed else _SAME
    if entry.report is not None and entry.report.results:
        print_report(entry.report, language)
    text = message.in_language(language).format(id=entry.id, state=_state(entry.state, language))
    console().print(text, markup=False)


def print_difference(difference: Difference, language: str, *, as_json: bool) -> None:
    """Print what a contribution changes."""
    if as_json:
        _json(difference.to_dict())
        return
    out = console()
    entry = difference.entry
    out.print(f"{entry.id}: {_state(entry.state, language)}", markup=False)
    for event in entry.events:
        parts = (event.when[:16], _state(event.state, language), event.who, event.reason)
        out.print("  " + "  ".join(part for part in parts if part), markup=False)
    if difference.report.results:
        print_report(difference.report, language)
    for name, statements in (
        ("stated", difference.stated),
        ("follows", difference.follows),
        ("ends", difference.ends),
    ):
        number = difference.numbers[name]
        out.print(f"\n{_part(name, language)} ({_number(number, language)})", style="bold", markup=False)
        for line in _lines(statements, number, language):
            out.print(line, markup=False)
    out.print(
        f"\n{_part('clashes', language)} ({_number(len(difference.clashes), language)})", style="bold", markup=False
    )
    for clash in difference.clashes:
        for line in _sides(clash, language):
            out.print(line, markup=False)


def _lines(statements: Sequence[Statement], number: int, language: str) -> Iterable[str]:
    about = None
    for one in statements[:_SHOWN]:
        if one.subject != about:
            about = one.subject
            yield f"  {one.subject_label.in_language(language)}"
        yield f"    {one.property_label.in_language(language)}: {one.value_label.in_language(language)}"
    if number > _SHOWN:
        left = number - _SHOWN
        yield Message(
            f"  … and {left} more (--json gives up to {TOLD})",
            persian_digits(f"  … و {left} مورد دیگر (تا {TOLD} مورد با --json)"),
        ).in_language(language)


def _sides(clash: Clash, language: str) -> Iterable[str]:
    about, facet = clash.about.in_language(language), clash.facet.in_language(language)
    yield f"  {about}: {facet} ({_part('new' if clash.is_new else 'more', language)})"
    for side in clash.sides:
        mark = f" ({_part('this', language)})" if side.is_contributed else ""
        yield f"    «{side.says.in_language(language)}»  {side.place.in_language(language)}{mark}"


def _print(
    told: list[object] | list[dict[str, object]] | list[dict[str, str]],
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    language: str,
    *,
    as_json: bool,
) -> None:
    if as_json:
        _json(told)
        return
    out = console()
    if not rows:
        out.print(_NONE.in_language(language))
        return
    heads = (Column(Text(_HEADS[name].in_language(language))) for name in columns)
    table = Table(*heads, box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for row in rows:
        table.add_row(*(Text(persian_digits(cell) if cell.isdecimal() and language == "fa" else cell) for cell in row))
    out.print(table)


def _json(told: object) -> None:
    click.echo(json.dumps(told, ensure_ascii=False, indent=2))


def _state(state: str, language: str) -> str:
    return STATES[state].in_language(language)


def _part(name: str, language: str) -> str:
    return _PARTS[name].in_language(language)


def _number(number: int, language: str) -> str:
    return persian_digits(str(number)) if language == "fa" else str(number)
