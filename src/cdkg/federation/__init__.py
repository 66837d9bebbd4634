"""Lets a query ask other servers: those that the policy permits, and within limits.

The engine calls out by itself; it can be told neither how long that may take, nor how much it may read, nor which
machine a name may lead to. So it is given a forwarder on the loopback address in each server's place (at a path that
nobody else knows), and the forwarder asks the server.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread

from cdkg.federation.account import MOST_REQUESTS, NOTHING_ALLOWED, Account, Allowance, allowance_of
from cdkg.federation.forwarder import Forwarder
from cdkg.sparql.egress_targets import Call, rewrite

__all__ = ["MOST_REQUESTS", "NOTHING_ALLOWED", "Allowance", "Runnable", "allowance_of", "calling"]


@dataclass(frozen=True)
class Runnable:
    """A query as the engine may be given it.

    Args:
        text: the query; lines and columns are those of the text that was inspected.
        prefixes: what it must be run with, beside the project's own prefixes.
    """

    text: str
    prefixes: dict[str, str] = field(default_factory=dict)


@contextmanager
def calling(text: str, calls: Sequence[Call], allowance: Allowance) -> Iterator[Runnable]:
    """Make a query ready for the engine; while the block runs, its calls are answered.

    The engine calls out while results are read, so these must be read within the block. To be used in a worker.

    Args:
        text: the query or update, as it was inspected.
        calls: its calls, as the inspection found them; where there are none, nothing listens.
        allowance: what they may use.

    Yields:
        what to give to the engine.

    Raises:
        CdkgError: in place of the engine's own error, if a call failed that is not ``SILENT``.
    """
    if not calls:
        yield Runnable(text)
        return
    account = Account(allowance)
    with _no_collection(), Forwarder(calls, account) as server:
        Thread(target=server.serve_forever, args=(0.05,), name="forwarder", daemon=True).start()
        try:
            yield Runnable(*rewrite(text, calls, server.addresses))
        except (OSError, RuntimeError) as error:
            account.blame(error)
            raise
        finally:
            server.shutdown()
        # Within a FILTER, the engine takes a failed call for false.
        account.blame()


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keep the garbage of this thread out of the forwarder's: the engine's objects may not be dropped there."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
