"""A vault's index, opened and brought up to date."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from vaultkit.app.collector import collector_paused
from vaultkit.app.losses import check_losses
from vaultkit.app.root import MARKERS
from vaultkit.app.settings import NOT_KEPT, Opening, Saying, Settings, place_of, settings_of
from vaultkit.disk.lock import lock
from vaultkit.disk.place import OWN_FOLDER
from vaultkit.disk.scan import Scan, find_numbers, is_text, scan
from vaultkit.disk.state import sweep_state
from vaultkit.model.config import Config
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.errors import DamagedError, DiskError, LockedError, StoreError
from vaultkit.model.paths import VaultPath
from vaultkit.store.files import Difference, compare, find_id, is_below
from vaultkit.store.rows import FileStat
from vaultkit.store.store import Store, file_number, find_store, open_store, remove_store

__all__ = [
    "MADE_ANEW",
    "Index",
    "Look",
    "brought_up",
    "checked_index",
    "difference",
    "discard_index",
    "index_of",
    "locked",
    "locked_index",
    "look_at",
    "moved_aside",
    "open_index",
    "refresh",
    "take_in",
]

_JOURNAL = "journal"
_NOTHING: Mapping[str, str] = MappingProxyType({})
MADE_ANEW = "the index was made anew: {reason}"

_PATIENCE_S = 10.0
"""How long a run that writes waits for another one to end."""

_PLAIN = Opening()


class Look(NamedTuple):
    """What lay in the vault, and when it was looked at."""

    seen: Scan
    looked_ns: int


class Index(NamedTuple):
    """A vault's index as of a look at its files."""

    root: Path
    store: Store
    settings: Settings
    diagnostics: tuple[Diagnostic, ...]
    """What is wrong around the notes: configuration, files that cannot be read."""
    occupied: frozenset[VaultPath]
    """What lies in the vault and is no plain file: where a page would be, none is written."""
    strays: frozenset[str]
    """Folders in which runs that were killed may have left temporary files."""
    said: tuple[Saying, ...] = ()
    foreign: frozenset[VaultPath] = frozenset()
    """Vaults that lie in this one, and links that were followed: no page is written there or
    below."""

    @property
    def config(self) -> Config:
        """What ``vaultkit.toml`` says."""
        return self.settings.config

    @property
    def page_strays(self) -> tuple[str, ...]:
        """Those of ``strays`` that are the pages' own, in order."""
        folder = self.config.pages_folder
        found = (each for each in self.strays if f"{each}/".startswith(f"{folder}/"))
        return tuple(sorted(each for each in found if not is_below(each, self.foreign)))

    @property
    def pages_folder_taken(self) -> bool:
        """Whether something other than a folder lies where the pages belong, or above it."""
        folder = VaultPath(self.config.pages_folder)
        above = {VaultPath(folder[: cut.start()]) for cut in re.finditer("/", folder)}
        places = {folder, *above}
        return not self.occupied.isdisjoint(places) or any(
            find_id(self.store, place) is not None for place in places
        )


def open_index(root: Path, opening: Opening = _PLAIN) -> Index:
    """The index for reading; what changed in the vault is put first.

    Another run that writes is not waited for: what changed is then put into a copy in memory.
    Raises ConfigError where ``vaultkit.toml`` cannot be used, DiskError where the root cannot be
    read, DamagedError where the index is found damaged only now (``discard_index`` helps).
    """
    place, said = place_of(root, opening)
    settings = settings_of(root, opening)
    look = look_at(root, settings)
    if place is not None:
        try:
            return _kept_index(root, place, settings, look)
        except DamagedError:
            raise
        except (StoreError, DiskError) as error:
            said = ((NOT_KEPT, error),)
    return brought_up(root, _memory(settings), settings, look)._replace(said=said)


def _kept_index(root: Path, place: Path, settings: Settings, look: Look) -> Index:
    found, _ = find_store(place, settings.fingerprint)
    if found is None:
        try:
            with locked(root, settings.opening, wait_s=0):
                # Another run may have made it while this one looked.
                return _brought_up_in_place(root, place, settings)
        except LockedError:
            return brought_up(root, _memory(settings), settings, look)
    try:
        with found.blamed():
            return _found_index(root, place, settings, look, found)
    except BaseException:
        found.close()
        raise


