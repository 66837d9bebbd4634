"""What the verbs of ``cdkg link`` read of the published graph."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pyoxigraph as ox

from cdkg.contributions.identifiers import is_iri
from cdkg.errors import CdkgError
from cdkg.linking.subjects import Subject, subjects
from cdkg.matching.entities import read_known
from cdkg.namespaces import ENTITY, PREFIXES
from cdkg.settings import Settings
from cdkg.store import Answer, Question
from cdkg.store.evaluation import answer_in_process
from cdkg.store.generations import open_published


class UnknownEntityError(CdkgError):
    """The graph has no city, country or body of this name."""

    exit_status = 2
    http_status = 404


class _OpenGraph:
    """A published graph that is asked in this process."""

    def __init__(self, version: str, graph: ox.Store) -> None:
        self._version = version
        self._graph = graph

    @property
    def version(self) -> str:
        """What identifies the graph."""
        return self._version

    def answer(self, question: Question) -> Answer:
        """Answer a query."""
        return answer_in_process(self._graph, question)

    def close(self) -> None:
        """Let go of nothing: the graph is closed with the process."""


def read_subjects(store: Path | None, settings: Settings) -> list[Subject]:
    """List what can be linked of the published graph.

    Args:
        store: the store's folder; that of the settings where it is not given.
        settings: the settings.

    Raises:
        StoreError: if nothing has been published, or it cannot be read.
    """
    graph = _OpenGraph(*open_published(store or settings.store_folder))
    return subjects(read_known(graph), graph.answer)


def chosen(wanted: Iterable[str], all_subjects: Sequence[Subject]) -> list[Subject]:
    """Find entities by what a person writes: ``city:tehran``, ``city/tehran`` or an IRI in full.

    Args:
        wanted: what is written.
        all_subjects: what can be linked.

    Raises:
        UnknownEntityError: if one is not there.
    """
    by_iri = {one.iri: one for one in all_subjects}
    found = []
    for text in dict.fromkeys(wanted):
        iri = _iri(text)
        if iri not in by_iri:
            raise UnknownEntityError(
                f"The graph has no city, country or body {text!r}. Write it like city:tehran or in full; `cdkg link "
                "list` lists all.",
                f"در گراف شهر، کشور یا نهادی به نام «{text}» نیست. آن را مانند city:tehran یا کامل بنویسید؛ "
                "`cdkg link list` همه را فهرست می‌کند.",
            )
        found.append(by_iri[iri])
    return found


def _iri(text: str) -> str:
    prefix, colon, local = text.partition(":")
    if colon and prefix in PREFIXES:
        return PREFIXES[prefix] + local
    return text if is_iri(text) else ENTITY + text
