"""The web application: SPARQL endpoint, named queries, and a page for everything that the graph names."""

from __future__ import annotations

from flask import Flask
from jinja2 import StrictUndefined

from cdkg.namespaces import PREFIXES, short
from cdkg.settings import Settings
from cdkg.store import Store
from cdkg.web import (
    entity_pages,
    headers,
    health,
    home_page,
    ontology_page,
    problems,
    query_pages,
    sparql_endpoint,
)
from cdkg.web.asking import Service
from cdkg.web.messages import digits, grouped, say
from cdkg.web.reader import DIRECTION, reader_language, same_page, stay

_BLUEPRINTS = (home_page, sparql_endpoint, query_pages, entity_pages, ontology_page, health)


def create_app(store: Store, settings: Settings) -> Flask:
    """Make the application.

    Args:
        store: what it asks; it stays the caller's to close.
        settings: how long queries and answers may be.
    """
    app = Flask(__name__)
    app.url_map.strict_slashes = False  # no redirect, whose address a client's Host header would make
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(_for_every_page)
    with app.app_context():
        Service(store, settings).register()
    for module in _BLUEPRINTS:
        app.register_blueprint(module.blueprint)
    problems.register(app)
    headers.register(app)
    return app


def _for_every_page() -> dict[str, object]:
    language = reader_language()
    return {
        "language": language,
        "direction": DIRECTION[language],
        "other_language": "en" if language == "fa" else "fa",
        "say": lambda key, **values: say(key, language, **values),
        "number": lambda number: grouped(number, language),
        "digits": lambda text: digits(text, language),
        "stay": stay,
        "same_page": same_page,
        "short": short,
        "prefixes": PREFIXES,
    }
