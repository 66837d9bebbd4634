"""The application as a WSGI server loads it: ``granian --interface wsgi cdkg.web.wsgi:app``."""

from __future__ import annotations

import gc
import sys
from typing import Final

from cdkg.queries import column_names, named_queries
from cdkg.settings import Settings
from cdkg.store.embedded import EmbeddedStore
from cdkg.web import create_app
from cdkg.web.bodies import BodyGuard
from cdkg.web.presence import client_is_there, noting_requests, seconds_spent
from cdkg.web.server import end_with_watcher

_TURN_SECONDS: Final = 0.002
"""How long a thread may go on while others want their turn.

With Python's own 5 ms, a page that reads a hundred rows and gives the others a turn after each took two seconds beside
some that read hostile queries. With a tenth of it, threads that wait for their turn wake so often to claim it that
lookups are a fifth slower.
"""

_NEW_OBJECTS: Final = 20_000
"""How many more objects there must be for the collector to look at them; Python's own number is 700."""

sys.setswitchinterval(_TURN_SECONDS)
end_with_watcher()
settings = Settings.from_environment()

_store = EmbeddedStore(settings.store_folder, settings, client_is_there, seconds_spent)

# What the first request would wait for otherwise, and a rush of first requests many times over.
named_queries()
column_names()

flask_app = create_app(_store, settings)
app = noting_requests(BodyGuard(flask_app))

# What is loaded by now stays: the collector need not look through it again and again.
gc.collect()
gc.freeze()
# Hardly anything here refers to itself: the collector finds nothing to free, and need not look as often as it would.
gc.set_threshold(_NEW_OBJECTS)
