"""Sends questions to Wikidata's services: with pauses, again where one is busy, and no more where one is gone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from cdkg.egress import Fetched, Policy, UnusableAnswerError, fetch, read_address
from cdkg.errors import Message, RemoteError
from cdkg.text import persian_digits
from cdkg.wikidata.pace import BUSY, Clock, Limits, Pace
from cdkg.wikidata.question import NAMES, Question

_UNREACHED: Final = 2
"""How often a service that cannot be reached at all is asked: without a network, waiting is in vain."""

_FORM: Final = "application/x-www-form-urlencoded"
_TURNED_AWAY: Final = frozenset({401, 403})
# Errors of the MediaWiki API with status 200 that pass: replicas that lag behind, and too many questions.
_PASSING: Final = frozenset({"maxlag", "ratelimited", "readonly"})


class _BusyError(Exception):
    """The service answers that it is to be asked later."""

    def __init__(self, why: Message, headers: Mapping[str, str]) -> None:
        super().__init__(why.en)
        self.why = why
        self.headers = headers


class Asker:
    """Asks the services, one question at a time.

    A service that could not be reached is not tried again: its fault is told at once for each further question.

    Args:
        addresses: the services' addresses.
        policy: what may be asked, redirects included.
        limits: what asking may take.
        agent: how the project names itself.
        clock: tells the time and waits.
    """

    def __init__(self, addresses: Mapping[str, str], policy: Policy, limits: Limits, agent: str, clock: Clock) -> None:
        self._addresses = addresses
        self._policy = policy
        self._limits = limits
        self._agent = agent
        self._clock = clock
        self._pace = Pace(limits, clock)
        self._gone: dict[str, Message] = {}
        self._ends = clock.monotonic() + limits.all_seconds

    def ask(self, service: str, question: Question) -> Any:
        """Ask one question.

        Args:
            service: which service.
            question: what.

        Returns:
            the answer, as JSON gives it.

        Raises:
            RemoteError: if the service cannot be reached, stays busy, or gives no answer of use.
            EgressError: if it may not be asked, or redirects to where nothing may be asked.
        """
        if service in self._gone:
            raise RemoteError(self._gone[service].en, self._gone[service].fa)
        why = Message("", "")
        for tried in range(1, self._limits.tries + 1):
            headers: Mapping[str, str] = {}
            is_reached = False
            self._pace.wait(service)
            try:
                return self._once(service, question)
            except _BusyError as busy:
                why, headers, is_reached = busy.why, busy.headers, True
            except UnusableAnswerError:
                raise
            except RemoteError as fault:
                why = fault.message
            finally:
                self._pace.asked(service)
            if tried >= (self._limits.tries if is_reached else _UNREACHED):
                break
            later = self._pace.busy(service, tried, headers)
            if later > self._limits.longest_wait or self._clock.monotonic() + later >= self._ends:
                why = _too_long(why, later)
                break
        raise self._leave(service, why)

    def _once(self, service: str, question: Question) -> Any:
        base, query = self._addresses[service], urlencode(question.parameters)
        url = base if question.is_form else f"{base}?{query}"
        form = {"Content-Type": _FORM} if question.is_form else {}
        left = self._ends - self._clock.monotonic()
        try:
            answer = fetch(
                url,
                self._policy,
                seconds=max(0.0, min(self._limits.seconds, left)),
                most_bytes=self._limits.most_bytes,
                method="POST" if question.is_form else "GET",
                body=query.encode() if question.is_form else None,
                headers={"User-Agent": self._agent, "Accept": question.accept, **form},
            )
        except RemoteError as fault:
            asked = str(read_address(url))  # A person need not read all that was asked.
            raise type(fault)(
                fault.message.en.replace(asked, base), fault.message.fa.replace(asked, base)
            ) from fault.__cause__
        return self._read(service, answer)

    def _read(self, service: str, answer: Fetched) -> Any:
        status = answer.status
        if status in BUSY:
            told = Message(f"it answers with status {status}.", persian_digits(f"با وضعیت {status} پاسخ می‌دهد."))
            raise _BusyError(told, answer.headers)
        if status in _TURNED_AWAY:
            told = Message(
                f"it turns us away (status {status}). It may want to know who asks: set CDKG_CONTACT.",
                persian_digits(
                    f"ما را نمی‌پذیرد (وضعیت {status}). شاید می‌خواهد بداند که می‌پرسد؛ CDKG_CONTACT را بگذارید."
                ),
            )
            raise self._leave(service, told)
        if status != 200:
            raise self._refused(service, f"status {status}", persian_digits(f"وضعیت {status}"))
        try:
            content = json.loads(answer.body)
        except (ValueError, RecursionError):
            what = answer.media_type or "nothing"
            raise self._refused(service, f"{what}, which is no JSON", f"{what} که JSON نیست") from None
        error = content.get("error") if isinstance(content, dict) else None
        if isinstance(error, dict):
            code, info = str(error.get("code", "")), str(error.get("info", ""))
            if code in _PASSING:
                raise _BusyError(Message(f"it is busy ({info}).", f"سرش شلوغ است ({info})."), answer.headers)
            raise self._refused(service, f"the error {code!r}: {info}", f"خطای «{code}»: {info}")
        return content

    def _leave(self, service: str, why: Message) -> RemoteError:
        """Take down that a service is not to be asked again, and tell why."""
        name, url = NAMES[service], self._addresses[service]
        self._gone[service] = Message(
            f"{name.en} ({url}) could not be asked: {why.en}", f"از {name.fa} ({url}) نمی‌شد پرسید: {why.fa}"
        )
        return UnusableAnswerError(self._gone[service].en, self._gone[service].fa)

    def _refused(self, service: str, en: str, fa: str) -> UnusableAnswerError:
        name, url = NAMES[service], self._addresses[service]
        return UnusableAnswerError(f"{name.en} ({url}) answers with {en}.", f"{name.fa} ({url}) با {fa} پاسخ می‌دهد.")


def _too_long(why: Message, later: float) -> Message:
    return Message(
        f"{why.en} It is to be asked again in {later:.0f} seconds at the earliest, which is not waited for.",
        persian_digits(f"{why.fa} زودتر از {later:.0f} ثانیه دیگر نباید دوباره پرسید و این همه صبر نمی‌شود."),
    )
