"""The web application: SPARQL endpoint, named queries, and a page for everything that the graph names."""

from __future__ import annotations

from flask import Flask
from jinja2 import StrictUndefined

from cdkg.namespaces import PREFIXES, short
from cdkg.settings import Settings
from cdkg.store import Store
from cdkg.web import (
    comparison_pages,
    contributing,
    contribution_pages,
    dataset_description,
    decision_pages,
    dump,
    entity_pages,
    freshness,
    graph_store,
    headers,
    health,
    home_page,
    link_pages,
    one_contribution,
    ontology_page,
    problems,
    query_pages,
    reconciliation,
    reports,
    sparql_endpoint,
    static_files,
    template_files,
    update_endpoint,
    validation_pages,
    writing,
)
from cdkg.web.access_log import Numbered, access_log
from cdkg.web.asking import Service
from cdkg.web.front import AT_ONCE, Front
from cdkg.web.messages import digits, grouped, say
from cdkg.web.plain_queries import PlainQueries
from cdkg.web.protocol import longest_body
from cdkg.web.reader import DIRECTION, reader_language, same_page, stay

_BLUEPRINTS = (
    home_page,
    sparql_endpoint,
    update_endpoint,
    graph_store,
    query_pages,
    entity_pages,
    ontology_page,
    dataset_description,
    dump,
    health,
    static_files,
    validation_pages,
    template_files,
    contribution_pages,
    decision_pages,
    one_contribution,
    comparison_pages,
    link_pages,
    reconciliation,
)


def create_app(store: Store, settings: Settings) -> Flask:
    """Make the application.

    Args:
        store: what it asks; it stays the caller's to close.
        settings: how long queries and answers may be.
    """
    app = Flask(__name__, static_folder=None)
    # No redirect, whose address a client's Host header would make.
    app.url_map.strict_slashes = app.url_map.merge_slashes = False
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(_for_every_page)
    service = Service(store, settings)
    with app.app_context():
        service.register()
    for module in _BLUEPRINTS:
        app.register_blueprint(module.blueprint)
    problems.register(app)
    reports.register(app)
    reconciliation.register(app, store)
    contributing.register(app, settings)
    writing.register(app, settings)
    headers.register(app)
    freshness.register(app)
    plain = PlainQueries(app, service)
    front = Front(
        app.wsgi_app,
        lambda: store.version,
        settings.cache_mib * 2**20,
        longest_body(settings.query_bytes),
        plain.answer,
        plain.answer_at_once,
    )
    numbered = Numbered(front, front.at_once, access_log(settings.access_log))
    # The framework's own way to put something before it.
    app.wsgi_app = numbered  # type: ignore[method-assign]
    app.extensions[AT_ONCE] = numbered.at_once
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
