"""Hands a file in, in processes that are killed after a while; for test_killed.py.

It forks them itself, since what it forks from must not have opened a store: the engine's threads would not come along.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path

from cdkg.contributions.gate import prepare
from contribution_desk import desk_over, tie_file

TIES = tie_file("my-list", *(("kashan", "kyoto", "sister-city"), ("kashan", "yazd", "sister-city")))


def main() -> None:
    """Read from standard input in which folder to do it and which part of the usual time to live; None: all of it."""
    prepare()
    whole = 0.0
    for folder, share in json.load(sys.stdin):
        began = time.monotonic()
        process = os.fork()
        if not process:
            if share is not None:
                # Nothing handles this signal, so it ends the process there and then, wherever it is.
                signal.setitimer(signal.ITIMER_REAL, max(share * whole, 0.001))
            desk_over(Path(folder)).hand_in(TIES, "ties.ttl", "Zohreh", id="ties")
            os._exit(0)
        _, status = os.waitpid(process, 0)
        if share is None:
            whole = time.monotonic() - began
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")


if __name__ == "__main__":
    main()
