"""``cdkg link suggest``: items of Wikidata that may be entities of the graph, with the reasons."""

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
from cdkg.linking.finding import CONTRIBUTION, FILE, QUERY_SERVICE, RECONCILIATION, SEARCH
from cdkg.linking.local_file import LocalItems, local_items
from cdkg.linking.suggesting import LIMIT, Candidate, Suggestions, candidates
from cdkg.linking.things import KINDS, UNDECIDED, find_thing, read_things, state_of
from cdkg.mappings import MATCHED, NO_MATCH_KNOWN, UNSURE, mapping_set
from cdkg.matching.model import COUNTRY, DISTANCE, NAME, POPULATION, TYPE
from cdkg.namespaces import short
from cdkg.settings import Settings
from cdkg.text import persian_digits
from cdkg.wikidata import client_of

_NO_FILE: Final = "none"
_HEADS: Final = (
    Message("item", "آیتم"),
    Message("name there", "نام در آنجا"),
    Message("score", "امتیاز"),
    Message("why (of 100)", "چرا (از ۱۰۰)"),
    Message("found by", "یافته با"),
)
_FEATURES: Final = {
    NAME: Message("name", "نام"),
    TYPE: Message("type", "نوع"),
    COUNTRY: Message("country", "کشور"),
    DISTANCE: Message("place", "جا"),
    POPULATION: Message("population", "جمعیت"),
}
_WAYS: Final = {
    FILE: Message("file", "پرونده"),
    CONTRIBUTION: Message("contribution", "مشارکت"),
    SEARCH: Message("search", "جست‌وجو"),
    RECONCILIATION: Message("reconciliation", "تطبیق"),
    QUERY_SERVICE: Message("query service", "سرویس پرس‌وجو"),
}


@click.command("suggest")
@click.argument("entities", nargs=-1, metavar="[ENTITY]...")
@click.option("--kind", type=click.Choice(KINDS), help="Only entities of this kind.")
@click.option(
    "--state",
    "states",
    type=click.Choice((UNDECIDED, UNSURE, NO_MATCH_KNOWN, MATCHED)),
    multiple=True,
    help="Only entities of which this is decided; may be given several times.",
)
@click.option("--from", "file", type=click.Path(path_type=Path), help="Look in this table of items, too (CSV or TSV).")
@click.option("--offline", is_flag=True, help="Ask nobody; use the file and what was answered before.")
@click.option("--limit", type=click.IntRange(1, 50), default=LIMIT, show_default=True, help="Candidates of each.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--store", type=click.Path(path_type=Path), help="Folder of the store (CDKG_STORE).")
def suggest(
    entities: tuple[str, ...],
    kind: str | None,
    states: tuple[str, ...],
    file: Path | None,
    offline: bool,
    limit: int,
    as_json: bool,
    store: Path | None,
) -> int:
    """Suggest items of Wikidata for entities: the named ones, or all of which nothing was decided, or nobody was sure.

    Each candidate has a score and the reasons for it. Decide with cdkg link accept and cdkg link reject; what was
    rejected is not suggested again. Examples: cdkg link suggest city:tehran; cdkg link suggest --state no-match-known;
    cdkg link suggest --kind city --from items.csv --offline
    """
    settings = Settings.from_environment()
    decisions = mapping_set(settings, store)
    things = read_things(asking(store, settings))
    wanted = list(dict.fromkeys(find_thing(given, things) for given in entities)) or things
    asked_for = states or ((UNDECIDED, UNSURE, NO_MATCH_KNOWN, MATCHED) if entities else (UNDECIDED, UNSURE))
    compared = [one for one in wanted if kind in (None, one.kind) and state_of(one, decisions) in asked_for]
    local = _local(file, settings)
    client = client_of(settings, is_offline=offline)
    with working("Looking for candidates", "جست‌وجوی نامزدها"):
        found = candidates(compared, decisions, client, local=local, limit=limit)
    if as_json:
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
    else:
        _print(found, language())
    _tell_unreached(found)
    return 1 if found.unreached and not any(one.candidates for one in found.given) else 0


def _local(file: Path | None, settings: Settings) -> LocalItems | None:
    if file is not None:
        return local_items(file)
    return None if settings.wikidata_file == _NO_FILE else local_items(Path(settings.wikidata_file))


def _print(found: Suggestions, speaks: str) -> None:
    out = console()
    if not found.given:
        out.print(
            Message(
                "Nothing is open: each entity has a decision. To look again, name an entity or a state (--state "
                "no-match-known).",
                "چیزی باز نمانده است: برای هر موجودیت تصمیمی هست. برای نگاه دوباره، موجودیتی یا وضعیتی را نام ببرید "
                "(--state no-match-known).",
            ).in_language(speaks),
            markup=False,
        )
        return
    for one in found.given:
        linked = f"  = {one.linked}" if one.linked else ""
        head = f"{short(one.subject.iri)}  {one.subject.label.in_language(speaks)}{linked}"
        out.print(head, style="bold", markup=False)
        if not one.candidates:
            out.print(Message("  no candidate", "  نامزدی نیست").in_language(speaks), markup=False)
            continue
        heads = (Column(Text(head.in_language(speaks)), overflow="fold") for head in _HEADS)
        table = Table(*heads, box=None, pad_edge=True, header_style="dim", padding=(0, 2, 0, 0))
        for candidate in one.candidates:
            table.add_row(*_row(candidate, speaks))
        out.print(table)


def _row(candidate: Candidate, speaks: str) -> tuple[Text, ...]:
    scored = candidate.scored
    comma, number = ("، ", persian_digits) if speaks == "fa" else (", ", str)
    why = comma.join(
        f"{_FEATURES[one.name].in_language(speaks) if one.name in _FEATURES else one.name} "
        f"{number(f'{100 * one.value:.0f}')}"
        for one in scored.features
    )
    ways = comma.join(_WAYS[way].in_language(speaks) for way in candidate.ways)
    name, description = (text.in_language(speaks) for text in (candidate.label, candidate.description))
    told = f"{name} ({description})" if description else name
    score = number(f"{scored.score:.0f}") + (" ✓" if scored.is_match else "")
    return tuple(map(Text, (candidate.qid, told, score, why, ways)))


def _tell_unreached(found: Suggestions) -> None:
    for message in found.unreached:
        tell(f"note: {message.en}", f"توجه: {message.fa}")
    if found.unreached:
        tell("There may be more candidates than these.", "شاید نامزدهای دیگری هم باشند.")
