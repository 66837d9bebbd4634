"""Suggests items for one entity on a page: from what is at hand, and from Wikidata only where that is allowed."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import Final

from cdkg.egress import Policy
from cdkg.errors import Message
from cdkg.linking.finding import QUERY_SERVICE, RECONCILIATION, SEARCH
from cdkg.linking.local_file import local_items
from cdkg.linking.suggesting import Suggestions, candidates
from cdkg.linking.things import Thing
from cdkg.mappings import MappingSet
from cdkg.settings import Settings
from cdkg.wikidata import client_of
from cdkg.wikidata.pace import Limits

_NO_FILE: Final = "none"
_ONE_SECONDS: Final = 2.0
_ALL_SECONDS: Final = 4.0
_PAUSE: Final = 0.25
_one_page_asks = Lock()


def page_suggestions(thing: Thing, decisions: MappingSet, settings: Settings) -> Suggestions:
    """Suggest items for one thing within a few seconds.

    Wikidata is asked in those ways whose address ``CDKG_ALLOW`` names. Where it names none, and while another page
    asks, what was answered before (to ``cdkg link suggest``, say) and the file of ``CDKG_WIKIDATA_FILE`` are all that
    is looked at.

    Args:
        thing: the thing.
        decisions: what was decided.
        settings: the settings.

    Raises:
        CdkgError: if a setting or the file cannot be used.
    """
    local = None if settings.wikidata_file == _NO_FILE else local_items(Path(settings.wikidata_file))
    ways = _allowed(settings)
    if SEARCH in ways and _one_page_asks.acquire(blocking=False):
        try:
            limits = Limits(
                min(_ONE_SECONDS, settings.fetch_seconds),
                settings.fetch_bytes,
                tries=1,
                pause=_PAUSE,
                all_seconds=_ALL_SECONDS,
            )
            client = client_of(settings, policy=Policy.from_text(settings.allow), limits=limits)
            return candidates([thing], decisions, client, local=local, ways=ways)
        finally:
            _one_page_asks.release()
    found = candidates([thing], decisions, client_of(settings, is_offline=True), local=local)
    return Suggestions(found.given, (_only_kept(thing.short),) if found.unreached else ())


def _allowed(settings: Settings) -> set[str]:
    """Tell in which ways Wikidata may be asked; each gives identifiers only, and the API tells what they are."""
    policy = Policy.from_text(settings.allow)
    addresses = {
        SEARCH: settings.wikidata_api,
        RECONCILIATION: settings.wikidata_reconcile,
        QUERY_SERVICE: settings.wikidata_sparql,
    }
    return {way for way, url in addresses.items() if policy.permits(url)}


def _only_kept(name: str) -> Message:
    return Message(
        "Wikidata was not asked: only earlier answers and the operator's file were looked at. On the command line, "
        f"`cdkg link suggest {name}` asks it.",
        "از ویکی‌داده پرسیده نشد و تنها پاسخ‌های پیشین و پرونده گرداننده دیده شد. در خط فرمان، "
        f"`cdkg link suggest {name}` از آن می‌پرسد.",
    )
