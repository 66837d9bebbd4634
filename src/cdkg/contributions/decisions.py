"""What a curator decides and a reader reports, written as a contribution of its own."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from cdkg.contributions.entries import checked_text
from cdkg.contributions.provenance import agent
from cdkg.errors import ContributionFieldError
from cdkg.namespaces import ENTITY, ONTOLOGY, PREFIXES, PROV, RDF, entity, short

_TYPE: Final = ox.NamedNode(RDF + "type")
_BETWEEN: Final = ox.NamedNode(ONTOLOGY + "between")


@dataclass(frozen=True)
class Settle:
    """Settles a disagreement: from now on only the preferred claims support what follows.

    Args:
        disagreement: its IRI, or the short form, such as ``cdr:disagreement/tie/baghdad--tehran/kind``.
        preferred: the claims that are preferred, likewise.
        reason: why.
    """

    disagreement: str
    preferred: tuple[str, ...]
    reason: str

    @property
    def file_name(self) -> str:
        """What the file of the decision is called."""
        return f"resolution-{_tail(self.disagreement)}.ttl"

    def to_turtle(self, who: str, store: ox.Store) -> bytes:
        """Write the decision as a contribution.

        Args:
            who: who decides.
            store: the graph.

        Raises:
            ContributionFieldError: if there is no such disagreement, a claim is not one of it, or no reason is given.
        """
        subject = _known(store, self.disagreement, "Disagreement")
        between = {quad.object for quad in store.quads_for_pattern(subject, _BETWEEN, None, None)}
        claims = [_iri(claim) for claim in self.preferred]
        for claim in claims:
            if claim not in between:
                raise _no_side(claim, between)
        iri = entity("resolution", subject.value.removeprefix(f"{ENTITY}disagreement/"))
        links = [("settles", subject), *(("prefersClaim", claim) for claim in claims)]
        return _written("Resolution", iri, links, self.reason, who)


@dataclass(frozen=True)
class ReportClaim:
    """Reports that a claim does not say what its document says. It changes nothing that follows from the claim.

    Args:
        claim: its IRI, or the short form.
        reason: what the document says, or what else is wrong.
    """

    claim: str
    reason: str

    @property
    def file_name(self) -> str:
        """What the file of the report is called."""
        return f"report-{_tail(self.claim)}.ttl"

    def to_turtle(self, who: str, store: ox.Store) -> bytes:
        """Write the report as a contribution.

        Args:
            who: who reports.
            store: the graph.

        Raises:
            ContributionFieldError: if there is no such claim, or no reason is given.
        """
        claim = _known(store, self.claim, "Claim")
        iri = entity("report", claim.value.removeprefix(f"{ENTITY}claim/").removeprefix(ENTITY))
        # Several persons may report one claim.
        iri = f"{iri}/{agent(who).value.rpartition('/')[2]}"
        return _written("TranscriptionReport", iri, [("about", claim)], self.reason, who)


Decision = Settle | ReportClaim


def _written(kind: str, iri: str, links: list[tuple[str, ox.NamedNode]], reason: str, who: str) -> bytes:
    this, person = ox.NamedNode(iri), agent(who)
    triples = [ox.Triple(this, _TYPE, ox.NamedNode(ONTOLOGY + kind))]
    triples += [ox.Triple(this, ox.NamedNode(ONTOLOGY + name), value) for name, value in links]
    triples += [
        ox.Triple(this, ox.NamedNode(PROV + "wasAttributedTo"), person),
        ox.Triple(this, ox.NamedNode(ONTOLOGY + "reason"), ox.Literal(checked_text("reason", reason))),
    ]
    written = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES)
    assert written is not None  # it is only where an output was given
    return written


def _known(store: ox.Store, name: str, kind: str) -> ox.NamedNode:
    iri = _iri(name)
    if ox.Quad(iri, _TYPE, ox.NamedNode(ONTOLOGY + kind), ox.DefaultGraph()) in store:
        return iri
    told = short(iri.value)
    if kind == "Disagreement":
        raise ContributionFieldError(
            f"The graph holds no disagreement {told}. `cdkg query disagreements` lists them.",
            f"در گراف اختلافی به نام {told} نیست. فرمان `cdkg query disagreements` آن‌ها را فهرست می‌کند.",
        )
    raise ContributionFieldError(
        f"The graph holds no claim {told}. Its page shows its IRI.",
        f"در گراف ادعایی به نام {told} نیست. شناسه آن در صفحه‌اش آمده است.",
    )


def _no_side(claim: ox.NamedNode, between: set[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]) -> Exception:
    sides = sorted(short(str(getattr(side, "value", side))) for side in between)
    return ContributionFieldError(
        f"{short(claim.value)} is not a claim of this disagreement. Prefer one of {', '.join(sides)}.",
        f"{short(claim.value)} از ادعاهای این اختلاف نیست. یکی از این‌ها را برگزینید: {'، '.join(sides)}.",
    )


def _iri(name: str) -> ox.NamedNode:
    prefix, _, rest = name.strip().removeprefix("<").removesuffix(">").partition(":")
    with suppress(ValueError):
        if rest:
            return ox.NamedNode(PREFIXES[prefix] + rest if prefix in PREFIXES else f"{prefix}:{rest}")
    raise ContributionFieldError(
        f"{name!r} is not an IRI. Give the whole IRI, or one with a known prefix, such as cdr:claim/….",
        f"«{name}» شناسه (IRI) نیست. شناسه کامل یا کوتاه‌شده با پیشوندی شناخته، مانند cdr:claim/…، را بدهید.",
    )


def _tail(name: str) -> str:
    words = re.sub(r"[^A-Za-z0-9]+", "-", name.rpartition("disagreement/")[2].rpartition("claim/")[2])
    return words.strip("-")[-60:] or "decision"
