"""What the pages show, brought up to date with the index: notes to shares, shares to lists.

Of each note that is marked its ``Share`` is made again and compared with what it was. The
differences name whom else it concerns: the notes that it leads to, the tags it bears, the people
and topics of a meeting. Of these the entries in the lists are made again, and an entry that
differs makes the pages stale on which it stands. Everything is put in the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from vaultkit.app.joint_entries import Concerned, JointEntries, choices_fitting
from vaultkit.app.link_dests import LinkDests
from vaultkit.app.list_entries import ListEntries
from vaultkit.app.region_marks import RegionMarks, mark_all, may_have_regions
from vaultkit.app.share import (
    NO_FACE,
    NO_SHARE,
    Face,
    MeetingShare,
    Reference,
    Share,
    day_from,
    note_ref_of,
    plain_share,
    share_from,
    share_of,
)
from vaultkit.app.shown_names import put_shown_names
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath, name_key
from vaultkit.model.views import ActionView, MeetingView, NoteRef
from vaultkit.pages.words import Words
from vaultkit.store.marks import marked, unmark
from vaultkit.store.pack import pack
from vaultkit.store.paging import (
    ADD_SHARE,
    drop_share,
    face_rows,
    records_of,
    shares_of,
    sources_of,
)
from vaultkit.store.store import Store

__all__ = ["derive"]

K = TypeVar("K")
V = TypeVar("V")


def derive(store: Store, words: Words, *, me: str, whole: bool) -> bool:
    """Brings the lists up to date with the notes, and says whether the topic map has to be too.

    With ``whole`` all notes are looked at, and nothing is compared with what was before. ``me`` is
    the name of whose vault it is, as configured.
    """
    deriving = _Deriving(store, words, whole=whole)
    deriving.name_notes()
    deriving.share_notes()
    deriving.put_joint_entries()
    deriving.mark_regions(me)
    unmark(store)
    return deriving.topic_map


class _Deriving:
    """One such run."""

    def __init__(self, store: Store, words: Words, *, whole: bool) -> None:
        self._store = store
        self._whole = whole
        self.topic_map = whole
        """Whether the topic map has to be brought up to date too."""
        self._own: set[int] = set()
        self._concerned = Concerned()
        self._regions = RegionMarks()
        self._has_regions = not whole and may_have_regions(store)
        self._dests = LinkDests(store)
        self._entries = ListEntries(store, words, whole=whole)
        self._joint_entries = JointEntries(
            store,
            words,
            entries=self._entries,
            concerned=self._concerned,
            dests=self._dests,
            whole=whole,
        )

    def name_notes(self) -> None:
        """Which notes are to be looked at, and how each of them is called on pages."""
        renamed = put_shown_names(self._store, whole=self._whole)
        if self._whole:
            self._own = set(self._store.column("SELECT id FROM notes"))
        else:
            self._own = renamed.union(map(int, marked(self._store, "own")))

    def share_notes(self) -> None:
        """The shares of the notes that are marked, and of those that show them."""
        faces = self._faces()
        around = set() if self._whole else self._showing(faces)
        if self._whole:
            self._dests.know_all(faces)
        for numbers in _chunks(sorted(self._own | around)):
            self._share_some(numbers, faces)
        self._entries.flush()

    def _faces(self) -> dict[int, Face]:
        """What others see now of the notes that are marked; only of those that are listed."""
        if self._whole:
            sql = "SELECT id, path, shown, kind FROM notes JOIN files USING (id) WHERE NOT excluded"
            self._concerned.faces = {number: Face(*face) for number, *face in self._store.each(sql)}
            return self._concerned.faces
        return self._faces_of(self._own)

    def _faces_of(self, numbers: Iterable[int]) -> dict[int, Face]:
        return {
            number: Face(*face)
            for some in _chunks([*numbers])
            for number, *face in face_rows(self._store, some)
        }

    def _showing(self, faces: dict[int, Face]) -> set[int]:
        """The notes that link to one of which others see something else now."""
        around: set[int] = set()
        for numbers in _chunks([*self._own]):
            shares = shares_of(self._store, numbers)
            for number in numbers:
                face = share_from(shares[number]).face if number in shares else NO_FACE
                if face != faces.get(number, NO_FACE):
                    around.update(sources_of(self._store, number))
        faces.update(self._faces_of(around - faces.keys()))
        return around

    def _share_some(self, numbers: Sequence[int], faces: Mapping[int, Face]) -> None:
        """These notes' shares: what is asked of the index is asked of all of them at once."""
        listed = [number for number in numbers if number in faces]
        records, dests = records_of(self._store, listed), self._dests.of(listed)
        shares = {} if self._whole else shares_of(self._store, numbers)
        for number in numbers:
            before = share_from(shares[number]) if number in shares else NO_SHARE
            now = NO_SHARE
            if number in faces:
                note = Note.of_record(VaultPath(faces[number].path), records.pop(number))
                now = share_of(note, faces[number], dests.pop(number))
            if self._whole:
                self._put_first(number, now)
            else:
                self._put_again(number, before, now)

    def _put_first(self, number: int, now: Share) -> None:
        if not now.face.path:
            return
        self._put_share(number, now)
        self._count(number, now)
        self._put_shown(number, NO_SHARE, now)

    def _put_again(self, number: int, before: Share, now: Share) -> None:
        self._compare(number, before, now)
        if before == now:
            return
        if now.face.path:
            self._put_share(number, now)
        else:
            drop_share(self._store, number)
        self._put_shown(number, before, now)

    def _put_share(self, number: int, share: Share) -> None:
        steps = self._entries.mention_steps(share.face.path, share.face.shown)
        self._entries.put_later(ADD_SHARE, (number, steps, pack(plain_share(share))))

    def _put_shown(self, number: int, before: Share, now: Share) -> None:
        """What follows from a note's own share."""
        self._put_own_entries(number, before, now)
        self._put_gatherings(number, before.meeting, now.meeting)
        if before.choices or now.choices:
            self._put_choices(number, before, now)

    def _count(self, number: int, now: Share) -> None:
        """Notes down whom a share concerns, where all notes are looked at."""
        concerned = self._concerned
        for dest, (count, _) in now.mentions.items():
            concerned.count_links(dest, count, 1)
        for key in now.tags:
            concerned.tags.setdefault(key, set())
        concerned.missing.update(now.missing)
        concerned.choices.update(now.choices)
        if now.leads:
            concerned.leading.add(number)
        if now.face.kind in ("contact", "topic"):
            concerned.people.add(number)
        if now.face.kind == "topic":
            for dest in now.mentions:
                concerned.topics.setdefault(dest, []).append(now.face)

    def _compare(self, number: int, before: Share, now: Share) -> None:
        """Notes down whom it concerns that this note's share is another."""
        if self._has_regions:
            self._regions.compare(number, before, now)
        concerned = self._concerned
        other_face = before.face != now.face
        self._entries.know_names(number, before.face, now.face)
        for dest in _differing(before.mentions, now.mentions, other_face):
            concerned.linked.setdefault(dest, set()).add(number)
            was, has = before.mentions.get(dest), now.mentions.get(dest)
            links = (has[0] if has else 0) - (was[0] if was else 0)
            concerned.count_links(dest, links, (has is not None) - (was is not None))
        for key in _differing(before.tags, now.tags, other_face):
            concerned.tags.setdefault(key, set()).add(number)
        concerned.missing.update(_differing(before.missing, now.missing, other_face))
        concerned.choices.update(_differing(before.choices, now.choices, other_face))
        if other_face or before.leads != now.leads:
            concerned.lonely.add(number)
        kinds = {before.face.kind, now.face.kind}
        if other_face:
            concerned.linked.setdefault(number, set())
            for face in (before.face, now.face):
                if face.path:
                    concerned.choices.update(
                        choices_fitting(self._store, name_key(VaultPath(face.path).name))
                    )
        if before.meeting != now.meeting:
            for meeting in (before.meeting, now.meeting):
                if meeting is not None:
                    concerned.people.update(each[0] for each in meeting.people + meeting.topics)
            self.topic_map |= _topics_of(before.meeting) != _topics_of(now.meeting)
        if not kinds.isdisjoint(("contact", "topic")):
            concerned.people.add(number)
            concerned.people.update(_differing(before.mentions, now.mentions, other_face))
        if "topic" in kinds:
            self.topic_map |= other_face or _counts(before) != _counts(now)

    def _put_own_entries(self, number: int, before: Share, now: Share) -> None:
        """The entries that a note's own share says all of."""
        if not self._whole and _own_part(before) == _own_part(now):
            return
        if not now.face.path:
            for name in ("meetings", "by-note", "by-owner", "unreadable"):
                self._entries.put(name, number, [])
            return
        note = note_ref_of(now.face)
        meeting = now.meeting
        day = None
        if meeting is not None:
            day = day_from(meeting.day)
            view = MeetingView(
                note, day, meeting.time, _refs(meeting.people), _refs(meeting.topics)
            )
        self._entries.put("meetings", number, [] if meeting is None else [view])
        actions = [
            ActionView(
                text,
                note,
                heading,
                None if owner is None else NoteRef(VaultPath(owner[1]), owner[2]),
                day_from(due),
                day,
            )
            for text, heading, owner, due in now.actions
        ]
        self._entries.put("by-note", number, actions)
        self._entries.put("by-owner", number, actions)
        self._entries.put("unreadable", number, [note] if now.error else [])

    def _put_gatherings(
        self, number: int, before: MeetingShare | None, now: MeetingShare | None
    ) -> None:
        if before is not None:
            self._store.run("DELETE FROM gatherings WHERE meeting = ?", (number,))
        if now is not None:
            for each in now.people + now.topics:
                self._entries.put_later(
                    "INSERT OR IGNORE INTO gatherings VALUES (?, ?)", (each[0], number)
                )

    def _put_choices(self, number: int, before: Share, now: Share) -> None:
        self._store.run("DELETE FROM choices WHERE note = ?", (number,))
        self._store.many(
            "INSERT INTO choices VALUES (?, ?, ?, ?)",
            ((key.rpartition("/")[2], key, now.face.path, number) for key in now.choices),
        )

    def put_joint_entries(self) -> None:
        """Of those that are concerned, the entries that several notes give together."""
        self._joint_entries.put()

    def mark_regions(self, me: str) -> None:
        """The regions in notes that may show something else now."""
        if self._whole:
            mark_all(self._store)
        elif self._has_regions:
            self._regions.put(self._store, self._own, me)


_AT_ONCE = 100
"""Notes of which the index is asked together."""


def _chunks(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(numbers), _AT_ONCE):
        yield numbers[start : start + _AT_ONCE]


def _differing(before: Mapping[K, V], now: Mapping[K, V], other_face: bool) -> set[K]:
    """The keys whose values differ; all of them where the note itself is called otherwise."""
    if other_face or not before or not now:
        return before.keys() | now.keys()
    return {key for key in before.keys() | now.keys() if before.get(key) != now.get(key)}


def _own_part(share: Share) -> tuple[object, ...]:
    """What a note's own entries are made of."""
    return share.face, share.meeting, share.actions, share.error


def _topics_of(meeting: MeetingShare | None) -> set[int]:
    return set() if meeting is None else {number for number, _, _ in meeting.topics}


def _counts(share: Share) -> dict[int, int]:
    return {number: count for number, (count, _) in share.mentions.items()}


def _refs(references: Iterable[Reference]) -> tuple[NoteRef, ...]:
    return tuple(NoteRef(VaultPath(path), shown) for _, path, shown in references)
