"""A merge that is killed at any moment leaves the graph with all of the contribution or nothing of it."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

from cdkg.build import build_graph
from cdkg.store.generations import publish
from contribution_desk import all_quads, copy_of, desk_over
from merging_until_killed import TIES

HERE = Path(__file__).parent
POINTS = 20


def test_a_killed_merge_is_whole_or_was_never_there(tmp_path: Path) -> None:
    publish(tmp_path / "before", iter(build_graph(chosen=())), {})
    folders = [copy_of(tmp_path / "before", tmp_path / str(number)) for number in range(POINTS + 1)]
    shares = [None, *(random.Random(6).uniform(0, 1) for _ in range(POINTS))]
    answer = subprocess.run(
        [sys.executable, HERE / "merging_until_killed.py"],
        input=json.dumps([(str(folder), share) for folder, share in zip(folders, shares, strict=True)]),
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=True,
    )
    statuses = [int(line) for line in answer.stdout.split()]
    assert statuses[0] == 0
    # The machine may have become much quicker than when the first one was timed.
    assert statuses.count(-signal.SIGALRM) > 0, statuses
    cut_short = folders[0]
    before, after = all_quads(tmp_path / "before"), without_time(all_quads(folders[0]))
    for folder in folders[1:]:
        published = all_quads(folder)
        desk = desk_over(folder)
        entries = [(one.id, one.state) for one in desk.entries()]
        if published == before:
            assert entries in ([], [("ties", "queued")])
            cut_short = folder
        else:
            assert without_time(published) == after
            assert entries == [("ties", "accepted")]
        desk.close()
    desk = desk_over(cut_short)
    assert desk.hand_in(TIES, "ties.ttl", "Zohreh", id="ties").state == "accepted"
    assert without_time(all_quads(cut_short)) == after
    desk.close()


def without_time(quads: list[str]) -> list[str]:
    return [quad for quad in quads if "generatedAtTime" not in quad]
