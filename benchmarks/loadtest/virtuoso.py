"""Virtuoso (Debian package ``virtuoso-opensource-7-bin``): an own database in a folder, loaded by its bulk loader."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from loadtest.datasets import Dataset
from loadtest.servers import ServerError, free_port, running

VIRTUOSO: Final = shutil.which("virtuoso-t")
ISQL: Final = shutil.which("isql-vt") or shutil.which("isql")
GRAPH: Final = "urn:graph:all"
PATH: Final = f"/sparql?default-graph-uri={GRAPH}"
"""Its endpoint with the graph named: else the graphs that it keeps for itself would count, too."""

# Memory as its manual advises for a machine of 4 GiB; threads and connections for the clients that will come.
_CONFIGURATION: Final = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
MaxCheckpointRemap = 2000

[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
MaxCheckpointRemap = 2000

[Parameters]
ServerPort = 127.0.0.1:{sql_port}
DisableUnixSocket = 1
MaxClientConnections = 100
CheckpointInterval = 0
DirsAllowed = {folder}
NumberOfBuffers = 340000
MaxDirtyBuffers = 250000
MaxQueryMem = 2G
ThreadsPerQuery = {processors}
AsyncQueueMaxThreads = {processors}
VectorSize = 1000

[HTTPServer]
ServerPort = 127.0.0.1:{http_port}
ServerRoot = {folder}
MaxClientConnections = 100
ServerThreads = 100
MaxKeepAlives = 100
KeepAliveTimeout = 60
Charset = UTF-8

[SPARQL]
ResultSetMaxRows = 1000000
MaxQueryCostEstimationTime = 400
MaxQueryExecutionTime = 60
"""


def why_not() -> str | None:
    """Tell what is missing, or none."""
    if VIRTUOSO and ISQL:
        return None
    return "not installed (Debian: apt-get install virtuoso-opensource-7-bin)"


@contextmanager
def virtuoso(dataset: Dataset, folder: Path) -> Iterator[int]:
    """Run it with a data set in its default graph.

    Args:
        dataset: the data.
        folder: an empty folder, for its files.

    Yields:
        the port of its endpoint.

    Raises:
        ServerError: if it does not start, or does not load.
    """
    assert VIRTUOSO is not None
    assert ISQL is not None
    http_port, sql_port = free_port(), free_port()
    configuration = folder / "virtuoso.ini"
    configuration.write_text(
        _CONFIGURATION.format(folder=folder, sql_port=sql_port, http_port=http_port, processors=os.cpu_count())
    )
    dataset.write_ntriples(folder / "data.nt")
    command = [VIRTUOSO, "+foreground", "+wait", "+configfile", str(configuration)]
    with running(command, http_port, "/sparql", folder / "printed.log"):
        load = f"ld_dir('{folder}', 'data.nt', '{GRAPH}'); rdf_loader_run(); checkpoint;"
        count = f"SPARQL SELECT (COUNT(*) AS ?n) FROM <{GRAPH}> WHERE {{ ?s ?p ?o }};"
        loading = subprocess.run(
            [ISQL, f"127.0.0.1:{sql_port}", "dba", "dba", "VERBOSE=OFF", "BANNER=OFF", f"EXEC={load} {count}"],
            capture_output=True,
            text=True,
            check=False,
        )
        if str(dataset.generation.triples) not in loading.stdout.split():
            raise ServerError(f"it did not load all triples: {loading.stdout[-300:]} {loading.stderr[-300:]}")
        yield http_port
