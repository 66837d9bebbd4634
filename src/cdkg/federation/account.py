"""Asks the servers that a query names, and keeps account of what that uses and of what goes wrong."""

from __future__ import annotations

import time
from dataclasses import dataclass
from threading import Lock
from typing import Final

from cdkg.egress import NOTHING_LEAVES, Fetched, Policy, fetch
from cdkg.errors import CdkgError, ForeignDataError, RemoteError
from cdkg.foreign import Limits, parse_foreign
from cdkg.settings import Settings
from cdkg.sparql.egress_targets import Call

MOST_REQUESTS: Final = 20
"""How often one query may ask other servers: the engine may ask again for each row."""

_QUERY: Final = "application/sparql-query"
_RESULTS: Final = "application/sparql-results+json"
_RESULT_TYPES: Final = frozenset({_RESULTS, "application/sparql-results+xml"})
_DOCUMENTS: Final = "text/turtle, application/n-triples;q=0.9, application/ld+json;q=0.8, application/rdf+xml;q=0.7"
_TRIPLES: Final = "application/n-triples"


@dataclass(frozen=True)
class Allowance:
    """What the calls of one query may use, all together.

    Args:
        policy: which servers may be asked; it decides again on each call and each redirect.
        seconds: the longest time that they may take.
        most_bytes: the longest answers, in bytes.
    """

    policy: Policy = NOTHING_LEAVES
    seconds: float = 0.0
    most_bytes: int = 0


NOTHING_ALLOWED: Final = Allowance()
"""The allowance of a query that asks no other server."""


def allowance_of(settings: Settings) -> Allowance:
    """Read from the settings what the calls of a query may use.

    Args:
        settings: the settings.

    Raises:
        SettingsError: if an entry of the allow-list cannot be used.
    """
    return Allowance(Policy.from_text(settings.allow), settings.fetch_seconds, settings.fetch_bytes)


class Account:
    """What the calls of one query have used of their allowance.

    Args:
        allowance: what they may use.
    """

    def __init__(self, allowance: Allowance) -> None:
        self._fault: CdkgError | None = None
        self._allowance = allowance
        self._lock = Lock()
        self._ends = time.monotonic() + allowance.seconds
        self._bytes_left = allowance.most_bytes
        self._requests_left = MOST_REQUESTS

    def blame(self, error: Exception | None = None) -> None:
        """Raise what went wrong with a call that is not ``SILENT``, if anything did.

        Args:
            error: what the engine raised, if it did.
        """
        if self._fault is not None:
            raise self._fault from error
        if isinstance(error, RuntimeError) and self._requests_left < MOST_REQUESTS:
            raise RemoteError(
                f"Another server that the query asks answers with malformed results ({error}).",
                f"سرور دیگری که پرس‌وجو از آن می‌پرسد نتیجه‌ای بدشکل می‌دهد ({error}).",
            ) from error

    def answer(self, call: Call, query: bytes) -> tuple[str, bytes]:
        """Ask one server.

        Args:
            call: which.
            query: what the engine asks of it; nothing where a document is fetched.

        Returns:
            media type and body.

        Raises:
            CdkgError: if it cannot be asked, or gives no answer of use.
        """
        with self._lock:
            try:
                return self._service(call, query) if call.keyword == "SERVICE" else self._document(call)
            except CdkgError as fault:
                if not call.silent and self._fault is None:
                    # Anew, without this thread's frames; and the line of a document is none of the query's.
                    kind = RemoteError if isinstance(fault, ForeignDataError) else type(fault)
                    self._fault = kind(fault.message.en, fault.message.fa)
                raise

    def _service(self, call: Call, query: bytes) -> tuple[str, bytes]:
        headers = {"Content-Type": _QUERY, "Accept": f"{_RESULTS}, application/sparql-results+xml;q=0.5"}
        answer = self._fetch(call, "POST", query, headers)
        if answer.media_type not in _RESULT_TYPES:
            given = answer.media_type
            raise _useless(call, f"with {given or 'no media type'}", f"با {given or 'نوعی ناگفته'}")
        return answer.media_type, answer.body

    def _document(self, call: Call) -> tuple[str, bytes]:
        answer = self._fetch(call, "GET", None, {"Accept": _DOCUMENTS})
        # The engine would resolve relative names against the forwarder's address, and read without limits.
        limits = Limits(data_bytes=self._allowance.most_bytes)
        found = parse_foreign(
            answer.body, answer.media_type, base=answer.url, one_graph=True, name=call.url, limits=limits
        )
        return _TRIPLES, found.quads

    def _fetch(self, call: Call, method: str, body: bytes | None, headers: dict[str, str]) -> Fetched:
        if self._requests_left == 0:
            raise RemoteError(
                f"The query asks other servers more than {MOST_REQUESTS} times. Ask them first, and join with the rest "
                "afterwards.",
                f"پرس‌وجو بیش از {MOST_REQUESTS} بار از سرورهای دیگر می‌پرسد. نخست از آن‌ها بپرسید و سپس با بقیه پیوند "
                "دهید.",
            )
        self._requests_left -= 1
        left = max(0.0, self._ends - time.monotonic())
        answer = fetch(
            call.url,
            self._allowance.policy,
            seconds=left,
            most_bytes=self._bytes_left,
            method=method,
            body=body,
            headers=headers,
        )
        self._bytes_left -= len(answer.body)
        if answer.status != 200:
            raise _useless(call, f"with status {answer.status}", f"با وضعیت {answer.status}")
        return answer


def _useless(call: Call, en: str, fa: str) -> RemoteError:
    return RemoteError(
        f"{call.url} answers {en}; expected were {'results' if call.keyword == 'SERVICE' else 'RDF'}.",
        f"پاسخ {call.url} {fa} است؛ {'نتیجه پرس‌وجو' if call.keyword == 'SERVICE' else 'RDF'} انتظار می‌رفت.",
    )
