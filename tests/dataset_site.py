"""Sites over data sets of their own, asked by the real engine in this process: for the rules of the protocols."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox
from flask.testing import FlaskClient

from cdkg.settings import Settings
from cdkg.store import Answer, Question
from cdkg.store.changes import found_store
from cdkg.store.evaluation import answer_in_process
from cdkg.store.generations import open_published, published_id
from cdkg.web import create_app
from writable_site import end_writer

TOKEN: Final = "a-token-for-the-tests-of-the-protocols"


@dataclass
class DatasetStore:
    """A store whose default graph is its own.

    Args:
        trig: what it holds, as TriG.
    """

    trig: str
    version: str = "test-1"

    def __post_init__(self) -> None:
        self._store = ox.Store()
        self._store.load(self.trig.encode(), format=ox.RdfFormat.TRIG)

    def answer(self, question: Question) -> Answer:
        return answer_in_process(self._store, question)

    def close(self) -> None:
        pass


@dataclass
class FolderStore:
    """What is published in a store folder at each moment.

    Args:
        folder: the folder.
    """

    folder: Path

    @property
    def version(self) -> str:
        return published_id(self.folder)

    def answer(self, question: Question) -> Answer:
        return answer_in_process(open_published(self.folder)[1], question)

    def close(self) -> None:
        pass


def dataset_client(trig: str, **settings: str) -> FlaskClient:
    """Make a client of a site that serves a data set."""
    return create_app(DatasetStore(trig), Settings(**settings)).test_client()  # type: ignore[arg-type]


@contextmanager
def writable_client(folder: Path) -> Iterator[FlaskClient]:
    """Make a client, with the token, of a site to whose folder an administrator may write anything."""
    found_store(folder)
    app = create_app(FolderStore(folder), Settings(write="any", token=TOKEN, store=str(folder)))
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {TOKEN}"
    try:
        yield client
    finally:
        end_writer(app)
