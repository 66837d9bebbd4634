"""``/static/…``: style sheet and icon."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import Final

from flask import Blueprint, Response
from werkzeug.exceptions import NotFound
from werkzeug.security import safe_join

blueprint = Blueprint("static_files", __name__)

_FOLDER: Final = Path(__file__).with_name("static")


@blueprint.get("/static/<path:name>")
def static_file(name: str) -> Response:
    """Send a file."""
    path = safe_join(str(_FOLDER), name)
    try:
        content = Path(path or "").read_bytes()
    except (OSError, ValueError):  # not there, a folder, or no possible name
        raise NotFound from None
    return Response(content, mimetype=mimetypes.guess_type(name)[0])
