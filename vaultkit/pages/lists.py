"""The lists on the pages: their order, the steps by which they are divided, their groups.

``LISTS`` says all of it for each list, by the name that its template bears too: an index keeps
entries by their steps, and a page shows those of a part in their order, in groups.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Protocol, TypeVar

from vaultkit.model.views import (
    ActionView,
    BacklinksView,
    Choice,
    MeetingView,
    Member,
    Mention,
    NoteRef,
    TagView,
    Wanted,
    Wish,
)
from vaultkit.pages.order import collation_key
from vaultkit.pages.quote import Markdown
from vaultkit.pages.split import (
    Step,
    day_order,
    day_steps,
    exact_order,
    exact_steps,
    letter_order,
    letter_steps,
    named_order,
    named_step,
)
from vaultkit.pages.words import Words

__all__ = ["LISTS", "ListKind"]

T = TypeVar("T")
_UNDATED = "~"
_AFTER_LETTERS = "\U0010fffe"
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


@dataclass(frozen=True, slots=True)
class ListKind:
    """One kind of list. ``sort`` gets entries in path order, and as they stand in their notes.

    ``order`` is ``order_of`` the steps, made at once. ``arrange`` puts the sorted entries of one
    page into the form its template shows.
    """

    name: str
    steps: Callable[[Any, Words], Sequence[Step]]
    order: Callable[[Any, Words], str]
    sort: Callable[[Iterable[Any], Words], Sequence[Any]]
    arrange: Callable[[Sequence[Any], Words], Any]


def _sorted_by(
    items: Iterable[T], words_of: Callable[[T], tuple[str, str]], words: Words
) -> tuple[T, ...]:
    """The items in the language's order of their first word, then by the second as it is."""

    def key(item: T) -> SortKey:
        title, rest = words_of(item)
        return collation_key(title, words.language), rest

    return tuple(sorted(items, key=key))


def _by_title(views: Iterable[N], words: Words) -> tuple[N, ...]:
    """Views of notes in the order of their titles."""
    return _sorted_by(views, lambda view: (view.note.title, view.note.path), words)


def _title_steps(view: HasNote, words: Words) -> Sequence[Step]:
    """The letters of a note's title, then of its path."""
    return _note_steps(view.note, words)


def _note_steps(note: NoteRef, words: Words) -> Sequence[Step]:
    return (*letter_steps(note.title, words.language), *exact_steps(note.path))


def _title_order(view: HasNote, words: Words) -> str:
    return _note_order(view.note, words)


def _note_order(note: NoteRef, words: Words) -> str:
    return letter_order(note.title, words.language) + exact_order(note.path)


def _notes_by_title(notes: Iterable[NoteRef], words: Words) -> Sequence[NoteRef]:
    return _sorted_by(notes, lambda note: (note.title, note.path), words)


def _as_they_are(entries: Sequence[Any], words: Words) -> Sequence[Any]:
    return entries


# --- names that fit several files


def _choices_by_name(choices: Iterable[Choice], words: Words) -> Sequence[Choice]:
    """By name; the files that it is taken for first."""
    ordered = sorted(choices, key=lambda choice: (not choice.taken, choice.file.path))
    return _sorted_by(ordered, lambda choice: (choice.name, ""), words)


def _choice_steps(choice: Choice, words: Words) -> Sequence[Step]:
    """The letters of the name, then of the file's path."""
    return (
        *letter_steps(choice.name, words.language),
        *exact_steps(choice.name, choice.file.path),
    )


def _choice_order(choice: Choice, words: Words) -> str:
    name, path = choice.name, choice.file.path
    return letter_order(name, words.language) + exact_order(name, path)


def _grouped_by_name(
    choices: Sequence[Choice], words: Words
) -> tuple[tuple[str, int, tuple[Choice, ...]], ...]:
    """The names with how many files they fit, and those that stand on this page."""
    return tuple(
        (name, group[0].files, tuple(group))
        for name, each in groupby(choices, lambda choice: choice.name)
        for group in [list(each)]
    )


# --- topic map


def _members(members: Iterable[Member], words: Words) -> Sequence[Member]:
    """The communities in their order, the members of each by title."""
    by_title = _sorted_by(members, lambda member: (member.note.title, member.note.path), words)
    return sorted(by_title, key=lambda member: member.number)


def _member_steps(member: Member, words: Words) -> Sequence[Step]:
    """The community's name, then the letters of the member's title."""
    community = named_step(member.community, member.community, f"{member.number:06}")
    return (community, *_note_steps(member.note, words))


def _member_order(member: Member, words: Words) -> str:
    return named_order(f"{member.number:06}") + _note_order(member.note, words)


