"""Reads the parameters of a request: of its address, and of a form."""

from __future__ import annotations

from collections.abc import Mapping

from flask import request
from werkzeug.exceptions import UnsupportedMediaType

from cdkg.web.asking import service
from cdkg.web.messages import say
from cdkg.web.protocol import FORM, longest_body, refuse_broken_text, refuse_coded_body
from cdkg.web.reader import reader_language


def parameters() -> Mapping[str, str]:
    """Read the request's parameters, of the query string and of a form.

    Raises:
        BadRequest: if they are not UTF-8.
        UnsupportedMediaType: if the body is no form.
        RequestEntityTooLarge: if it is too long.
    """
    refuse_broken_text(request.query_string)
    if request.method != "POST":
        return request.args
    request.max_content_length = longest_body(service().settings.query_bytes)
    request.max_form_memory_size = request.max_content_length
    refuse_coded_body()
    if request.mimetype not in (FORM, "multipart/form-data"):
        raise UnsupportedMediaType(say("reconcile_form", reader_language(), given=request.mimetype or "–", form=FORM))
    if request.mimetype == FORM:
        refuse_broken_text(request.get_data())
    return request.values
