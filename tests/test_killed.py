"""A merge that is killed at any moment leaves the graph with all of the contribution or nothing of it."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path
from typing import Final

from contribution_desk import all_quads, copy_of, desk_over, holds, tie_file
from merging_until_killed import TIES
from processes import descendants, is_alive, wait_until

HERE: Final = Path(__file__).parent
POINTS: Final = 20
OTHERS: Final = tie_file("your-list", ("mashhad", "kyoto", "sister-city"))
ENVIRONMENT: Final = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def merged_until(*runs: tuple[Path, int | list[str] | None, bool]) -> list[list[int]]:
    answer = subprocess.run(
        [sys.executable, HERE / "merging_until_killed.py"],
        input=json.dumps([(str(folder), *rest) for folder, *rest in runs]),
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=True,
        timeout=240,
    )
    return [[int(number) for number in line.split()] for line in answer.stdout.splitlines()]


def test_a_killed_merge_is_whole_or_was_never_there(small: Path, tmp_path: Path) -> None:
    folders = [copy_of(small, tmp_path / str(number)) for number in range(POINTS + 3)]
    [[steps, status]] = merged_until((folders[0], None, False))
    assert status == 0
    before, after = all_quads(small), without_time(all_quads(folders[0]))

    chance = random.Random(6)
    # Every second one runs on until the signal comes: that can be within the engine, too.
    points = [(folder, chance.randrange(1, steps), number % 2 == 0) for number, folder in enumerate(folders[3:])]
    # One is killed just before the change is published, one just after.
    critical = [(folders[1], ["call", "switch"], True), (folders[2], ["return", "switch"], True)]
    statuses = [line[-1] for line in merged_until(*critical, *points)]
    held = [status for status, (*_, is_held) in zip(statuses, [*critical, *points], strict=True) if is_held]
    assert held == [-signal.SIGKILL] * (2 + POINTS // 2)
    assert set(statuses) <= {0, -signal.SIGKILL}

    cut_short = folders[1]
    outcomes = {}
    for folder in folders[1:]:
        published = all_quads(folder)
        outcomes[folder] = published != before
        desk = desk_over(folder)
        entries = [(one.id, one.state) for one in desk.entries()]
        if outcomes[folder]:
            assert without_time(published) == after
            assert entries == [("ties", "accepted")]
        else:
            assert entries in ([], [("ties", "queued")])
            cut_short = folder
        desk.close()
    assert (outcomes[folders[1]], outcomes[folders[2]]) == (False, True)
    desk = desk_over(cut_short)
    assert desk.hand_in(TIES, "ties.ttl", "Zohreh", id="ties").state == "accepted"
    assert without_time(all_quads(cut_short)) == after
    desk.close()


def handing_in(folder: Path, file: Path) -> subprocess.Popen[str]:
    """Hand a file in as a person does, by the command line."""
    return subprocess.Popen(
        [sys.executable, "-m", "cdkg", "contribute", file, "--as", "Zohreh", "--lang", "en", "--store", folder],
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_program_that_is_killed_leaves_nothing_running_and_nothing_half(small: Path, tmp_path: Path) -> None:
    folder, file = copy_of(small, tmp_path / "store"), tmp_path / "ties.ttl"
    file.write_bytes(TIES)
    process = handing_in(folder, file)
    try:
        # The file is kept, and a worker merges it: that is forked from a process of its own.
        kept = folder / "contributions"
        assert wait_until(lambda: any(kept.glob("ties*")) and len(descendants(process.pid)) > 1, 60)
        others = descendants(process.pid)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert wait_until(lambda: not any(map(is_alive, others)), 60)
    desk = desk_over(folder)
    [entry] = desk.entries()
    assert (all_quads(folder) == all_quads(small)) == (entry.state == "queued")
    assert desk.hand_in(TIES, "ties.ttl", "Zohreh").state == "accepted"
    assert holds(folder, "city:kashan cdkg:sisterCity city:kyoto")
    desk.close()


def test_two_programs_at_once_lose_nothing(small: Path, tmp_path: Path) -> None:
    folder = copy_of(small, tmp_path / "store")
    running = []
    for name, content in (("one.ttl", TIES), ("two.ttl", OTHERS)):
        (tmp_path / name).write_bytes(content)
        running.append(handing_in(folder, tmp_path / name))
    for process in running:
        told, errors = process.communicate()
        assert process.returncode == 0, told + errors
        assert "is part of the graph now" in told
    for city in ("kashan", "mashhad"):
        assert holds(folder, f"city:{city} cdkg:sisterCity city:kyoto")


def without_time(quads: list[str]) -> list[str]:
    return [quad for quad in quads if "generatedAtTime" not in quad]
