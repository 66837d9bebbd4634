"""Reads RDF that strangers wrote: the one place through which it comes in.

Nothing that such data name is fetched: no JSON-LD context, no import, no entity. What could end the engine (deep
nesting overflows its stack) or fill the memory is refused before it is parsed. It is still to be run in a worker
(`cdkg.isolation`), which may be slow or die of it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from cdkg.errors import ForeignDataError, Message
from cdkg.foreign.characters import read_text, remarks_on
from cdkg.foreign.faults import Fault, Source, engine_fault, refusal
from cdkg.foreign.nesting import JSON, TURTLE, check_nesting
from cdkg.foreign.xml_document import check_xml

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["EXTENSIONS", "MEDIA_TYPES", "Foreign", "Limits", "parse_foreign"]

EXTENSIONS: Final = {
    "ttl": "text/turtle",
    "turtle": "text/turtle",
    "trig": "application/trig",
    "nt": "application/n-triples",
    "nq": "application/n-quads",
    "rdf": "application/rdf+xml",
    "rdfxml": "application/rdf+xml",
    "owl": "application/rdf+xml",
    "xml": "application/rdf+xml",
    "jsonld": "application/ld+json",
    "json": "application/ld+json",
}
"""The media type of a file by how its name ends."""

MEDIA_TYPES: Final = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/turtle": ox.RdfFormat.TURTLE,
    "application/x-turtle": ox.RdfFormat.TURTLE,
    "application/trig": ox.RdfFormat.TRIG,
    "application/x-trig": ox.RdfFormat.TRIG,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "text/plain": ox.RdfFormat.N_TRIPLES,
    "application/n-quads": ox.RdfFormat.N_QUADS,
    "text/x-nquads": ox.RdfFormat.N_QUADS,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/xml": ox.RdfFormat.RDF_XML,
    "text/xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/json": ox.RdfFormat.JSON_LD,
}
"""What is read, by media type."""


@dataclass(frozen=True)
class Limits:
    """What foreign data may use.

    Args:
        data_bytes: how long they may be, in bytes.
        quads: how many triples they may hold.
        nesting: how deep brackets, elements or objects may stand in one another.
        quad_bytes: how long they may be as N-Quads, in which every name is written out, in bytes.
        rows: how many rows the sheets of a spreadsheet may hold together.
        cell_characters: how long the text of one cell may be.
    """

    data_bytes: int = 10_000_000
    quads: int = 1_000_000
    nesting: int = 100
    quad_bytes: int = 500_000_000
    rows: int = 100_000
    cell_characters: int = 5_000


@dataclass(frozen=True)
class Foreign:
    """What foreign data hold.

    Args:
        quads: all of it, in N-Quads.
        count: how many triples that is, repeated ones counted each time.
        remarks: what a person should look at although it is no fault, such as characters that hide others.
    """

    quads: bytes
    count: int
    remarks: tuple[Message, ...] = ()


def parse_foreign(
    data: bytes,
    media_type: str,
    *,
    base: str | None = None,
    graph: str | None = None,
    one_graph: bool = False,
    name: str = "",
    limits: Limits = Limits(),
) -> Foreign:
    """Parse RDF.

    Args:
        data: the RDF, in UTF-8.
        media_type: its format, one of `MEDIA_TYPES`; parameters are allowed.
        base: the IRI that relative ones are resolved against; without it they are faults.
        graph: the IRI of the graph that all triples are put into; without it they stay in the graphs that the data
            name.
        one_graph: whether data that name graphs themselves are refused.
        name: what the data are called, for messages.
        limits: what they may use.

    Raises:
        ForeignDataError: if they are malformed, too large or nested too deep, in an unknown format or character set, or
            want something fetched; with line and column where these are known.
    """
    wanted = _format(media_type, name)
    if len(data) > limits.data_bytes:
        raise _too_much(name, f"{limits.data_bytes} bytes", f"{limits.data_bytes} بایت")
    try:
        text = read_text(data, has_escapes=wanted != ox.RdfFormat.RDF_XML)
        if wanted == ox.RdfFormat.RDF_XML:
            check_xml(text, limits.nesting)
        else:
            check_nesting(text, JSON if wanted == ox.RdfFormat.JSON_LD else TURTLE, limits.nesting)
        quads, count = _convert(Source(text.encode(), wanted, base, one_graph), graph, name, limits)
    except Fault as fault:
        raise refusal(fault, name) from None
    return Foreign(quads, count, remarks_on(text, name))


def _format(media_type: str, name: str) -> ox.RdfFormat:
    kind, *parameters = [part.strip().lower() for part in media_type.split(";")]
    wanted = MEDIA_TYPES.get(kind)
    if wanted is None:
        known = ", ".join(sorted({found.media_type for found in MEDIA_TYPES.values()}))
        raise ForeignDataError(
            f"{_of(name)}{kind or 'nothing'} is no RDF format that is read here. Send one of {known}.",
            f"{_of(name)}{kind or 'هیچ'} از قالب‌های RDF نیست که در اینجا خوانده می‌شوند. یکی از این‌ها را بفرستید: "
            f"{known}.",
            status=415,
        )
    charsets = [
        value.strip("\"' ") for key, _, value in (part.partition("=") for part in parameters) if key == "charset"
    ]
    if any(charset not in ("utf-8", "utf8", "us-ascii") for charset in charsets):
        raise ForeignDataError(
            f"{_of(name)}the character set must be UTF-8, not {charsets[0]}.",
            f"{_of(name)}مجموعه نویسه‌ها باید UTF-8 باشد، نه {charsets[0]}.",
            status=415,
        )
    return wanted


def _convert(source: Source, graph: str | None, name: str, limits: Limits) -> tuple[bytes, int]:
    count = 0

    def counted() -> Iterator[ox.Quad]:
        nonlocal count
        target = None if graph is None else ox.NamedNode(graph)
        for quad in source.parse(source.data):
            count += 1
            if count > limits.quads:
                raise _too_much(name, f"{limits.quads} triples", f"{limits.quads} سه‌تایی")
            yield quad if target is None else ox.Quad(quad.subject, quad.predicate, quad.object, target)

    written = _Bounded(limits.quad_bytes)
    try:
        ox.serialize(counted(), written, format=ox.RdfFormat.N_QUADS)
    except SyntaxError as fault:
        raise engine_fault(fault, source) from None
    except _FullError:
        raise _too_much(
            name, f"{limits.quad_bytes} bytes, written out", f"{limits.quad_bytes} بایت در شکل گسترده"
        ) from None
    return written.getvalue(), count


class _FullError(Exception):
    """Stops the engine where it would write more than is allowed."""


class _Bounded(io.BytesIO):
    """A file that takes a number of bytes and no more."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._left = most

    def write(self, part: Buffer, /) -> int:
        """Take a part of the file."""
        self._left -= len(memoryview(part))
        if self._left < 0:
            raise _FullError
        return super().write(part)


def _of(name: str) -> str:
    return f"{name}: " if name else ""


def _too_much(name: str, en: str, fa: str) -> ForeignDataError:
    return ForeignDataError(
        f"{_of(name)}the data are larger than is taken here: at most {en}. Send them in parts.",
        f"{_of(name)}داده‌ها بزرگ‌تر از آن‌اند که در اینجا پذیرفته شود: حداکثر {fa}. آن‌ها را در چند بخش بفرستید.",
        status=413,
    )