def _found_index(root: Path, place: Path, settings: Settings, look: Look, found: Store) -> Index:
    if not difference(found, look):
        return index_of(root, found, settings, look)
    try:
        with locked(root, settings.opening, wait_s=0):
            # Another run may have brought it up to date while this one looked.
            return _brought_up_in_place(root, place, settings, found)
    except LockedError:
        copy = found.copied()
        found.close()
        return brought_up(root, copy, settings, look)


def _brought_up_in_place(
    root: Path, place: Path, settings: Settings, found: Store | None = None
) -> Index:
    """The index where it is kept. The caller holds the lock."""
    sweep_state(place.parent)
    store, reason = (found, None) if found else open_store(place, settings.fingerprint)
    try:
        with store.blamed():
            index = brought_up(root, store, settings, look_at(root, settings))
    except BaseException:
        store.close()
        raise
    if store.aside:
        return index._replace(said=((MADE_ANEW, moved_aside(store.aside)),))
    return index if reason is None else index._replace(said=((MADE_ANEW, reason),))


def moved_aside(names: Sequence[str]) -> DamagedError:
    """What there is to say of folders that were moved aside; they are nothing of vaultkit's."""
    values = {"name": ", ".join(names)}
    return DamagedError("a folder lay in its place, and is called {name} now", values=values)


@contextmanager
def locked_index(root: Path, opening: Opening = _PLAIN) -> Iterator[Index]:
    """The index for a run that writes: no other one writes while the block runs.

    That holds also where no index can be kept, if only the vault can be locked. Raises
    LockedError where another run does not end soon, LossError where many notes vanished since the
    last time or the vault's folder is another one, and what ``open_index`` raises.
    """
    place, said = place_of(root, opening)
    settings = settings_of(root, opening)
    with ExitStack() as stack:
        try:
            stack.enter_context(locked(root, opening))
            if place is not None:
                index = _brought_up_in_place(root, place, settings)
        except DamagedError:
            raise
        except (StoreError, DiskError) as error:
            if place is not None:
                place, said = None, ((NOT_KEPT, error),)
        if place is None:
            index = brought_up(root, _memory(settings), settings, look_at(root, settings))
            index = index._replace(said=said)
        with closing(index.store), index.store.blamed():
            yield checked_index(index)


def checked_index(index: Index) -> Index:
    """The index of a vault that is whole, after what an interrupted run left was set right.

    ``said`` is what there is to say of that. The caller holds the lock. Raises LossError where the
    vault is not whole by what somebody else did.
    """
    root, store, settings, said = index.root, index.store, index.settings, index.said
    opening, state = settings.opening, None if store.place is None else store.place.parent
    if state is None or not (state / _JOURNAL).is_dir():
        if not opening.despite_losses:
            check_losses(root, store, environ=opening.environ)
        return index
    # A vault into whose notes nothing was ever written has no journal to look after.
    from vaultkit.app.recovering import iter_to_come_back, recovered  # noqa: PLC0415

    if not opening.despite_losses:
        excused = frozenset(iter_to_come_back(root, state, opening))
        check_losses(root, store, environ=opening.environ, excused=excused)
    more = recovered(root, state, opening)
    if not more:
        return index
    again = brought_up(root, store, settings, look_at(root, settings))
    return again._replace(said=(*said, *more))


def discard_index(
    root: Path,
    opening: Opening = _PLAIN,
    *,
    damaged: tuple[int, int] | None = None,
    wait_s: float = _PATIENCE_S,
) -> Sequence[str]:
    """Throws the index away, so that the next run makes it anew.

    Where it is known which file is ``damaged``, another one is left: a run that was quicker has
    made it anew. Comes back with the names of folders in its place, which are moved aside. Raises
    LockedError where another run does not end soon.
    """
    place, _ = place_of(root, opening)
    with locked(root, opening, wait_s=wait_s):
        if place is None or damaged not in (None, file_number(place)):
            return ()
        return remove_store(place)


def refresh(index: Index, paths: Iterable[str]) -> None:
    """Puts these files as they are now; for whoever holds an index and is told what changed.

    What a look at the whole vault would leave out is left out here too. Costs what changed,
    whatever the size of the vault, but where links are followed: which of two ways to a file
    counts, only a look at all of it tells. Raises LockedError where another run writes in the
    vault.
    """
    if index.store.place is None:  # nobody else's
        take_in(index, paths)
        return
    with locked(index.root, index.settings.opening):
        take_in(index, paths)


