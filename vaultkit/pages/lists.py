"""The lists on the pages: their order, the steps by which they are divided, their groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Protocol, TypeVar

from vaultkit.markdown.plain import plain_line
from vaultkit.model.views import (
    ActionView,
    AmbiguousView,
    BacklinksView,
    CommunityView,
    MeetingView,
    Mention,
    NoteRef,
    TagView,
    UnresolvedView,
)
from vaultkit.pages.order import collation_key
from vaultkit.pages.quote import Markdown
from vaultkit.pages.sheets import ListSpec
from vaultkit.pages.split import Step, day_steps, letter_steps
from vaultkit.pages.words import Words

__all__ = [
    "actions_by_note",
    "actions_by_owner",
    "by_demand",
    "by_month",
    "by_title",
    "choice_steps",
    "choices_of",
    "communities",
    "dated_steps",
    "grouped_by_name",
    "grouped_by_note",
    "grouped_by_owner",
    "member_steps",
    "members_of",
    "mentions_list",
    "most_linked_first",
    "newest_first",
    "notes_list",
    "owner_steps",
    "sorted_by",
    "sorted_tags",
    "tag_steps",
    "tag_tree",
    "title_steps",
    "wish_steps",
    "wishes_of",
]

T = TypeVar("T")
_DEEPEST = 20
"""Levels of indentation; renderers stop at some depth, and nobody reads beyond it."""


class HasNote(Protocol):
    """A view of one note."""

    @property
    def note(self) -> NoteRef:
        """The note."""


N = TypeVar("N", bound=HasNote)
PlaceShown = tuple[str, str, str]
"""The way a place is shown, the property or heading it names, and its text."""
SortKey = tuple[tuple[str, str], str]


def sorted_by(
    items: Iterable[T], words_of: Callable[[T], tuple[str, str]], words: Words
) -> tuple[T, ...]:
    """The items in the language's order of their first word, then by the second as it is."""

    def key(item: T) -> SortKey:
        title, rest = words_of(item)
        return collation_key(title, words.language), rest

    return tuple(sorted(items, key=key))


def by_title(views: Iterable[N], words: Words) -> tuple[N, ...]:
    """Views of notes in the order of their titles."""
    return sorted_by(views, lambda view: (view.note.title, view.note.path), words)


def title_steps(view: HasNote) -> Sequence[Step]:
    """The letters of a note's title, then of its path."""
    return letter_steps(view.note.title, exact=(view.note.path,))


def notes_list(name: str, title: Markdown, notes: Iterable[NoteRef], words: Words) -> ListSpec:
    """A plain list of notes in the order of their titles."""
    return ListSpec(
        name,
        title,
        sorted_by(notes, lambda note: (note.title, note.path), words),
        lambda note: letter_steps(note.title, exact=(note.path,)),
        tuple,
    )


# --- names that fit several files


@dataclass(frozen=True, slots=True)
class Choice:
    """One file that a name fits; ``taken`` where some link of that name leads to it."""

    view: AmbiguousView
    file: NoteRef
    taken: bool


def choices_of(views: Iterable[AmbiguousView], words: Words) -> tuple[Choice, ...]:
    """Which name fits what: by name, the files that it is taken for first."""
    return tuple(
        Choice(view, file, taken)
        for view in sorted_by(views, lambda view: (view.name, ""), words)
        for winners in [frozenset(winner.path for winner in view.winners)]
        for taken in (True, False)
        for file in view.files
        if (file.path in winners) == taken
    )


def choice_steps(choice: Choice) -> Sequence[Step]:
    """The letters of the name, then of the file's path."""
    return letter_steps(choice.view.name, exact=(choice.view.name, choice.file.path))


def grouped_by_name(
    choices: Sequence[Choice],
) -> tuple[tuple[AmbiguousView, tuple[Choice, ...]], ...]:
    """The names with those of their files that stand on this page."""
    groups = groupby(choices, lambda choice: choice.view)
    return tuple((view, tuple(each)) for view, each in groups)


# --- topic map


