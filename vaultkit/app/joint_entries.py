"""List entries that several notes give together, of those whom a difference concerns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from vaultkit.app.entry_rows import entry_of, row_of_entry
from vaultkit.app.link_dests import LinkDests
from vaultkit.app.list_entries import ListEntries
from vaultkit.app.share import Face, day_from, links_with, note_ref_of, share_from
from vaultkit.app.stored_names import StoredNames
from vaultkit.graph.resolve import NameIndex, keys_answering
from vaultkit.model.links import Ambiguous
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath
from vaultkit.model.views import (
    BacklinksView,
    Choice,
    ContactView,
    NoteRef,
    TagView,
    TopicView,
    Wanted,
    Wish,
)
from vaultkit.pages.contents import TAG, TO
from vaultkit.pages.lists import LISTS
from vaultkit.pages.words import Words
from vaultkit.people.contacts import contact_of, latest_of
from vaultkit.people.meetings import Meeting
from vaultkit.store.marks import marked
from vaultkit.store.pack import unpack
from vaultkit.store.paging import entries_of, find_share, pages_answering
from vaultkit.store.store import Store

__all__ = ["Concerned", "JointEntries", "choices_fitting"]


@dataclass(slots=True)
class Concerned:
    """Whom the differences concern, each made again once."""

    linked: dict[int, set[int]] = field(default_factory=dict)
    """Notes that others lead to, with the sources of which something differs."""
    lonely: set[int] = field(default_factory=set)
    people: set[int] = field(default_factory=set)
    tags: dict[str, set[int]] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)
    choices: set[str] = field(default_factory=set)
    incoming: dict[int, tuple[int, int]] = field(default_factory=dict)
    """The number of links and of notes that lead to each; where not all are looked at, by how
    much it is another one now."""
    faces: dict[int, Face] = field(default_factory=dict)
    """Those of every listed note, where all are looked at."""
    leading: set[int] = field(default_factory=set)
    """The notes that lead to something else, where all are looked at."""
    topics: dict[int, list[Face]] = field(default_factory=dict)
    """The topics that link to a note, where all are looked at."""

    def count_links(self, dest: int, links: int, notes: int) -> None:
        """So many more links, and notes with such, lead to a note."""
        known = self.incoming.get(dest, (0, 0))
        self.incoming[dest] = (known[0] + links, known[1] + notes)


def choices_fitting(store: Store, name: str) -> Iterable[str]:
    """The names with a choice that a file of a name is one of; ``name`` is its key."""
    return [
        key
        for last in keys_answering(name)
        for key in store.column("SELECT DISTINCT key FROM choices WHERE last = ?", (last,))
    ]


class JointEntries:
    """These entries, put for one run of ``derive``."""

    def __init__(
        self,
        store: Store,
        words: Words,
        *,
        entries: ListEntries,
        concerned: Concerned,
        dests: LinkDests,
        whole: bool,
    ) -> None:
        self._store = store
        self._words = words
        self._entries = entries
        self._concerned = concerned
        self._dests = dests
        self._whole = whole
        self._meeting = lru_cache(maxsize=20_000)(self._read_meeting)
        self._names = NameIndex(StoredNames(store))
        self._shown_topics: dict[str, str] = {}

    def put(self) -> None:
        """Once the shares of all notes are put, the entries of those that are concerned."""
        concerned = self._concerned
        for name in () if self._whole else marked(self._store, "name"):
            concerned.choices.update(choices_fitting(self._store, str(name)))
        linked = dict.fromkeys(concerned.incoming, ()) if self._whole else concerned.linked
        for number, sources in linked.items():
            self._put_backlinks(number, sources)
        for number in concerned.faces if self._whole else concerned.lonely | linked.keys():
            self._put_lonely(number)
        for number in concerned.people:
            self._put_person(number)
        for key, sources in concerned.tags.items():
            self._put_tag(key, sources)
        for key in concerned.missing:
            self._put_missing(key)
        for key in concerned.choices:
            self._put_choice(key)
        self._entries.flush()

    def _put_backlinks(self, number: int, sources: Collection[int]) -> None:
        face = self._face(number)
        entries: list[Any] = []
        if face is not None:
            links, notes = self._concerned.incoming.get(number, (0, 0))
            if not self._whole:
                # Counted anew they would cost all links to a note for one that came.
                known = self._known_incoming(number)
                links, notes = known[0] + links, known[1] + notes
            if links:
                entries = [BacklinksView(note_ref_of(face), notes, links, ())]
        gone = self._entries.put("backlinks", number, entries)
        for path in {view[0][0] for view in gone} | ({face.path} if entries and face else set()):
            self._entries.stale_mentions(TO + path, sources)
        if face is not None and any(view[0][1] != face.shown for view in gone):
            # Every part of the page says its title.
            self._entries.stale(TO + face.path, "mentions\x1f")

    def _put_lonely(self, number: int) -> None:
        face = self._face(number)
        orphans: list[NoteRef] = []
        dead_ends: list[NoteRef] = []
        is_text = face is not None and face.path.endswith((".md", ".canvas"))
        if face is not None and is_text and not self._leads(number):
            dead_ends = [note_ref_of(face)]
            if not self._incoming_of(number)[0]:
                orphans = dead_ends
        self._entries.put("orphans", number, orphans)
        self._entries.put("dead-ends", number, dead_ends)

    def _leads(self, number: int) -> bool:
        if self._whole:
            return number in self._concerned.leading
        return share_from(find_share(self._store, number)).leads

    def _incoming_of(self, number: int) -> tuple[int, int]:
        """The number of other notes' links to a note, and of these notes, once it is put."""
        if self._whole:
            return self._concerned.incoming.get(number, (0, 0))
        return self._known_incoming(number)

    def _known_incoming(self, number: int) -> tuple[int, int]:
        for *_, value in entries_of(self._store, "backlinks", number):
            view = entry_of("backlinks", unpack(value))
            return view.links, view.sources
        return (0, 0)

    def _put_person(self, number: int) -> None:
        face = self._face(number)
        kind = None if face is None else face.kind
        meetings: list[Meeting] = []
        if kind in ("contact", "topic"):
            found = self._store.column(
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
            topics = [TopicView(note_ref_of(face), len(meetings), latest_of(meetings))]
        self._entries.put("contacts", number, contacts)
        self._entries.put("topics", number, topics)

    def _contact(self, number: int, face: Face, meetings: Sequence[Meeting]) -> ContactView:
        path = VaultPath(face.path)
        record = self._store.value("SELECT record FROM records WHERE id = ?", (number,))
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
            note=note_ref_of(face),
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
        if self._whole:
            return [(face.path, face.shown) for face in self._concerned.topics.get(number, ())]
        found: list[tuple[str, str]] = self._store.all(_TOPICS_LINKING, (number,))
        return found

    def _read_meeting(self, number: int) -> Meeting:
        share = share_from(find_share(self._store, number))
        meeting = share.meeting
        assert meeting is not None
        self._shown_topics.update((path, shown) for _, path, shown in meeting.topics)
        return Meeting(
            path=VaultPath(share.face.path),
            title=share.face.shown,
            date=day_from(meeting.day),
            time=meeting.time,
            attendees=tuple(VaultPath(path) for _, path, _ in meeting.people),
            topics=tuple(VaultPath(path) for _, path, _ in meeting.topics),
            held=meeting.held,
        )

    def _put_tag(self, key: str, sources: set[int]) -> None:
        own, total = self._store.one(_TAGGED, (key,))
        entries = []
        if total:
            name = self._store.value(_TAG_NAME, (key,))
            entries = [TagView(key, name, own, total)]
        gone = self._entries.put("tags", key, entries)
        parent = key.rpartition("/")[0]
        if parent and gone != [row_of_entry("tags", entry) for entry in entries]:
            self._entries.stale(TAG + parent)
            self._entries.stale(TAG + parent, f"nested\x1f{self._tag_order(key)}")
        self._entries.stale_mentions(TAG + key, sources)

    def _tag_order(self, key: str) -> str:
        return LISTS["nested"].order(TagView(key, key, 0, 0), self._words)

    def _put_missing(self, key: str) -> None:
        rows = self._store.all(_WANTING, (key,))
        wishes = []
        if rows:
            first = share_from(find_share(self._store, rows[0][0]))
            wanted = Wanted(key, first.missing[key][0], sum(row[3] for row in rows), len(rows))
            wishes = [Wish(wanted, NoteRef(VaultPath(row[1]), row[2]), row[3]) for row in rows]
        self._entries.put("unresolved", key, wishes)
        # A page of this name would answer to these links, or may be written now.
        for page in pages_answering(self._store, key.rpartition("/")[2]):
            self._store.run("INSERT OR IGNORE INTO unsettled VALUES (?)", (page.path,))

    def _put_choice(self, key: str) -> None:
        sources = self._store.column("SELECT note FROM choices WHERE key = ? ORDER BY path", (key,))
        choices: list[Choice] = []
        if sources:
            shares = [share_from(find_share(self._store, number)) for number in sources]
            name = shares[0].choices[key][0]
            taken = {number for share in shares for number in share.choices[key][1]}
            fitting = self._names.resolve(VaultPath(shares[0].face.path), name)
            files = fitting.candidates if isinstance(fitting, Ambiguous) else ()
            choices = [
                Choice(name, len(files), NoteRef(path, shown or path.name), number in taken)
                for path in files
                for number, shown in [self._called(path)]
            ]
        self._entries.put("ambiguous", key, choices)

    def _called(self, path: VaultPath) -> tuple[int, str | None]:
        row = self._store.one(
            "SELECT files.id, shown FROM files LEFT JOIN notes ON notes.id = files.id"
            " AND NOT excluded WHERE path = ?",
            (path,),
        )
        return (row[0], row[1])

    def _face(self, number: int) -> Face | None:
        if self._whole:
            return self._concerned.faces.get(number)
        row = self._store.one(
            "SELECT path, shown, kind FROM notes JOIN files USING (id)"
            " WHERE id = ? AND NOT excluded",
            (number,),
        )
        return None if row is None else Face(*row)


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
