"""Takes decisions on links: into the set's file, and into the graph that is published, both or neither."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from cdkg.contributions.entries import checked_text
from cdkg.errors import CdkgError
from cdkg.fingerprint import fingerprint
from cdkg.linking import journal
from cdkg.linking.publishing import PublishLinks
from cdkg.linking.things import Thing
from cdkg.mappings import MATCHED, Mapping, MappingSet, set_in_use
from cdkg.mappings.errors import MappingClashError, MappingError, UnknownMappingError
from cdkg.mappings.location import set_to_write
from cdkg.mappings.mapping import CURATED, UNSPECIFIED
from cdkg.namespaces import short
from cdkg.settings import Settings
from cdkg.store.changes import WRITTEN_FREELY, Writer
from cdkg.store.generations import current


@dataclass(frozen=True)
class Decided:
    """What a decision did.

    Args:
        subject: the IRI of the thing.
        now: the decisions on it from now on.
        file: the file that holds them.
        is_published: whether the published graph says so, too; else the next build does.
    """

    subject: str
    now: tuple[Mapping, ...]
    file: Path
    is_published: bool


class Decisions:
    """Takes decisions, one at a time.

    Args:
        settings: which set, and how long a change of the store may take.
        store: the store's folder; the settings' own where none is given.
        writer: who changes the published graph; one that lasts for a single change where none is given.
    """

    def __init__(self, settings: Settings, store: Path | None = None, writer: Writer | None = None) -> None:
        self._settings = settings
        self._folder = store or settings.store_folder
        self._writer = writer

    @property
    def file(self) -> Path:
        """The file into which decisions go."""
        return set_to_write(self._settings, self._folder)

    def accept(
        self,
        thing: Thing,
        item: str,
        who: str,
        reason: str = "",
        *,
        others: Iterable[Thing] = (),
        predicate: str = "exactMatch",
        confidence: float | None = None,
        item_label: str = "",
        source: str = "",
    ) -> Decided:
        """Link a thing to an item.

        Args:
            thing: the thing.
            item: the item, such as ``"Q3616"``.
            who: who decides.
            reason: why.
            others: all things, for what contributions say that they are.
            predicate: ``"exactMatch"`` or ``"closeMatch"``.
            confidence: how sure that is, from 0 to 1.
            item_label: what the item is called.
            source: who gives the item, as `Mapping` has it.

        Raises:
            MappingClashError: if the item is another thing's, or the thing has another item.
            MappingError: if something has not the form that it must have, or the file cannot be written.
            CdkgError: if the published graph cannot be changed. Whatever is raised, nothing is changed.
        """
        made = self._mapping(thing, item, who, reason)
        labelled = checked_text("name", item_label, is_needed=False)
        asked = {"predicate": predicate, "confidence": confidence, "object_label": labelled, "source": source.strip()}
        return self._decide(
            "accept", who, _with(made, **asked), lambda known: _refuse_taken(thing, item, others, known)
        )

    def reject(self, thing: Thing, item: str | None, who: str, reason: str, *, is_unsure: bool = False) -> Decided:
        """Say that an item is not the thing; or, without an item, that none is known.

        Args:
            thing: the thing.
            item: the item; ``None`` for none.
            who: who decides.
            reason: why; where it was looked for.
            is_unsure: without an item: nobody can tell.

        Raises:
            MappingError: see `accept`.
        """
        made = self._mapping(thing, item, who, checked_text("reason", reason))
        justification = UNSPECIFIED if is_unsure and item is None else CURATED
        return self._decide("reject", who, _with(made, is_negative=item is not None, justification=justification))

    def undo(self, subject: str, item: str | None, who: str) -> Decided:
        """Take a decision back: what it took the place of stands again.

        Args:
            subject: the IRI of the thing.
            item: the item; ``None`` for the decision that there is none.
            who: who takes it back.

        Raises:
            UnknownMappingError: if there is no such decision.
            MappingError: see `accept`.
        """

        def back(decisions: MappingSet) -> MappingSet:
            mapping = decisions.get(subject, item)
            if mapping is None:
                thing, what = short(subject), item or "none"
                raise UnknownMappingError(
                    f"Nothing is decided on {thing} and {what}, so there is nothing to undo. `cdkg link list {thing}` "
                    "shows what is.",
                    f"درباره {thing} و {what} تصمیمی نیست که برگردانده شود. فرمان `cdkg link list {thing}` تصمیم‌ها را "
                    "نشان می‌دهد.",
                )
            step = journal.made_by(self.file, mapping)
            gone = () if step is None else step.gone
            kept = [one for one in decisions.of(subject) if one != mapping]
            return decisions.with_all_of(subject, [*kept, *gone])

        return self._change("undo", who, subject, back)

    def _mapping(self, thing: Thing, item: str | None, who: str, reason: str) -> Mapping:
        return Mapping(
            subject=thing.iri,
            object=item,
            reviewer=checked_text("who", who),
            date=datetime.now(UTC).date().isoformat(),
            subject_label=" ".join(thing.label.en.split()),
            comment=checked_text("reason", reason, is_needed=False),
        )

    def _decide(
        self, action: str, who: str, mapping: Mapping, check: Callable[[MappingSet], None] = lambda _: None
    ) -> Decided:
        def decide(decisions: MappingSet) -> MappingSet:
            check(decisions)
            if mapping.state == MATCHED:
                standing = decisions.get(mapping.subject, mapping.object)
                if standing is not None and standing.state == MATCHED and standing.predicate == mapping.predicate:
                    return decisions  # it was decided so before, by somebody who is not to be overwritten
            return decisions.decide(mapping)

        return self._change(action, who, mapping.subject, decide)

    def _change(self, action: str, who: str, subject: str, change: Callable[[MappingSet], MappingSet]) -> Decided:
        who = checked_text("who", who)
        with _alone(self.file):
            source = set_in_use(self._settings, self._folder)
            before = MappingSet.read(source)
            after = change(before)
            if after == before:
                return Decided(subject, after.of(subject), self.file, is_published=True)
            held = self.file.read_bytes() if self.file.is_file() else None
            was = fingerprint(self._folder, source.read_bytes())
            after.write(self.file)
            try:
                is_published = self._publish(after, who, f"{action} {short(subject)}", was)
            except CdkgError:
                self._restore(held)
                raise
            journal.append(self.file, journal.Step(action, who, subject, before.of(subject), after.of(subject)))
        return Decided(subject, after.of(subject), self.file, is_published)

    def _publish(self, decisions: MappingSet, who: str, what: str, was: str) -> bool:
        published = current(self._folder)
        if published is None or (self._writer is None and WRITTEN_FREELY in published.manifest):
            return False
        # The graph was what a build would make, and is so again: the next start need not build it anew.
        is_fresh = published.manifest.get("fingerprint") == was
        manifest = (("fingerprint", fingerprint(self._folder, self.file.read_bytes())),) if is_fresh else ()
        writer = self._writer or Writer(self._folder, self._settings, freely=False)
        try:
            writer.write(PublishLinks(tuple(decisions), what, manifest), who)
        finally:
            if self._writer is None:
                writer.close()
        return True

    def _restore(self, held: bytes | None) -> None:
        if held is None:
            self.file.unlink(missing_ok=True)
        else:
            aside = self.file.with_name(f".{self.file.name}.back")
            aside.write_bytes(held)
            aside.replace(self.file)


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Be the only one who changes the files of a folder; the system frees it when the process ends, however it ends."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        folder = os.open(file.parent, os.O_RDONLY)
    except OSError as fault:
        raise MappingError(
            f"The folder of the set of links {file} cannot be used: {fault}. Correct CDKG_MAPPINGS.",
            f"پوشه مجموعه پیوندهای {file} به کار نمی‌آید: {fault}. CDKG_MAPPINGS را درست کنید.",
        ) from fault
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _refuse_taken(thing: Thing, item: str, others: Iterable[Thing], decisions: MappingSet) -> None:
    """Refuse an item that a contribution gives to another thing, unless it was decided that it is not that."""
    for other in others:
        if item in other.proposed and other.iri != thing.iri and not decisions.is_decided(other.iri, item):
            raise MappingClashError(
                f"Two things cannot be one item: a contribution says that {other.short} is {item}. Decide on that "
                f"first: cdkg link reject {other.short} {item} --reason …",
                f"دو چیز نمی‌توانند یک آیتم باشند: مشارکتی می‌گوید {other.short} همان {item} است. نخست درباره آن تصمیم "
                f"بگیرید: cdkg link reject {other.short} {item} --reason …",
            )


def _with(mapping: Mapping, **changes: object) -> Mapping:
    return replace(mapping, **changes)  # type: ignore[arg-type]  # checked when it is made