@dataclass(frozen=True, slots=True)
class Member:
    """A topic in its community."""

    community: CommunityView
    number: int
    note: NoteRef


def members_of(views: Iterable[CommunityView], words: Words) -> tuple[Member, ...]:
    """The members of all communities: these in the order given, members by title."""
    return tuple(
        Member(view, number, note)
        for number, view in enumerate(views)
        for note in sorted_by(view.members, lambda note: (note.title, note.path), words)
    )


def member_steps(member: Member) -> Sequence[Step]:
    """The community's name, then the letters of the member's title."""
    name = member.community.name
    letters = letter_steps(member.note.title, exact=(member.note.path,))
    return (Step(name, name, False), *letters)


def communities(
    members: Sequence[Member],
) -> tuple[tuple[CommunityView, tuple[NoteRef, ...]], ...]:
    """The communities with those of their members that stand on this page."""
    return tuple(
        (group[0].community, tuple(member.note for member in group))
        for _, each in groupby(members, lambda member: member.number)
        for group in [list(each)]
    )


# --- meetings


def newest_first(meetings: Iterable[MeetingView], words: Words) -> tuple[MeetingView, ...]:
    """The latest day and hour first; those of one hour by title; those without a day last."""
    alphabetical = by_title(meetings, words)
    return tuple(
        sorted(alphabetical, key=lambda view: (view.date or date.min, view.time), reverse=True)
    )


def dated_steps(day: date | None, note: NoteRef, words: Words) -> Sequence[Step]:
    """Year, month, day, then the letters of the title."""
    letters = letter_steps(note.title, exact=(note.path,))
    if day is None:
        return (Step("undated", words.text("Without a date"), False), *letters)
    styles = (words.day(day, "year"), words.day(day, "month"), words.day(day))
    return (*day_steps(day, styles), *letters)


def by_month(
    meetings: Sequence[MeetingView], words: Words
) -> tuple[tuple[Markdown, tuple[tuple[Markdown, tuple[MeetingView, ...]], ...]], ...]:
    """Years with their months with their meetings; the month without a date has no name."""

    def year(view: MeetingView) -> Markdown:
        return words.day(view.date, "year") if view.date else words.text("Without a date")

    def month(view: MeetingView) -> Markdown:
        return words.day(view.date, "month") if view.date else Markdown()

    return tuple(
        (name, tuple((of, tuple(held)) for of, held in groupby(months, month)))
        for name, months in groupby(meetings, year)
    )


# --- tags


def sorted_tags(tags: Iterable[TagView], words: Words) -> tuple[TagView, ...]:
    """Every tag right behind its parent, those of one parent in the language's order."""
    return tuple(
        sorted(
            tags,
            key=lambda tag: [collation_key(name, words.language) for name in tag.key.split("/")],
        )
    )


def tag_steps(tag: TagView) -> Sequence[Step]:
    """The letters of the whole tag."""
    return letter_steps(tag.key, exact=(tag.key,))


def tag_tree(tags: Sequence[TagView]) -> tuple[tuple[Markdown, TagView], ...]:
    """The tags, each with the indentation that its parents on this page give it."""
    tree: list[tuple[Markdown, TagView]] = []
    above: list[str] = []
    for tag in tags:
        while above and not tag.key.startswith(above[-1] + "/"):
            above.pop()
        tree.append((Markdown("  " * min(len(above), _DEEPEST)), tag))
        above.append(tag.key)
    return tuple(tree)


# --- mentions


def mentions_list(title: Markdown, mentions: Iterable[Mention], words: Words) -> ListSpec:
    """Places in notes, by the note's title and as they stand in it."""
    return ListSpec(
        "mentions",
        title,
        by_title(mentions, words),
        _mention_steps,
        _grouped_mentions,
    )


def _mention_steps(mention: Mention) -> Sequence[Step]:
    place = (mention.property or "", mention.heading or "", mention.text)
    return letter_steps(mention.note.title, exact=(mention.note.path, *place))


def _grouped_mentions(
    mentions: Sequence[Mention],
) -> tuple[tuple[NoteRef, tuple[PlaceShown, ...]], ...]:
    """Notes with their places, in the order in which they stand."""
    return tuple(
        (note, tuple(_iter_places(each)))
        for note, each in groupby(mentions, lambda mention: mention.note)
    )


