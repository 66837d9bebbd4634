"""The same records give the same graph, byte for byte, wherever and whenever it is built."""

from __future__ import annotations

import hashlib
import locale
import os
import subprocess
import sys
from random import Random

import pyoxigraph as ox

from cdkg.triples.canonical import canonical_n_quads

BUILD = """
import hashlib
from cdkg.build import build_graph
from cdkg.triples.canonical import canonical_n_quads
print(hashlib.sha256(canonical_n_quads(build_graph())).hexdigest())
"""
TURTLE = """
@prefix : <http://example.org/> .
:a :list ( 1 2 [ :b "سه" ] ) .
:a :either [ :one [ :two :c ] ] , [ :one [ :two :d ] ] .
"""


def start(**environment: str) -> subprocess.Popen[str]:
    """Begin to build the graph in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", BUILD],
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        text=True,
    )


def other_locale() -> str:
    """Choose a locale that sorts, prints or cases letters in another way than C, where the machine has one."""
    before = locale.setlocale(locale.LC_ALL)
    for name in ("tr_TR.UTF-8", "fa_IR.UTF-8", "de_DE.UTF-8", "C.UTF-8"):
        try:
            locale.setlocale(locale.LC_ALL, name)
        except locale.Error:
            continue
        finally:
            locale.setlocale(locale.LC_ALL, before)
        return name
    return "C"


def test_two_builds_are_the_same_bytes_in_another_time_zone_locale_and_order_of_hashes(graph: ox.Store) -> None:
    builds = (
        start(TZ="Asia/Tehran", LC_ALL="C", LANG="C", PYTHONHASHSEED="0"),
        start(TZ="America/St_Johns", LC_ALL=other_locale(), LANG=other_locale(), PYTHONHASHSEED="12345"),
    )
    one, other = (build.communicate()[0].strip() for build in builds)
    assert [build.returncode for build in builds] == [0, 0]
    assert one == other
    named = (quad for quad in graph if quad.graph_name != ox.DefaultGraph())
    assert one == hashlib.sha256(canonical_n_quads(named)).hexdigest()


def test_the_names_of_blank_nodes_and_the_order_do_not_matter() -> None:
    first, second = (list(ox.parse(TURTLE, format=ox.RdfFormat.TURTLE)) for _ in range(2))
    Random(4).shuffle(second)
    assert first != second
    assert canonical_n_quads(first) == canonical_n_quads(second)


def test_what_is_said_does_matter(graph: ox.Store) -> None:
    quads = list(ox.parse(TURTLE, format=ox.RdfFormat.TURTLE))
    swapped = ox.parse(TURTLE.replace(":two :c", ":two :e"), format=ox.RdfFormat.TURTLE)
    assert len({canonical_n_quads(quads), canonical_n_quads(quads[1:]), canonical_n_quads(swapped)}) == 3
    lines = canonical_n_quads(graph).splitlines()
    assert lines == sorted(lines)
    assert len(lines) == len(graph)
