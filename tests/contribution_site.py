"""A site at which contributions are handed in, over a store folder of its own, with a desk without processes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cdkg.settings import Settings
from cdkg.store.embedded import EmbeddedStore
from cdkg.web import create_app
from cdkg.web.contributing import close_desk
from contribution_desk import desk_over
from web_site import BROWSER
from writable_site import BEARER, TOKEN, end_writer

TURTLE: Final = {"content_type": "text/turtle"}
PAGE: Final = {"Accept": BROWSER}


@contextmanager
def contribution_site(folder: Path, write: str = "contributions", **settings: Any) -> Iterator[FlaskClient]:
    """Make a client of a site.

    Args:
        folder: the store's folder.
        write: the setting of that name.
        settings: more settings.
    """
    chosen = Settings(store=str(folder), write=write, token=TOKEN, **settings)
    store = EmbeddedStore(folder, chosen)
    app = create_app(store, chosen)
    limits = {"upload_bytes": settings["upload_bytes"]} if "upload_bytes" in settings else {}
    app.extensions["cdkg-contributing"]._desk = desk_over(folder, **limits)
    try:
        yield app.test_client()
    finally:
        store.close()
        close_desk(app)
        if write != "off":
            end_writer(app)


def validated(client: FlaskClient, content: bytes, path: str = "/validate", **more: Any) -> TestResponse:
    """Have a document checked, as a program does."""
    return client.post(path, data=content, **(TURTLE | more))


def handed(client: FlaskClient, content: bytes, name: str = "ties.ttl", **more: Any) -> TestResponse:
    """Hand a document in, as a program does."""
    return client.post("/contributions", query_string={"name": name, **more}, data=content, headers=BEARER, **TURTLE)


def typed(client: FlaskClient, path: str, /, *files: tuple[bytes, str], **fields: Any) -> TestResponse:
    """Send a form, as a browser does."""
    data = fields | {"file": [(io.BytesIO(content), name) for content, name in files]}
    return client.post(path, data=data, headers=PAGE, content_type="multipart/form-data")
