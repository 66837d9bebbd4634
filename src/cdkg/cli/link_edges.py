"""What ``cdkg link compare`` and ``cdkg link quickstatements`` share: the graph, and the edges to compare it with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import click
import pyoxigraph as ox

from cdkg.linking.comparison import Ask
from cdkg.linking.other_edges import items_of, touching, with_edges
from cdkg.namespaces import PREFIXES
from cdkg.settings import Settings
from cdkg.store.generations import open_published
from cdkg.wikidata_edges import MEMBER_OF, SISTER_CITY, Edge, read_edges

LIVE: Final = "live"


def edge_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that say what to compare with."""
    options = (
        click.option(
            "--p190",
            metavar="FILE|DIR|live",
            help="Sister cities to compare with: a table of items, a folder with relations.tsv, or Wikidata itself. "
            "Without it, the part of a crawl of 2016 that the graph holds.",
        ),
        click.option("--p463", metavar="FILE|DIR|live", help="Memberships to compare with; without it, ties only."),
        click.option("--offline", is_flag=True, help="With live: use only what Wikidata answered before."),
        click.option("--store", type=click.Path(path_type=Path), help="Folder of the store (CDKG_STORE)."),
    )
    for option in reversed(options):
        command = option(command)
    return command


class Ground:
    """The graph that is compared, with the edges that were asked for in place of its own.

    Args:
        p190: where sister cities come from: a file, a folder, ``"live"``, or nothing for those of the graph.
        p463: where memberships come from, or nothing.
        is_offline: whether only kept answers of Wikidata are used.
        store: the store's folder; that of the settings where none is given.
    """

    def __init__(self, p190: str | None, p463: str | None, is_offline: bool, store: Path | None) -> None:
        self._settings = Settings.from_environment()
        self._is_offline = is_offline
        _, graph = open_published(store or self._settings.store_folder)
        self.items = items_of(graph)
        given = {SISTER_CITY: p190, MEMBER_OF: p463}
        self.edges = {name: self._edges(name, source) for name, source in given.items() if source}
        self._graph = with_edges(graph, self.edges) if self.edges else graph

    @property
    def ask(self) -> Ask:
        """Asks the graph."""
        return lambda text: _rows(self._graph, text)

    def _edges(self, property_id: str, source: str) -> list[Edge]:
        if source != LIVE:
            return touching(read_edges(Path(source)), self.items)
        # The client is loaded only where it is needed.
        from cdkg.linking.live_edges import live_edges
        from cdkg.wikidata import client_of

        return list(live_edges(client_of(self._settings, is_offline=self._is_offline), property_id, self.items))


def _rows(graph: ox.Store, text: str) -> Iterable[Mapping[str, object]]:
    found = graph.query(text, prefixes=PREFIXES)
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    return [{name: row[name] for name in names if row[name] is not None} for row in found]