def take_in(index: Index, paths: Iterable[str]) -> None:
    """``refresh`` for a run that holds the lock: what it wrote itself, say."""
    looked_ns = time.time_ns()
    folders: dict[str, dict[str, FileStat]] = {}
    suspects: list[str] = []
    gone: list[str] = []
    find = _finder(index)
    for path in paths:
        numbers = find(path)
        if numbers is None and is_text(path):
            gone.append(path)
        elif numbers is not None:
            folder, _, name = path.rpartition("/")
            folders.setdefault(folder, {})[name] = numbers
            suspects.append(path)
    # Whatever reads notes takes a while to load.
    from vaultkit.app.catching_up import put_changes  # noqa: PLC0415

    look = Look(Scan(folders), looked_ns)
    put_changes(index.root, index.store, index.settings, look, Difference(suspects, gone))


def _finder(index: Index) -> Callable[[str], FileStat | None]:
    """How the numbers of a file are found, None for one that is no file of the vault."""
    if not index.config.follow_symlinks:
        return lambda path: find_numbers(index.root, VaultPath(path))
    seen = look_at(index.root, index.settings).seen.folders

    def find(path: str) -> FileStat | None:
        folder, _, name = path.rpartition("/")
        return seen.get(folder, {}).get(name)

    return find


@contextmanager
def locked(root: Path, opening: Opening, *, wait_s: float = _PATIENCE_S) -> Iterator[None]:
    """While no other run writes in the vault; where nothing was ever kept there, nothing is locked.

    The lock is one for all who may write there, whatever folder of ``.vaultkit`` is theirs. Raises
    LockedError where another run does not end soon, StoreError where nothing can be locked.
    """
    own = root / OWN_FOLDER
    with ExitStack() as stack:
        if own.is_dir() and not own.is_symlink():
            held = lock(own, command=opening.command, wait_s=wait_s)
            try:
                stack.enter_context(held)
            except DiskError as error:
                raise StoreError(
                    error.message_template,
                    where=error.where,
                    hint=error.hint_template,
                    values=error.values,
                ) from error
        yield


def _memory(settings: Settings) -> Store:
    return open_store(None, settings.fingerprint)[0]


# --- what lies in the vault


def look_at(root: Path, settings: Settings) -> Look:
    """The vault's files as they are now. Raises DiskError where the root cannot be read."""
    looked_ns = time.time_ns()
    with collector_paused():
        follow = settings.config.follow_symlinks
        return Look(scan(root, follow_symlinks=follow, markers=MARKERS), looked_ns)


def difference(store: Store, look: Look) -> Difference:
    """What this look found otherwise than the index knows it."""
    return compare(store, look.seen.folders, look.seen.foreign or frozenset())


def brought_up(root: Path, store: Store, settings: Settings, look: Look) -> Index:
    """The index with what this look found. The caller holds the lock, or the store is its own."""
    found = None if store.fresh else difference(store, look)
    if found is not None and not found:
        return index_of(root, store, settings, look)
    # Whatever reads notes takes a while to load, and most often nothing has changed.
    from vaultkit.app.catching_up import fill_index, put_changes  # noqa: PLC0415

    if found is None:
        unreadable = fill_index(root, store, settings, look)
    else:
        unreadable = put_changes(root, store, settings, look, found)
    return index_of(root, store, settings, look, unreadable)


def index_of(
    root: Path,
    store: Store,
    settings: Settings,
    look: Look,
    unreadable: Mapping[str, str] = _NOTHING,
) -> Index:
    """The index as of this look, which its rows hold; of the unreadable notes why they are."""
    diagnostics = (
        *settings.diagnostics,
        *look.seen.diagnostics,
        *(
            Diagnostic("file-unreadable", VaultPath(path), args={"reason": reason})
            for path, reason in sorted(unreadable.items())
        ),
    )
    occupied = frozenset(_iter_occupied(look.seen))
    foreign = frozenset(map(VaultPath, look.seen.foreign or ()))
    return Index(
        root, store, settings, diagnostics, occupied, strays=look.seen.strays, foreign=foreign
    )


def _iter_occupied(seen: Scan) -> Iterator[VaultPath]:
    """Links, devices, folders that cannot be read, and folders with a note's ending."""
    for found in seen.diagnostics:
        # What cannot be decoded is named by its folder, which is in nobody's way.
        if found.path is not None and found.code != "name-undecodable":
            yield found.path
    yield from (VaultPath(folder) for folder in seen.folders if folder.endswith(".md"))
