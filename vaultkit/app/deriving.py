"""What the pages show, brought up to date with the index: notes to shares, shares to lists.

Of each note that is marked its ``Share`` is made again and compared with what it was. The
differences name whom else it concerns: the notes that it leads to, the tags it bears, the people
and topics of a meeting. Of these the entries in the lists are made again, and an entry that
differs makes the pages stale on which it stands. Everything is put in the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

from vaultkit.app.entry_rows import entry_of, row_of_entry
from vaultkit.app.link_dests import LinkDests
from vaultkit.app.region_marks import RegionMarks, mark_all, may_have_regions
from vaultkit.app.share import (
    NO_FACE,
    NO_SHARE,
    Face,
    MeetingShare,
    Reference,
    Share,
    links_with,
    plain_share,
    share_from,
    share_of,
)
from vaultkit.app.stored_names import StoredNames
from vaultkit.graph.resolve import NameIndex, keys_answering
from vaultkit.model.links import Ambiguous
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath, name_key
from vaultkit.model.views import (
    ActionView,
    BacklinksView,
    Choice,
    ContactView,
    MeetingView,
    NoteRef,
    TagView,
    TopicView,
    Wanted,
    Wish,
)
from vaultkit.pages.contents import TAG, TO, head_of_list
from vaultkit.pages.lists import LISTS
from vaultkit.pages.split import exact_order, letter_order
from vaultkit.pages.words import Words
from vaultkit.people.contacts import contact_of, latest_of
from vaultkit.people.meetings import Meeting
from vaultkit.store.marks import marked, unmark
from vaultkit.store.pack import pack, unpack
from vaultkit.store.paging import (
    ADD_ENTRY,
    ADD_SHARE,
    EntryRow,
    drop_entries,
    drop_share,
    entries_of,
    face_rows,
    find_share,
    pages_answering,
    put_entries,
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
    deriving = Deriving(store, words, whole=whole)
    deriving.name_notes()
    deriving.share_notes()
    deriving.gather()
    deriving.mark_regions(me)
    unmark(store)
    return deriving.topic_map


@dataclass(slots=True)
class _Concerned:
    """Whom the differences concern, each made again once."""

    linked: dict[int, set[int]] = field(default_factory=dict)
    """Notes that others lead to, with the sources of which something differs."""
    lonely: set[int] = field(default_factory=set)
    people: set[int] = field(default_factory=set)
    tags: dict[str, set[int]] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)
    choices: set[str] = field(default_factory=set)


class Deriving:
    """One such run."""

    def __init__(self, store: Store, words: Words, *, whole: bool) -> None:
        self.store = store
        self.words = words
        self.whole = whole
        self.topic_map = whole
        self._own: set[int] = set()
        self._concerned = _Concerned()
        self._regions = RegionMarks()
        self._has_regions = not whole and may_have_regions(store)
        self._meeting = lru_cache(maxsize=20_000)(self._read_meeting)
        self._names = NameIndex(StoredNames(store))
        self._shown_topics: dict[str, str] = {}
        self._all_faces: dict[int, Face] = {}
        """Those of every listed note, where all are looked at."""
        self._dests = LinkDests(store)
        self._topics: dict[int, list[Face]] = {}
        """The topics that link to a note, where all are looked at."""
        self._incoming: dict[int, tuple[int, int]] = {}
        """The number of links and of notes that lead to each; where not all are looked at, by how
        much it is another one now."""
        self._leading: set[int] = set()
        """The notes that lead to something else, where all are looked at."""
        self._waiting: dict[str, list[Sequence[Any]]] = {}
        """Rows to put, by statement."""
        self._calls: dict[int, set[tuple[str, str]]] = {}
        """How the notes looked at were called before and are called now, with their paths."""

    # --- how notes are called

    def name_notes(self) -> None:
        """Which notes are to be looked at, and how each of them is called on pages.

        Of listed notes that share a title the names of their files are taken, and where these
        are the same too, the path tells them apart.
        """
        store = self.store
        if self.whole:
            store.run("UPDATE notes SET second = title, second_key = title_key, shown = title")
            self._own = set(store.column("SELECT id FROM notes"))
            keys = set(store.column(_SHARED.format("title_key")))
        else:
            self._own = {int(number) for number in marked(store, "own")}
            keys = {str(key) for key in marked(store, "title")}
        second = set(keys)
        for key in sorted(keys):
            second.update(self._name_by_file(key))
        if self.whole:
            second = set(store.column(_SHARED.format("second_key")))
        for key in sorted(second):
            self._name_by_path(key)

    def _name_by_file(self, key: str) -> Iterator[str]:
        """The keys of the names that notes of this title had and now have."""
        rows = self.store.all(_NAMED.format("title_key"), (key,))
        for number, path, title, second, second_key, _ in rows:
            new = _link_name(VaultPath(path)) if len(rows) > 1 else title
            if new != second:
                yield second_key
                yield name_key(new)
                self.store.run(
                    "UPDATE notes SET second = ?, second_key = ?, shown = ? WHERE id = ?",
                    (new, name_key(new), new, number),
                )
                self._own.add(number)

    def _name_by_path(self, key: str) -> None:
        rows = self.store.all(_NAMED.format("second_key"), (key,))
        for number, path, _, second, _, shown in rows:
            new = f"{second} ({path.removesuffix('.md')})" if len(rows) > 1 else second
            if new != shown:
                self.store.run("UPDATE notes SET shown = ? WHERE id = ?", (new, number))
                self._own.add(number)

    # --- what each note gives

    def share_notes(self) -> None:
        """The shares of the notes that are marked, and of those that show them."""
        faces = self._faces()
        around = set() if self.whole else self._showing(faces)
        if self.whole:
            self._dests.know_all(faces)
        for numbers in _chunks(sorted(self._own | around)):
            self._share_some(numbers, faces)
        self._flush()

    def _faces(self) -> dict[int, Face]:
        """What others see now of the notes that are marked; only of those that are listed."""
        if self.whole:
            sql = "SELECT id, path, shown, kind FROM notes JOIN files USING (id) WHERE NOT excluded"
            self._all_faces = {number: Face(*face) for number, *face in self.store.each(sql)}
            return self._all_faces
        return self._faces_of(self._own)

    def _faces_of(self, numbers: Iterable[int]) -> dict[int, Face]:
        return {
            number: Face(*face)
            for some in _chunks([*numbers])
            for number, *face in face_rows(self.store, some)
        }

    def _showing(self, faces: dict[int, Face]) -> set[int]:
        """The notes that link to one of which others see something else now."""
        around: set[int] = set()
        for numbers in _chunks([*self._own]):
            shares = shares_of(self.store, numbers)
            for number in numbers:
                face = share_from(shares[number]).face if number in shares else NO_FACE
                if face != faces.get(number, NO_FACE):
                    around.update(sources_of(self.store, number))
        faces.update(self._faces_of(around - faces.keys()))
        return around

    def _share_some(self, numbers: Sequence[int], faces: Mapping[int, Face]) -> None:
        """These notes' shares: what is asked of the index is asked of all of them at once."""
        listed = [number for number in numbers if number in faces]
        records, dests = records_of(self.store, listed), self._dests.of(listed)
        shares = {} if self.whole else shares_of(self.store, numbers)
        for number in numbers:
            before = share_from(shares[number]) if number in shares else NO_SHARE
            now = NO_SHARE
            if number in faces:
                note = Note.of_record(VaultPath(faces[number].path), records.pop(number))
                now = share_of(note, faces[number], dests.pop(number))
            if self.whole:
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
            drop_share(self.store, number)
        self._put_shown(number, before, now)

    def _put_share(self, number: int, share: Share) -> None:
        steps = self._mention_steps(share.face.path, share.face.shown)
        self._put_later(ADD_SHARE, (number, steps, pack(plain_share(share))))

    def _mention_steps(self, path: str, shown: str) -> str:
        """How the steps of every mention in a note begin; no other note's begin so."""
        return letter_order(shown, self.words.language) + exact_order(path)

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
            self._count_links(dest, count, 1)
        for key in now.tags:
            concerned.tags.setdefault(key, set())
        concerned.missing.update(now.missing)
        concerned.choices.update(now.choices)
        if now.leads:
            self._leading.add(number)
        if now.face.kind in ("contact", "topic"):
            concerned.people.add(number)
        if now.face.kind == "topic":
            for dest in now.mentions:
                self._topics.setdefault(dest, []).append(now.face)

    def _count_links(self, dest: int, links: int, notes: int) -> None:
        known = self._incoming.get(dest, (0, 0))
        self._incoming[dest] = (known[0] + links, known[1] + notes)

    def _compare(self, number: int, before: Share, now: Share) -> None:
        """Notes down whom it concerns that this note's share is another."""
        if self._has_regions:
            self._regions.compare(number, before, now)
        concerned = self._concerned
        other_face = before.face != now.face
        self._calls[number] = {(face.path, face.shown) for face in (before.face, now.face)}
        for dest in _differing(before.mentions, now.mentions, other_face):
            concerned.linked.setdefault(dest, set()).add(number)
            was, has = before.mentions.get(dest), now.mentions.get(dest)
            links = (has[0] if has else 0) - (was[0] if was else 0)
            self._count_links(dest, links, (has is not None) - (was is not None))
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
                    concerned.choices.update(self._fitting(name_key(VaultPath(face.path).name)))
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

    def _fitting(self, name: str) -> Iterable[str]:
        """The names with a choice that a file of a name is one of; ``name`` is its key."""
        return [
            key
            for last in keys_answering(name)
            for key in self.store.column("SELECT DISTINCT key FROM choices WHERE last = ?", (last,))
        ]

    def _put_own_entries(self, number: int, before: Share, now: Share) -> None:
        """The entries that a note's own share says all of."""
        if not self.whole and _own_part(before) == _own_part(now):
            return
        if not now.face.path:
            for name in ("meetings", "by-note", "by-owner", "unreadable"):
                self.put(name, number, [])
            return
        note = _reference(now.face)
        meeting = now.meeting
        day = None
        if meeting is not None:
            day = _day(meeting.day)
            view = MeetingView(
                note, day, meeting.time, _refs(meeting.people), _refs(meeting.topics)
            )
        self.put("meetings", number, [] if meeting is None else [view])
        actions = [
            ActionView(
                text,
                note,
                heading,
                None if owner is None else NoteRef(VaultPath(owner[1]), owner[2]),
                _day(due),
                day,
            )
            for text, heading, owner, due in now.actions
        ]
        self.put("by-note", number, actions)
        self.put("by-owner", number, actions)
        self.put("unreadable", number, [note] if now.error else [])

    def _put_gatherings(
        self, number: int, before: MeetingShare | None, now: MeetingShare | None
    ) -> None:
        if before is not None:
            self.store.run("DELETE FROM gatherings WHERE meeting = ?", (number,))
        if now is not None:
            for each in now.people + now.topics:
                self._put_later("INSERT OR IGNORE INTO gatherings VALUES (?, ?)", (each[0], number))

    def _put_choices(self, number: int, before: Share, now: Share) -> None:
        self.store.run("DELETE FROM choices WHERE note = ?", (number,))
        self.store.many(
            "INSERT INTO choices VALUES (?, ?, ?, ?)",
            ((key.rpartition("/")[2], key, now.face.path, number) for key in now.choices),
        )

    # --- what several notes give together

    def gather(self) -> None:
        """The entries of those that are concerned."""
        concerned = self._concerned
        for name in () if self.whole else marked(self.store, "name"):
            concerned.choices.update(self._fitting(str(name)))
        linked = dict.fromkeys(self._incoming, ()) if self.whole else concerned.linked
        for number, sources in linked.items():
            self._put_backlinks(number, sources)
        for number in self._all_faces if self.whole else concerned.lonely | linked.keys():
            self._put_lonely(number)
        for number in concerned.people:
            self._put_person(number)
        for key, sources in concerned.tags.items():
            self._put_tag(key, sources)
        for key in concerned.missing:
            self._put_missing(key)
        for key in concerned.choices:
            self._put_choice(key)
        self._flush()

    def mark_regions(self, me: str) -> None:
        """The regions in notes that may show something else now."""
        if self.whole:
            mark_all(self.store)
        elif self._has_regions:
            self._regions.put(self.store, self._own, me)

    def _put_backlinks(self, number: int, sources: Collection[int]) -> None:
        face = self._face(number)
        entries: list[Any] = []
        if face is not None:
            links, notes = self._incoming.get(number, (0, 0))
            if not self.whole:
                # Counted anew they would cost all links to a note for one that came.
                known = self._known_incoming(number)
                links, notes = known[0] + links, known[1] + notes
            if links:
                entries = [BacklinksView(_reference(face), notes, links, ())]
        gone = self.put("backlinks", number, entries)
        for path in {view[0][0] for view in gone} | ({face.path} if entries and face else set()):
            self._stale_mentions(TO + path, sources)
        if face is not None and any(view[0][1] != face.shown for view in gone):
            self.stale(TO + face.path, "mentions\x1f")  # every part of the page says its title

    def _put_lonely(self, number: int) -> None:
        face = self._face(number)
        orphans: list[NoteRef] = []
        dead_ends: list[NoteRef] = []
        is_text = face is not None and face.path.endswith((".md", ".canvas"))
        if face is not None and is_text and not self._leads(number):
            dead_ends = [_reference(face)]
            if not self._incoming_of(number)[0]:
                orphans = dead_ends
        self.put("orphans", number, orphans)
        self.put("dead-ends", number, dead_ends)

    def _leads(self, number: int) -> bool:
        if self.whole:
            return number in self._leading
        return share_from(find_share(self.store, number)).leads

    def _incoming_of(self, number: int) -> tuple[int, int]:
        """The number of other notes' links to a note, and of these notes, once it is put."""
        return self._incoming.get(number, (0, 0)) if self.whole else self._known_incoming(number)

    def _known_incoming(self, number: int) -> tuple[int, int]:
        for *_, value in entries_of(self.store, "backlinks", number):
            view = entry_of("backlinks", unpack(value))
            return view.links, view.sources
        return (0, 0)

    def _put_person(self, number: int) -> None:
        face = self._face(number)
        kind = None if face is None else face.kind
        meetings: list[Meeting] = []
        if kind in ("contact", "topic"):
            found = self.store.column(
                "SELECT meeting FROM gatherings JOIN files ON files.id = meeting"
                " WHERE note = ? ORDER BY path",
                (number,),
            )
            meetings = [meeting for meeting in map(self._meeting, found) if meeting.held]
        contacts: list[ContactView] = []
        topics: list[TopicView] = []
        if face is not None and kind == "contact":
            contacts = [self._contact(number, face, meetings)]
        if face is not None and kind == "topic":
            topics = [TopicView(_reference(face), len(meetings), latest_of(meetings))]
        self.put("contacts", number, contacts)
        self.put("topics", number, topics)

    def _contact(self, number: int, face: Face, meetings: Sequence[Meeting]) -> ContactView:
        path = VaultPath(face.path)
        record = self.store.value("SELECT record FROM records WHERE id = ?", (number,))
        note = Note.of_record(path, unpack(record))
        dests = self._dests.of([number])[number]
        shown = {dest.path: dest.face.shown for dest in dests if dest.face.path}
        linked = {
            VaultPath(dest.path)
            for link, dest in zip(note.links, dests, strict=True)
            if dest.face.kind == "topic" and link.region is None
        }
        for topic, title in self._topics_linking(number):
            linked.add(VaultPath(topic))
            shown[topic] = title
        contact = contact_of(note, links_with(note, dests), meetings, linked)

        def reference(found: VaultPath) -> NoteRef:
            title = shown.get(found) or self._shown_topics.get(found) or found.name
            return NoteRef(found, title)

        return ContactView(
            note=_reference(face),
            orgs=tuple(
                reference(org) if isinstance(org, VaultPath) else org for org in contact.orgs
            ),
            role=contact.role,
            meetings=len(contact.meetings),
            last_met=contact.last_met,
            due=contact.due,
            topics=tuple(map(reference, contact.topics)),
        )

    def _topics_linking(self, number: int) -> Iterable[tuple[str, str]]:
        """Path and title of each listed topic that links to a note."""
        if self.whole:
            return [(face.path, face.shown) for face in self._topics.get(number, ())]
        found: list[tuple[str, str]] = self.store.all(_TOPICS_LINKING, (number,))
        return found

    def _read_meeting(self, number: int) -> Meeting:
        share = share_from(find_share(self.store, number))
        meeting = share.meeting
        assert meeting is not None
        self._shown_topics.update((path, shown) for _, path, shown in meeting.topics)
        return Meeting(
            path=VaultPath(share.face.path),
            title=share.face.shown,
            date=_day(meeting.day),
            time=meeting.time,
            attendees=tuple(VaultPath(path) for _, path, _ in meeting.people),
            topics=tuple(VaultPath(path) for _, path, _ in meeting.topics),
            held=meeting.held,
        )

    def _put_tag(self, key: str, sources: set[int]) -> None:
        own, total = self.store.one(_TAGGED, (key,))
        entries = []
        if total:
            name = self.store.value(_TAG_NAME, (key,))
            entries = [TagView(key, name, own, total)]
        gone = self.put("tags", key, entries)
        parent = key.rpartition("/")[0]
        if parent and gone != [row_of_entry("tags", entry) for entry in entries]:
            self.stale(TAG + parent)
            self.stale(TAG + parent, f"nested\x1f{self._tag_order(key)}")
        self._stale_mentions(TAG + key, sources)

    def _tag_order(self, key: str) -> str:
        return LISTS["nested"].order(TagView(key, key, 0, 0), self.words)

    def _put_missing(self, key: str) -> None:
        rows = self.store.all(_WANTING, (key,))
        wishes = []
        if rows:
            first = share_from(find_share(self.store, rows[0][0]))
            wanted = Wanted(key, first.missing[key][0], sum(row[3] for row in rows), len(rows))
            wishes = [Wish(wanted, NoteRef(VaultPath(row[1]), row[2]), row[3]) for row in rows]
        self.put("unresolved", key, wishes)
        # A page of this name would answer to these links, or may be written now.
        for page in pages_answering(self.store, key.rpartition("/")[2]):
            self.store.run("INSERT OR IGNORE INTO unsettled VALUES (?)", (page.path,))

    def _put_choice(self, key: str) -> None:
        sources = self.store.column("SELECT note FROM choices WHERE key = ? ORDER BY path", (key,))
        choices: list[Choice] = []
        if sources:
            shares = [share_from(find_share(self.store, number)) for number in sources]
            name = shares[0].choices[key][0]
            taken = {number for share in shares for number in share.choices[key][1]}
            fitting = self._names.resolve(VaultPath(shares[0].face.path), name)
            files = fitting.candidates if isinstance(fitting, Ambiguous) else ()
            choices = [
                Choice(name, len(files), NoteRef(path, shown or path.name), number in taken)
                for path in files
                for number, shown in [self._called(path)]
            ]
        self.put("ambiguous", key, choices)

    def _called(self, path: VaultPath) -> tuple[int, str | None]:
        row = self.store.one(
            "SELECT files.id, shown FROM files LEFT JOIN notes ON notes.id = files.id"
            " AND NOT excluded WHERE path = ?",
            (path,),
        )
        return (row[0], row[1])

    def _face(self, number: int) -> Face | None:
        if self.whole:
            return self._all_faces.get(number)
        row = self.store.one(
            "SELECT path, shown, kind FROM notes JOIN files USING (id)"
            " WHERE id = ? AND NOT excluded",
            (number,),
        )
        return None if row is None else Face(*row)

    # --- entries, and the pages that they make stale

    def put(self, name: str, subject: int | str, entries: Sequence[Any]) -> list[Any]:
        """Makes these a subject's entries in a list. Comes back with the rows it had before."""
        if self.whole and not entries:
            return []
        kind = LISTS[name]
        rows: list[EntryRow] = [
            (kind.order(entry, self.words), n, pack(row_of_entry(name, entry)))
            for n, entry in enumerate(entries)
        ]
        if self.whole:
            for steps, n, value in rows:
                self._put_later(ADD_ENTRY, (name, steps, subject, n, value))
            return []
        before = entries_of(self.store, name, subject)
        gone = [*{*before}.difference(rows)]
        new = [*{*rows}.difference(before)]
        if gone:
            drop_entries(self.store, name, subject, gone)
        if new:
            put_entries(self.store, name, subject, new)
        for steps, _, _ in (*gone, *new):
            self.stale(head_of_list(name), f"{name}\x1f{steps}")
        return [unpack(value) for _, _, value in before]

    def _put_later(self, sql: str, row: Sequence[Any]) -> None:
        """Puts a row together with many others: nothing that was put so is asked for before."""
        rows = self._waiting.setdefault(sql, [])
        rows.append(row)
        if len(rows) >= _MANY:
            self.store.many(sql, rows)
            rows.clear()

    def _flush(self) -> None:
        for sql, rows in self._waiting.items():
            self.store.many(sql, rows)
        self._waiting.clear()

    def stale(self, head: str, steps: str = "") -> None:
        """Notes down that a page is to be made again, and which entries of it changed."""
        if not self.whole:
            self._put_later("INSERT OR IGNORE INTO stale VALUES (?, ?)", (head, steps))

    def _stale_mentions(self, head: str, sources: Iterable[int]) -> None:
        if self.whole:
            return
        self.stale(head)
        for number in sources:
            for path, shown in self._calls[number]:
                self.stale(head, f"mentions\x1f{self._mention_steps(path, shown)}")


