"""An index that stays open from one update to the next, for whoever lives on: the watcher.

Each update takes the vault's lock for itself and goes the way of a build. Where there is nothing to
do nothing is written, not even the lock.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from time import monotonic
from types import MappingProxyType
from typing import NamedTuple

from vaultkit.app.build import build
from vaultkit.app.built import BuildResult, Owed, owed_of
from vaultkit.app.catching_up import fill_index, put_changes
from vaultkit.app.collector import collect_garbage
from vaultkit.app.indexing import (
    MADE_ANEW,
    Index,
    Look,
    checked_index,
    difference,
    index_of,
    locked,
    look_at,
    moved_aside,
    take_in,
)
from vaultkit.app.losses import is_too_many
from vaultkit.app.settings import Opening, Saying, Settings, place_of, settings_of
from vaultkit.app.updating import is_note
from vaultkit.app.watch_agenda import Job, Timing
from vaultkit.disk.memory import give_back
from vaultkit.disk.read import read_bytes
from vaultkit.disk.scan import Numbers, Scan, find_numbers
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.errors import DamagedError, DiskError, LossError
from vaultkit.model.paths import VaultPath
from vaultkit.store.files import KnownFile, find_file
from vaultkit.store.marks import owes_topic_map
from vaultkit.store.queries import count_notes, file_paths
from vaultkit.store.rows import Role
from vaultkit.store.store import Store, file_number, find_store, open_store

__all__ = ["Changes", "Standing", "Taken", "changes_of"]

_EMPTY = sha256(b"").digest()


class Changes(NamedTuple):
    """Files that came, changed or went, by path, and those that moved (from, to)."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    moved: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.gone or self.moved)


class Taken(NamedTuple):
    """What an update did."""

    changes: Changes = Changes()
    notes: int = 0
    """In the vault; 0 where nothing had to be done."""
    read: int | None = None
    """How many notes were read, where the index had to be made anew."""
    again: Mapping[str, float] = MappingProxyType({})
    """Files to look at once more, in so many seconds: they are being written."""
    doubtful: bool = False
    """Whether one look at everything should follow: something other than a file turned up."""
    result: BuildResult | None = None
    diagnostics: tuple[Diagnostic, ...] | None = None
    """All that is wrong around the notes, and the pages and regions that were left as they are;
    None where nothing was looked for."""
    said: tuple[Saying, ...] = ()
    owes: bool = False
    """Whether what depends on the whole graph was left for later."""
    folders: frozenset[str] | None = None
    """Those of the vault, after a look at everything."""


class _Found(NamedTuple):
    """What is really otherwise, of what may be."""

    changed: tuple[str, ...] = ()
    again: Mapping[str, float] = MappingProxyType({})
    doubtful: bool = False


