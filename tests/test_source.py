"""The process that workers are forked from may end or be replaced while one is being made."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cdkg.isolation.handle import Worker
from cdkg.isolation.source import WorkerSource
from processes import wait_until


def start_once(folder: Path) -> None:
    """Be ready at once the first time, and never again; what tells of each time is in the folder."""
    times = len(list(folder.iterdir()))
    (folder / str(times)).touch()
    assert times == 0 or wait_until((folder / "never").exists, 60)


def ready() -> None:
    """Be ready at once."""


def parent_of(worker: Worker) -> int:
    worker.call(os.getppid, (), {})
    assert worker.is_done_within(20)
    number = worker.outcome().result()
    assert isinstance(number, int)
    return number


@pytest.fixture
def source(tmp_path: Path) -> Iterator[WorkerSource]:
    made = WorkerSource(256, 20, (start_once, (tmp_path,)))
    yield made
    made.close()


def test_a_worker_whose_making_a_renewal_overtakes_is_made_of_the_renewed_process(
    source: WorkerSource, tmp_path: Path
) -> None:
    first = source.worker()
    os.kill(parent_of(first), signal.SIGKILL)
    first.end()
    with ThreadPoolExecutor(1) as threads:
        making = threads.submit(source.worker)
        assert wait_until((tmp_path / "1").exists, 20)
        assert source.renew((ready, ()))
        worker = making.result()
    assert source.is_of_today(worker)
    assert parent_of(worker) > 1
    worker.end()
