"""Listens for the engine on the loopback address, in the place of the servers that a query names."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from typing import Any, Final

from cdkg.errors import CdkgError
from cdkg.federation.account import Account
from cdkg.sparql.egress_targets import Call

_LONGEST_QUERY: Final = 1_000_000


class Forwarder(ThreadingTCPServer):
    """A server for the engine of this process and for nobody else: its paths are secret.

    Args:
        calls: the calls that it answers.
        account: asks the servers.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self, calls: Sequence[Call], account: Account) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        secret = secrets.token_urlsafe(24)
        self.account = account
        self._paths = {f"/{secret}/{number}": call for number, call in enumerate(calls)}

    @property
    def addresses(self) -> dict[Call, str]:
        """The address at which each call is answered."""
        _, port = self.server_address[:2]
        return {call: f"http://127.0.0.1:{port}{path}" for path, call in self._paths.items()}

    def call_at(self, path: str, keyword: str) -> Call | None:
        """Find the call that a path stands for; none where the path is not one that was made here."""
        for mine, call in self._paths.items():
            if hmac.compare_digest(path.encode(), mine.encode()) and call.keyword == keyword:
                return call
        return None

    def handle_error(self, *_: Any) -> None:
        """Say nothing: an engine that goes away has been stopped."""


class _Handler(BaseHTTPRequestHandler):
    """Hands one request of the engine to the forwarder."""

    server: Forwarder
    timeout = 60.0

    def do_POST(self) -> None:
        """Answer a SERVICE."""
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > _LONGEST_QUERY:
            self.send_error(413)
            return
        self._forward("SERVICE", int(length))

    def do_GET(self) -> None:
        """Answer a LOAD."""
        self._forward("LOAD", 0)

    def log_message(self, *_: Any) -> None:
        """Say nothing: the path is a secret."""

    def _forward(self, keyword: str, length: int) -> None:
        call = self.server.call_at(self.path, keyword)
        if call is None:
            self.send_error(404)
            return
        try:
            media_type, body = self.server.account.answer(call, self.rfile.read(length))
        except CdkgError:
            self.send_error(502)
            return
        self.send_response(200)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
