"""The service manifest (Reconciliation Service API 0.2, section 3.1): what is offered, and where."""

from __future__ import annotations

from typing import Final

from cdkg import __version__
from cdkg.namespaces import ONTOLOGY
from cdkg.web.messages import say
from cdkg.web.reconciliation.batches import BATCH
from cdkg.web.reconciliation.catalogue import Catalogue
from cdkg.web.reconciliation.identifiers import SPACE

PREVIEW_SIZE: Final = (420, 260)
"""Width and height of a preview, in pixels."""

_DEFAULT_TYPES: Final = ("City", "Country", "CityNetwork", "Organization", "skos:Concept")


def manifest(root: str, endpoint: str, catalogue: Catalogue, language: str) -> dict[str, object]:
    """Describe the service.

    Args:
        root: the address of this server, with a slash at its end.
        endpoint: the address of the service, without one.
        catalogue: what can be matched to.
        language: the language of the names.
    """
    width, height = PREVIEW_SIZE
    types = [catalogue.types[one] for one in _DEFAULT_TYPES if one in catalogue.types]
    return {
        "versions": ["0.2"],
        "name": say("reconcile_name", language),
        "identifierSpace": SPACE,
        "schemaSpace": ONTOLOGY,
        "defaultTypes": [{"id": one.id, "name": one.names[language]} for one in types],
        "documentation": f"{endpoint}/features",
        "logo": f"{root}static/icon.svg",
        "serviceVersion": __version__,
        "batchSize": BATCH,
        "view": {"url": f"{root}{{{{id}}}}"},
        "feature_view": {"url": f"{endpoint}/features/{{{{id}}}}"},
        "preview": {"url": f"{endpoint}/preview?id={{{{id}}}}", "width": width, "height": height},
        "suggest": {kind: _suggest(endpoint, kind) for kind in ("entity", "type", "property")},
        "extend": {
            "propose_properties": {"service_url": endpoint, "service_path": "/properties"},
            "property_settings": [
                {
                    "name": "limit",
                    "type": "number",
                    "default": 0,
                    "label": say("reconcile_limit", language),
                    "help_text": say("reconcile_limit_help", language),
                }
            ],
        },
    }


def _suggest(endpoint: str, kind: str) -> dict[str, str]:
    return {
        "service_url": endpoint,
        "service_path": f"/suggest/{kind}",
        "flyout_service_url": endpoint,
        "flyout_service_path": f"/flyout/{kind}?id=${{id}}",
    }
