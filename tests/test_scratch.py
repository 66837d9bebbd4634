"""What a killed program leaves in the folder for temporary files is removed by the next one."""

from __future__ import annotations

import fcntl
import subprocess
import sys
from pathlib import Path
from typing import TextIO

import pytest

from cdkg.scratch import Scratch, sweep

PROGRAM = "from cdkg.scratch import Scratch; s = Scratch(); print(s.path, flush=True); input()"


def test_folder_goes_with_its_program_however_that_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout is not None
        left = Path(program.stdout.readline().strip())
        with Scratch() as own:
            assert own.parent == left.parent == tmp_path
            assert left.exists()  # its program lives
        assert not own.exists()
        program.kill()
        program.wait()
    assert left.exists()
    other = tmp_path / "cdkg-scratch-new"
    other.mkdir()
    Scratch().close()
    assert [path.name for path in tmp_path.iterdir()] == [other.name]  # which has no lock yet


def test_folder_that_is_swept_away_before_its_lock_is_held_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    lock = fcntl.flock
    others = [sweep, sweep]

    def swept_just_before(file: TextIO, operation: int) -> None:
        if operation == fcntl.LOCK_EX and others:
            others.pop()()
        lock(file, operation)

    monkeypatch.setattr(fcntl, "flock", swept_just_before)
    with Scratch() as own:
        assert own.exists()
        assert list(tmp_path.iterdir()) == [own]
