"""Entities, and the way from a printed name to the one entity that it means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from cdkg.errors import Message, NameResolutionError, RecordError
from cdkg.namespaces import entity
from cdkg.text import fold

_PERSIAN_KIND = {
    "city": "شهر",
    "country": "کشور",
    "network": "شبکه",
    "organization": "سازمان",
    "person": "شخص",
    "event": "رویداد",
}


@dataclass(frozen=True)
class Entity:
    """A city, country, body or person.

    Args:
        kind: the folder of its IRI, such as ``"city"`` or ``"network"``.
        slug: its name within the kind.
        class_name: the local name of its class in the ontology.
        label: its name in both languages.
        aliases: other spellings, those that documents print among them.
        country: the slug of a city's country; empty for all others.
        coordinates: latitude and longitude in decimal degrees (WGS 84) as written in the list they come from, or none.
        lists: slugs of the reference lists from which its facts come, by kind of fact.
        note: what the editors remark on it.
    """

    kind: str
    slug: str
    class_name: str
    label: Message
    aliases: tuple[str, ...] = ()
    country: str = ""
    coordinates: tuple[str, str] | None = None
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    note: str = ""

    @property
    def iri(self) -> str:
        """The entity's IRI."""
        return entity(self.kind, self.slug)

    @property
    def names(self) -> tuple[str, ...]:
        """All its names, in both languages."""
        return (self.label.fa, self.label.en, *self.aliases)


@dataclass(frozen=True)
class ReferenceList:
    """A list from which facts of the gazetteer come.

    Args:
        slug: its name in the gazetteer's columns.
        label: what it is called.
        url: where it is published, or empty.
    """

    slug: str
    label: Message
    url: str


class Gazetteer:
    """Entities and the way from a printed name to the one it means.

    Args:
        entities: all entities; a kind and a slug name one of them.
        reference_lists: the lists from which their facts come.

    Raises:
        RecordError: if two entities have the same kind and slug.
    """

    def __init__(self, entities: Iterable[Entity], reference_lists: Iterable[ReferenceList] = ()) -> None:
        self.reference_lists = tuple(reference_lists)
        self._by_slug: dict[tuple[str, str], Entity] = {}
        self._by_name: dict[str, dict[str, list[Entity]]] = defaultdict(lambda: defaultdict(list))
        for one in entities:
            if (one.kind, one.slug) in self._by_slug:
                raise RecordError(
                    f"The gazetteer has two entries for {one.kind} {one.slug!r}. Remove one.",
                    f"در نام‌نامه دو مدخل برای {one.kind} {one.slug!r} هست؛ یکی را بردارید.",
                )
            self._by_slug[one.kind, one.slug] = one
            for name in {fold(name) for name in one.names}:
                self._by_name[one.kind][name].append(one)

    def __iter__(self) -> Iterator[Entity]:
        return iter(self._by_slug.values())

    def knows(self, kind: str, name: str) -> bool:
        """Tell whether a name means exactly one entity of a kind."""
        return len(self._by_name[kind].get(fold(name), ())) == 1

    def get(self, kind: str, slug: str) -> Entity | None:
        """Find an entity by its slug, or give none."""
        return self._by_slug.get((kind, slug))

    def resolve(self, kind: str, name: str, *, place: Message, country: str = "") -> Entity:
        """Find the one entity that a printed name means.

        Args:
            kind: what it must be, such as ``"city"``.
            name: the name as read; spelling variants that fold to a known name are known.
            place: where the name stands, for the message: document, table, row.
            country: the slug of the country that the document gives for a city, to choose among cities of one name.

        Raises:
            NameResolutionError: if it means none or more than one.
        """
        found = self._by_name[kind].get(fold(name), [])
        if country and len(found) > 1:
            found = [one for one in found if one.country == country]
        if len(found) == 1:
            return found[0]
        called = _PERSIAN_KIND[kind]
        if found:
            which = ", ".join(one.slug for one in found)
            raise NameResolutionError(
                f"{place.en}: the name «{name}» means more than one {kind} of the gazetteer: {which}. "
                "Give the country, or a name that only one of them has.",
                f"{place.fa}: نام «{name}» در نام‌نامه به بیش از یک {called} می‌خورد: {which}. "
                "کشور را بیفزایید یا نامی بنویسید که تنها یکی از آن‌ها دارد.",
            )
        near = self.nearest(kind, name)
        en = ", ".join(f"{one.label.en} ({one.slug}, «{one.label.fa}»)" for one in near) or "none"
        fa = "، ".join(f"«{one.label.fa}» ({one.slug})" for one in near) or "هیچ"
        raise NameResolutionError(
            f"{place.en}: no {kind} of the gazetteer is called «{name}». Nearest: {en}. "
            "Correct the name, or add it to the gazetteer as an alias or a new entry.",
            f"{place.fa}: در نام‌نامه هیچ {called}ی به نام «{name}» نیست. نزدیک‌ترین‌ها: {fa}. "
            "نام را درست کنید، یا آن را در نام‌نامه به عنوان نام دیگر یا مدخل تازه بیفزایید.",
        )

    def nearest(self, kind: str, name: str, limit: int = 3) -> tuple[Entity, ...]:
        """List the entities of a kind whose names come nearest to a name, best first."""
        names = self._by_name[kind]
        found = process.extract(fold(name), names.keys(), scorer=fuzz.WRatio, limit=3 * limit)
        best = {one.slug: one for key, _, _ in found for one in names[key]}
        return tuple(best.values())[:limit]
