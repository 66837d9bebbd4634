"""``/update``: the update operation of the SPARQL 1.1 Protocol (section 2.2)."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType

from cdkg.store.graph_changes import Update
from cdkg.web.asking import service
from cdkg.web.messages import say
from cdkg.web.protocol import FORM, body_text, graph_names, longest_body, refuse_broken_text, refuse_coded_body
from cdkg.web.reader import reader_language
from cdkg.web.writing import authorised, no_content, write

blueprint = Blueprint("update_endpoint", __name__)

DIRECT: Final = "application/sparql-update"


@blueprint.post("/update")
def update() -> Response:
    """Carry out an update; answered when it is on disk and the next query sees it."""
    who = authorised()
    write(_read(service().settings.upload_bytes), who)
    return no_content()


def _read(most: int) -> Update:
    request.max_content_length = longest_body(most)
    request.max_form_memory_size = request.max_content_length
    refuse_coded_body()
    refuse_broken_text(request.query_string)
    parameters: MultiDict[str, str] = request.args
    if "update" in parameters:
        raise BadRequest(say("update_in_address", reader_language()))
    if request.mimetype == DIRECT:
        updates = [body_text()]
    elif request.mimetype == FORM:
        refuse_broken_text(request.get_data())
        parameters = request.values
        updates = parameters.getlist("update")
    else:
        raise UnsupportedMediaType(
            say("unsupported_type", reader_language(), given=request.mimetype or "–", form=FORM, direct=DIRECT)
        )
    if not updates:
        raise BadRequest(say("update_missing", reader_language(), direct=DIRECT))
    if len(updates) > 1:
        raise BadRequest(say("one_update_only", reader_language(), count=len(updates)))
    if len(updates[0].encode("utf-8", "surrogatepass")) > most:
        raise RequestEntityTooLarge(say("upload_too_long", reader_language(), most=most))
    return Update(
        text=updates[0],
        base=request.base_url,
        using=graph_names(parameters, "using-graph-uri"),
        using_named=graph_names(parameters, "using-named-graph-uri"),
    )
