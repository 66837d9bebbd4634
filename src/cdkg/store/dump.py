"""Writes the whole graph into one file, which is the same, byte for byte, whenever the graph is the same.

The lines are N-Quads in the order of their bytes, and blank nodes are named by what is said of them (RDF Dataset
Canonicalization 1.0), not by how an engine came to call them.
"""

from __future__ import annotations

import gzip
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from cdkg.errors import StoreError
from cdkg.store.generations import open_published, published_id
from cdkg.store.publication import generation_path

_NAME: Final = "dump.nq.gz"
_LEVEL: Final = 6


def written_dump(folder: Path) -> Path | None:
    """Find the file with the whole published graph if it is there; cheap enough to ask for each request.

    Args:
        folder: the store's folder.

    Raises:
        StoreError: if nothing has been published.
    """
    path = generation_path(folder, published_id(folder)) / _NAME
    return path if path.is_file() else None


def dump_file(folder: Path) -> Path:
    """Find the file with the whole published graph; it is written beside the graph where it is not there yet.

    Args:
        folder: the store's folder.

    Raises:
        StoreError: if nothing has been published, or the files cannot be read or written.
    """
    name, store = open_published(folder)
    path = generation_path(folder, name) / _NAME
    if path.is_file():
        return path
    draft = path.with_name(f"{_NAME}.{secrets.token_hex(4)}")
    try:
        with draft.open("wb") as file:
            file.write(compressed(lines(store)))
        draft.replace(path)
    except OSError as fault:
        raise StoreError(
            f"The dump {path} cannot be written: {fault.strerror}. Check that the folder is writable and the disk has "
            "room.",
            f"برون‌ریخت {path} نوشته نمی‌شود: {fault.strerror}. بررسی کنید که پوشه نوشتنی باشد و دیسک جا داشته باشد.",
        ) from fault
    finally:
        draft.unlink(missing_ok=True)
    return path


def compressed(found: Iterable[bytes]) -> bytes:
    """Compress lines, to the same bytes whenever they are the same.

    Args:
        found: the lines.
    """
    # With the time of writing in it, two files of one graph would differ.
    return gzip.compress(b"".join(found), compresslevel=_LEVEL, mtime=0)


def lines(store: ox.Store) -> list[bytes]:
    """Write the whole graph as sorted lines of N-Quads.

    The default graph is left out where it only repeats what the named graphs hold, as that of a published graph does.

    Args:
        store: the graph.
    """
    written = store.dump(format=ox.RdfFormat.N_QUADS)
    assert written is not None  # it is only where an output was given
    named: list[bytes] = []
    unnamed: list[bytes] = []
    for line in written.splitlines(keepends=True):
        (named if _is_in_named_graph(line) else unnamed).append(line)
    if unnamed and {_triple(line) for line in named} == set(unnamed):
        unnamed = []
    return sorted(_with_canonical_names([*named, *unnamed]))


def _is_in_named_graph(line: bytes) -> bool:
    before, _, last = line[:-3].rpartition(b" ")
    # What follows the last space is the end of a literal if there is a quotation mark in it.
    is_name = last.startswith((b"<", b"_:")) and b'"' not in last
    return is_name and before.count(b" ") >= 2


def _triple(line: bytes) -> bytes:
    return line[:-3].rpartition(b" ")[0] + b" .\n"


def _with_canonical_names(found: list[bytes]) -> list[bytes]:
    plain = [line for line in found if b"_:" not in line]
    if len(plain) == len(found):
        return plain
    # The names depend on no other quads than those in which blank nodes stand.
    unclear = b"".join(line for line in found if b"_:" in line)
    dataset = ox.Dataset(ox.parse(unclear, format=ox.RdfFormat.N_QUADS))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    renamed = ox.serialize(dataset, format=ox.RdfFormat.N_QUADS)
    assert renamed is not None
    return plain + renamed.splitlines(keepends=True)
