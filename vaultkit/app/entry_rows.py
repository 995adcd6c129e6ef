"""Entries of the pages' lists as plain rows, and back: the index keeps no classes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from vaultkit.model.paths import VaultPath
from vaultkit.model.views import (
    ActionView,
    BacklinksView,
    Choice,
    ContactView,
    MeetingView,
    Member,
    NoteRef,
    TagView,
    TopicView,
    Wanted,
    Wish,
)

__all__ = ["entry_of", "row_of_entry"]

Row = tuple[Any, ...]


def row_of_entry(name: str, entry: Any) -> Row:
    """An entry of a list as plain values."""
    return _ROWS[name][0](entry)


def entry_of(name: str, row: Row) -> Any:
    """The entry of a list that its row was made from."""
    return _ROWS[name][1](row)


def _note_row(note: NoteRef) -> Row:
    return (str(note.path), str(note.title))


def _note(row: Row) -> NoteRef:
    return NoteRef(VaultPath(row[0]), row[1])


def _notes_row(notes: tuple[NoteRef | str, ...]) -> tuple[Row | str, ...]:
    return tuple(str(note) if isinstance(note, str) else _note_row(note) for note in notes)


def _notes(rows: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(row if isinstance(row, str) else _note(row) for row in rows)


def _day_row(day: date | None) -> int:
    return 0 if day is None else day.toordinal()


def _day(number: int) -> date | None:
    return date.fromordinal(number) if number else None


def _topic_row(view: TopicView) -> Row:
    return (_note_row(view.note), view.discussed, _day_row(view.last))


def _topic(row: Row) -> TopicView:
    return TopicView(_note(row[0]), row[1], _day(row[2]))


def _contact_row(view: ContactView) -> Row:
    return (
        _note_row(view.note),
        _notes_row(view.orgs),
        view.role,
        view.meetings,
        _day_row(view.last_met),
        _day_row(view.due),
        _notes_row(view.topics),
    )


def _contact(row: Row) -> ContactView:
    note, orgs, role, meetings, last_met, due, topics = row
    days = _day(last_met), _day(due)
    return ContactView(_note(note), _notes(orgs), role, meetings, *days, _notes(topics))


def _meeting_row(view: MeetingView) -> Row:
    people, topics = _notes_row(view.people), _notes_row(view.topics)
    return (_note_row(view.note), _day_row(view.date), view.time, people, topics)


def _meeting(row: Row) -> MeetingView:
    note, day, time, people, topics = row
    return MeetingView(_note(note), _day(day), time, _notes(people), _notes(topics))


def _backlinks_row(view: BacklinksView) -> Row:
    return (_note_row(view.note), view.sources, view.links)


def _backlinks(row: Row) -> BacklinksView:
    return BacklinksView(_note(row[0]), row[1], row[2], ())


def _action_row(view: ActionView) -> Row:
    owner = None if view.owner is None else _note_row(view.owner)
    days = (_day_row(view.due), _day_row(view.meeting_date))
    return (view.text, _note_row(view.note), view.heading, owner, *days)


def _action(row: Row) -> ActionView:
    text, note, heading, owner, due, held = row
    named = None if owner is None else _note(owner)
    return ActionView(text, _note(note), heading, named, _day(due), _day(held))


def _tag_row(view: TagView) -> Row:
    return (view.key, view.name, view.notes, view.total)


def _tag(row: Row) -> TagView:
    return TagView(*row)


def _choice_row(choice: Choice) -> Row:
    return (choice.name, choice.files, _note_row(choice.file), choice.taken)


def _choice(row: Row) -> Choice:
    name, files, file, taken = row
    return Choice(name, files, _note(file), taken)


def _member_row(member: Member) -> Row:
    return (member.community, member.size, member.number, _note_row(member.note))


def _member(row: Row) -> Member:
    community, size, number, note = row
    return Member(community, size, number, _note(note))


def _wish_row(wish: Wish) -> Row:
    wanted = wish.wanted
    return (wanted.key, wanted.name, wanted.links, wanted.notes, _note_row(wish.source), wish.links)


def _wish(row: Row) -> Wish:
    *wanted, source, links = row
    return Wish(Wanted(*wanted), _note(source), links)


_NOTE = (_note_row, _note)
_ACTION = (_action_row, _action)
_ROWS: Mapping[str, tuple[Callable[[Any], Row], Callable[[Row], Any]]] = {
    "ambiguous": (_choice_row, _choice),
    "unreadable": _NOTE,
    "topics": (_topic_row, _topic),
    "communities": (_member_row, _member),
    "contacts": (_contact_row, _contact),
    "meetings": (_meeting_row, _meeting),
    "tags": (_tag_row, _tag),
    "backlinks": (_backlinks_row, _backlinks),
    "by-note": _ACTION,
    "by-owner": _ACTION,
    "unresolved": (_wish_row, _wish),
    "orphans": _NOTE,
    "dead-ends": _NOTE,
}
