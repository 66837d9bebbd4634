"""A site that may be written to, over a store folder of its own, for the tests of writing over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from flask import Flask
from flask.testing import FlaskClient

from cdkg.settings import Settings
from cdkg.store.embedded import EmbeddedStore
from cdkg.web import create_app

TOKEN: Final = "correct-horse-battery-staple"
BEARER: Final = {"Authorization": f"Bearer {TOKEN}"}


@contextmanager
def writable_site(folder: Path, write: str, **settings: float) -> Iterator[FlaskClient]:
    """Make a client of a site.

    Args:
        folder: the store's folder.
        write: the setting of that name.
        settings: more settings.
    """
    chosen = Settings(store=str(folder), write=write, token=TOKEN, **settings)  # type: ignore[arg-type]
    store = EmbeddedStore(folder, chosen)
    app = create_app(store, chosen)
    try:
        yield app.test_client()
    finally:
        store.close()
        end_writer(app)


def end_writer(app: Flask) -> None:
    """End the process in which an app writes; by itself it ends with this program."""
    writer, _ = app.extensions["cdkg-writing"]
    writer.close()


def asks(client: FlaskClient, query: str) -> bool:
    """Ask an ASK query over HTTP."""
    answer = client.post("/sparql", data={"query": query}).get_json()["boolean"]
    assert isinstance(answer, bool)
    return answer


def counts(client: FlaskClient, pattern: str) -> int:
    """Count the solutions of a pattern over HTTP."""
    query = f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}"
    answer = client.post("/sparql", data={"query": query}).get_json()
    return int(answer["results"]["bindings"][0]["n"]["value"])