def _communities(
    members: Sequence[Member], words: Words
) -> tuple[tuple[str, int, tuple[NoteRef, ...]], ...]:
    """The communities with their sizes, and those of their members that stand on this page."""
    return tuple(
        (group[0].community, group[0].size, tuple(member.note for member in group))
        for _, each in groupby(members, lambda member: member.number)
        for group in [list(each)]
    )


# --- meetings


def _newest_first(meetings: Iterable[MeetingView], words: Words) -> Sequence[MeetingView]:
    """The latest day and hour first; those of one hour by title; those without a day last."""
    alphabetical = _by_title(meetings, words)
    return sorted(alphabetical, key=lambda view: (view.date or date.min, view.time), reverse=True)


def _meeting_steps(view: MeetingView, words: Words) -> Sequence[Step]:
    return _dated_steps(view.date, view.note, words)


def _dated_steps(day: date | None, note: NoteRef, words: Words) -> Sequence[Step]:
    """Year, month, day, then the letters of the title."""
    if day is None:
        undated = named_step("undated", words.text("Without a date"), _UNDATED)
        return (undated, *_note_steps(note, words))
    styles = (words.day(day, "year"), words.day(day, "month"), words.day(day))
    return (*day_steps(day, styles), *_note_steps(note, words))


def _meeting_order(view: MeetingView, words: Words) -> str:
    return _dated_order(view.date, view.note, words)


def _dated_order(day: date | None, note: NoteRef, words: Words) -> str:
    dated = named_order(_UNDATED) if day is None else day_order(day)
    return dated + _note_order(note, words)


