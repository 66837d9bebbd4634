"""A worker tells how far it has come to whoever waits."""

from __future__ import annotations

from pathlib import Path

from cdkg.contributions.progress import ProgressFile


def test_what_is_told_is_read_and_nothing_is_known_before(tmp_path: Path) -> None:
    told = ProgressFile(str(tmp_path / "done"))
    assert told.read() is None
    told(2_000, 17_401)
    assert told.read() == (2_000, 17_401)
    (tmp_path / "done").write_text("20")  # half written
    assert told.read() is None
