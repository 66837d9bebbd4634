"""The desk of the running app, at which contributions are checked, handed in and reviewed over HTTP."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Final, cast

from flask import Flask, current_app, request

from cdkg.errors import WriteForbiddenError
from cdkg.settings import Settings
from cdkg.web.asking import service
from cdkg.web.writing import authorised, writer

if TYPE_CHECKING:
    from cdkg.contributions.desk import Desk

_EXTENSION: Final = "cdkg-contributing"
_FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")


class Counter:
    """Where the desk stands; it is opened when it is first needed.

    Args:
        settings: which store it is for, and how long things may take.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = Lock()
        self._desk: Desk | None = None

    def desk(self) -> Desk:
        """Give the desk."""
        with self._lock:
            if self._desk is None:
                # What validates is loaded only where it is needed: it takes a second and much memory.
                from cdkg.contributions.desk import Desk

                self._desk = Desk(self._settings.store_folder, self._settings, writer())
            return self._desk

    def close(self) -> None:
        """End what the desk has started."""
        with self._lock:
            if self._desk is not None:
                self._desk.close()
                self._desk = None


def register(app: Flask, settings: Settings) -> None:
    """Let an app have a desk.

    Args:
        app: the app.
        settings: its settings.
    """
    app.extensions[_EXTENSION] = Counter(settings)


def close_desk(app: Flask) -> None:
    """End the processes that an app's desk has started; by themselves they end with the program."""
    cast(Counter, app.extensions[_EXTENSION]).close()


def desk() -> Desk:
    """Give the desk of the app that handles this request."""
    return cast(Counter, current_app.extensions[_EXTENSION]).desk()


def is_open() -> bool:
    """Tell whether anything can be handed in here."""
    return service().settings.write != "off"


def sender() -> str:
    """Tell who sends this request, by the token: in the header, or, from a browser, in a field of the form.

    No browser sends the token by itself, so no page of another site can make one send a request that is obeyed.

    Returns:
        the name that is given beside the token, in the field or parameter ``who``; else the beginning of the token's
        hash.

    Raises:
        WriteForbiddenError: if nothing may be handed in.
        Unauthorized: if the token is absent or wrong.
    """
    if not is_open():
        raise WriteForbiddenError(
            "This server takes no contributions: its setting CDKG_WRITE is off. Files can be checked at /validate; who "
            "keeps the server can add them with `cdkg contribute FILE`, or set CDKG_WRITE to contributions.",
            "این سرور مشارکت نمی‌پذیرد: تنظیم CDKG_WRITE آن off است. پرونده‌ها را می‌توان در ‎/validate‎ سنجید؛ گرداننده "
            "سرور می‌تواند آن‌ها را با `cdkg contribute FILE` بیفزاید یا CDKG_WRITE را contributions کند.",
        )
    typed = None
    if "Authorization" not in request.headers and request.mimetype in _FORMS:
        typed = request.form.get("token", "")
    token = authorised(typed)
    return field("who").strip() or token


def field(name: str) -> str:
    """Read what is told beside a contribution: in a field of the form, else in the address; empty where it is not."""
    told = request.form.get(name) if request.mimetype in _FORMS else None
    return told if told is not None else request.args.get(name, "")


def waits() -> bool:
    """Tell whether what this request hands in is to wait for a review."""
    return service().settings.review == "on" or field("queue").strip().lower() in ("1", "on", "true", "yes")
