"""What many tests need: the graph, built once, and, where they are at hand, the source documents."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from cdkg.build import build, build_graph
from cdkg.fingerprint import fingerprint
from cdkg.namespaces import PREFIXES, short
from cdkg.queries import named_query
from cdkg.store.generations import current_id, open_published, publish

# What a machine may lack. The documents are not part of the project: where they are at hand (CDKG_DOCUMENTS names their
# folder), the records are read over against them; so are lists of reference with CDKG_REFERENCE; where Chromium is
# installed, the pages are looked at in it; where LibreOffice is installed, the templates are filled in it; where
# OpenRefine is, a table is matched in it.
collect_ignore = [
    *(() if os.environ.get("CDKG_DOCUMENTS") else ("test_against_documents.py",)),
    *(() if os.environ.get("CDKG_REFERENCE") else ("test_against_reference.py",)),
    *(() if shutil.which("chromium") else ("test_browser.py",)),
    *(() if shutil.which("soffice") else ("test_spreadsheet_program.py",)),
    *(() if shutil.which("openrefine") else ("test_openrefine.py",)),
]

Row = dict[str, str | None]
Ask = Callable[..., list[Row]]


def rows_of(store: ox.Store, text: str) -> list[Row]:
    """Run a query over the default graph, or over all graphs where that is empty, and give its rows, IRIs shortened."""
    published = any(store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    found = store.query(text, use_default_graph_as_union=not published, prefixes=PREFIXES)
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    return [{name: _value(row[name]) for name in names} for row in found]


def _value(term: object) -> str | None:
    if isinstance(term, ox.NamedNode):
        return short(term.value)
    return term.value if isinstance(term, ox.Literal) else None


@pytest.fixture(scope="session")
def graph(published: Path) -> ox.Store:
    """The whole graph as it is published: its default graph holds what all graphs hold. No test changes it."""
    store = ox.Store()
    store.bulk_extend(open_published(published)[1])
    return store


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store folder with the whole graph, built and checked; no test changes it, who must copies it.

    Processes that run tests beside each other share it: the first builds, the others wait.
    """
    return _made_once(tmp_path_factory, "published", build)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store folder without documents, shared as that of the whole graph is, which passes for up to date.

    It is made in a fraction of the time, and what is written to a copy of it is written sooner.
    """

    def make(folder: Path) -> None:
        publish(folder, iter(build_graph(chosen=())), {"fingerprint": fingerprint()})

    return _made_once(tmp_path_factory, "small", make)


def _made_once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    # What runs the tests in two parts may name a folder for both.
    shared = Path(os.environ.get("CDKG_TEST_STORES") or shared)
    folder = shared / name / "store"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder.parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if current_id(folder) is None:
            make(folder)
    return folder


@pytest.fixture(scope="session")
def ask(graph: ox.Store) -> Ask:
    """Asks a named query of the graph."""

    def run(name: str, **values: str) -> list[Row]:
        return rows_of(graph, named_query(name).bind(values))

    return run


@pytest.fixture(scope="session")
def documents() -> Path:
    """The folder of the source documents."""
    return Path(os.environ["CDKG_DOCUMENTS"])
