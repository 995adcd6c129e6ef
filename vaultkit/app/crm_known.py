"""The meetings of a vault by what tells a CRM's rows which they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import NamedTuple, TypeVar

from vaultkit.app.calendar_adopting import titles_of
from vaultkit.app.calendar_events import times_of
from vaultkit.app.contacts_identity import ids_in
from vaultkit.app.snapshot import Snapshot
from vaultkit.exchange.crm_rows import CrmMeeting
from vaultkit.model.paths import VaultPath

__all__ = ["KnownRows", "known_rows"]

_Identity = tuple[str, str]
"""A title as ``name_key`` has it, and a begin as ``Moment.text`` has it."""


class KnownRows(NamedTuple):
    """The meetings by the ids of CRMs, and by title and begin. Paths are in code-point order."""

    by_id: Mapping[str, tuple[VaultPath, ...]]
    by_title: Mapping[_Identity, tuple[VaultPath, ...]]
    ids: Mapping[VaultPath, tuple[str, ...]]

    def find(
        self, meeting: CrmMeeting, title: str, used: Collection[VaultPath]
    ) -> tuple[VaultPath, ...]:
        """The notes that may be meant: an id decides, else the title at this time.

        A note that the CRM knows by another id is none of them, nor is one ``used`` already.
        """
        if meeting.own_id and (found := self.by_id.get(meeting.own_id)):
            return found
        start = meeting.event.start
        for time in dict.fromkeys((start.text, start.local.isoformat())):
            paths = [path for path in self.by_title.get((title, time), ()) if path not in used]
            if meeting.own_id:
                paths = [path for path in paths if not self._knows(path, meeting.system)]
            if paths:
                return tuple(paths)
        return ()

    def _knows(self, path: VaultPath, system: str) -> bool:
        return any(each.startswith(f"{system}:") for each in self.ids.get(path, ()))


def known_rows(snapshot: Snapshot) -> KnownRows:
    """The meetings of a vault. Linear in its meetings."""
    by_id: defaultdict[str, list[VaultPath]] = defaultdict(list)
    by_title: defaultdict[_Identity, list[VaultPath]] = defaultdict(list)
    ids: dict[VaultPath, tuple[str, ...]] = {}
    for path in snapshot.of_kind("meeting"):
        note = snapshot.notes[path]
        ids[path] = ids_in(note)
        for each in ids[path]:
            by_id[each].append(path)
        times = times_of(note)
        for title in titles_of(note) if times is not None else ():
            assert times is not None
            by_title[title, times[0].text].append(path)
    return KnownRows(_fixed(by_id), _fixed(by_title), ids)


_K = TypeVar("_K")


def _fixed(found: Mapping[_K, list[VaultPath]]) -> dict[_K, tuple[VaultPath, ...]]:
    return {key: tuple(paths) for key, paths in found.items()}