class Standing:
    """A vault's index, kept open. For one thread."""

    def __init__(self, root: Path, opening: Opening, timing: Timing) -> None:
        self._root = root
        self._opening = opening
        self._timing = timing
        self._index: Index | None = None
        self._identity: tuple[int, int] | None = None
        """Of the index's file: another one may have been put in its place."""
        self._emptied: dict[str, float] = {}
        """Notes that were found empty all of a sudden, and when."""
        self._restless: dict[str, float] = {}
        """Files that changed while they were read, and since when."""
        self._known_idle: frozenset[str] = frozenset()
        """Suspects of the last look of which none had changed."""
        self._left_owed: Owed | None = None
        """What the last update could not do; None where it was not carried to its end."""

    @property
    def place(self) -> Path | None:
        """The index's file, once there is one."""
        return None if self._index is None else self._index.store.place

    def close(self) -> None:
        """Ends the use of the index."""
        if self._index is not None:
            self._index.store.close()
            self._index = None

    def take(self, job: Job) -> Taken:
        """Puts what changed and makes the pages that show it.

        Raises LossError where many notes vanished since something was written last, ConflictError
        where a file changed meanwhile, LockedError where another run does not end soon, and
        ConfigError, DiskError and StoreError as ``locked_index`` does.
        """
        # What a look at all may have brought is much, but for the one that comes by itself.
        whole = job.paths is None and job.reasons != {"time"}
        try:
            taken = self._taken(job)
        finally:
            collect_garbage(old=whole)
        if whole and self._index is not None:
            self._index.store.shrink()
            give_back()
        return taken

    def _taken(self, job: Job) -> Taken:
        settings = settings_of(self._root, self._opening)
        index = self._find_usable(settings)
        if index is not None and job.paths is not None and self._is_set(settings):
            return self._take_paths(index, job, job.paths)
        if index is not None and job.reasons == {"time"}:
            look = look_at(self._root, settings)
            if self._is_idle(index, look, settings, job):
                return Taken(
                    owes=owes_topic_map(index.store),
                    diagnostics=None,
                    folders=frozenset(look.seen.folders),
                )
        return self._take_all(settings, job)

    # --- some paths

    def _take_paths(self, index: Index, job: Job, paths: frozenset[str]) -> Taken:
        found = self._found_of(index, paths)
        told = Taken(again=found.again, doubtful=found.doubtful, owes=owes_topic_map(index.store))
        if not found.changed and not self._may_do_more(index, job):
            return told
        with locked(self._root, self._opening):
            before = _known_of(index.store, found.changed)
            take_in(index, found.changed)
            changes = changes_of(before, _known_of(index.store, found.changed))
            done = self._built(index, job, (), changes)
        return done._replace(again=found.again, doubtful=found.doubtful)

    def _found_of(self, index: Index, paths: Iterable[str]) -> _Found:
        """Reads the files; of those that can be read in peace, the ones that are otherwise."""
        changed: list[str] = []
        again: dict[str, float] = {}
        doubtful = False
        for path in sorted(paths):
            numbers = find_numbers(self._root, VaultPath(path))
            if numbers is None and os.path.lexists(self._root / path):
                doubtful = True  # a link, a folder, or what lies behind a link
                continue
            known = find_file(index.store, path)
            pause = self._pause_for(index, path, numbers, known)
            if pause is not None and pause > 0:
                again[path] = pause
            elif pause is None:
                changed.append(path)
        return _Found(tuple(changed), MappingProxyType(again), doubtful)

    def _pause_for(
        self, index: Index, path: str, numbers: Numbers | None, known: KnownFile | None
    ) -> float | None:
        """In how many seconds to look again; 0 where nothing changed, None where something did."""
        if numbers is None:
            self._restless.pop(path, None)
            self._emptied.pop(path, None)
            return 0.0 if known is None else None
        if not is_note(path):
            return 0.0 if known is not None else None
        digest = self._find_digest(index, path)
        if find_numbers(self._root, VaultPath(path)) != numbers:
            since = self._restless.setdefault(path, monotonic())
            if monotonic() - since < self._timing.longest:
                return self._timing.quiet
        self._restless.pop(path, None)
        if known is not None and digest == known.digest:
            self._emptied.pop(path, None)
            return 0.0
        return self._pause_for_empty(path, digest, known)

    def _pause_for_empty(self, path: str, digest: bytes, known: KnownFile | None) -> float | None:
        """A note that is suddenly empty may be one that is just being written."""
        if digest != _EMPTY or known is None or known.role == Role.UNREADABLE:
            self._emptied.pop(path, None)
            return None
        left = self._emptied.setdefault(path, monotonic()) + self._timing.empty - monotonic()
        if left > 0:
            return left
        del self._emptied[path]
        return None

    def _find_digest(self, index: Index, path: str) -> bytes:
        """That of the file's bytes; that of one which cannot be read, as the index keeps it."""
        follow = index.config.follow_symlinks
        try:
            return sha256(read_bytes(self._root, VaultPath(path), follow_symlinks=follow)).digest()
        except DiskError:
            return b""

    def _owed_to(self, index: Index, job: Job) -> Owed:
        """What is owed and may be made by this job."""
        owed = owed_of(index.store, index.config)
        return owed if job.whole_graph else owed._replace(topic_map=False)

    def _may_do_more(self, index: Index, job: Job) -> bool:
        """Whether anything is owed besides what was tried in vain: another look tries that again.

        A command that reads may have been quicker to take in what changed, and made no pages.
        """
        if self._left_owed is None:
            return True
        owed = self._owed_to(index, job)
        return bool(owed) and owed != self._left_owed

    # --- everything

    def _is_idle(self, index: Index, look: Look, settings: Settings, job: Job) -> bool:
        """Whether there is nothing to do at all."""
        if self._left_owed is None or not self._is_set(settings) or self._owed_to(index, job):
            return False
        found = difference(index.store, look)
        # Those that are read again each time, such as unreadable ones, are noted down once.
        if found.gone or found.flipped or not self._known_idle.issuperset(found.suspects):
            return False
        again = self._found_of(index, found.suspects)
        return not again.changed and not again.doubtful

    def _take_all(self, settings: Settings, job: Job) -> Taken:
        place, barred = place_of(self._root, self._opening)
        if place is None:
            raise barred[0][1]
        with locked(self._root, self._opening):
            look = look_at(self._root, settings)
            if self._index is not None and self._find_usable(settings) is None:
                self._check_replaced(self._index.store, place, settings, look.seen)
            store, said = self._open(place, settings)
            if store.fresh:
                unreadable = fill_index(self._root, store, settings, look)
                self._keep(index_of(self._root, store, settings, look, unreadable))
                done = self._built(self._opened, job, said, Changes())
                return done._replace(
                    read=count_notes(store)[0], folders=frozenset(look.seen.folders)
                )
            return self._put_difference(store, settings, look, job, said)

    def _put_difference(
        self, store: Store, settings: Settings, look: Look, job: Job, said: tuple[Saying, ...]
    ) -> Taken:
        found = difference(store, look)
        again = self._emptied_among(store, found.suspects, look.seen)
        suspects = [path for path in found.suspects if path not in again]
        before = _known_of(store, (*suspects, *found.gone))
        unreadable: Mapping[str, str] = {}
        found = found._replace(suspects=suspects)
        if found:
            unreadable = put_changes(self._root, store, settings, look, found)
        changes = changes_of(before, _known_of(store, before))
        self._known_idle = frozenset() if changes else frozenset(suspects)
        self._keep(index_of(self._root, store, settings, look, unreadable))
        done = self._built(self._opened, job, said, changes)
        return done._replace(again=MappingProxyType(again), folders=frozenset(look.seen.folders))

    def _emptied_among(self, store: Store, suspects: Sequence[str], seen: Scan) -> dict[str, float]:
        """Notes that are suddenly empty, with the seconds until that is believed."""
        again: dict[str, float] = {}
        # What has bytes again, or is gone, may be empty another time.
        self._emptied = {path: at for path, at in self._emptied.items() if _is_empty(seen, path)}
        for path in suspects:
            if not _is_empty(seen, path) or not is_note(path):
                continue
            known = find_file(store, path)
            if known is None or known.digest == _EMPTY:
                continue
            pause = self._pause_for_empty(path, _EMPTY, known)
            if pause is not None:
                again[path] = pause
        return again

    def _built(self, index: Index, job: Job, said: tuple[Saying, ...], changes: Changes) -> Taken:
        self._left_owed = None
        index = checked_index(index)
        said += index.said
        self._keep(index._replace(said=()))
        result = build(index, topic_map="now" if job.whole_graph else "later")
        self._left_owed = self._owed_to(index, job)._replace(topic_map=False)
        return Taken(
            changes,
            notes=result.notes,
            result=result,
            diagnostics=(
                *(each for each in index.diagnostics if each.severity != "info"),
                *result.diagnostics,
            ),
            said=said,
            owes=owes_topic_map(index.store),
        )

    # --- the index's file

    @property
    def _opened(self) -> Index:
        if self._index is None:
            raise DamagedError("it is missing")
        return self._index

    def _is_set(self, settings: Settings) -> bool:
        """Whether the last look at everything was made with these settings."""
        before = self._opened.settings
        return (before.config, before.obsidian) == (settings.config, settings.obsidian)

    def _find_usable(self, settings: Settings) -> Index | None:
        """The open index, where it still is the one that lies there, and is read as it was."""
        index = self._index
        if index is None or index.settings.fingerprint != settings.fingerprint:
            return None
        if self._identity != _number_of(index.store.place):
            return None
        return index._replace(settings=settings)

    def _open(self, place: Path, settings: Settings) -> tuple[Store, tuple[Saying, ...]]:
        """The open store, or the one that lies there; the caller holds the lock."""
        index = self._find_usable(settings)
        if index is not None:
            return index.store, ()
        self.close()
        store, reason = open_store(place, settings.fingerprint)
        if store.aside:
            return store, ((MADE_ANEW, moved_aside(store.aside)),)
        return store, () if reason is None else ((MADE_ANEW, reason),)

    def _keep(self, index: Index) -> None:
        self._index = index
        self._identity = _number_of(index.store.place)

    def _check_replaced(self, before: Store, place: Path, settings: Settings, seen: Scan) -> None:
        """Raises LossError where another folder lies in the vault's place, which lacks its notes.

        An index that a person had made there, by a build, knows better.
        """
        there, _ = find_store(place, settings.fingerprint)
        if there is not None:
            with suppress(DamagedError):
                built = there.meta("pages") is not None
                there.close()
                if built:
                    return
        notes = [path for path in file_paths(before) if is_note(path)]
        lost = sum(not _is_in(seen, path) for path in notes)
        if is_too_many(lost, len(notes)):
            raise LossError(
                "another folder lies in the vault's place, and {lost} of {notes} notes are not "
                "in it; nothing was written",
                where=str(self._root),
                hint="put the vault back; if this is as you want it: vaultkit build --yes-really",
                values={"lost": str(lost), "notes": str(len(notes))},
            )


