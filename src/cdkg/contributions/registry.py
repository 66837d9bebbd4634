"""Holds together what is kept of the contributions and what of them is in the published graph."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import cast

import pyoxigraph as ox

from cdkg.contributions.budget import budgeted
from cdkg.contributions.effects import Progress
from cdkg.contributions.entries import ACCEPTED, QUEUED, Entry, Event, checked_id, graph_of
from cdkg.contributions.merging import Merge, Merged, Withdraw
from cdkg.contributions.names import is_contribution
from cdkg.contributions.queue import Queue
from cdkg.contributions.wrong_state import id_is_taken
from cdkg.errors import ContributionFieldError, UnknownContributionError
from cdkg.foreign import Limits
from cdkg.namespaces import CONTRIBUTIONS
from cdkg.settings import Settings
from cdkg.store.changes import Change, Changed, Writer
from cdkg.store.generations import open_published, published_id


class Registry:
    """The contributions of a store folder: those in the graph, and those that wait or were taken out.

    Args:
        folder: the store's folder.
        writer: who writes to the store.
        settings: how long to wait for another who changes entries, and what a change may use.
        limits: what a file may hold.
        progress: is told, in a worker, how much is checked, and of how much.
    """

    def __init__(
        self, folder: Path, writer: Writer, settings: Settings, limits: Limits, progress: Progress | None = None
    ) -> None:
        self._folder = folder
        self._writer = writer
        self._limits = limits
        self._progress = progress
        self._queue = Queue(folder, settings.update_seconds)
        self._settings = settings

    def alone(self) -> AbstractContextManager[None]:
        """Be the only one who changes entries.

        Raises:
            StoreBusyError: if another does so for too long.
            StoreError: if nothing is published.
        """
        published_id(self._folder)
        return self._queue.alone()

    def entries(self) -> list[Entry]:
        """List all contributions, by id; also those that came into the graph over HTTP, as an update, say."""
        graphs = self.graphs()
        known = self._queue.entries(graphs)
        named = {entry.graph for entry in known}
        others = [_without_file(graph) for graph in graphs if graph not in named]
        return sorted((*known, *others), key=lambda entry: entry.id)

    def entry(self, contribution: str) -> Entry:
        """Find a contribution.

        Raises:
            UnknownContributionError: if there is none of this id.
        """
        graphs = self.graphs()
        found = self._find(contribution, graphs)
        if found is not None:
            return found
        if graph_of(contribution) in graphs:
            return _without_file(graph_of(contribution))
        raise UnknownContributionError.named(contribution)

    def content(self, contribution: str) -> bytes:
        """Give a contribution's file.

        Raises:
            UnknownContributionError: if there is none.
        """
        return self._queue.content(checked_id(contribution))

    def same(self, new: Entry, *, queue: bool) -> Entry | None:
        """Find the same file, where it is in the graph or, if it is only to wait, waits.

        Args:
            new: what is to be handed in.
            queue: whether it is to wait.

        Raises:
            ContributionStateError: if another contribution has this id.
        """
        entries = self.entries()
        if any(entry.id == new.id and entry.sha256 != new.sha256 for entry in entries):
            raise id_is_taken(new.id)
        states = (ACCEPTED, QUEUED) if queue else (ACCEPTED,)
        return next((entry for entry in entries if entry.sha256 == new.sha256 and entry.state in states), None)

    def keep(self, new: Entry, event: Event, content: bytes) -> Entry:
        """Keep what is handed in, as waiting, under the id that it has if it is known; only for who is alone.

        Args:
            new: what is known of it.
            event: tells that it was handed in.
            content: its file.
        """
        self._queue.tidy()
        known = (entry for entry in self.entries() if entry.sha256 == new.sha256)
        before = next(known, None)
        if before is not None and before.state == QUEUED:
            return before
        entry = (before or new).after(event)
        if before is None:
            self._queue.add(entry, content)
        else:
            self._queue.change(entry)
        return entry

    def forget(self, entry: Entry) -> None:
        """Undo what `keep` did, unless the contribution has become part of the graph."""
        if entry.graph in self.graphs():
            return
        if len(entry.events) == 1:
            self._queue.remove(entry.id)
        else:
            self._queue.change(entry.without_last())

    def note(self, entry: Entry, event: Event) -> Entry:
        """Write down what was done with a contribution; only for who is alone."""
        noted = entry.after(event)
        self._queue.change(noted)
        return noted

    def merge(self, entry: Entry, event: Event) -> Entry:
        """Make a contribution part of the graph; only for who is alone.

        Args:
            entry: the contribution.
            event: tells of it.

        Raises:
            CdkgError: if it does not conform, or the store cannot be written; then it stays as it was.
        """
        content = self._queue.content(entry.id)
        change = Merge(entry, content, entry.events[0].who, event.when, self._limits, self._progress)
        merged = cast(Merged, self._write(entry, event, change, len(content)))
        return replace(self.note(replace(entry, stated=merged.stated), event), report=merged.report)

    def withdraw(self, entry: Entry, event: Event) -> Entry:
        """Take a contribution out of the graph; only for who is alone.

        Args:
            entry: the contribution.
            event: tells of it.

        Raises:
            CdkgError: if others rest on it, or the store cannot be written; then it stays.
        """
        size = len(self._queue.content(entry.id)) if entry.sha256 else 0
        self._write(entry, event, Withdraw(entry.id, event.reason), size)
        return self.note(entry, event) if entry.sha256 else entry.after(event)

    def graphs(self) -> frozenset[str]:
        """Name the contributions' graphs that the published graph holds.

        Raises:
            StoreError: if nothing is published.
        """
        names = (name.value for name in self.published().named_graphs() if isinstance(name, ox.NamedNode))
        return frozenset(name for name in names if is_contribution(name))

    def published(self) -> ox.Store:
        """Open the published graph for reading.

        Raises:
            StoreError: if nothing is published.
        """
        return open_published(self._folder)[1]

    def _write(self, entry: Entry, event: Event, change: Change, size: int) -> Changed:
        if entry.sha256:
            self._queue.change(entry.after(replace(event, is_sure=False)))
        try:
            with budgeted(self._settings, size):
                return self._writer.write(change, event.who, size).changed
        except Exception:
            if entry.sha256:
                self._queue.change(self._queue.entry(entry.id, self.graphs()))
            raise

    def _find(self, contribution: str, graphs: frozenset[str]) -> Entry | None:
        try:
            return self._queue.entry(checked_id(contribution), graphs)
        except (UnknownContributionError, ContributionFieldError):  # a graph that came over HTTP may have any name
            return None


def _without_file(graph: str) -> Entry:
    return Entry(graph.removeprefix(CONTRIBUTIONS), "", ACCEPTED, "", "", "", "", 0, graph)
