"""Reads the files that a request hands in: as its body, as files of a form, or as a text typed into one."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from flask import request
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType
from werkzeug.http import parse_options_header

from cdkg.foreign import EXTENSIONS, MEDIA_TYPES
from cdkg.web.asking import service
from cdkg.web.messages import say
from cdkg.web.protocol import FORM, longest_body, refuse_coded_body
from cdkg.web.reader import reader_language

if TYPE_CHECKING:
    from cdkg.contributions.checking import Handed

TABLES: Final = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""The media types of tables, by how the name of a file ends."""

TYPED: Final = {"ttl": "Turtle", "trig": "TriG", "nt": "N-Triples", "nq": "N-Quads", "jsonld": "JSON-LD",
                "rdf": "RDF/XML", "csv": "CSV", "tsv": "TSV"}  # fmt: skip
"""What a text that is typed into a form may be, by its value of the field ``format``."""

_MULTIPART: Final = "multipart/form-data"
_PART_HEADERS: Final = 65_536
# Browsers and operating systems give these to files of any kind; then the name decides.
_SAYS_NOTHING: Final = frozenset(
    {"", "application/octet-stream", "application/vnd.ms-excel", "application/zip", "application/json",
     "application/xml", "text/xml", "text/plain"}
)  # fmt: skip
_ENDINGS: Final = {"text/turtle": "ttl", "application/n-triples": "nt", "application/ld+json": "jsonld",
                   "application/rdf+xml": "rdf", "application/n-quads": "nq", "application/trig": "trig"}  # fmt: skip


def prepare_body() -> None:
    """Bound what of the request's body is read; to be called before any of it is.

    Raises:
        UnsupportedMediaType: if it is compressed.
    """
    most = service().settings.upload_bytes
    if request.mimetype == FORM:
        request.max_content_length = longest_body(most)
    else:
        request.max_content_length = most + (_PART_HEADERS if request.mimetype == _MULTIPART else 0)
    request.max_form_memory_size = request.max_content_length
    refuse_coded_body()


def handed_files() -> list[Handed]:
    """Read the files.

    Raises:
        BadRequest: if there is none, or a text is in no format that is known.
        RequestEntityTooLarge: if one is longer than it may be.
        UnsupportedMediaType: if one is in a format that is not read here.
    """
    if request.mimetype in (FORM, _MULTIPART):
        found = [_of_form(file) for _, file in request.files.items(multi=True) if file.filename]
        found += _typed()
    else:
        content = request.get_data(cache=False)
        found = [_of_body(content)] if content else []
    if not found:
        raise BadRequest(say("nothing_handed_in", reader_language()))
    most = service().settings.upload_bytes
    if any(len(one.content) > most for one in found):
        raise RequestEntityTooLarge(say("upload_too_long", reader_language(), most=most))
    return found


def _typed() -> list[Handed]:
    text, ending = request.form.get("text", ""), request.form.get("format", "ttl")
    if not text.strip():
        return []
    if ending not in TYPED:
        raise BadRequest(say("no_such_text_format", reader_language(), format=ending, formats=", ".join(TYPED)))
    return [_handed(text.encode("utf-8", "replace"), f"text.{ending}", None)]


def _of_form(file: FileStorage) -> Handed:
    name = plain_name(file.filename or "")
    # A browser takes the type from the system, which may know no better than the name's ending, or worse.
    if _ending(name):
        return _handed(file.read(), name, None)
    return _handed(file.read(), name, _known_type(file.mimetype or "", name))


def _of_body(content: bytes) -> Handed:
    given = request.mimetype
    name = _told_name()
    if given in _SAYS_NOTHING and _ending(name):
        return _handed(content, name, None)
    media_type = _known_type(given, name)
    table = next((ending for ending, known in TABLES.items() if known == media_type), None)
    name = name or f"contribution.{table or _ENDINGS.get(media_type, 'ttl')}"
    charset = request.mimetype_params.get("charset")
    # A table's encoding is found by reading it; RDF is UTF-8 or nothing.
    return _handed(content, name, media_type if table or not charset else f"{media_type}; charset={charset}")


def _known_type(given: str, name: str) -> str:
    if given in TABLES.values():
        return given
    if given in MEDIA_TYPES:
        return MEDIA_TYPES[given].media_type
    types = ", ".join([*sorted({known.media_type for known in MEDIA_TYPES.values()}), *TABLES.values()])
    shown = f"{given or '–'} ({name})" if name else given or "–"
    raise UnsupportedMediaType(say("not_a_contribution", reader_language(), given=shown, types=types))


def _told_name() -> str:
    name = request.args.get("name", "")
    if not name:
        name = parse_options_header(request.headers.get("Content-Disposition", ""))[1].get("filename", "")
        with suppress(UnicodeError):
            name = name.encode("latin-1").decode("utf-8")  # as most programs write it into the header
    return plain_name(name)


def plain_name(name: str) -> str:
    """Take the name of a file without the folders that a client names before it."""
    return re.split(r"[\\/]", name)[-1].strip(" .\0")


def _ending(name: str) -> str:
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    return ending if ending in EXTENSIONS or ending in TABLES else ""


def _handed(content: bytes, name: str, media_type: str | None) -> Handed:
    from cdkg.contributions.checking import Handed

    return Handed(content, name or "file", media_type)
