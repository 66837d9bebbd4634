"""What the answers of a reconciliation service must look like, restated from the Reconciliation Service API 0.2.

The API publishes JSON schemas of its own (https://reconciliation-api.github.io/specs/0.2/schemas/). They are not part
of the project; where ``CDKG_RECONCILIATION_SCHEMAS`` names a folder that holds them, answers are checked against those,
too.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for
from referencing import Registry, Resource

Schema = dict[str, Any]

TEXT: Final[Schema] = {"type": "string"}
FILLED: Final[Schema] = {"type": "string", "minLength": 1}
URL: Final[Schema] = {"type": "string", "pattern": "^https?://[^ ]+$"}
TEMPLATE: Final[Schema] = {"type": "string", "pattern": r"\{\{id\}\}"}


def thing(required: str, **optional: Schema) -> Schema:
    """An object with some texts that must be there and members that may be, and no others."""
    names = required.split()
    return {
        "type": "object",
        "properties": {**dict.fromkeys(names, FILLED), **optional},
        "required": names,
        "additionalProperties": False,
    }


def listed(item: Schema) -> Schema:
    return {"type": "array", "items": item}


TYPE: Final = thing("id name", description=TEXT, broader=listed({"$ref": "#/$defs/type"}))
SUGGEST: Final = thing(
    "service_url service_path",
    service_url=URL,
    flyout_service_url=URL,
    flyout_service_path={"type": "string", "pattern": r"\$\{id\}"},
)
CELL: Final[Schema] = {
    "oneOf": [
        thing(""),
        thing("id name", description=TEXT),
        thing("str", str=TEXT),
        thing("float", float={"type": "number"}),
        thing("int", int={"type": "integer"}),
        thing("date", date={"type": "string", "pattern": r"^-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d"}),
    ]
}
CANDIDATE: Final = thing(
    "id name",
    description=TEXT,
    score={"type": "number", "minimum": 0, "maximum": 100},
    match={"type": "boolean"},
    type=listed(thing("id name")),
    features=listed(
        {**thing("id", value={"type": ["number", "boolean"]}), "required": ["id", "value"]},
    ),
)
SCHEMAS: Final[dict[str, Schema]] = {
    "manifest": {
        "type": "object",
        "properties": {
            "versions": {"type": "array", "contains": {"const": "0.2"}, "items": TEXT},
            "name": FILLED,
            "identifierSpace": URL,
            "schemaSpace": URL,
            "defaultTypes": {**listed(TYPE), "uniqueItems": True},
            "documentation": URL,
            "logo": URL,
            "serviceVersion": FILLED,
            "batchSize": {"type": "integer", "minimum": 1},
            "view": thing("url", url=TEMPLATE),
            "feature_view": thing("url", url=TEMPLATE),
            "preview": {
                "type": "object",
                "properties": {"url": TEMPLATE, "width": {"type": "integer"}, "height": {"type": "integer"}},
                "required": ["url", "width", "height"],
            },
            "suggest": thing("", entity=SUGGEST, property=SUGGEST, type=SUGGEST),
            "extend": {
                "type": "object",
                "properties": {
                    "propose_properties": thing("service_url service_path", service_url=URL),
                    "property_settings": listed(
                        {
                            "type": "object",
                            "properties": {"type": {"enum": ["number", "text", "checkbox", "select"]}},
                            "required": ["name", "label", "type"],
                        }
                    ),
                },
            },
        },
        "required": ["versions", "name", "identifierSpace", "schemaSpace"],
        "additionalProperties": False,
    },
    "reconciliation-result-batch": {
        "type": "object",
        "additionalProperties": {**thing("", result=listed(CANDIDATE)), "required": ["result"]},
    },
    "suggest-entities-response": thing(
        "", result=listed(thing("id name", description=TEXT, notable=listed(thing("id name"))))
    )
    | {"required": ["result"]},
    "suggest-types-response": thing("", result=listed(TYPE)) | {"required": ["result"]},
    "suggest-properties-response": thing("", result=listed(thing("id name", description=TEXT)))
    | {"required": ["result"]},
    "data-extension-property-proposal": thing(
        "", properties=listed(thing("id name", description=TEXT)), type=TEXT, limit={"type": "number"}
    )
    | {"required": ["properties"]},
    "data-extension-response": thing(
        "",
        meta=listed(thing("id name", type=thing("id name"), service=URL)),
        rows={"type": "object", "additionalProperties": {"type": "object", "additionalProperties": listed(CELL)}},
    )
    | {"required": ["meta", "rows"]},
}


def faults(name: str, answer: object) -> list[str]:
    """List what is wrong with an answer.

    Args:
        name: which schema it must fit, by its published name.
        answer: the answer as JSON gives it.
    """
    checkers: list[Any] = [Draft202012Validator({**SCHEMAS[name], "$defs": {"type": TYPE}})]
    folder = os.environ.get("CDKG_RECONCILIATION_SCHEMAS")
    if folder:
        checkers.append(_published(Path(folder), name))
    return [error.message for checker in checkers for error in checker.iter_errors(answer)]


def _published(folder: Path, name: str) -> Any:
    found = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")}
    for schema in found.values():
        schema["$schema"] = "http://json-schema.org/draft-07/schema#"  # they name none in particular
    registry: Any = Registry().with_resources((one["$id"], Resource.from_contents(one)) for one in found.values())
    return validator_for(found[name])(found[name], registry=registry)
