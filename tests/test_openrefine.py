"""OpenRefine, as people install it, matches a table to the running service and fetches what the graph holds of it."""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service import free_port, running_service

pytestmark = pytest.mark.alone

# What people have in their tables. The answers are the gazetteer's; there are none of Bolton and «بولتون».
TABLE = """place
Esfahan
اسفهان
شهر تبریز
Mashad
"Boston, USA"
لوس‌آنجلس
Bolton
بولتون
"""
EXPECTED = {
    "Esfahan": "id/city/isfahan",
    "اسفهان": "id/city/isfahan",
    "شهر تبریز": "id/city/tabriz",
    "Mashad": "id/city/mashhad",
    "Boston, USA": "id/city/boston",
    "لوس‌آنجلس": "id/city/los-angeles",
    "Bolton": None,
    "بولتون": None,
}
ENGINE = json.dumps({"facets": [], "mode": "row-based"})
PATIENCE = 60.0


class OpenRefine:
    """A client of OpenRefine's own HTTP interface.

    Args:
        address: where it listens.
    """

    def __init__(self, address: str) -> None:
        self.address = address

    def get(self, command: str, **parameters: str) -> Any:
        """Ask something."""
        return self._send(f"{self.address}/command/core/{command}?{urllib.parse.urlencode(parameters)}")

    def post(self, command: str, project: str, **form: str) -> Any:
        """Have something done."""
        body = urllib.parse.urlencode(form | {"csrf_token": self.token()}).encode()
        return self._send(f"{self.address}/command/core/{command}?project={project}", body)

    def token(self) -> str:
        return str(self.get("get-csrf-token")["token"])

    def create(self, table: str) -> str:
        """Make a project of a table, and give its number."""
        boundary = "a-boundary"
        fields = {"project-name": "cities", "format": "text/line-based/*sv", "options": '{"separator":","}'}
        parts = [f'name="{name}"\r\n\r\n{value}' for name, value in fields.items()]
        parts.append(f'name="project-file"; filename="cities.csv"\r\nContent-Type: text/csv\r\n\r\n{table}')
        text = "".join(f"--{boundary}\r\nContent-Disposition: form-data; {part}\r\n" for part in parts)
        request = urllib.request.Request(
            f"{self.address}/command/core/create-project-from-upload?csrf_token={self.token()}",
            f"{text}--{boundary}--\r\n".encode(),
            {"Content-Type": f"multipart/form-data; boundary={boundary}"},
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # it redirects to the project's page
            return str(urllib.parse.parse_qs(urllib.parse.urlsplit(answer.url).query)["project"][0])

    def wait(self, project: str) -> None:
        """Wait until what was begun is done."""
        deadline = time.monotonic() + PATIENCE
        while self.get("get-processes", project=project)["processes"]:
            assert time.monotonic() < deadline
            select.select([], [], [], 0.1)

    def rows(self, project: str) -> tuple[list[list[Any]], dict[str, Any]]:
        """Give the cells of all rows, and what their cells were matched to."""
        found = self.get("get-rows", project=project, start="0", limit="100")
        return [row["cells"] for row in found["rows"]], found["pool"]["recons"]

    def _send(self, address: str, body: bytes | None = None) -> Any:  # what JSON holds
        with urllib.request.urlopen(address, body, timeout=PATIENCE) as answer:
            return json.load(answer)


@pytest.fixture(scope="module")
def openrefine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenRefine]:
    port = free_port()
    folder = tmp_path_factory.mktemp("openrefine")
    command = [
        "openrefine",
        "-p",
        str(port),
        "-i",
        "127.0.0.1",
        "-d",
        str(folder / "data"),
        "-x",
        "refine.headless=true",
    ]
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(
            command, stdout=log, stderr=log, start_new_session=True, env=os.environ | {"HOME": str(folder)}
        ) as process,
    ):
        try:
            client = OpenRefine(f"http://127.0.0.1:{port}")
            deadline = time.monotonic() + PATIENCE
            while not _answers(client):
                assert process.poll() is None, (folder / "log").read_text()
                assert time.monotonic() < deadline, (folder / "log").read_text()
                select.select([], [], [], 0.2)
            yield client
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=PATIENCE)


def _answers(client: OpenRefine) -> bool:
    try:
        return bool(client.get("get-csrf-token"))
    except (urllib.error.URLError, ConnectionError, ValueError):
        return False


@pytest.fixture(scope="module")
def service(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    store = shutil.copytree(published, tmp_path_factory.mktemp("reconciled") / "store")
    with running_service(store) as address:
        yield f"{address}/reconcile/en"


def test_a_table_is_matched_and_extended(openrefine: OpenRefine, service: str) -> None:
    with urllib.request.urlopen(service, timeout=PATIENCE) as answer:
        manifest = json.load(answer)
    spaces = {name: manifest[name] for name in ("identifierSpace", "schemaSpace")}
    project = openrefine.create(TABLE)

    guessed = openrefine.post("guess-types-of-column", project, columnName="place", service=service)
    assert guessed["types"][0]["id"] in ("City", "Actor")

    config = {
        "mode": "standard-service",
        "service": service,
        **spaces,
        "type": {"id": "City", "name": "city"},
        "autoMatch": True,
        "columnDetails": [],
        "limit": 0,
    }
    begun = openrefine.post("reconcile", project, columnName="place", config=json.dumps(config), engine=ENGINE)
    assert begun["code"] == "pending"
    openrefine.wait(project)
    rows, recons = openrefine.rows(project)
    matched = {cells[0]["v"]: recons[str(cells[0]["r"])].get("m") for cells in rows}
    assert {name: match and match["id"] for name, match in matched.items()} == EXPECTED

    extension = {"properties": [{"id": name, "name": name} for name in ("country", "skos:prefLabel@fa", "geo:lat")]}
    begun = openrefine.post(
        "extend-data",
        project,
        baseColumnName="place",
        endpoint=service,
        **spaces,
        extension=json.dumps(extension),
        columnInsertIndex="1",
        engine=ENGINE,
    )
    assert begun["code"] == "pending"
    openrefine.wait(project)
    rows, _ = openrefine.rows(project)
    boston = next(cells for cells in rows if cells[0] and cells[0]["v"] == "Boston, USA")
    assert [cell["v"] for cell in boston[1:]] == ["United States", "بوستون", 42.35843]
