"""A page before it is written: its name, its title and its lists, divided where they are long."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from vaultkit.pages.lists import ListKind
from vaultkit.pages.names import WantedName, page_stem
from vaultkit.pages.split import Dividing, Part, order_of
from vaultkit.pages.words import Words

__all__ = ["ListSpec", "Listing", "Passing", "Sheet", "never", "sheets_of"]

_PART_RANK = 2

Passing = Callable[[str], bool]
"""Of a part in which nothing changed, by identity: whether nobody needs its sheet."""


def never(_identity: str) -> bool:
    """Every sheet is needed."""
    return False


@dataclass(frozen=True, slots=True)
class ListSpec:
    """A list on a page. The template is ``list-<name>``."""

    kind: ListKind
    title: str
    entries: Dividing[Any]

    @property
    def name(self) -> str:
        """That of its kind."""
        return self.kind.name


@dataclass(frozen=True, slots=True)
class Listing:
    """A list, or a part of one, as its template sees it."""

    spec: ListSpec
    words: Words
    owner: str
    """The identity of the page that the whole list belongs to."""
    part: Part[Any]

    @property
    def identity(self) -> str:
        """Of the page that shows this part: for the whole list its owner's."""
        slugs = [step.slug for step in self.part.steps]
        return "\x1f".join((self.owner, self.spec.name, *slugs)) if slugs else self.owner

    @property
    def label(self) -> str:
        """What the part is called."""
        return self.part.label

    @property
    def size(self) -> int:
        """How many entries it has, those of its parts among them."""
        return self.part.size

    @property
    def below(self) -> str:
        """How the steps of its entries begin."""
        return order_of(self.part.steps)

    @property
    def parts(self) -> tuple[Listing, ...]:
        """The parts it is divided into, none where its entries stand on one page."""
        return tuple(replace(self, part=part) for part in self.part.parts)

    @property
    def shown(self) -> Any:
        """The entries as the template shows them."""
        return self.spec.kind.arrange(self.part.entries, self.words)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page to be. ``up`` leads to the pages above it, as identity and title."""

    identity: str
    wanted: WantedName
    title: str
    template: str
    folder: str = ""
    """Below the pages folder."""
    name_parts: tuple[str, str, str | None] = ("", "", None)
    """Prefix, text and what the digest is of, from which the names of its parts are made."""
    values: Mapping[str, Any] = field(default_factory=dict)
    up: tuple[tuple[str, str], ...] = ()
    head: str = ""
    """The identity of the page that it is a part of; empty where it is none."""
    listings: tuple[Listing, ...] = ()
    """The lists that stand on it."""


def sheets_of(
    head: Sheet,
    lists: Iterable[ListSpec],
    max_entries: int,
    words: Words,
    *,
    passing: Passing = never,
) -> Iterator[Sheet]:
    """The page with its lists, and before it one page for each part of a list that is too long.

    On a page with several lists they share ``max_entries``, so that no page has more.
    """
    specs = tuple(lists)
    limit = max_entries
    if sum(spec.entries.size("") for spec in specs) > max_entries:
        limit = max(1, max_entries // len(specs))
    listings = {}
    for spec in specs:
        listing = Listing(spec, words, head.identity, spec.entries.divided(limit))
        listings[spec.name] = listing
        up = (*head.up, (head.identity, head.title))
        yield from _part_sheets(head, listing, up, passing)
    yield replace(
        head, values={**head.values, "lists": listings}, listings=tuple(listings.values())
    )


def _part_sheets(
    head: Sheet, listing: Listing, up: tuple[tuple[str, str], ...], passing: Passing
) -> Iterator[Sheet]:
    prefix, text, digest_of = head.name_parts
    for part in listing.parts:
        if part.part.kept and all(map(passing, _identities(part))):
            continue
        slug = part.part.slug
        if listing.spec.title != head.title and listing.spec.name != head.identity:
            slug = f"{listing.spec.name}-{slug}"
        title = f"{listing.spec.title}: {part.label}"
        yield Sheet(
            identity=part.identity,
            wanted=WantedName(page_stem(prefix, text, digest_of=digest_of, part=slug), _PART_RANK),
            title=title,
            template="part",
            folder=head.folder,
            values={"list": part},
            up=up,
            head=head.identity,
            listings=(part,),
        )
        yield from _part_sheets(head, part, (*up, (part.identity, title)), passing)


def _identities(listing: Listing) -> Iterator[str]:
    """Of a part and those that it is divided into."""
    yield listing.identity
    for part in listing.parts:
        yield from _identities(part)
