"""Where the network is taken away from a process, the engine itself cannot get out."""

from __future__ import annotations

import json
import platform
import subprocess
import sys

from trap import trap

PROGRAM = """
import json, socket, subprocess, sys
import pyoxigraph
from cdkg.egress import forbid_network

url = sys.argv[1]

def told(action):
    try:
        action()
    except OSError as fault:
        return str(fault)
    return "done"

def service():
    list(pyoxigraph.Store().query("SELECT * { SERVICE <%s> { ?s ?p ?o } }" % url))

child = [sys.executable, "-c", "import socket; socket.socket()"]
forbidden = forbid_network()
found = [told(service), told(lambda: pyoxigraph.Store().update("LOAD <%s>" % url)), told(socket.socket)]
found.append(told(lambda: socket.socket(socket.AF_INET6)))
found.append("done" if subprocess.run(child, stderr=subprocess.DEVNULL).returncode == 0 else "ermission denied")
local, _ = socket.socketpair()
found.append(told(lambda: local.send(b"x")))
print(json.dumps([forbidden, found]))
"""


def test_the_engine_cannot_get_out_of_a_process_without_network() -> None:
    with trap() as server:
        ran = subprocess.run([sys.executable, "-c", PROGRAM, server.url], capture_output=True, text=True, check=True)
    forbidden, found = json.loads(ran.stdout)
    assert forbidden is (sys.platform == "linux" and platform.machine() in ("x86_64", "aarch64"))
    if forbidden:
        *refused, local = found
        assert all("ermission denied" in said for said in refused)
        assert len(refused) == 5
        assert local == "done"
        assert server.connections == 0
