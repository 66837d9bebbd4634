"""Reads the RDF documents that a request sends: as its body, or as the files of a form."""

from __future__ import annotations

from typing import Final

from flask import request
from pyoxigraph import RdfFormat
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType

from cdkg.foreign import EXTENSIONS, MEDIA_TYPES
from cdkg.store.graph_changes import Document
from cdkg.web.asking import service
from cdkg.web.messages import say
from cdkg.web.protocol import refuse_coded_body
from cdkg.web.reader import reader_language

_FORM: Final = "multipart/form-data"
_PART_HEADERS: Final = 65_536
# What may be RDF, and anything else as well.
_TOO_GENERAL: Final = frozenset({"application/json", "application/xml", "text/xml", "text/plain"})


def sent_documents(base: str) -> tuple[Document, ...]:
    """Read the documents.

    Args:
        base: the IRI against which they resolve relative ones.

    Raises:
        BadRequest: if a form holds anything but files, or its files' formats are not told.
        RequestEntityTooLarge: if the body is longer than it may be.
        UnsupportedMediaType: if it is in a format, or an encoding, that is not read here.
    """
    most = service().settings.upload_bytes
    request.max_content_length = most + (_PART_HEADERS if request.mimetype == _FORM else 0)
    refuse_coded_body()
    if request.mimetype == _FORM:
        return _form_files(base)
    content = request.get_data(cache=False)
    if len(content) > most:
        raise RequestEntityTooLarge(say("upload_too_long", reader_language(), most=most))
    if not request.mimetype and not content:
        return ()
    # Without a type it is RDF/XML (Graph Store Protocol, section 5).
    media_type = _media_type(request.mimetype or RdfFormat.RDF_XML.media_type, request.mimetype_params)
    return (Document(content, media_type, base),)


def _form_files(base: str) -> tuple[Document, ...]:
    files = [file for _, file in request.files.items(multi=True)]
    if request.form or not all(file.filename for file in files):
        raise BadRequest(say("form_without_files", reader_language()))
    return tuple(_document(file, base) for file in files)


def _document(file: FileStorage, base: str) -> Document:
    name = file.filename or ""
    if file.mimetype:
        return Document(file.read(), _media_type(file.mimetype, file.mimetype_params), base, name)
    by_ending = EXTENSIONS.get(name.rpartition(".")[2].lower())
    if by_ending is None:
        raise BadRequest(say("form_without_files", reader_language()))
    return Document(file.read(), by_ending, base, name)


def _media_type(given: str, parameters: dict[str, str]) -> str:
    wanted = None if given in _TOO_GENERAL else MEDIA_TYPES.get(given)
    if wanted is None or parameters.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        raise _unread(f"{given}; charset={parameters['charset']}" if "charset" in parameters else given)
    return wanted.media_type


def _unread(given: str) -> UnsupportedMediaType:
    types = ", ".join(sorted({known.media_type for known in MEDIA_TYPES.values()}))
    return UnsupportedMediaType(say("not_rdf", reader_language(), given=given, types=types))
