"""The process from which workers are forked: it has loaded what they need, so that each starts in milliseconds.

The program itself may have threads and cannot fork; this process has none of its own. Whatever its initializer loads
(a graph in memory, say) its children share until they change it.
"""

from __future__ import annotations

import gc
import os
import pickle
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from cdkg.isolation.channel import Channel
from cdkg.isolation.worker import serve
from cdkg.scratch import Scratch

_BACKLOG: Final = 64
_CODE: Final = "from cdkg.isolation.zygote import main; main()"


class Zygote:
    """Starts and ends the process from which workers are forked.

    Args:
        memory_mib: the most memory that one worker may use beyond what it has when it starts, in MiB (Linux only;
            elsewhere there is no limit).
        seconds: the longest time that one call may take; the program stops what takes longer, and the system does if
            the program is no longer there.
        initializer: called in the process before it forks; it must be importable by name.
        initargs: its arguments.

    Attributes:
        is_ready: whether the initializer has ended, and a worker been forked.
    """

    def __init__(
        self, memory_mib: int, seconds: float, initializer: Callable[..., None], initargs: tuple[object, ...]
    ) -> None:
        self.is_ready = False
        self._scratch = Scratch()
        self._address = str(self._scratch.path / "zygote")
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
            listener.bind(self._address)
            listener.listen(_BACKLOG)
            self._process = subprocess.Popen(  # noqa: S603  # this very Python
                [sys.executable, "-c", _CODE, str(listener.fileno())],
                stdin=subprocess.PIPE,
                # An arena for each of the engine's threads would count, unused, as memory that a worker has taken.
                env={"MALLOC_ARENA_MAX": "2"} | os.environ,
                pass_fds=[listener.fileno()],
                start_new_session=True,
            )
        pipe = self._process.stdin
        assert pipe is not None
        with suppress(BrokenPipeError):
            # The path first: what is pickled after it may be of a module that only this program's path leads to.
            pickle.dump(sys.path, pipe)
            pickle.dump((memory_mib, seconds, initializer, initargs), pipe)
            pipe.flush()

    def connect(self, seconds: float) -> tuple[Channel, int]:
        """Have a worker forked.

        Args:
            seconds: how long to wait for it, in seconds; the initializer may still be at work.

        Returns:
            the channel to it, and its process number.

        Raises:
            OSError: if there is none in time, or the process has ended.
            EOFError: if the worker ended before it could say a word.
        """
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        channel = Channel(connection)
        try:
            channel.limit(seconds)
            connection.connect(self._address)
            number = int(channel.receive())
        except BaseException:
            connection.close()
            raise
        self.is_ready = True
        return channel, number

    def close(self) -> None:
        """End the process; workers that it has forked stay until their connections are closed."""
        pipe = self._process.stdin
        assert pipe is not None
        with suppress(BrokenPipeError):
            pipe.close()
        self._process.kill()
        self._process.wait()
        self._scratch.close()


def main() -> None:
    """Be the process: read from standard input what to load, then fork a worker for each connection.

    Standard input stays open as long as the program lives; where it ends, so does this.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the program's to handle
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system forgets ended workers by itself
    stdin = sys.stdin.buffer
    sys.path[:] = pickle.load(stdin)  # noqa: S301  # our own program wrote it
    memory_mib, seconds, initializer, initargs = pickle.load(stdin)  # noqa: S301
    initializer(*initargs)
    gc.collect()
    gc.freeze()  # or the collector of each worker would write to, and so copy, all that it shares
    listener = socket.socket(fileno=int(sys.argv[1]))
    watch = select.poll()
    watch.register(listener, select.POLLIN)
    watch.register(stdin, select.POLLIN)
    while True:
        ready = [descriptor for descriptor, _ in watch.poll()]
        if stdin.fileno() in ready:
            os._exit(0)
        _fork(listener, memory_mib, seconds)


def _fork(listener: socket.socket, memory_mib: int, seconds: float) -> None:
    connection, _ = listener.accept()
    if os.fork():
        connection.close()
        return
    status = 1
    try:
        listener.close()
        os.close(0)
        serve(connection, memory_mib, seconds)
        status = 0
    finally:
        os._exit(status)