def _iter_places(mentions: Iterable[Mention]) -> Iterator[PlaceShown]:
    """How each place is shown; a heading is named at the first of the places below it.

    Plain tuples: a sandboxed template takes long to look into an object, and these are many.
    """
    above: str | None = None
    for mention in mentions:
        heading = mention.heading
        if mention.property is not None:
            yield "property", mention.property, ""
        elif heading is not None and mention.text == plain_line(heading):
            yield "heading", heading, ""
        elif heading is not None and heading != above:
            yield "under", heading, mention.text
        else:
            yield "text", "", mention.text
        above = heading


def most_linked_first(views: Sequence[BacklinksView]) -> tuple[BacklinksView, ...]:
    """The most linked first; of equals, the order is kept."""
    return tuple(sorted(views, key=lambda view: (-view.links, -view.sources)))


# --- actions


def actions_by_note(actions: Sequence[ActionView], words: Words) -> tuple[ActionView, ...]:
    """Of the newest meeting first, then of other notes by title; as they stand in the note."""
    return tuple(
        sorted(
            by_title(actions, words),
            key=lambda action: action.meeting_date or date.min,
            reverse=True,
        )
    )


def actions_by_owner(actions: Sequence[ActionView], words: Words) -> tuple[ActionView, ...]:
    """By the owner's name, those of nobody last; by the day they are due, then as by note."""

    def key(action: ActionView) -> tuple[bool, SortKey, date]:
        owner = action.owner
        name = (collation_key(owner.title, words.language), owner.path) if owner else (("", ""), "")
        return owner is None, name, action.due or date.max

    return tuple(sorted(actions_by_note(actions, words), key=key))


def owner_steps(action: ActionView, words: Words) -> Sequence[Step]:
    """The letters of the owner's name, then of the note's title."""
    note = (action.note.title, action.note.path, action.text)
    if action.owner is None:
        return (Step("nobody", words.text("Without an owner"), False), *letter_steps(exact=note))
    return letter_steps(action.owner.title, exact=(action.owner.path, *note))


def grouped_by_note(
    actions: Sequence[ActionView],
) -> tuple[tuple[NoteRef, tuple[ActionView, ...]], ...]:
    """The notes with their actions."""
    return tuple((note, tuple(each)) for note, each in groupby(actions, lambda view: view.note))


def grouped_by_owner(
    actions: Sequence[ActionView],
) -> tuple[tuple[NoteRef | None, tuple[ActionView, ...]], ...]:
    """The owners with their actions, None for nobody."""
    return tuple((owner, tuple(each)) for owner, each in groupby(actions, lambda view: view.owner))


# --- unresolved links


@dataclass(frozen=True, slots=True)
class Wish:
    """One note that asks for a name, ``links`` times."""

    view: UnresolvedView
    source: NoteRef
    links: int


def wishes_of(views: Iterable[UnresolvedView], words: Words) -> tuple[Wish, ...]:
    """Who wants what: by name, then by the title of the note that wants it."""
    return tuple(
        Wish(view, source, links)
        for view in sorted_by(views, lambda view: (view.name, view.key), words)
        for source, links in sorted_by(
            view.wanted_by, lambda pair: (pair[0].title, pair[0].path), words
        )
    )


def wish_steps(wish: Wish) -> Sequence[Step]:
    """The letters of the name, then of the title of the note that wants it."""
    source = (wish.source.title, wish.source.path)
    return letter_steps(wish.view.name, exact=(wish.view.key, *source))


def by_demand(
    wishes: Sequence[Wish], words: Words
) -> tuple[tuple[UnresolvedView, tuple[Wish, ...]], ...]:
    """The names most asked for first, with those of the notes that stand on this page."""
    groups = [(view, tuple(each)) for view, each in groupby(wishes, lambda wish: wish.view)]
    return tuple(sorted(groups, key=lambda group: (-group[0].links, -len(group[0].wanted_by))))
