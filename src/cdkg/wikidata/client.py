"""Asks Wikidata's services within limits, and looks first at what they answered before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from cdkg.egress import USER_AGENT, Policy
from cdkg.errors import EgressError, Message, RemoteError, SettingsError
from cdkg.settings import Settings
from cdkg.wikidata.asking import Asker
from cdkg.wikidata.cache import Cache, Kept
from cdkg.wikidata.pace import Clock, Limits
from cdkg.wikidata.question import API, NAMES, RECONCILE, SPARQL, Batch, Replies, Reply

_NO_CONTACT: Final = "none"


@dataclass
class _Gathered:
    """What has been found so far."""

    found: dict[str, Reply]
    missed: dict[str, Message]
    faults: dict[Message, None]


class Client:
    """The way to Wikidata: kept answers first, then the services.

    Args:
        asker: asks the services, or ``None`` to work offline.
        cache: keeps the answers.
        addresses: the services' addresses.
        fresh: how long a kept answer is used without asking again.
        clock: tells the time.
    """

    def __init__(
        self, asker: Asker | None, cache: Cache, addresses: Mapping[str, str], fresh: timedelta, clock: Clock
    ) -> None:
        self._asker = asker
        self._cache = cache
        self._addresses = addresses
        self._fresh = fresh
        self._clock = clock

    @property
    def is_offline(self) -> bool:
        """Whether only kept answers are used."""
        return self._asker is None

    def ask(self, batch: Batch) -> Replies:
        """Find answers for many things.

        Args:
            batch: the things, and how they are asked for.

        Returns:
            the answers that there are, and for each of the others why there is none.
        """
        keys = list(dict.fromkeys(batch.keys))
        kept = {key: found for key in keys if (found := self._cache.read(self._name(batch, key))) is not None}
        gathered = _Gathered({}, {}, {})
        for key, answer in kept.items():
            if self._asker is None or self._is_fresh(answer):
                gathered.found[key] = Reply(answer.content, answer.when)
        wanted = [key for key in keys if key not in gathered.found]
        for some in _portions(wanted, batch.most):
            try:
                self._ask_live(batch, some, gathered)
            except (RemoteError, EgressError) as fault:
                self._fall_back(some, kept, fault.message, gathered)
        return Replies(gathered.found, gathered.missed, tuple(gathered.faults))

    def _is_fresh(self, answer: Kept) -> bool:
        return self._clock.now() - answer.when <= self._fresh

    def _name(self, batch: Batch, key: str) -> str:
        return f"{self._addresses[batch.service]} {batch.name} {key}"

    def _ask_live(self, batch: Batch, keys: Sequence[str], gathered: _Gathered) -> None:
        if self._asker is None:
            raise _offline(batch.service)
        content = self._asker.ask(batch.service, batch.question(keys))
        try:
            parts = batch.parts(content, keys)
        except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as fault:
            raise self._malformed(batch.service, fault) from fault
        when = self._clock.now()
        for key in keys:
            if key in parts:
                self._cache.keep(self._name(batch, key), parts[key], when)
                gathered.found[key] = Reply(parts[key], when)
            else:
                gathered.missed[key] = self._malformed(batch.service, f"«{key}»").message
                gathered.faults[gathered.missed[key]] = None

    def _fall_back(self, keys: Sequence[str], kept: dict[str, Kept], why: Message, gathered: _Gathered) -> None:
        gathered.faults[why] = None
        for key in keys:
            if key in kept and key not in gathered.found:
                gathered.found[key] = Reply(kept[key].content, kept[key].when, is_old=True)
            elif key not in gathered.found:
                gathered.missed[key] = why

    def _malformed(self, service: str, what: object) -> RemoteError:
        name, url = NAMES[service], self._addresses[service]
        told = f"{type(what).__name__}: {what}" if isinstance(what, Exception) else what
        return RemoteError(
            f"The answer of {name.en} ({url}) is not of the form that it documents ({told}).",
            f"پاسخ {name.fa} ({url}) به شکلی که خود مستند کرده است نیست ({told}).",
        )


def client_of(
    settings: Settings,
    *,
    is_offline: bool = False,
    policy: Policy | None = None,
    limits: Limits | None = None,
    clock: Clock | None = None,
) -> Client:
    """Make the way to Wikidata as the settings say.

    Args:
        settings: the settings.
        is_offline: whether to use kept answers only, whatever the settings say.
        policy: what may be asked; the services of the settings where it is not given, which is for a person's own
            command and not for a request from outside.
        limits: what asking may take; that of the settings where it is not given.
        clock: tells the time and waits.

    Raises:
        SettingsError: if an address cannot be used.
    """
    addresses = {
        API: settings.wikidata_api,
        SPARQL: settings.wikidata_sparql,
        RECONCILE: settings.wikidata_reconcile,
    }
    told = clock or Clock()
    asker = None
    if not (is_offline or settings.is_offline):
        try:
            permitted = policy or Policy.from_text(" ".join(addresses.values()))
        except SettingsError as fault:
            text = fault.message
            raise SettingsError(
                text.en.replace("CDKG_ALLOW", "CDKG_WIKIDATA_…"), text.fa.replace("CDKG_ALLOW", "CDKG_WIKIDATA_…")
            ) from None
        contact = "" if settings.contact == _NO_CONTACT else f" {settings.contact}"
        within = limits or Limits(settings.fetch_seconds, settings.fetch_bytes)
        asker = Asker(addresses, permitted, within, f"{USER_AGENT}{contact}", told)
    folder = settings.wikidata_cache_folder
    return Client(asker, Cache(folder), addresses, timedelta(days=settings.wikidata_days), told)


def _portions(keys: Sequence[str], most: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), most):
        yield keys[start : start + most]


def _offline(service: str) -> RemoteError:
    name = NAMES[service]
    return RemoteError(
        f"Working offline: what is kept of {name.en} does not hold all that is needed. Ask again without --offline "
        "(CDKG_OFFLINE) when there is a network.",
        f"کار بی‌شبکه: آنچه از {name.fa} نگه داشته شده است همه چیزهای لازم را ندارد. وقتی شبکه هست، بی ‎--offline "
        "(CDKG_OFFLINE) دوباره بپرسید.",
    )
