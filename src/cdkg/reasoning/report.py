"""What reasoning found, and its forms: for a program (JSON) and for a person."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from cdkg.errors import Message
from cdkg.namespaces import short
from cdkg.reasoning.explanation import Clash
from cdkg.text import persian_digits

_SHOWN: Final = 20


@dataclass(frozen=True)
class Reasoned:
    """What reasoning found.

    Args:
        consistent: whether what the graph says can be.
        unsatisfiable: IRIs of the classes that can have no member.
        clashes: what clashes, where anything does and the explanation was found in time.
        entailed: what follows beyond what is stated, sorted.
        triples: how many triples the reasoner was given.
        unsupported: how many values it was not given, by the IRI of their datatype, which OWL 2 lacks.
        seconds: how long reasoning took.
    """

    consistent: bool
    unsatisfiable: tuple[str, ...] = ()
    clashes: tuple[Clash, ...] = ()
    entailed: tuple[ox.Triple, ...] = ()
    triples: int = 0
    unsupported: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong: it is consistent, and every class can have a member."""
        return self.consistent and not self.unsatisfiable

    def to_json(self, *, entailed: bool) -> str:
        """Write the report for a program.

        Args:
            entailed: whether to list what is entailed, and not only to count it.
        """
        found: dict[str, object] = {
            "consistent": self.consistent,
            "unsatisfiable": list(self.unsatisfiable),
            "clashes": [
                {"class": clash.unsatisfiable, "axioms": [{"fa": one.fa, "en": one.en} for one in clash.axioms]}
                for clash in self.clashes
            ],
            "triples": self.triples,
            "unsupported": dict(self.unsupported),
            "seconds": round(self.seconds, 2),
            "entailedCount": len(self.entailed),
        }
        if entailed:
            found["entailed"] = [[_plain(term) for term in _parts(triple)] for triple in self.entailed]
        return json.dumps(found, ensure_ascii=False, indent=2)

    def to_text(self, language: str, *, entailed: bool) -> str:
        """Write the report for a person.

        Args:
            language: ``"fa"`` for Persian; anything else gives English.
            entailed: whether to list what is entailed, and not only to count it.
        """
        lines = [self._verdict().in_language(language)]
        for number, clash in enumerate(self.clashes[:_SHOWN], 1):
            lines.append(_heading(number, clash).in_language(language))
            lines += [f"     {axiom.in_language(language)}" for axiom in clash.axioms]
        if not self.holds and not self.clashes:
            unexplained = Message("No explanation was found in the time.", "در این زمان توضیحی یافته نشد.")
            lines.append(unexplained.in_language(language))
        lines += [_left_out(datatype, count).in_language(language) for datatype, count in self.unsupported.items()]
        if entailed:
            lines += [" ".join(short(_plain(term)) for term in _parts(triple)) for triple in self.entailed]
        return "\n".join(lines)

    def _verdict(self) -> Message:
        size, took, follow = self.triples, f"{self.seconds:.1f}", len(self.entailed)
        en, fa = f"{size} triples, {took} s", f"{size} سه‌تایی، {took} ثانیه"
        if not self.consistent:
            return Message(f"Inconsistent ({en}).", persian_digits(f"ناسازگار ({fa})."))
        if self.unsatisfiable:
            listed = ", ".join(map(short, self.unsatisfiable))
            return Message(
                f"Consistent, but these classes can have no member: {listed} ({en}).",
                persian_digits(f"سازگار، ولی این کلاس‌ها نمی‌توانند عضوی داشته باشند: {listed} ({fa})."),
            )
        return Message(
            f"Consistent; every class can have members; {follow} statements follow beyond what is stated ({en}).",
            persian_digits(
                f"سازگار؛ هر کلاس می‌تواند عضو داشته باشد؛ {follow} گزاره افزون بر گفته‌ها نتیجه می‌شود ({fa})."
            ),
        )


def _heading(number: int, clash: Clash) -> Message:
    if clash.unsatisfiable:
        name = short(clash.unsatisfiable)
        return Message(
            f"{number:3}. {name} can have no member, because:", f"{number:3}. {name} نمی‌تواند عضوی داشته باشد، زیرا:"
        )
    return Message(f"{number:3}. These cannot hold together:", f"{number:3}. این‌ها با هم نمی‌توانند درست باشند:")


def _left_out(datatype: str, count: int) -> Message:
    name = short(datatype)
    return Message(
        f"Not looked at: {count} values of {name}, which OWL 2 does not have.",
        f"دیده نشد: {persian_digits(str(count))} مقدار از نوع {name} که OWL 2 آن را ندارد.",
    )


def _parts(triple: ox.Triple) -> tuple[object, object, object]:
    return triple.subject, triple.predicate, triple.object


def _plain(term: object) -> str:
    return term.value if isinstance(term, (ox.NamedNode, ox.Literal)) else str(term)
