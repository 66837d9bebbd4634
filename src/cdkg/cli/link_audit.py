"""``cdkg link audit``: whether the links to Wikidata still hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import click
from rich.table import Column, Table
from rich.text import Text

from cdkg.cli.link_graph import asking
from cdkg.cli.terminal import console, language, tell, working
from cdkg.errors import Message
from cdkg.linking.audit_messages import NAMES
from cdkg.linking.auditing import Audit, Finding
from cdkg.linking.auditing import audit as check
from cdkg.linking.things import read_things
from cdkg.mappings import mapping_set
from cdkg.namespaces import short
from cdkg.settings import Settings
from cdkg.text import persian_digits
from cdkg.wikidata import client_of

_SHOWN: Final = 5
_HEADS: Final = (Message("entity", "موجودیت"), Message("what", "چه"), Message("message", "پیام"))


@click.command("audit")
@click.option("--offline", is_flag=True, help="Ask nobody; check against what was answered before.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--store", type=click.Path(path_type=Path), help="Folder of the store (CDKG_STORE).")
def audit(offline: bool, as_json: bool, store: Path | None) -> int:
    """Check whether the links still hold.

    Found are items that were merged or deleted or are something else now, names and places that differ, and one item
    for two entities. The exit status is 0 where all links were checked and nothing was found, and 1 otherwise.
    """
    settings = Settings.from_environment()
    accepted = mapping_set(settings, store).accepted()
    linked = [one for one in read_things(asking(store, settings)) if one.iri in accepted]
    client = client_of(settings, is_offline=offline)
    with working("Checking the links", "بررسی پیوندها"):
        found = check(linked, accepted, client)
    if as_json:
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
    else:
        _print(found, language())
    for message in found.unreached:
        tell(f"note: {message.en}", f"توجه: {message.fa}")
    return 0 if found.is_clean else 1


def _print(found: Audit, speaks: str) -> None:
    out = console()
    if found.findings:
        heads = (Column(Text(head.in_language(speaks)), overflow="fold") for head in _HEADS)
        table = Table(*heads, box=None, pad_edge=False, header_style="bold", padding=(0, 2, 1, 0))
        for one in found.findings:
            table.add_row(*_row(one, speaks))
        out.print(table)
    out.print(_summary(found).in_language(speaks), markup=False)


def _row(one: Finding, speaks: str) -> tuple[Text, ...]:
    told = (short(one.subject), NAMES[one.what].in_language(speaks), one.message.in_language(speaks))
    return tuple(map(Text, told))


def _summary(found: Audit) -> Message:
    checked, links, wrong = (str(number) for number in (found.checked, found.links, len(found.findings)))
    parts = [
        Message(
            f"{checked} of {links} links checked; {wrong} findings.",
            persian_digits(f"{checked} پیوند از {links} بررسی شد؛ {wrong} یافته."),
        ),
        *_told(found.unchecked, "{} items could not be checked: ", "{} آیتم را نمی‌شد بررسی کرد: "),
        *_told(
            found.untyped,
            "Of {} items it could not be checked what they are: ",
            "درباره {} آیتم نمی‌شد بررسی کرد که چه هستند: ",
        ),
        *_told(found.old, "{} items were checked against old answers: ", "{} آیتم با پاسخ‌های کهنه سنجیده شد: "),
    ]
    return Message(" ".join(one.en for one in parts), " ".join(one.fa for one in parts))


def _told(ids: tuple[str, ...], en: str, fa: str) -> list[Message]:
    if not ids:
        return []
    number, some = str(len(ids)), ", ".join(ids[:_SHOWN]) + (" …" if len(ids) > _SHOWN else "")
    return [Message(en.format(number) + some + ".", fa.format(persian_digits(number)) + some + ".")]
