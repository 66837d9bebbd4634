"""``cdkg link list``, ``accept``, ``reject`` and ``undo``: what is decided on links, and deciding more."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from pathlib import Path
from typing import Final

import click

from cdkg.cli.link_graph import asking
from cdkg.cli.link_listing import print_decided, print_links
from cdkg.cli.terminal import language, working
from cdkg.linking.decisions import Decided, Decisions
from cdkg.linking.things import KINDS, UNDECIDED, Thing, chosen, find_thing, item_of, read_things
from cdkg.mappings import MATCHED, NO_MATCH_KNOWN, UNSURE, mapping_set
from cdkg.settings import Settings

_STATES: Final = (MATCHED, NO_MATCH_KNOWN, UNSURE, UNDECIDED)

_as_json = click.option("--json", "as_json", is_flag=True, help="The answer in JSON.")
_lang = click.option("--lang", type=click.Choice(["fa", "en"]), help="Language of the answer; else the terminal's.")
_store = click.option("--store", type=click.Path(path_type=Path), help="Folder of the store (CDKG_STORE).")
_by = click.option("--by", "who", metavar="NAME", help="Who decides, for the set; else your login name.")


@click.command("list")
@click.argument("entities", nargs=-1, metavar="[ENTITY]...")
@click.option("--kind", type=click.Choice(KINDS), help="Only things of this kind.")
@click.option("--state", type=click.Choice(_STATES), help="Only things of which this is decided.")
@click.option("--text", default="", help="Only things with this in a name or an item.")
@_as_json
@_lang
@_store
def list_links(
    entities: tuple[str, ...],
    kind: str | None,
    state: str | None,
    text: str,
    as_json: bool,
    lang: str | None,
    store: Path | None,
) -> None:
    """List cities, countries and bodies with what is decided of each: all, or the ENTITIES that are named.

    Examples: cdkg link list --state unsure; cdkg link list city:kashan
    """
    settings = Settings.from_environment()
    things = _things(settings, store)
    decisions = mapping_set(settings, store)
    named = [find_thing(given, things) for given in entities] or things
    asked = chosen(named, decisions, kind=kind or "", state=state or "", text=text)
    print_links(asked, decisions, lang or language(), as_json=as_json, in_full=bool(entities))


@click.command("accept")
@click.argument("entity")
@click.argument("item")
@_by
@click.option("--reason", metavar="TEXT", default="", help="Why.")
@click.option("--close", is_flag=True, help="The item can stand for the thing in most uses, but is not quite the same.")
@click.option("--confidence", type=click.FloatRange(0, 1), help="How sure that is, from 0 to 1.")
@click.option("--label", metavar="TEXT", default="", help="What the item is called.")
@click.option("--source", metavar="ADDRESS", default="", help="Where the item is given: an address, or a list's slug.")
@_as_json
@_lang
@_store
def accept(
    entity: str,
    item: str,
    who: str | None,
    reason: str,
    close: bool,
    confidence: float | None,
    label: str,
    source: str,
    as_json: bool,
    lang: str | None,
    store: Path | None,
) -> None:
    """Link ENTITY to the ITEM of Wikidata that describes it.

    Example: cdkg link accept city:kashan Q240475 --reason "…" --by Sara
    """

    def decide(decisions: Decisions, thing: Thing, others: list[Thing]) -> Decided:
        return decisions.accept(
            thing,
            item_of(item),
            who or getpass.getuser(),
            reason,
            others=others,
            predicate="closeMatch" if close else "exactMatch",
            confidence=confidence,
            item_label=label,
            source=source,
        )

    _run(entity, decide, as_json, lang, store)


@click.command("reject")
@click.argument("entity")
@click.argument("item", required=False)
@_by
@click.option("--reason", metavar="TEXT", required=True, help="Why; without ITEM, where it was looked for.")
@click.option("--unsure", is_flag=True, help="Without ITEM: nobody can tell, rather than that none was found.")
@_as_json
@_lang
@_store
def reject(
    entity: str,
    item: str | None,
    who: str | None,
    reason: str,
    unsure: bool,
    as_json: bool,
    lang: str | None,
    store: Path | None,
) -> None:
    """Say that ITEM is not ENTITY; without ITEM, that no match is known.

    Examples: cdkg link reject city:kashan Q1264551 --reason "…"; cdkg link reject network:m4 --reason "…"
    """
    if item is not None and unsure:
        raise click.UsageError("--unsure goes without an ITEM.")

    def decide(decisions: Decisions, thing: Thing, _others: list[Thing]) -> Decided:
        meant = None if item is None else item_of(item)
        return decisions.reject(thing, meant, who or getpass.getuser(), reason, is_unsure=unsure)

    _run(entity, decide, as_json, lang, store)


@click.command("undo")
@click.argument("entity")
@click.argument("item")
@_by
@_as_json
@_lang
@_store
def undo(entity: str, item: str, who: str | None, as_json: bool, lang: str | None, store: Path | None) -> None:
    """Take back what was decided on ENTITY and ITEM ("none": that there is none); what stood before stands again.

    Example: cdkg link undo city:kashan Q240475
    """

    def decide(decisions: Decisions, thing: Thing, _others: list[Thing]) -> Decided:
        meant = None if item.lower() == "none" else item_of(item)
        return decisions.undo(thing.iri, meant, who or getpass.getuser())

    _run(entity, decide, as_json, lang, store)


def _run(
    entity: str,
    decide: Callable[[Decisions, Thing, list[Thing]], Decided],
    as_json: bool,
    lang: str | None,
    store: Path | None,
) -> None:
    settings = Settings.from_environment()
    things = _things(settings, store)
    thing = find_thing(entity, things)
    with working("writing", "نوشتن"):
        decided = decide(Decisions(settings, store), thing, things)
    print_decided(thing, decided, lang or language(), as_json=as_json)


def _things(settings: Settings, store: Path | None) -> list[Thing]:
    return read_things(asking(store, settings))
