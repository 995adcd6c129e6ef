"""What each kind of region shows, out of the lists of an index: the same as the pages show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from vaultkit.app.briefing import Briefing
from vaultkit.app.entry_rows import entry_of
from vaultkit.app.page_source import StoredSource
from vaultkit.app.snapshot import Lookup
from vaultkit.model.paths import VaultPath
from vaultkit.model.regions import RegionName
from vaultkit.model.tags import tag_key
from vaultkit.model.views import (
    ActionView,
    MeetingView,
    Mention,
    NoteRef,
    PlacesView,
    RegionView,
)
from vaultkit.pages.contents import TAG, TO
from vaultkit.pages.lists import LISTS
from vaultkit.pages.words import Words
from vaultkit.people.starting import start_of
from vaultkit.store.pack import unpack
from vaultkit.store.paging import entries_of, sources_of
from vaultkit.store.store import Store

__all__ = ["RegionSource", "counts_backlinks"]


def counts_backlinks(store: Store, number: int) -> bool:
    """Whether another listed note leads to this one."""
    return bool(entries_of(store, "backlinks", number))


class RegionSource:
    """Views of regions out of an index whose lists are up to date."""

    def __init__(self, store: Store, source: StoredSource, words: Words, vault: Lookup) -> None:
        self._store = store
        self._source = source
        self._words = words
        self._vault = vault
        self._briefing = Briefing(vault, self._shown)

    def view(self, number: int, path: VaultPath, name: RegionName) -> RegionView:
        """What a region of a known name shows in a note. Costs what it shows, and sorting."""
        match name.kind:
            case "backlinks":
                return self._backlinks(number, path)
            case "meetings":
                return self._meetings(number)
            case "actions":
                return self._actions(number, path)
            case "brief":
                return self._brief(path)
            case _:
                return self._tagged(number, name.argument)

    def _cut(
        self, kind: str, entries: Sequence[Any], page: str, *, links: int = 0, tag: str = ""
    ) -> RegionView:
        """The first entries, as many as stand on a page, and where the rest is shown."""
        most = self._source.max_entries
        return RegionView(
            kind=kind,
            total=len(entries),
            entries=tuple(entries[:most]),
            more=max(0, len(entries) - most),
            page=page,
            links=links,
            tag=tag,
        )

    def _backlinks(self, number: int, path: VaultPath) -> RegionView:
        if not counts_backlinks(self._store, number):
            return RegionView("backlinks")
        ((_, _, value),) = entries_of(self._store, "backlinks", number)
        links = entry_of("backlinks", unpack(value)).links
        mentions = self._source.entries("mentions", TO + path).load("")
        places = [
            PlacesView(note, _places_of(each))
            for note, each in groupby(mentions, lambda mention: mention.note)
        ]
        page = TO + path if self._source.has_backlinks else ""
        return self._cut("backlinks", places, page, links=links)

    def _meetings(self, number: int) -> RegionView:
        found: list[MeetingView] = []
        for meeting in self._gathered(number):
            found += self._entries("meetings", meeting)
        return self._cut("meetings", LISTS["meetings"].sort(found, self._words), "meetings")

    def _actions(self, number: int, path: VaultPath) -> RegionView:
        """Of a contact those that they own, of a topic those in its meetings; else its own."""
        kind = self._store.value("SELECT kind FROM notes WHERE id = ?", (number,))
        found: list[ActionView] = []
        if kind == "contact":
            for source in self._in_path_order({*sources_of(self._store, number), number}):
                actions: list[ActionView] = self._entries("by-owner", source)
                found += [each for each in actions if each.owner and each.owner.path == path]
            ordered = LISTS["by-owner"].sort(found, self._words)
        else:
            for source in self._gathered(number) if kind == "topic" else [number]:
                found += self._entries("by-note", source)
            ordered = LISTS["by-note"].sort(found, self._words)
        return self._cut("actions", ordered, "actions")

    def _brief(self, path: VaultPath) -> RegionView:
        """As of the meeting's own day: what stands in a note must not depend on today."""
        note = self._vault.notes[path]
        as_of = start_of(note).day if self._briefing.kinds.get(path) != "contact" else None
        brief = self._briefing.of_note(note, as_of)
        return RegionView("brief", entries=(brief,), total=1)

    def _shown(self, path: VaultPath) -> str:
        shown = self._store.value(
            "SELECT shown FROM files JOIN notes USING (id) WHERE path = ?", (path,)
        )
        return str(shown)

    def _tagged(self, number: int, tag: str) -> RegionView:
        key = tag_key(tag)
        rows = self._store.all(
            "SELECT files.path, shown FROM tags JOIN files ON files.id = note"
            " JOIN notes ON notes.id = note WHERE key = ? AND note <> ? AND NOT excluded"
            " ORDER BY files.path",
            (key, number),
        )
        notes = [NoteRef(VaultPath(path), shown) for path, shown in rows]
        return self._cut("tag", LISTS["orphans"].sort(notes, self._words), TAG + key, tag=tag)

    def _gathered(self, number: int) -> list[int]:
        """The meetings that a note was at, or was a topic of, in order of their paths."""
        return self._store.column(
            "SELECT meeting FROM gatherings JOIN files ON files.id = meeting WHERE note = ?"
            " ORDER BY path",
            (number,),
        )

    def _in_path_order(self, numbers: Iterable[int]) -> list[int]:
        paths = {
            number: self._store.value("SELECT path FROM files WHERE id = ?", (number,))
            for number in numbers
        }
        return sorted(paths, key=lambda number: paths[number] or "")

    def _entries(self, name: str, subject: int) -> list[Any]:
        return [
            entry_of(name, unpack(value)) for _, _, value in entries_of(self._store, name, subject)
        ]


def _places_of(mentions: Iterable[Mention]) -> tuple[tuple[str, str], ...]:
    """Where a note mentions another: its properties and the headings above, each once."""
    places: dict[tuple[str, str], None] = {}
    for mention in mentions:
        if mention.property is not None:
            places["property", mention.property] = None
        elif mention.heading is not None:
            places["heading", mention.heading] = None
    return tuple(places)
