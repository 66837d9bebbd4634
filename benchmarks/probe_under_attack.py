"""Measures a probe query beside a hostile load on ``cdkg serve``; see README.md beside this file."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from loadtest.datasets import MILLION, generated, shipped
from loadtest.load import Requests
from loadtest.peers import OURS, started
from loadtest.probe import Probed, probe
from loadtest.workloads import LOOKUP

MOST_P99 = 250.0
INTERVAL = 0.05
BENCHMARKS = Path(__file__).parent


def told(name: str, probed: Probed) -> str:
    """One line on what a probe met with."""
    failures = dict(Counter(probed.failures))
    return (
        f"{name:<18}{len(probed.milliseconds):>6} answers   p50 {probed.percentile(0.5):8.1f} ms   "
        f"p99 {probed.percentile(0.99):8.1f} ms   longest {probed.percentile(1):8.1f} ms   failures {failures or 0}"
    )


def main() -> int:
    """Probe without load, then under attack, then after it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="of attack; a quarter of it before and after")
    parser.add_argument("--connections", type=int, default=200, help="of the attackers")
    parser.add_argument("--million", action="store_true", help="on the generated million instead of the shipped graph")
    parser.add_argument("--setting", action="append", default=[], metavar="CDKG_X=Y", help="a setting of the server")
    parser.add_argument("--workdir", default="var/benchmarks", help="where data are kept between runs")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    workdir = Path(options.workdir)
    workdir.mkdir(parents=True, exist_ok=True)
    dataset = generated(workdir, MILLION) if options.million else shipped(workdir)
    settings = dict(setting.split("=", 1) for setting in options.setting)
    with (
        tempfile.TemporaryDirectory(prefix="cdkg-benchmark-") as scratch,
        started(OURS, dataset, workdir, Path(scratch), {}, settings) as endpoint,
    ):
        requests = Requests(endpoint.port, LOOKUP.target(endpoint.path), dataset.subjects)
        quiet = max(1.0, options.seconds / 4)
        probe(requests, 1, INTERVAL)
        before = probe(requests, quiet, INTERVAL)
        print(told("without load", before), flush=True)
        command = [sys.executable, "-m", "loadtest.hostile", str(endpoint.port), str(options.connections)]
        command.append(str(options.seconds))
        environment = os.environ | {"PYTHONPATH": str(BENCHMARKS)}
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as attack:
            try:
                under = probe(requests, options.seconds, INTERVAL)
                met = attack.communicate()[0].strip().replace("\n", ", ")
            finally:
                attack.kill()
        print(told("under attack", under), flush=True)
        print(told("after the attack", probe(requests, quiet, INTERVAL)))
    print(f"the attackers met with: {met}")
    p99 = under.percentile(0.99)
    quick, answered = p99 < MOST_P99, not under.failures
    print(f"{'PASS' if quick else 'FAIL'}  p99 under attack below {MOST_P99:g} ms: {p99:.1f} ms")
    print(f"      p99 under attack / without load: {p99 / before.percentile(0.99):.1f}")
    print(f"{'PASS' if answered else 'FAIL'}  every probe answered: {len(under.failures)} failures")
    return not (quick and answered)


if __name__ == "__main__":
    sys.exit(main())
