"""``cdkg export``: write the whole graph to a file or to standard output."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import click
import pyoxigraph as ox

from cdkg.cli.terminal import tell
from cdkg.edition import notice
from cdkg.namespaces import PREFIXES
from cdkg.settings import Settings
from cdkg.store.dump import compressed, lines
from cdkg.store.generations import open_published

_PACKED: Final = "nq.gz"
_FORMATS: Final = {
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "jsonld": ox.RdfFormat.JSON_LD,
    "nt": ox.RdfFormat.N_TRIPLES,
    "ttl": ox.RdfFormat.TURTLE,
    "rdf": ox.RdfFormat.RDF_XML,
    "n3": ox.RdfFormat.N3,
}


@click.command
@click.argument("file", default="-", type=click.Path(dir_okay=False, allow_dash=True))
@click.option("-f", "--format", "wanted", type=click.Choice([_PACKED, *_FORMATS]), help="By default, FILE's ending.")
@click.option("--store", type=click.Path(path_type=Path), help="Folder of the store (CDKG_STORE).")
def export(file: str, wanted: str | None, store: Path | None) -> None:
    """Write the whole graph to FILE, or to standard output (-).

    nq.gz (as /dump.nq.gz serves it), nq, trig and jsonld keep the named graphs; nt, ttl, rdf and n3 hold every triple
    once. Version, licence and citation stand in a comment at the top; where the format has none, in FILE.txt beside it.
    """
    chosen = wanted or _ending(file)
    _, graph = open_published(store or Settings.from_environment().store_folder)
    found = lines(graph)
    has_comment = chosen not in (_PACKED, "jsonld")
    body = compressed(found) if chosen == _PACKED else _written(found, _FORMATS[chosen])
    if has_comment:
        body = _with_comment(body, chosen)
    if file == "-":
        sys.stdout.buffer.write(body)
        return
    _replace(Path(file), body)
    if not has_comment:
        _replace(Path(f"{file}.txt"), notice().encode())
    tell(f"{file}: {len(found)} quads, {len(body)} bytes", f"{file}: {len(found)} چهارتایی، {len(body)} بایت")


def _ending(file: str) -> str:
    if file == "-":
        return "nq"
    found = next((ending for ending in (_PACKED, *_FORMATS) if file.endswith(f".{ending}")), None)
    if found is None:
        raise click.UsageError(f"No format is known by the ending of {file!r}. Name one with --format.")
    return found


def _written(found: list[bytes], wanted: ox.RdfFormat) -> bytes:
    quads = ox.parse(b"".join(found), format=ox.RdfFormat.N_QUADS)
    body = (
        ox.serialize(quads, format=wanted, prefixes=PREFIXES)
        if wanted.supports_datasets
        else ox.serialize(dict.fromkeys(quad.triple for quad in quads), format=wanted, prefixes=PREFIXES)
    )
    assert body is not None  # it is only where an output was given
    return body


def _with_comment(body: bytes, chosen: str) -> bytes:
    if chosen == "rdf":
        head, line_end, rest = body.partition(b"?>")
        return b"".join((head, line_end, f"\n<!--\n{notice()}-->".encode(), rest))
    return "".join(f"# {line}\n" for line in notice().splitlines()).encode() + body


def _replace(path: Path, body: bytes) -> None:
    draft = path.with_name(f".{path.name}.new")
    try:
        draft.write_bytes(body)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
