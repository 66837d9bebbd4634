"""Finds quads by what they are about and by what they lead to.

An index of the quads that are at hand already: a second store of them would take as much memory again, and a look-up in
it makes each quad anew.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

Subject = NamedNode | BlankNode | Triple
Term = NamedNode | BlankNode | Literal | Triple


class QuadIndex:
    """Some quads, found by subject or by value.

    Args:
        quads: the quads.
    """

    def __init__(self, quads: Collection[Quad]) -> None:
        self._quads = quads
        self._of: dict[Subject, list[Quad]] = {}
        self._into: dict[Term, list[Quad]] = {}
        self._into_literals: dict[Term, list[Quad]] | None = None
        for quad in quads:
            self._of.setdefault(quad.subject, []).append(quad)
            value = quad.object
            if not isinstance(value, Literal):
                self._into.setdefault(value, []).append(quad)

    def of(self, subject: Subject) -> Sequence[Quad]:
        """Give the quads of a subject."""
        return self._of.get(subject, ())

    def leading_to(self, value: Term) -> Sequence[Quad]:
        """Give the quads that lead to a value."""
        return (self._of_literals() if isinstance(value, Literal) else self._into).get(value, ())

    def _of_literals(self) -> dict[Term, list[Quad]]:
        # Hardly ever asked for, and there are many.
        if self._into_literals is None:
            self._into_literals = {}
            for quad in self._quads:
                if isinstance(quad.object, Literal):
                    self._into_literals.setdefault(quad.object, []).append(quad)
        return self._into_literals
