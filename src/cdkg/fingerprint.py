"""Tells whether a published graph is still the one that would be built."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from cdkg import __version__
from cdkg.mappings import set_in_use
from cdkg.resources import alignment_files, ontology_files, query_files, rule_files, shape_files

_PACKAGE: Final = Path(__file__).parent
_ENDINGS: Final = (".py", ".csv", ".toml")


def fingerprint(store: Path | None = None, links: bytes | None = None) -> str:
    """Make the checksum of everything from which the graph is built: if it is the same, so is the graph.

    Args:
        store: the folder of the store for which it would be built, beside which the set of links may lie.
        links: what the file of the set of links holds; what it holds now where that is not given.
    """
    digest = hashlib.sha256(f"{__version__} {ox.__version__}".encode())
    for path in sorted(_inputs()):
        digest.update(path.name.encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    digest.update(hashlib.sha256(set_in_use(store=store).read_bytes() if links is None else links).digest())
    return digest.hexdigest()


def _inputs() -> Iterator[Path]:
    yield from (*ontology_files(), *alignment_files(), *shape_files(), *query_files(), *rule_files())
    yield from (path for path in _PACKAGE.rglob("*") if path.suffix in _ENDINGS and "_data" not in path.parts)
