"""The application as a WSGI server loads it: ``granian --interface wsgi cdkg.web.wsgi:app``."""

from __future__ import annotations

from cdkg.settings import Settings
from cdkg.store.embedded import EmbeddedStore
from cdkg.web import create_app

_settings = Settings.from_environment()

app = create_app(EmbeddedStore(_settings.store_folder, _settings), _settings)
