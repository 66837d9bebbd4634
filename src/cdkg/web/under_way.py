"""Lets requests wait for the answer to another one like them: after a publication many may ask for the same at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from cdkg.web.kept_answers import Key

ENDED: Final = "cdkg.ended"
"""Holds, in the environment of a request that others may wait for, what is to be called once it is answered."""

_WAITING_SECONDS: Final = 5.0


class UnderWay:
    """The requests that are being answered in threads. It is used in the event loop only."""

    def __init__(self) -> None:
        self._ends: dict[Key, asyncio.Future[None]] = {}

    def __contains__(self, key: Key) -> bool:
        """Tell whether a request like this one is being answered."""
        return key in self._ends

    async def wait_for(self, key: Key) -> None:
        """Wait until a request has been answered; not for ever.

        Args:
            key: the request, one that is being answered.
        """
        await asyncio.wait([self._ends[key]], timeout=_WAITING_SECONDS)

    def begin(self, key: Key) -> Callable[[], None]:
        """Let others wait for a request, unless they wait for another one like it already.

        Args:
            key: the request.

        Returns:
            what is to be called once it is answered.
        """
        if key in self._ends:
            return _nothing
        ended = self._ends[key] = asyncio.get_running_loop().create_future()

        def end() -> None:
            del self._ends[key]
            ended.set_result(None)

        return end


def _nothing() -> None:
    """Do nothing, where others wait for another request."""
