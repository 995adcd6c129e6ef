"""What index pages show: a vault's facts, chosen and counted, in no language yet.

Texts are plain, as a reader sees them, and not quoted: ``pages`` quotes. ``app`` fills the views;
tuples are in code-point order of the path unless said otherwise, and ``pages`` sorts for its
language.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from vaultkit.model.links import Kind
from vaultkit.model.paths import VaultPath

__all__ = [
    "ActionView",
    "AmbiguousView",
    "BacklinksView",
    "Choice",
    "CommunityView",
    "ContactView",
    "HomeView",
    "IndexViews",
    "MeetingView",
    "Member",
    "Mention",
    "NoteRef",
    "PlacesView",
    "RegionView",
    "TagView",
    "TopicView",
    "Totals",
    "UnresolvedView",
    "Wanted",
    "Wish",
]


class NoteRef(NamedTuple):
    """A note as pages name it. ``title`` tells notes of the same title apart by their paths."""

    path: VaultPath
    title: str


class Mention(NamedTuple):
    """A place in a note at which another note or a tag is named.

    ``property`` is the key it stands in, and then there is neither heading nor text.
    ``text`` is the paragraph or list item around it, empty where there is none (canvas).
    """

    note: NoteRef
    heading: str | None = None
    """The raw text of the nearest heading above, None before the first."""
    text: str = ""
    property: str | None = None
    is_heading: bool = False
    """Whether the text is that of the heading itself."""


class AmbiguousView(NamedTuple):
    """A name that fits several files. ``files`` holds all of them.

    ``winners`` are those that it is taken for, depending on the note it stands in.
    """

    name: str
    winners: tuple[NoteRef, ...]
    files: tuple[NoteRef, ...]


class Choice(NamedTuple):
    """One of the ``files`` that a name fits; ``taken`` where some link of that name leads to it."""

    name: str
    files: int
    file: NoteRef
    taken: bool


class Member(NamedTuple):
    """A topic in its community, of which there are ``size``; ``number`` orders communities."""

    community: str
    size: int
    number: int
    note: NoteRef


class Wanted(NamedTuple):
    """A name that no file bears, in its first spelling, and how much it is asked for."""

    key: str
    name: str
    links: int
    notes: int


class Wish(NamedTuple):
    """One note that asks for a name, ``links`` times."""

    wanted: Wanted
    source: NoteRef
    links: int


class Totals(NamedTuple):
    """The numbers of the home page. ``kinds`` names only kinds that occur."""

    kinds: tuple[tuple[Kind, int], ...] = ()
    attachments: int = 0
    links: int = 0
    tags: int = 0
    actions: int = 0
    unresolved_links: int = 0
    orphans: int = 0
    dead_ends: int = 0
    ambiguous: int = 0
    unreadable: int = 0


class HomeView(NamedTuple):
    """The counts of the home page. ``kinds`` names only kinds that occur."""

    kinds: tuple[tuple[Kind, int], ...] = ()
    attachments: int = 0
    links: int = 0
    ambiguous: tuple[AmbiguousView, ...] = ()
    unreadable: tuple[NoteRef, ...] = ()
    """Notes whose properties, canvas or base cannot be read."""


class TopicView(NamedTuple):
    """A topic, in how many meetings it came up, and the day of the latest of these."""

    note: NoteRef
    discussed: int = 0
    last: date | None = None


class CommunityView(NamedTuple):
    """Topics that hang together, under a name."""

    name: str
    members: tuple[NoteRef, ...]


class ContactView(NamedTuple):
    """A contact with what the meetings tell. ``orgs`` are notes or bare texts.

    ``topics`` begin with the one most discussed with them. ``last_met`` is the day of the last
    meeting held or a later one that the note says, ``due`` the day at which it is time again,
    where the note asks for it; neither depends on the day that it is.
    """

    note: NoteRef
    orgs: tuple[NoteRef | str, ...] = ()
    role: str = ""
    meetings: int = 0
    last_met: date | None = None
    due: date | None = None
    topics: tuple[NoteRef, ...] = ()


class MeetingView(NamedTuple):
    """A meeting. ``time`` is ``HH:MM`` or empty."""

    note: NoteRef
    date: date | None = None
    time: str = ""
    people: tuple[NoteRef, ...] = ()
    topics: tuple[NoteRef, ...] = ()


class TagView(NamedTuple):
    """A tag and where it stands. Every parent of a nested tag has a view too.

    ``key`` is its identity, ``name`` its first spelling. ``notes`` counts the notes that have
    this very tag, ``total`` those that have it or a tag below it, each once (TG-03).
    """

    key: str
    name: str
    notes: int
    total: int
    mentions: tuple[Mention, ...] = ()


class BacklinksView(NamedTuple):
    """The places in other notes that lead to a note. ``links`` counts every link of them."""

    note: NoteRef
    sources: int
    links: int
    mentions: tuple[Mention, ...]


class ActionView(NamedTuple):
    """An open task. ``meeting_date`` is set where its note is a dated meeting."""

    text: str
    note: NoteRef
    heading: str | None = None
    owner: NoteRef | None = None
    due: date | None = None
    meeting_date: date | None = None


class UnresolvedView(NamedTuple):
    """A name that links ask for and no file bears.

    ``name`` is the first spelling, ``wanted_by`` the notes with the number of their links.
    """

    key: str
    name: str
    links: int
    wanted_by: tuple[tuple[NoteRef, int], ...]


class PlacesView(NamedTuple):
    """A note with the places in which it names another, each once, in their order.

    A place is ``property`` or ``heading`` and the property's key or the heading's raw text.
    """

    note: NoteRef
    places: tuple[tuple[str, str], ...] = ()


class RegionView(NamedTuple):
    """What a region shows: entries of its kind, ``PlacesView``, meetings, actions or notes; of a
    brief one, that is all of it.

    ``total`` counts the entries, ``more`` those of them that are left out; ``page`` is the
    identity of the page that shows them all, if there is one.
    """

    kind: str
    entries: tuple[Any, ...] = ()
    total: int = 0
    more: int = 0
    page: str = ""
    links: int = 0
    tag: str = ""


class IndexViews(NamedTuple):
    """Everything the index pages are made of. ``backlinks`` is None where they are off."""

    folder: str = "_index"
    max_entries: int = 1000
    home: HomeView = HomeView()
    topics: tuple[TopicView, ...] = ()
    communities: tuple[CommunityView, ...] = ()
    """Largest first, then by name."""
    contacts: tuple[ContactView, ...] = ()
    meetings: tuple[MeetingView, ...] = ()
    tags: tuple[TagView, ...] = ()
    """In order of the key, parents first."""
    backlinks: tuple[BacklinksView, ...] | None = ()
    actions: tuple[ActionView, ...] = ()
    """By path, then in document order."""
    unresolved: tuple[UnresolvedView, ...] = ()
    """In order of the key."""
    orphans: tuple[NoteRef, ...] = ()
    dead_ends: tuple[NoteRef, ...] = ()
