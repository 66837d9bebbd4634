"""Keeps what was handed in: a folder for each contribution, with its file and what was done with it.

A file is written beside the one that it replaces, is on disk before it takes its place, and takes it in one step. What
is to be done to the graph is written down before, as not sure; whether it was done, the graph tells. So whenever the
machine stops, an entry is as it was before or as it is afterwards, and agrees with the graph.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Collection
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Final

from cdkg.contributions.entries import ACCEPTED, REVERTED, Entry, Event, from_json, to_json
from cdkg.errors import StoreError, UnknownContributionError
from cdkg.store.publication import only_writer, sync

_FOLDER: Final = "contributions"
_ENTRY: Final = "entry.json"
_FILE: Final = "file"
_DRAFT: Final = ".new-"


class Queue:
    """The contributions that were handed in to a store folder.

    Args:
        folder: the store's folder.
        patience: how long to wait for another who changes entries, in seconds.
    """

    def __init__(self, folder: Path, patience: float) -> None:
        self._folder = folder / _FOLDER
        self._patience = patience

    def alone(self) -> AbstractContextManager[None]:
        """Be the only one who changes entries.

        Raises:
            StoreBusyError: if another does so for too long.
        """
        self._folder.mkdir(exist_ok=True)
        return only_writer(self._folder, self._patience)

    def entries(self, graphs: Collection[str]) -> list[Entry]:
        """Read all entries, by id.

        Args:
            graphs: IRIs of the contributions' graphs that the published graph holds.
        """
        if not self._folder.is_dir():
            return []
        names = sorted(path.parent.name for path in self._folder.glob(f"*/{_ENTRY}"))
        return [self.entry(name, graphs) for name in names if not name.startswith(_DRAFT)]

    def entry(self, contribution: str, graphs: Collection[str]) -> Entry:
        """Read one entry.

        Args:
            contribution: the contribution's id.
            graphs: IRIs of the contributions' graphs that the published graph holds.

        Raises:
            UnknownContributionError: if there is none.
            StoreError: if its file is damaged.
        """
        path = self._folder / contribution / _ENTRY
        try:
            return _settled(from_json(json.loads(path.read_text(encoding="utf-8"))), graphs)
        except FileNotFoundError:
            raise UnknownContributionError.named(contribution) from None
        except (OSError, ValueError, KeyError, TypeError, IndexError) as fault:
            raise StoreError(
                f"The contribution {contribution!r} cannot be read: {path} is damaged ({fault}). Move its folder away.",
                f"مشارکت «{contribution}» خوانده نمی‌شود: {path} آسیب دیده است ({fault}). پوشه آن را جابه‌جا کنید.",
            ) from fault

    def content(self, contribution: str) -> bytes:
        """Read the file of an entry.

        Raises:
            UnknownContributionError: if there is none.
        """
        try:
            return (self._folder / contribution / _FILE).read_bytes()
        except FileNotFoundError:
            raise UnknownContributionError.named(contribution) from None

    def add(self, entry: Entry, content: bytes) -> None:
        """Keep a new contribution; its folder appears whole or not at all.

        Args:
            entry: what is known of it.
            content: its file.
        """
        draft = self._folder / f"{_DRAFT}{secrets.token_hex(8)}"
        draft.mkdir(mode=0o750)
        try:
            (draft / _FILE).write_bytes(content)
            _write(draft / _ENTRY, entry)
            for path in (draft / _FILE, draft):
                sync(path)
            draft.rename(self._folder / entry.id)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        sync(self._folder)

    def change(self, entry: Entry) -> None:
        """Replace what is known of a contribution, in one step."""
        path = self._folder / entry.id / _ENTRY
        draft = path.with_name(f"{_DRAFT}{secrets.token_hex(8)}")
        try:
            _write(draft, entry)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        sync(path.parent)

    def remove(self, contribution: str) -> None:
        """Forget a contribution that was never accepted; its folder vanishes in one step."""
        draft = self._folder / f"{_DRAFT}{secrets.token_hex(8)}"
        (self._folder / contribution).rename(draft)
        shutil.rmtree(draft, ignore_errors=True)
        sync(self._folder)

    def tidy(self) -> None:
        """Remove what a crash has left; only for who is alone."""
        for path in self._folder.glob(f"{_DRAFT}*"):
            shutil.rmtree(path, ignore_errors=True)


def _write(path: Path, entry: Entry) -> None:
    path.write_text(json.dumps(to_json(entry), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    sync(path)


def _settled(entry: Entry, graphs: Collection[str]) -> Entry:
    """Give an entry as the graph tells that it is, whatever could not be written down any more."""
    is_in = entry.graph in graphs
    events = list(entry.events)
    if not events[-1].is_sure:
        was_done = is_in == (events[-1].state == ACCEPTED)
        events[-1:] = [replace(events[-1], is_sure=True)] if was_done else []
    state = events[-1].state if events else REVERTED
    if is_in != (state == ACCEPTED):
        # Who may write to contributions' graphs over HTTP has put it in or taken it out.
        events.append(Event(ACCEPTED if is_in else REVERTED, "", events[-1].when if events else "", ""))
    last = events[-1]
    return replace(entry, state=last.state, who=last.who, when=last.when, reason=last.reason, events=tuple(events))