_MANY = 1000
"""Rows that are put with one statement. A share may hold some thousand bytes."""

_AT_ONCE = 100
"""Notes of which the index is asked together."""

_SHARED = (
    "SELECT {0} FROM notes JOIN files USING (id) WHERE NOT excluded"
    " GROUP BY {0} HAVING count(*) > 1"
)
_NAMED = (
    "SELECT id, path, title, second, second_key, shown FROM notes JOIN files USING (id)"
    " WHERE {0} = ? AND NOT excluded"
)
_TOPICS_LINKING = (
    "SELECT DISTINCT path, shown FROM links JOIN files ON files.id = source"
    " JOIN notes ON notes.id = source"
    " WHERE dest = ? AND kind = 'topic' AND NOT flags & 1 AND NOT excluded"
)
_TAGGED = (
    "SELECT ifnull(sum(own), 0), count(*) FROM tags JOIN files ON files.id = note"
    " WHERE key = ? AND NOT excluded"
)
_TAG_NAME = (
    "SELECT tags.name FROM tags JOIN files ON files.id = note"
    " WHERE key = ? AND NOT excluded ORDER BY tags.path LIMIT 1"
)
# CROSS keeps the order: SQLite would look through all links that lead nowhere, for each name.
_WANTING = (
    "SELECT source, path, shown, count(*) FROM targets CROSS JOIN links ON target = targets.id"
    " JOIN files ON files.id = source JOIN notes ON notes.id = source"
    " WHERE missing = ? AND dest IS NULL AND NOT flags & 1 AND NOT excluded"
    " GROUP BY source ORDER BY path"
)


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


def _reference(face: Face) -> NoteRef:
    return NoteRef(VaultPath(face.path), face.shown)


def _refs(references: Iterable[Reference]) -> tuple[NoteRef, ...]:
    return tuple(NoteRef(VaultPath(path), shown) for _, path, shown in references)


def _link_name(path: VaultPath) -> str:
    return path.stem if path.suffix == ".md" else path.name


def _day(ordinal: int) -> date | None:
    return date.fromordinal(ordinal) if ordinal else None
