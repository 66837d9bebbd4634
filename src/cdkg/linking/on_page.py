"""Suggests items for one entity on a page: from what is at hand, and from Wikidata only where that is allowed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from cdkg.egress import Policy
from cdkg.errors import Message
from cdkg.linking.finding import EVERYWHERE, QUERY_SERVICE, RECONCILIATION, SEARCH
from cdkg.linking.local_file import local_items
from cdkg.linking.subjects import subject_at
from cdkg.linking.suggesting import Suggestions, candidates
from cdkg.mappings import MappingSet
from cdkg.namespaces import short
from cdkg.settings import Settings
from cdkg.store import Answer, Question
from cdkg.wikidata import client_of
from cdkg.wikidata.pace import Limits

_NO_FILE: Final = "none"
_ONE_SECONDS: Final = 2.0
_ALL_SECONDS: Final = 4.0
_PAUSE: Final = 0.25


def page_suggestions(
    iri: str, ask: Callable[[Question], Answer], decisions: MappingSet, settings: Settings
) -> Suggestions:
    """Suggest items for one entity within a few seconds.

    Wikidata is asked in those ways whose address ``CDKG_ALLOW`` names. Where it names none, what was answered before
    (to ``cdkg link suggest``, say) and the file of ``CDKG_WIKIDATA_FILE`` are all that is looked at.

    Args:
        iri: the entity.
        ask: asks the graph.
        decisions: what was decided.
        settings: the settings.

    Returns:
        its candidates; nothing at all where the graph has no city, country or body of that IRI.

    Raises:
        CdkgError: if a setting or the file cannot be used.
    """
    subject = subject_at(iri, ask)
    if subject is None:
        return Suggestions(())
    policy = Policy.from_text(settings.allow)
    allowed = {
        way
        for way, url in (
            (SEARCH, settings.wikidata_api),
            (RECONCILIATION, settings.wikidata_reconcile),
            (QUERY_SERVICE, settings.wikidata_sparql),
        )
        if policy.permits(url)
    }
    # Each way gives identifiers only; what is known of the items is asked of the API.
    is_asked = SEARCH in allowed
    limits = Limits(
        min(_ONE_SECONDS, settings.fetch_seconds),
        settings.fetch_bytes,
        tries=1,
        pause=_PAUSE,
        all_seconds=_ALL_SECONDS,
    )
    client = client_of(settings, is_offline=not is_asked, policy=policy, limits=limits)
    local = None if settings.wikidata_file == _NO_FILE else local_items(Path(settings.wikidata_file))
    found = candidates([subject], decisions, client, local=local, ways=allowed if is_asked else EVERYWHERE)
    if client.is_offline and found.unreached:
        return Suggestions(found.given, (_only_kept(short(iri)),))
    return found


def _only_kept(name: str) -> Message:
    return Message(
        "Wikidata was not asked: only earlier answers and the operator's file were looked at. On the command line, "
        f"`cdkg link suggest {name}` asks it.",
        "از ویکی‌داده پرسیده نشد و تنها پاسخ‌های پیشین و پرونده گرداننده دیده شد. در خط فرمان، "
        f"`cdkg link suggest {name}` از آن می‌پرسد.",
    )
