"""``cdkg contribute`` and ``cdkg validate FILE`` as a person and a program use them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result

from cdkg.build import build_graph
from cdkg.cli import cdkg as verbs
from cdkg.errors import StoreError
from cdkg.store.generations import current_id
from contribution_desk import copy_of, desk_over, holds, tie_file

TIES = tie_file("my-list", ("kashan", "kyoto", "sister-city"))
FAULTY = TIES.replace(b"voc:sister-city", b"voc:no-such-kind")

Run = Callable[..., Result]


@pytest.fixture
def folder(small: Path, tmp_path: Path) -> Path:
    return copy_of(small, tmp_path / "store")


@pytest.fixture
def run(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Calls the command line in this process, on files in a folder of its own."""
    for verb in ("contribute", "validate"):
        monkeypatch.setattr(f"cdkg.cli.{verb}.Desk", lambda at, *_, **__: desk_over(at))
    monkeypatch.setenv("CDKG_STORE", str(folder))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.chdir(tmp_path)
    for name, content in (("ties.ttl", TIES), ("faulty.ttl", FAULTY)):
        (tmp_path / name).write_bytes(content)

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(verbs, arguments, standalone_mode=False)

    return call


def told(answer: Result) -> dict[str, object]:
    found = json.loads(answer.stdout)
    assert isinstance(found, dict)
    return found


def test_a_file_goes_in_once_is_shown_and_taken_back(run: Run, folder: Path) -> None:
    first = run("contribute", "ties.ttl", "--as", "Zohreh", "--id", "mine")
    assert (first.return_value, "mine: is part of the graph now." in first.stdout) == (None, True)
    assert holds(folder, "city:kashan cdkg:sisterCity city:kyoto")
    again = run("contribute", "ties.ttl", "--json")
    assert (told(again)["changed"], "handed in before" in run("contribute", "ties.ttl").stdout) == (False, True)
    shown = run("contribute", "--show", "mine", "--lang", "fa").stdout
    assert "آنچه از آن نتیجه می‌شود" in shown
    assert "کاشان" in shown
    assert "is taken out" in run("contribute", "--revert", "mine", "--reason", "wrong", "--as", "Ali").stdout
    assert not holds(folder, "?claim a cdkg:TieClaim")
    log = run("contribute", "--log").stdout.splitlines()
    assert [line.split()[2] for line in log[1:]] == ["queued", "accepted", "reverted"]
    assert log[-1].split()[-2:] == ["Ali", "wrong"]


def test_what_waits_is_listed_and_accepted(run: Run, folder: Path) -> None:
    assert "no contributions" in run("contribute", "--list").stdout
    before = current_id(folder)
    assert "waits" in run("contribute", "ties.ttl", "--queue", "--as", "Zohreh", "--id", "mine").stdout
    assert current_id(folder) == before
    [line] = run("contribute", "--list").stdout.splitlines()[1:]
    assert line.split()[:4] == ["mine", "ties.ttl", "queued", "Zohreh"]
    [entry] = json.loads(run("contribute", "--list", "--json").stdout)
    assert (entry["id"], entry["state"], entry["stated"]) == ("mine", "queued", 17)
    assert len(told(run("contribute", "--show", "mine", "--json"))["stated"]) == 17  # type: ignore[arg-type]
    assert "is part of the graph" in run("contribute", "--accept", "mine").stdout


def test_what_does_not_conform_changes_nothing_and_ends_with_1(run: Run, folder: Path) -> None:
    before = current_id(folder)
    answer = run("contribute", "faulty.ttl")
    assert (answer.return_value, "Nothing was changed" in answer.stderr) == (1, True)
    assert "faulty.ttl, line 11" in answer.stdout
    report = told(run("contribute", "faulty.ttl", "--json"))
    assert report["conforms"] is False
    assert (current_id(folder), list((folder / "contributions").glob("*/entry.json"))) == (before, [])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "Give one FILE"),
        (("ties.ttl", "--list"), "Give one FILE"),
        (("--list", "--queue"), "--queue goes with"),
        (("--list", "--id", "x"), "--id goes with"),
        (("ties.ttl", "--prefer", "cdr:claim/x"), "--resolve goes with"),
        (("--resolve", "cdr:disagreement/x", "--reason", "x"), "--resolve goes with"),
        (("ties.ttl", "--reason", "x"), "--reason goes with"),
        (("--accept", "nothing"), "no contribution"),
        (("--reject", "nothing", "--as", "x"), "reason"),
        (("--revert", "../x", "--reason", "x"), "no contribution"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(run: Run, arguments: tuple[str, ...], says: str) -> None:
    answer = run("contribute", *arguments)
    assert answer.exception is not None
    assert says in str(getattr(answer.exception, "message", answer.exception))


def test_a_report_is_for_a_person_a_program_or_a_triple_store(run: Run, folder: Path) -> None:
    before = current_id(folder)
    good = run("validate", "ties.ttl")
    assert (good.return_value, good.stdout.strip()) == (0, "The data conform to the shapes.")
    bad = run("validate", "faulty.ttl", "--lang", "fa")
    assert (bad.return_value, "faulty.ttl، سطر ۱۱" in bad.stdout) == (1, True)
    report = told(run("validate", "faulty.ttl", "--json"))
    assert report["counts"] == {"Violation": 1, "Warning": 0, "Info": 0}
    turtle = run("validate", "faulty.ttl", "--turtle").stdout
    quads = list(ox.parse(turtle, format=ox.RdfFormat.TURTLE))
    comments = {quad.object for quad in quads if quad.predicate.value.endswith("#comment")}
    assert ox.Literal("faulty.ttl, line 11", language="en") in comments
    assert current_id(folder) == before


def test_a_store_that_is_out_of_date_is_not_checked_against(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("contribute", "ties.ttl")
    monkeypatch.setattr("cdkg.cli.validate.fingerprint", lambda *_: "another")
    made = build_graph
    monkeypatch.setattr("cdkg.cli.validate.build_graph", lambda **named: made(chosen=(), **named))
    other = tie_file("new-list", ("kashan", "kyoto", "sister-city"))
    Path("new.ttl").write_bytes(other)
    answer = run("validate", "new.ttl")
    # The contributions of the store are seen all the same.
    assert (answer.return_value, "from my-list, table 1, row 1" in answer.stdout) == (0, True)


@pytest.mark.parametrize(
    "call", [("--accept", "x"), ("--revert", "x", "--reason", "y"), ("--reject", "x", "--reason", "y")]
)
def test_a_decision_without_a_graph_tells_what_to_run(run: Run, tmp_path: Path, call: tuple[str, ...]) -> None:
    fault = run("contribute", *call, "--store", str(tmp_path / "none")).exception
    assert isinstance(fault, StoreError)
    assert "cdkg build" in fault.message.en
    assert "گرافی نیست" in fault.message.fa