def changes_of(
    before: Mapping[str, KnownFile | None], after: Mapping[str, KnownFile | None]
) -> Changes:
    """What an update changed. A file that is gone while the same one came elsewhere has moved."""
    new = [path for path, known in after.items() if known and not before.get(path)]
    gone = [path for path, known in before.items() if known and not after.get(path)]
    changed = [
        path
        for path, known in before.items()
        if known
        and (now := after.get(path))
        and (now.role, now.digest) != (known.role, known.digest)
    ]
    moved = _iter_moved(
        {path: found.digest for path in gone if (found := before[path])},
        {path: found.digest for path in new if (found := after[path])},
    )
    pairs = tuple(sorted(moved))
    left, came = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
    return Changes(
        tuple(sorted(path for path in new if path not in came)),
        tuple(sorted(changed)),
        tuple(sorted(path for path in gone if path not in left)),
        pairs,
    )


def _iter_moved(gone: Mapping[str, bytes], new: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Each file at most once; of several alike, one by one in the order of their paths."""
    places: dict[bytes, list[str]] = {}
    for path in sorted(gone, reverse=True):
        if gone[path] not in (b"", _EMPTY):  # of attachments and empty notes nothing tells
            places.setdefault(gone[path], []).append(path)
    for path in sorted(new):
        if waiting := places.get(new[path]):
            yield waiting.pop(), path


def _known_of(store: Store, paths: Iterable[str]) -> dict[str, KnownFile | None]:
    return {path: find_file(store, path) for path in paths}


def _is_in(seen: Scan, path: str) -> bool:
    folder, _, name = path.rpartition("/")
    return name in seen.folders.get(folder, ())


def _is_empty(seen: Scan, path: str) -> bool:
    """Whether a file was seen, and had no bytes."""
    folder, _, name = path.rpartition("/")
    numbers = seen.folders.get(folder, {}).get(name)
    return numbers is not None and numbers[0] == 0


def _number_of(place: Path | None) -> tuple[int, int] | None:
    return None if place is None else file_number(place)
