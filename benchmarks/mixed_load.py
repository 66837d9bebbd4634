"""Runs ``cdkg serve`` under a mixed load for long and watches what it takes; see README.md beside this file."""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import astuple, fields, replace
from pathlib import Path

from loadtest.datasets import Dataset, shipped
from loadtest.mixture import Mixture
from loadtest.process_tree import Sample, sample, slope
from loadtest.servers import free_port, running

BENCHMARKS = Path(__file__).parent
NAMES = [field.name for field in fields(Sample)]
UNITS = {"rss": "MiB", "pss": "MiB", "handles": "", "processes": "", "disk": "MiB"}
ALLOWED = {"rss": (0.1, 50), "pss": (0.1, 50), "handles": (0.05, 10), "processes": (0.0, 4), "disk": (0.1, 50)}
"""By what share and by how much more the last quarter may lie above the second one: workers come and go."""


def watch(mixture: Mixture, root: int, folder: Path, minutes: float, interval: float) -> list[tuple[float, Sample]]:
    """Take a sample from time to time, and print it."""
    samples: list[tuple[float, Sample]] = []
    start = time.monotonic()
    before: Counter[str] = Counter()
    print(f"{'seconds':>8}" + "".join(f"{name:>11}" for name in NAMES) + "   answers since the last line", flush=True)
    while (passed := time.monotonic() - start) < minutes * 60:
        taken = sample(root, folder)
        samples.append((passed, taken))
        now = Counter(mixture.met)
        since = ", ".join(f"{kind}: {number}" for kind, number in sorted((now - before).items()))
        before = now
        print(f"{passed:8.0f}" + "".join(f"{value:11.0f}" for value in astuple(taken)) + f"   {since}", flush=True)
        time.sleep(interval)
    return samples


def judge(samples: list[tuple[float, Sample]]) -> bool:
    """Print how each figure went, and tell whether none grew."""
    quarter = len(samples) // 4
    if quarter == 0:
        print("too few samples to tell a trend")
        return True
    good = True
    for place, name in enumerate(NAMES):
        values = [float(astuple(taken)[place]) for _, taken in samples]
        seconds = [passed for passed, _ in samples]
        early = statistics.median(values[quarter : 2 * quarter])
        late = statistics.median(values[-quarter:])
        share, more = ALLOWED[name]
        steady = late <= early * (1 + share) + more
        good = good and steady
        per_hour = slope(seconds[quarter:], values[quarter:])
        print(
            f"{'PASS' if steady else 'FAIL'}  {name:<10} second quarter {early:8.1f}  last quarter {late:8.1f} "
            f"{UNITS[name]:<4} most {max(values):8.1f}  slope {per_hour:+9.1f} an hour"
        )
    return good


def run(options: argparse.Namespace, dataset: Dataset, scratch: Path) -> bool:
    """Serve a copy of a data set, load it, watch it."""
    store = scratch / "store"
    shutil.copytree(dataset.folder, store)
    token = None if options.read_only else secrets.token_hex(32)
    port = free_port()
    settings = {"CDKG_STORE": str(store), "CDKG_PORT": str(port)}
    if token:
        settings |= {"CDKG_WRITE": "any", "CDKG_TOKEN": token}
    settings |= dict(setting.split("=", 1) for setting in options.setting)
    command = [sys.executable, "-m", "cdkg", "serve", "--no-build"]
    seconds = int(options.minutes * 60)
    with running(command, port, "/sparql", scratch / "log", settings) as process:
        mixture = Mixture(port, replace(dataset, folder=store), token)
        attack = [sys.executable, "-m", "loadtest.hostile", str(port), str(options.hostile), str(seconds)]
        environment = os.environ | {"PYTHONPATH": str(BENCHMARKS)}
        with subprocess.Popen(attack, stdout=subprocess.PIPE, text=True, env=environment) as attacker:
            try:
                mixture.start()
                samples = watch(mixture, process.pid, store, options.minutes, options.interval)
                mixture.stop()
                hostile = attacker.communicate()[0].strip().replace("\n", ", ")
            finally:
                attacker.kill()
    print(f"answers: {', '.join(f'{kind}: {number}' for kind, number in sorted(mixture.met.items()))}")
    print(f"the hostile clients met with: {hostile}")
    if token and not any(kind.startswith("write 2") for kind in mixture.met):
        print("note: no write succeeded")
    return judge(samples)


def main() -> int:
    """Run, and tell by the exit status whether nothing grew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0, help="how long")
    parser.add_argument("--interval", type=float, default=10.0, help="seconds between two samples")
    parser.add_argument("--hostile", type=int, default=10, help="number of hostile clients")
    parser.add_argument("--read-only", action="store_true", help="without writes")
    parser.add_argument("--setting", action="append", default=[], metavar="CDKG_X=Y", help="a setting of the server")
    parser.add_argument("--workdir", default="var/benchmarks", help="where data are kept between runs")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    workdir = Path(options.workdir)
    workdir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="cdkg-benchmark-") as scratch:
        return not run(options, shipped(workdir), Path(scratch))


if __name__ == "__main__":
    sys.exit(main())
