"""A desk for tests: over a copy of the published graph, and without processes of its own, which start slowly."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from pyoxigraph import RdfFormat

from cdkg.contributions.desk import Desk
from cdkg.namespaces import PREFIXES as KNOWN_PREFIXES
from cdkg.settings import Settings
from cdkg.store.changes import Writer
from cdkg.store.generations import open_published

PREFIXES: Final = """@prefix cdkg: <https://w3id.org/cdkg/ontology#> .
@prefix cdr: <https://w3id.org/cdkg/id/> .
@prefix city: <https://w3id.org/cdkg/id/city/> .
@prefix voc: <https://w3id.org/cdkg/voc/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

LYON: Final = f"""{PREFIXES}
city:lyon a cdkg:City ; skos:prefLabel "Lyon"@en , "لیون"@fa ;
  skos:exactMatch <http://www.wikidata.org/entity/Q456> .
""".encode()
"""A city that the gazetteer does not have, with the item of Wikidata that it is."""


class Here:
    """Stands in for a pool of workers: runs each call in this process."""

    def run(self, function: Callable[..., Any], *args: object, **kwargs: object) -> Any:
        return function(*args, **kwargs)

    def run_within(self, _: float, function: Callable[..., Any], *args: object, **kwargs: object) -> Any:
        return function(*args, **kwargs)

    def close(self) -> None:
        pass


def copy_of(published: Path, folder: Path) -> Path:
    """Copy a store folder; the files, to which nobody writes again, as hard links."""
    shutil.copytree(published, folder, copy_function=os.link)
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix != ".sst":
            content = path.read_bytes()
            path.unlink()
            path.write_bytes(content)
    return folder


def writer_over(settings: Settings) -> Writer:
    """Make a writer without processes of its own."""
    writer = Writer(settings.store_folder, settings, freely=False)
    writer._pool.close()
    writer._pool = Here()  # type: ignore[assignment]
    return writer


def desk_over(folder: Path, **settings: float) -> Desk:
    """Make a desk without processes of its own."""
    chosen = Settings(store=str(folder), **settings)  # type: ignore[arg-type]
    desk = Desk(folder, chosen, writer_over(chosen))
    desk._pool.close()
    desk._pool = Here()  # type: ignore[assignment]
    return desk


def all_quads(folder: Path) -> list[str]:
    """Give all that is published, in N-Quads, sorted."""
    # Written all at once, which is much quicker than quad by quad.
    written = open_published(folder)[1].dump(format=RdfFormat.N_QUADS)
    assert written is not None
    return sorted(written.decode().split("\n"))


def graph_names(folder: Path) -> set[str]:
    """Name the graphs that are published."""
    return {str(name) for name in open_published(folder)[1].named_graphs()}


def holds(folder: Path, ask: str) -> bool:
    """Ask an ASK query of what is published."""
    return bool(open_published(folder)[1].query(f"ASK {{ {ask} }}", prefixes=KNOWN_PREFIXES))


def tie_file(document: str, *rows: tuple[str, str, str]) -> bytes:
    """Write a contribution of claims on ties, one for each row of city, city and kind."""
    base = "https://w3id.org/cdkg/id"
    doc = f"<{base}/document/{document}>"
    text = [PREFIXES, f'{doc} a cdkg:Document ; skos:prefLabel "{document}"@en , "{document}"@fa .']
    for number, (one, other, kind) in enumerate(rows, start=1):
        tie, claim = f"<{base}/tie/{one}--{other}>", f"<{base}/claim/{document}/{number}>"
        place = f"<{base}/locator/{document}/{number}>"
        text += [
            f"{tie} a cdkg:CityTie ; cdkg:party city:{one} , city:{other} .",
            f"{claim} a cdkg:TieClaim ; cdkg:about {tie} ; cdkg:claimedKind voc:{kind} ;",
            f'  cdkg:claimedStatus voc:concluded ; cdkg:sourceText "{other}" ; prov:wasDerivedFrom {place} .',
            f'{place} a cdkg:Locator ; cdkg:inDocument {doc} ; cdkg:table "1" ; cdkg:row {number} ;',
            f'  cdkg:url "https://example.org/{document}"^^xsd:anyURI .',
        ]
    return "\n".join(text).encode()
