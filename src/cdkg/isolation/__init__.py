"""Runs functions in processes of their own, which can be stopped and whose memory is capped.

The engine has neither a timeout nor a way to cancel, and a hostile query can end the process in which it runs. So what
runs here costs, at worst, the one request that asked for it.

The program (`pool`) has a process that does nothing else (`zygote`, kept by `source`) fork a worker for it, and speaks
with the worker (`handle` here, `worker` there) over a socket (`channel`). `roster` tells which workers there are,
`lane` who may run and who waits, and `experience` which calls are likely to take long; those that are not may follow
one another in `streams`, for which no thread waits. `course` takes a call through all of that.
"""

from __future__ import annotations

from cdkg.isolation.pool import WorkerPool
from cdkg.isolation.stream import NoPlaceError

__all__ = ["NoPlaceError", "WorkerPool"]
