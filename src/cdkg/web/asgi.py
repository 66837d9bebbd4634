"""The application as ``cdkg serve`` runs it: ``granian --interface asginl cdkg.web.asgi:app``."""

from __future__ import annotations

from typing import Final

from cdkg.web.front import AT_ONCE
from cdkg.web.reception import Reception
from cdkg.web.wsgi import app as _application
from cdkg.web.wsgi import flask_app, settings

_THREADS: Final = 256
"""They only wait, for query workers and for slow clients: many more than the processors can run."""

app = Reception(_application, flask_app.extensions[AT_ONCE], _THREADS, settings.request_seconds)
