"""Says of each result where in the contributed file its cause stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import pyoxigraph as ox

from cdkg.contributions.draft import FilePlace
from cdkg.validation import Result

Places = Mapping[tuple[str, str | None], FilePlace]


def locate(results: Iterable[Result], places: Places, stated: Sequence[ox.Quad]) -> list[Result]:
    """Give results the places of the file, as far as these are known.

    A result may be about something that the file only leads to, such as a tie whose parties are at fault: then it
    stands where the file speaks of that.

    Args:
        results: what was found.
        places: where in the file each node, and each property of it, stands.
        stated: what the file states.
    """
    users = _users(stated) if places else {}
    return [_located(result, places, users) for result in results]


def _located(result: Result, places: Places, users: Mapping[str, list[str]]) -> Result:
    for node in _near(result.focus_node, users):
        paths = (result.path, None) if node == result.focus_node else (None,)
        found = next((places[node, path] for path in paths if (node, path) in places), None)
        if found is not None:
            return replace(result, location=found.told())
    return result


def _near(node: str, users: Mapping[str, list[str]]) -> Iterator[str]:
    yield node
    for user in users.get(node, ()):
        yield user
    for user in users.get(node, ()):
        yield from users.get(user, ())


def _users(stated: Sequence[ox.Quad]) -> dict[str, list[str]]:
    users: dict[str, list[str]] = {}
    for quad in stated:
        if isinstance(quad.object, (ox.NamedNode, ox.BlankNode)):
            value = quad.object.value if isinstance(quad.object, ox.NamedNode) else str(quad.object)
            subject = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else str(quad.subject)
            users.setdefault(value, []).append(subject)
    return users
