"""The desk: where contributions are checked, handed in, reviewed, merged and taken back, and the log of all that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from cdkg.contributions.budget import budgeted
from cdkg.contributions.checking import Checked, Handed, begin, check_files
from cdkg.contributions.decisions import Decision
from cdkg.contributions.difference import Difference, difference_of
from cdkg.contributions.effects import Progress
from cdkg.contributions.entries import (
    ACCEPTED,
    QUEUED,
    REJECTED,
    REVERTED,
    Entry,
    Event,
    LogEntry,
    checked_id,
    checked_text,
    checksum,
    graph_of,
    id_of,
)
from cdkg.contributions.gate import prepare
from cdkg.contributions.merging import not_conforming
from cdkg.contributions.registry import Registry
from cdkg.contributions.wrong_state import wrong_state
from cdkg.foreign import Limits
from cdkg.isolation import WorkerPool
from cdkg.settings import Settings
from cdkg.store.changes import Writer

_WORKERS: Final = 2


class Desk:
    """Where contributions to the graph of a store folder are handed in and reviewed.

    Threads and processes may share the folder: what one is at, others wait for, and are told to try again where it
    takes too long. Whatever stops the machine, a contribution is in the graph whole or not at all.

    Args:
        folder: the store's folder.
        settings: how long things may take, and how large a file may be.
        writer: who writes to the store; the desk's own where none is given.
        progress: is told, in a worker, how much is checked, and of how much; it can be pickled.
    """

    def __init__(
        self, folder: Path, settings: Settings, writer: Writer | None = None, progress: Progress | None = None
    ) -> None:
        self._folder = folder
        self._settings = settings
        self._progress = progress
        self._limits = Limits(data_bytes=settings.upload_bytes)
        limits = settings.change_seconds(settings.upload_bytes), settings.worker_memory_mib
        self._pool = WorkerPool(_WORKERS, *limits, initializer=begin)
        self._writer = writer or Writer(folder, settings, freely=False, prepare=prepare)
        self._registry = Registry(folder, self._writer, settings, self._limits, progress)

    def close(self) -> None:
        """End the processes in which files are read and written."""
        self._pool.close()
        self._writer.close()

    def check(self, content: bytes, name: str, media_type: str | None = None) -> Checked:
        """Check a file, together with what it touches in the published graph. Nothing is written.

        Args:
            content: the file.
            name: its name; its ending tells the format where no media type does.
            media_type: its format.

        Raises:
            ForeignDataError: if it cannot be read.
            OverBudgetError: if that takes too long or too much memory.
            StoreError: if nothing is published.
        """
        return self.check_together([Handed(content, checked_text("name", name), media_type)])

    def check_together(self, files: Sequence[Handed], *, patiently: bool = False) -> Checked:
        """Check several files that speak of each other as if they were one, as `check` does.

        Large ones may take longer where that is done ``patiently``; else anybody could keep the machine busy with them.
        """
        size = sum(len(file.content) for file in files) if patiently else 0
        with budgeted(self._settings, size):
            most, arguments = self._settings.change_seconds(size), (str(self._folder), tuple(files), self._limits)
            return self._pool.run_within(most, check_files, *arguments, self._progress)

    def hand_in(
        self,
        content: bytes,
        name: str,
        who: str,
        *,
        id: str | None = None,  # noqa: A002  # what it is called everywhere
        media_type: str | None = None,
        queue: bool = False,
        is_checked: bool = False,
    ) -> Entry:
        """Hand in a file: it becomes part of the graph, or waits to be reviewed.

        Args:
            content: the file.
            name: its name.
            who: who it is from.
            id: what it is to be called; made of its name and checksum where that is not given.
            media_type: its format; told by the name where that is not given.
            queue: whether it waits to be reviewed.
            is_checked: whether what is to wait was checked before, with other files.

        Returns:
            its entry; that of before, and ``is_changed`` false, where the same file is in the graph already, or waits.

        Raises:
            NonConformingError: if it does not conform, with the report; nothing is kept of it then.
            ContributionStateError: if another file has this id.
            ContributionFieldError: if id, name or person cannot be used.
            ForeignDataError: if it cannot be read.
            StoreBusyError: if others write for so long that it is to be tried again.
        """
        name, who = checked_text("name", name), checked_text("who", who)
        chosen = id_of(name, content) if id is None else checked_id(id)
        new = Entry(chosen, name, QUEUED, "", "", "", checksum(content), 0, graph_of(chosen), media_type)
        if (same := self._registry.same(new, queue=queue)) is not None:
            return same
        report = None
        if queue and not is_checked:
            checked = self.check_together([Handed(content, name, media_type)], patiently=True)
            if not checked.report.conforms:
                raise not_conforming(checked.report)
            new, report = replace(new, stated=checked.stated), checked.report
        with self._registry.alone():
            if (same := self._registry.same(new, queue=queue)) is not None:
                return same
            kept = self._registry.keep(new, _event(QUEUED, who), content)
            if queue:
                return replace(kept, report=report)
            try:
                return self._registry.merge(kept, _event(ACCEPTED, who))
            except Exception:
                if kept.is_changed:
                    self._registry.forget(kept)
                raise

    def decide(self, decision: Decision, who: str, *, queue: bool = False) -> Entry:
        """Settle a disagreement, or report a claim that was taken wrongly from its document; else as `hand_in`.

        Raises:
            ContributionFieldError: if the graph holds no such disagreement or claim, or no reason is given.
        """
        content = decision.to_turtle(checked_text("who", who), self._registry.published())
        return self.hand_in(content, decision.file_name, who, queue=queue)

    def entries(self) -> list[Entry]:
        """List all contributions, by id; also those that came into the graph without passing the desk."""
        return self._registry.entries()

    def entry(self, contribution: str) -> Entry:
        """Find a contribution.

        Raises:
            UnknownContributionError: if there is none of this id.
        """
        return self._registry.entry(contribution)

    def content(self, contribution: str) -> bytes:
        """Give a contribution's file as it was handed in.

        Raises:
            UnknownContributionError: if there is none of this id, or it came without a file.
        """
        return self._registry.content(contribution)

    def difference(self, contribution: str) -> Difference:
        """Tell what a contribution adds to the graph, whether it is in it already or not.

        Raises:
            UnknownContributionError: if there is none of this id.
            ForeignDataError: if its file cannot be read.
        """
        entry = self.entry(contribution)
        handed = None if entry.state == ACCEPTED else Handed(self.content(contribution), entry.name, entry.media_type)
        with budgeted(self._settings):
            most, folder = self._settings.update_seconds, str(self._folder)
            return self._pool.run_within(most, difference_of, folder, entry, handed, self._limits)

    def accept(self, contribution: str, who: str, reason: str = "") -> Entry:
        """Make a contribution part of the graph: one that waits, or that was rejected or reverted.

        Raises:
            NonConformingError: if it does not conform to the graph as it is now; it stays as it was.
            ContributionStateError: if it is part of the graph.
            UnknownContributionError: if there is none of this id.
        """
        event = _event(ACCEPTED, checked_text("who", who), checked_text("reason", reason, is_needed=False))
        with self._registry.alone():
            entry = self.entry(contribution)
            if entry.state == ACCEPTED:
                raise wrong_state(entry, ACCEPTED)
            return self._registry.merge(entry, event)

    def reject(self, contribution: str, who: str, reason: str) -> Entry:
        """Turn down a contribution that waits; it is kept and can be accepted later.

        Raises:
            ContributionStateError: if it does not wait.
            UnknownContributionError: if there is none of this id.
        """
        event = _event(REJECTED, checked_text("who", who), checked_text("reason", reason))
        with self._registry.alone():
            entry = self.entry(contribution)
            if entry.state != QUEUED:
                raise wrong_state(entry, REJECTED)
            return self._registry.note(entry, event)

    def revert(self, contribution: str, who: str, reason: str) -> Entry:
        """Take a contribution out of the graph, which is then what it would be without it.

        Raises:
            NonConformingError: if others rest on it; it stays.
            ContributionStateError: if it is not part of the graph.
            UnknownContributionError: if there is none of this id.
        """
        event = _event(REVERTED, checked_text("who", who), checked_text("reason", reason))
        with self._registry.alone():
            entry = self.entry(contribution)
            if entry.state != ACCEPTED:
                raise wrong_state(entry, REVERTED)
            return self._registry.withdraw(entry, event)

    def log(self) -> list[LogEntry]:
        """Tell what was done with all contributions, the earliest first."""
        lines = [
            LogEntry(event.when, entry.id, entry.name, event.state, event.who, event.reason)
            for entry in self.entries()
            for event in entry.events
        ]
        return sorted(lines, key=lambda line: line.when)


def _event(state: str, who: str, reason: str = "") -> Event:
    return Event(state, who, datetime.now(UTC).isoformat(timespec="milliseconds"), reason)
