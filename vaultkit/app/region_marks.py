"""Whose regions show something else now: what the shares of notes say of it when they change."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from vaultkit.app.reader import find_reader, is_reader_named
from vaultkit.app.share import MeetingShare, Share
from vaultkit.app.stored_names import StoredNames
from vaultkit.graph.resolve import NameIndex, keys_answering
from vaultkit.model.regions import AUTO_BACKLINKS, parse_region_name
from vaultkit.model.tags import tag_key
from vaultkit.store.files import find_id
from vaultkit.store.marks import marked
from vaultkit.store.regions import (
    has_auto_regions,
    has_regions,
    mark_all_regions,
    mark_briefs_about,
    mark_regions,
    mark_regions_linking,
    mark_regions_named,
    mark_regions_of,
)
from vaultkit.store.store import Store

__all__ = ["RegionMarks", "mark_all", "may_have_regions"]


@dataclass(slots=True)
class RegionMarks:
    """The notes whose regions of each kind are concerned, gathered share by share."""

    linked: set[int] = field(default_factory=set)
    met: set[int] = field(default_factory=set)
    acting: set[int] = field(default_factory=set)
    tags: set[str] = field(default_factory=set)
    near: set[int] = field(default_factory=set)
    """Notes that were looked at, and those that they mention: a brief asks of a contact what
    these and itself say, down to words that no list shows."""

    def compare(self, number: int, before: Share, now: Share) -> None:
        """Notes down whom it concerns that a note's share is another."""
        self.near.add(number)
        self.near.update(before.mentions, now.mentions)
        if before == now:
            return
        other_face = before.face != now.face
        for dest in before.mentions.keys() | now.mentions.keys():
            if other_face or before.mentions.get(dest) != now.mentions.get(dest):
                self.linked.add(dest)
        for key in before.tags.keys() | now.tags.keys():
            if other_face or (key in before.tags) != (key in now.tags):
                self.tags.add(key)
        other_meeting = before.meeting != now.meeting
        gathered = set(_gathered(before.meeting)).union(_gathered(now.meeting))
        if other_face or other_meeting:
            self.met |= gathered
        if other_face or other_meeting or before.actions != now.actions:
            self.acting.add(number)
            self.acting |= gathered
            for action in (*before.actions, *now.actions):
                if action[2] is not None:
                    self.acting.add(action[2][0])

    def put(self, store: Store, own: Collection[int], me: str) -> None:
        """Marks their regions in the index, and all of the notes that are looked at themselves.

        Where files came or went, a link in a region may have to be spelled otherwise. Every brief
        may show something else where the note that ``me`` names did, or where that name may mean
        another one.
        """
        auto = has_auto_regions(store)
        mark_regions_of(store, own)
        mark_regions_of(store, self.linked, "backlinks")
        mark_regions_of(store, self.met, "meetings")
        mark_regions_of(store, self.acting, "actions")
        mark_briefs_about(store, self.near)
        names = [str(name) for name in marked(store, "name")]
        if is_reader_named(me, names) or _reader(store, me) in own:
            mark_regions_named(store, ("brief",))
        if auto:
            mark_regions(store, ((number, AUTO_BACKLINKS) for number in self.linked.union(own)))
        mark_regions_named(
            store,
            [
                name
                for name in _tag_region_names(store)
                if tag_key(parse_region_name(name).argument) in self.tags
            ]
            if self.tags
            else (),
        )
        # The note "Plan.md", whose file is Plan.md.md, may be linked to by less when Plan.md goes.
        keys = {key for name in names for key in (*keys_answering(name), f"{name}.md")}
        mark_regions_linking(store, keys)


def may_have_regions(store: Store) -> bool:
    """Whether a note has a region, or some are to get one: else there is nothing to gather."""
    return has_auto_regions(store) or has_regions(store)


def mark_all(store: Store) -> None:
    """Every region is to be looked at, and every note that is to have one or had one."""
    mark_all_regions(store)
    if has_auto_regions(store):
        linked = store.column("SELECT subject FROM entries WHERE list = 'backlinks'")
        mark_regions(store, ((number, AUTO_BACKLINKS) for number in linked))


def _reader(store: Store, me: str) -> int | None:
    path = find_reader(NameIndex(StoredNames(store)), me)
    return None if path is None else find_id(store, path)


def _gathered(meeting: MeetingShare | None) -> Iterable[int]:
    return () if meeting is None else (each[0] for each in meeting.people + meeting.topics)


def _tag_region_names(store: Store) -> list[str]:
    return store.column("SELECT DISTINCT name FROM regions WHERE name >= 'tag:' AND name < 'tag;'")
