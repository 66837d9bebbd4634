"""``cdkg serve``: answer queries over HTTP."""

from __future__ import annotations

import os
import socket

import click

from cdkg.cli.build import build_if_stale
from cdkg.cli.terminal import tell
from cdkg.cli.watching import Watcher
from cdkg.errors import CdkgError
from cdkg.settings import Settings
from cdkg.store.changes import found_store
from cdkg.web.server import LIFELINE


@click.command
@click.option("--host", help="Address to listen on (CDKG_HOST).")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on (CDKG_PORT).")
@click.option("--build/--no-build", "fresh", default=True, help="Build the graph first if it is not up to date.")
def serve(host: str | None, port: int | None, fresh: bool) -> None:
    """Serve the graph: SPARQL endpoint, pages and entities.

    The graph is built first unless it is there and up to date; where CDKG_WRITE is "any", the store is served as it is.
    """
    if host:
        os.environ["CDKG_HOST"] = host
    if port:
        os.environ["CDKG_PORT"] = str(port)
    settings = Settings.from_environment()  # the server's own processes read the same variables
    numeric = _listening_address(settings)
    if settings.write == "any":
        found_store(settings.store_folder)
    elif fresh:
        build_if_stale(settings.store_folder)
    address = f"http://{settings.host}:{settings.port}/"
    tell(f"{address} (Ctrl-C ends it)", f"{address} (با Ctrl-C پایان می‌یابد)")
    Watcher("cdkg.web.server", [numeric], LIFELINE).run()


def _listening_address(settings: Settings) -> str:
    """Find the numeric address to listen on, and see that the port is free."""
    try:
        family, _, _, _, place = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except OSError as fault:
        raise CdkgError(
            f"Cannot listen on {settings.host}:{settings.port} ({fault.strerror}). "
            "Choose another address or port with --host and --port, or with CDKG_HOST and CDKG_PORT.",
            f"نمی‌توان روی {settings.host}:{settings.port} گوش داد ({fault.strerror}). "
            "نشانی یا درگاه دیگری با --host و --port، یا با CDKG_HOST و CDKG_PORT، برگزینید.",
        ) from fault
    return str(place[0])
