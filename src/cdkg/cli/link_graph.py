"""What the verbs of ``cdkg link`` read of the published graph."""

from __future__ import annotations

from pathlib import Path

from cdkg.linking.things import Ask
from cdkg.settings import Settings
from cdkg.store.evaluation import answer_in_process
from cdkg.store.generations import open_published


def asking(store: Path | None, settings: Settings) -> Ask:
    """Open the published graph to be asked in this process.

    Args:
        store: the store's folder; that of the settings where it is not given.
        settings: the settings.

    Raises:
        StoreError: if nothing has been published, or it cannot be read.
    """
    _, graph = open_published(store or settings.store_folder)
    return lambda question: answer_in_process(graph, question)
