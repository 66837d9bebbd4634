"""What a killed program leaves in the folder for temporary files is removed by the next one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cdkg.scratch import Scratch

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