def _by_month(
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


def _tags_in_tree(tags: Iterable[TagView], words: Words) -> Sequence[TagView]:
    """Every tag right behind its parent, those of one parent in the language's order."""
    return sorted(
        tags,
        key=lambda tag: [collation_key(name, words.language) for name in tag.key.split("/")],
    )


def _tag_steps(tag: TagView, words: Words) -> Sequence[Step]:
    """The letters of the whole tag."""
    return (*letter_steps(tag.key, words.language), *exact_steps(tag.key))


def _tag_order(tag: TagView, words: Words) -> str:
    return letter_order(tag.key, words.language) + exact_order(tag.key)


def _tag_tree(tags: Sequence[TagView], words: Words) -> tuple[tuple[Markdown, TagView], ...]:
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


def _mention_steps(mention: Mention, words: Words) -> Sequence[Step]:
    place = (mention.property or "", mention.heading or "", mention.text)
    return (
        *letter_steps(mention.note.title, words.language),
        *exact_steps(mention.note.path, *place),
    )


def _mention_order(mention: Mention, words: Words) -> str:
    place = (mention.property or "", mention.heading or "", mention.text)
    return letter_order(mention.note.title, words.language) + exact_order(mention.note.path, *place)


def _grouped_mentions(
    mentions: Sequence[Mention], words: Words
) -> tuple[tuple[NoteRef, tuple[PlaceShown, ...]], ...]:
    """Notes with their places, in the order in which they stand."""
    return tuple(
        (note, tuple(_iter_places(each)))
        for note, each in groupby(mentions, lambda mention: mention.note)
    )


def _iter_places(mentions: Iterable[Mention]) -> Iterator[PlaceShown]:
    """How each place is shown; a heading is named at the first of the places below it.

    Plain tuples: a template takes long to look into an object, and these are many.
    """
    above: str | None = None
    for mention in mentions:
        heading = mention.heading
        if mention.property is not None:
            yield "property", mention.property, ""
        elif heading is not None and mention.is_heading:
            yield "heading", heading, ""
        elif heading is not None and heading != above:
            yield "under", heading, mention.text
        else:
            yield "text", "", mention.text
        above = heading


def _most_linked_first(views: Sequence[BacklinksView], words: Words) -> Sequence[BacklinksView]:
    """The most linked first; of equals, the order is kept."""
    return sorted(views, key=lambda view: (-view.links, -view.sources))


# --- actions


def _actions_by_note(actions: Iterable[ActionView], words: Words) -> Sequence[ActionView]:
    """Of the newest meeting first, then of other notes by title; as they stand in the note."""
    return sorted(
        _by_title(actions, words),
        key=lambda action: action.meeting_date or date.min,
        reverse=True,
    )


def _action_steps(action: ActionView, words: Words) -> Sequence[Step]:
    return _dated_steps(action.meeting_date, action.note, words)


def _action_order(action: ActionView, words: Words) -> str:
    return _dated_order(action.meeting_date, action.note, words)


def _actions_by_owner(actions: Iterable[ActionView], words: Words) -> Sequence[ActionView]:
    """By the owner's name, those of nobody last; by the day they are due, then as by note."""

    def key(action: ActionView) -> tuple[bool, SortKey, date]:
        owner = action.owner
        name = (collation_key(owner.title, words.language), owner.path) if owner else (("", ""), "")
        return owner is None, name, action.due or date.max

    return sorted(_actions_by_note(actions, words), key=key)


def _owner_steps(action: ActionView, words: Words) -> Sequence[Step]:
    """The letters of the owner's name, then of the note's title."""
    exact = exact_steps(action.note.title, action.note.path, action.text)
    if action.owner is None:
        nobody = named_step("nobody", words.text("Without an owner"), _AFTER_LETTERS)
        return (nobody, *exact)
    return (
        *letter_steps(action.owner.title, words.language),
        *exact_steps(action.owner.path, action.note.title, action.note.path, action.text),
    )


def _owner_order(action: ActionView, words: Words) -> str:
    exact = (action.note.title, action.note.path, action.text)
    if action.owner is None:
        return named_order(_AFTER_LETTERS) + exact_order(*exact)
    owner = action.owner
    return letter_order(owner.title, words.language) + exact_order(owner.path, *exact)


def _grouped_by_note(
    actions: Sequence[ActionView], words: Words
) -> tuple[tuple[NoteRef, tuple[ActionView, ...]], ...]:
    """The notes with their actions."""
    return tuple((note, tuple(each)) for note, each in groupby(actions, lambda view: view.note))


def _grouped_by_owner(
    actions: Sequence[ActionView], words: Words
) -> tuple[tuple[NoteRef | None, tuple[ActionView, ...]], ...]:
    """The owners with their actions, None for nobody."""
    return tuple((owner, tuple(each)) for owner, each in groupby(actions, lambda view: view.owner))


# --- unresolved links


def _wishes_by_name(wishes: Iterable[Wish], words: Words) -> Sequence[Wish]:
    """Who wants what: by name, then by the title of the note that wants it."""
    by_source = _sorted_by(wishes, lambda wish: (wish.source.title, wish.source.path), words)
    return _sorted_by(by_source, lambda wish: (wish.wanted.name, wish.wanted.key), words)


def _wish_steps(wish: Wish, words: Words) -> Sequence[Step]:
    """The letters of the name, then of the title of the note that wants it."""
    return (
        *letter_steps(wish.wanted.name, words.language),
        *exact_steps(wish.wanted.key, wish.source.title, wish.source.path),
    )


def _wish_order(wish: Wish, words: Words) -> str:
    wanted, source = wish.wanted, wish.source
    return letter_order(wanted.name, words.language) + exact_order(
        wanted.key, source.title, source.path
    )


def _by_demand(wishes: Sequence[Wish], words: Words) -> tuple[tuple[Wanted, tuple[Wish, ...]], ...]:
    """The names most asked for first, with those of the notes that stand on this page."""
    groups = [(view, tuple(each)) for view, each in groupby(wishes, lambda wish: wish.wanted)]
    return tuple(sorted(groups, key=lambda group: (-group[0].links, -group[0].notes)))


LISTS: Mapping[str, ListKind] = {
    kind.name: kind
    for kind in (
        ListKind("ambiguous", _choice_steps, _choice_order, _choices_by_name, _grouped_by_name),
        ListKind("unreadable", _note_steps, _note_order, _notes_by_title, _as_they_are),
        ListKind("topics", _title_steps, _title_order, _by_title, _as_they_are),
        ListKind("communities", _member_steps, _member_order, _members, _communities),
        ListKind("contacts", _title_steps, _title_order, _by_title, _as_they_are),
        ListKind("meetings", _meeting_steps, _meeting_order, _newest_first, _by_month),
        ListKind("tags", _tag_steps, _tag_order, _tags_in_tree, _tag_tree),
        ListKind("nested", _tag_steps, _tag_order, _tags_in_tree, _as_they_are),
        ListKind("mentions", _mention_steps, _mention_order, _by_title, _grouped_mentions),
        ListKind("backlinks", _title_steps, _title_order, _by_title, _most_linked_first),
        ListKind("by-note", _action_steps, _action_order, _actions_by_note, _grouped_by_note),
        ListKind("by-owner", _owner_steps, _owner_order, _actions_by_owner, _grouped_by_owner),
        ListKind("unresolved", _wish_steps, _wish_order, _wishes_by_name, _by_demand),
        ListKind("orphans", _note_steps, _note_order, _notes_by_title, _as_they_are),
        ListKind("dead-ends", _note_steps, _note_order, _notes_by_title, _as_they_are),
    )
}
