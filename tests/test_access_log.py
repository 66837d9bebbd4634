"""Every request has a number, and one line in the log that tells how it went and not who asked what."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from cdkg.errors import SettingsError
from cdkg.settings import Settings
from cdkg.web import create_app
from cdkg.web.access_log import access_log
from web_site import InMemoryStore

SELECT = "SELECT ?name WHERE { city:tehran skos:prefLabel ?name }"
QUERY = f"/sparql?query={quote(SELECT)}"


def site(target: object = "none", **settings: int) -> FlaskClient:
    return create_app(InMemoryStore(), Settings(access_log=str(target), **settings)).test_client()  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def _closed_logs(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    opened: list[logging.Logger] = []

    def remembering(target: str) -> logging.Logger | None:
        logger = access_log(target)
        opened.extend([logger] if logger is not None else [])
        return logger

    monkeypatch.setattr("cdkg.web.access_log", remembering)
    yield
    for logger in opened:
        for handler in logger.handlers:
            handler.close()


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_line_for_each_request(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    asks = site(log, result_rows=1)
    first = asks.get(QUERY, buffered=True)
    asks.get(QUERY, buffered=True)
    asks.get("/id/city/%D8%AA?lang=fa", headers={"Authorization": "Bearer secret"}, buffered=True)
    asks.head("/", buffered=True)
    found = lines(log)
    assert [line["status"] for line in found] == [200, 200, 404, 200]
    assert [line["method"] for line in found] == ["GET", "GET", "GET", "HEAD"]
    assert [line["path"] for line in found] == ["/sparql", "/sparql", "/id/city/ت", "/"]
    assert [line["cached"] for line in found] == [False, True, False, False]
    assert [line["truncated"] for line in found] == [True, True, False, False]
    assert [line["bytes"] for line in found][:2] == [len(first.data)] * 2
    assert found[3]["bytes"] == 0
    assert found[0]["format"] == "application/sparql-results+json"
    assert found[0]["id"] == first.headers["X-Request-Id"]
    assert found[0]["query"] == found[1]["query"] != found[2]["query"]
    assert found[3]["query"] is None
    assert all(line["ms"] >= 0 and line["time"].endswith("+00:00") for line in found)


def test_the_log_tells_no_secret_and_no_question(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    asks = site(log)
    asks.get(QUERY, headers={"Authorization": "Bearer hush", "User-Agent": "someone"}, buffered=True)
    asks.post("/sparql", data={"query": SELECT}, environ_base={"REMOTE_ADDR": "192.0.2.7"}, buffered=True)
    written = log.read_text(encoding="utf-8")
    assert len(written.splitlines()) == 2
    for secret in ("hush", "someone", "192.0.2.7", "tehran", "SELECT"):
        assert secret not in written


def test_a_log_that_is_moved_away_is_begun_anew(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    asks = site(log)
    asks.get("/health", buffered=True)
    log.rename(tmp_path / "access.log.1")
    asks.get("/health", buffered=True)
    assert len(lines(log)) == len(lines(tmp_path / "access.log.1")) == 1


def test_standard_error_is_a_log(capfd: pytest.CaptureFixture[str]) -> None:
    asks = site("-")
    asks.get("/health", buffered=True)
    assert json.loads(capfd.readouterr().err)["path"] == "/health"


def test_without_a_setting_nothing_is_written(capfd: pytest.CaptureFixture[str]) -> None:
    assert site().get(QUERY).status_code == 200
    assert capfd.readouterr().err == ""


def test_a_log_that_cannot_be_written_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="CDKG_ACCESS_LOG"):
        site(tmp_path / "no" / "such" / "folder" / "log")


def test_each_request_has_its_number_and_keeps_a_given_one() -> None:
    asks = site()
    numbers = {asks.get(QUERY).headers["X-Request-Id"] for _ in range(3)}
    assert len(numbers) == 3
    assert asks.get(QUERY, headers={"X-Request-Id": "front-7"}).headers.getlist("X-Request-Id") == ["front-7"]
    for bad in ('a"b', "a b", "x" * 65, "<script>"):
        assert asks.get(QUERY, headers={"X-Request-Id": bad}).headers["X-Request-Id"] != bad
