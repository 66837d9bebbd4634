"""Compresses answers for clients that take them so (RFC 9110, section 12.5.3)."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable
from functools import lru_cache
from typing import Final

import brotli  # type: ignore[import-untyped]
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

SMALLEST: Final = 1_000
"""Bytes below which an answer is sent as it is: it fits one packet anyway."""

_GZIP: Final = 31  # what zlib calls a gzip wrapper and its largest window
_LONGEST_HEADER: Final = 200


def _gzip(content: bytes) -> bytes:
    packer = zlib.compressobj(4, wbits=_GZIP)
    return packer.compress(content) + packer.flush()


def _brotli(content: bytes) -> bytes:
    return bytes(brotli.compress(content, quality=4))


def _zstd(content: bytes) -> bytes:
    return zstd.compress(content, 3)


# The quickest first: it is chosen where a client likes several as much.
_CODINGS: Final[dict[str, Callable[[bytes], bytes]]] = {"zstd": _zstd, "br": _brotli, "gzip": _gzip}
_TEXTS: Final = ("text/", "application/sparql-results+")
_TEXT_TYPES: Final = frozenset(
    {
        "application/json",
        "application/ld+json",
        "application/n-quads",
        "application/n-triples",
        "application/rdf+xml",
        "application/trig",
        "application/xml",
        "image/svg+xml",
    }
)


def is_worth_it(media_type: str, body: bytes) -> bool:
    """Tell whether an answer is a text, and long enough to gain by compression.

    Args:
        media_type: the value of its ``Content-Type``.
        body: the answer.
    """
    if len(body) < SMALLEST:
        return False
    return media_type.startswith(_TEXTS) or media_type.partition(";")[0] in _TEXT_TYPES


def compress(body: bytes, accepted: str) -> tuple[bytes, str | None]:
    """Compress an answer as its client likes best.

    Args:
        body: the answer.
        accepted: the value of ``Accept-Encoding``.

    Returns:
        the answer, and the name of its coding; as it was, and ``None``, where the client takes none or likes that best.
    """
    coding = chosen(accepted[:_LONGEST_HEADER])
    return (body, None) if coding is None else (_CODINGS[coding](body), coding)


@lru_cache(maxsize=256)
def chosen(accepted: str) -> str | None:
    """Choose the coding that a client likes best; ``None`` for none, also where it likes that better."""
    wanted = parse_accept_header(accepted, Accept)
    likes = {coding: wanted.quality(coding) for coding in _CODINGS}
    best = max(likes, key=lambda coding: likes[coding])
    if likes[best] <= 0:
        return None
    names_identity = any(name.lower() == "identity" for name, _ in wanted)
    return None if names_identity and wanted.quality("identity") > likes[best] else best
