"""Reads RDF files that a person names: each into a graph of its own, in a process that may die of it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Final
from urllib.parse import quote

import click

from cdkg.cli.terminal import tell
from cdkg.egress import forbid_network
from cdkg.errors import Message
from cdkg.foreign import EXTENSIONS, Foreign, Limits, parse_foreign
from cdkg.isolation import WorkerPool
from cdkg.namespaces import GRAPH
from cdkg.settings import Settings

_ADVICE: Final = Message(
    "Give it in smaller files, or raise CDKG_QUERY_SECONDS or CDKG_WORKER_MEMORY_MIB.",
    "آن را در پرونده‌های کوچک‌تر بدهید، یا CDKG_QUERY_SECONDS یا CDKG_WORKER_MEMORY_MIB را بیشتر کنید.",
)
_AS_MUCH_AS_FITS: Final = Limits(data_bytes=sys.maxsize, quads=sys.maxsize, quad_bytes=sys.maxsize)


def read_files(files: Sequence[Path]) -> list[Foreign]:
    """Read RDF files, and tell what a person should look at in them.

    All triples of a file are put into one graph of a contribution's, whatever graphs it names.

    Args:
        files: the files; their formats are known by how their names end.

    Raises:
        UsageError: if a name ends in no format's way.
        ForeignDataError: if a file is malformed; with line and column.
        OverBudgetError: if it takes too long or too much memory.
    """
    types = {path: _media_type(path) for path in files}
    if not types:
        return []
    settings = Settings.from_environment()
    seconds, memory_mib = settings.query_seconds, settings.worker_memory_mib
    with closing(WorkerPool(1, seconds, memory_mib, initializer=_without_network, advice=_ADVICE)) as pool:
        parts = [
            pool.run(
                parse_foreign,
                path.read_bytes(),
                media_type,
                graph=f"{GRAPH}contribution/{quote(path.stem)}",
                name=path.name,
                limits=_AS_MUCH_AS_FITS,
            )
            for path, media_type in types.items()
        ]
    for part in parts:
        for remark in part.remarks:
            tell(remark.en, remark.fa)
    return parts


def _without_network() -> None:
    forbid_network()


def _media_type(path: Path) -> str:
    media_type = EXTENSIONS.get(path.suffix.removeprefix(".").lower())
    if media_type is None:
        raise click.UsageError(f"{path}: no RDF format ends in {path.suffix!r}.")
    return media_type
