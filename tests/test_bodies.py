"""Request bodies: slow clients hold some threads, never all."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

from werkzeug.exceptions import HTTPException
from werkzeug.test import Client, EnvironBuilder

from cdkg.web.bodies import BodyGuard

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class SlowBody(io.BytesIO):
    """A body whose client takes its time."""

    def __init__(self) -> None:
        super().__init__(b"late")
        self.is_read = threading.Event()
        self.may_come = threading.Event()

    def read(self, size: int | None = -1, /) -> bytes:
        self.is_read.set()
        self.may_come.wait(20)
        return super().read(size)


def reads_all(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    body = environ["wsgi.input"].read()
    start_response("200 OK", [])
    return [body]


def test_a_body_beyond_those_that_may_be_read_at_a_time_is_refused_and_others_are_answered() -> None:
    guard = BodyGuard(reads_all, readers=1)
    slow = SlowBody()
    answers: list[bytes] = []

    def send_slowly() -> None:
        environ = EnvironBuilder(method="POST", input_stream=slow, content_length=4).get_environ()
        answers.append(b"".join(guard(environ, lambda *_: lambda _: None)))

    sender = threading.Thread(target=send_slowly)
    sender.start()
    assert slow.is_read.wait(20)
    refused = Client(guard).post("/", data=b"quick")
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    assert Client(guard).get("/").status_code == 200, "a request without a body waits for none"
    slow.may_come.set()
    sender.join()
    assert answers == [b"late"]
    assert Client(guard).post("/", data=b"quick").data == b"quick"


def test_an_application_may_answer_the_refusal_itself() -> None:
    def answers_itself(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            environ["wsgi.input"].readline()
        except HTTPException as refusal:
            start_response(f"{refusal.code} said by the application", [])
        return []

    guard = BodyGuard(answers_itself, readers=1)
    guard._readers.acquire()
    assert Client(guard).post("/", data=b"x").status == "503 said by the application"
