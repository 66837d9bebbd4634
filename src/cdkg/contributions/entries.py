"""What is known of each contribution that was handed in: what it is, what was done with it, by whom, when and why."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Any, Final

from cdkg.errors import ContributionFieldError
from cdkg.namespaces import CONTRIBUTIONS, slug
from cdkg.validation import Report

QUEUED: Final = "queued"
ACCEPTED: Final = "accepted"
REJECTED: Final = "rejected"
REVERTED: Final = "reverted"

RESERVED: Final = frozenset({"log", "report", "settle", "templates"})
"""No contribution can have these as its id: they are addresses of other pages."""

_ID: Final = re.compile(r"[a-z0-9][a-z0-9._~-]{0,99}")
_LONGEST: Final = {"who": 200, "reason": 2_000, "name": 255}
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


@dataclass(frozen=True)
class Event:
    """One thing that was done with a contribution.

    Args:
        state: the state that it led to.
        who: who did it.
        when: the time, such as ``2026-11-29T18:40:00.000+00:00``.
        reason: why; empty where none was given.
        is_sure: whether it was written down when it had been done; else it was written down before, and the graph
            tells whether it was done.
    """

    state: str
    who: str
    when: str
    reason: str = ""
    is_sure: bool = True


@dataclass(frozen=True)
class Entry:
    """One contribution that was handed in.

    Args:
        id: its name, which no other has.
        name: the name of its file; empty where it did not come as a file through the desk.
        state: ``"queued"``, ``"accepted"``, ``"rejected"`` or ``"reverted"``.
        who: who brought it into this state.
        when: when that was, such as ``2026-11-29T18:40:00.000+00:00``.
        reason: why; empty where none was given.
        sha256: the checksum of the file, in hexadecimal digits.
        stated: how many triples the file states.
        graph: the IRI of its graph.
        media_type: the format that its sender told; ``None`` where the name tells it.
        events: all that was done with it, the earliest first.
        is_changed: whether the call that gave this entry changed anything; not so where the same file is handed in
            again.
        report: what the check of this call found, warnings and information too, where there was one.
    """

    id: str
    name: str
    state: str
    who: str
    when: str
    reason: str
    sha256: str
    stated: int
    graph: str
    media_type: str | None = None
    events: tuple[Event, ...] = ()
    is_changed: bool = False
    report: Report | None = field(default=None, repr=False, compare=False)

    def after(self, event: Event) -> Entry:
        """Give the entry as it is after something more was done with it."""
        return replace(
            self,
            state=event.state,
            who=event.who,
            when=event.when,
            reason=event.reason,
            events=(*self.events, event),
            is_changed=True,
        )

    def without_last(self) -> Entry:
        """Give the entry as it was before the last thing was done with it."""
        *_, before, _ = self.events
        return replace(replace(self, events=self.events[:-2]).after(before), is_changed=False)

    def to_dict(self) -> dict[str, object]:
        """Give what a program is told of it."""
        told: dict[str, object] = {
            name: getattr(self, name)
            for name in ("id", "name", "state", "who", "when", "reason", "sha256", "stated", "graph")
        }
        told["events"] = [
            {"state": one.state, "who": one.who, "when": one.when, "reason": one.reason} for one in self.events
        ]
        return told


@dataclass(frozen=True)
class LogEntry:
    """One line of the log that anyone can read.

    Args:
        when: the time.
        id: the contribution's id.
        name: the name of its file.
        state: the state that it was brought into.
        who: who did it.
        reason: why; empty where none was given.
    """

    when: str
    id: str
    name: str
    state: str
    who: str
    reason: str

    def to_dict(self) -> dict[str, str]:
        """Give what a program is told of it."""
        return dict(vars(self))


def checksum(content: bytes) -> str:
    """Give the checksum of a file's content."""
    return hashlib.sha256(content).hexdigest()


def id_of(name: str, content: bytes) -> str:
    """Make the id of a file that is given none: its name and the beginning of its checksum.

    Args:
        name: the file's name.
        content: its content.
    """
    try:
        stem = slug(PurePath(name).stem)[:60].strip("-")
    except ValueError:  # a name in Persian letters only, say
        stem = "file"
    return f"{stem}-{checksum(content)[:8]}"


def graph_of(contribution: str) -> str:
    """Name the graph of a contribution."""
    return CONTRIBUTIONS + contribution


def checked_id(contribution: str) -> str:
    """See that a text can be the id of a contribution: also that it names no other folder than its own.

    Raises:
        ContributionFieldError: if it cannot.
    """
    if contribution in RESERVED:
        raise ContributionFieldError(
            f"{contribution!r} cannot be the id of a contribution, since it is the address of another page. Choose "
            "another.",
            f"«{contribution}» نمی‌تواند شناسه مشارکت باشد، زیرا نشانی صفحه دیگری است. شناسه دیگری برگزینید.",
        )
    if _ID.fullmatch(contribution) is None:
        raise ContributionFieldError(
            f"{contribution!r} cannot be the id of a contribution: give up to 100 small Latin letters, digits, hyphens "
            "and dots, such as ties-of-kashan.",
            f"«{contribution}» نمی‌تواند شناسه مشارکت باشد: حداکثر ۱۰۰ حرف کوچک لاتین، رقم، خط تیره و نقطه "
            "بدهید، مانند ties-of-kashan.",
        )
    return contribution


def checked_text(field: str, text: str, *, is_needed: bool = True) -> str:
    """Tidy what a person says beside a contribution: one line, without characters that hide or turn others.

    Args:
        field: ``"who"``, ``"reason"`` or ``"name"``.
        text: what was said.
        is_needed: whether it must say something.

    Raises:
        ContributionFieldError: if it says nothing where it must, or too much.
    """
    tidy = " ".join(_CONTROL.sub(" ", text.encode("utf-8", "replace").decode()).split())
    if is_needed and not tidy:
        en, fa = {"who": ("who you are", "نام خود"), "reason": ("a reason", "دلیل"), "name": ("a name", "نام پرونده")}[
            field
        ]
        raise ContributionFieldError(f"Give {en}: it stands in the log.", f"{fa} را بنویسید؛ در گزارش کارها می‌آید.")
    if len(tidy) > _LONGEST[field]:
        raise ContributionFieldError(
            f"The {field} is longer than {_LONGEST[field]} characters. Shorten it.",
            f"متن «{field}» بلندتر از {_LONGEST[field]} نویسه است. آن را کوتاه کنید.",
        )
    return tidy


def to_json(entry: Entry) -> dict[str, object]:
    """Give what is kept of an entry in its file."""
    return {
        "id": entry.id,
        "name": entry.name,
        "sha256": entry.sha256,
        "stated": entry.stated,
        "mediaType": entry.media_type,
        "events": [vars(event) for event in entry.events],
    }


def from_json(kept: Mapping[str, Any]) -> Entry:
    """Read what is kept of an entry; its state is that of the last event."""
    events = tuple(Event(**event) for event in kept["events"])
    last = events[-1]
    return Entry(
        id=kept["id"],
        name=kept["name"],
        state=last.state,
        who=last.who,
        when=last.when,
        reason=last.reason,
        sha256=kept["sha256"],
        stated=kept["stated"],
        graph=graph_of(kept["id"]),
        media_type=kept["mediaType"],
        events=events,
    )
