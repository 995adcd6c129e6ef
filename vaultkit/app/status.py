"""What the index of a vault knows, and what changed in the vault since. Looks, and no more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Literal, NamedTuple

from vaultkit.app.built import owed_of
from vaultkit.app.indexing import difference, look_at
from vaultkit.app.settings import INDEX_NAME, Opening, Settings, settings_of
from vaultkit.disk.lock import Holder, is_locked
from vaultkit.disk.place import OWN_FOLDER
from vaultkit.disk.read import reading
from vaultkit.disk.state import find_bar, find_state_folder
from vaultkit.disk.watcher import Watcher, find_watchers
from vaultkit.model.errors import DiskError, StoreError
from vaultkit.model.paths import VaultPath
from vaultkit.store.files import find_file, is_below
from vaultkit.store.queries import Counts, count_all, count_unsettled
from vaultkit.store.rows import Role
from vaultkit.store.store import Store, get_store, store_size

__all__ = [
    "SHOWN",
    "Change",
    "Known",
    "PagesState",
    "Status",
    "status_form",
    "status_of",
    "watcher_state",
]

SHOWN = 10
"""Paths that are named; of more, only the number is of use."""

PagesState = Literal["none", "unknown", "current", "behind"]
"""Whether pages were ever made, and whether a build would have anything to do, in regions too;
``unknown`` where there are pages, and the index was made anew after them."""


class Change(NamedTuple):
    """A file that is otherwise than the index knows it."""

    what: Literal["new", "changed", "gone"]
    path: str


class Known(NamedTuple):
    """What the index knows."""

    counts: Counts
    pages: PagesState
    left: int
    """Of pages that are ``current`` those that are not as they should be, and that a build leaves:
    a person edited them, or their place or name is taken."""
    updated: datetime | None
    """When changes were put into it last."""
    changes: tuple[Change, ...]
    """Since then: the new, the changed, the gone, each by path."""

    def paths(self, what: str) -> list[str]:
        """Of the files that are new, or changed, or gone."""
        return [change.path for change in self.changes if change.what == what]


class Status(NamedTuple):
    """A vault's index as it lies there."""

    place: Path | None
    """None where there is no index yet."""
    size: int
    """In bytes."""
    holder: Holder | None
    """The run that writes in the vault at this moment."""
    known: Known | None
    unusable: StoreError | None
    """Why it is not used; the next run makes a damaged one anew."""
    barred: DiskError | None = None
    """Why there cannot be one, as far as can be seen without making it."""
    watchers: tuple[Watcher, ...] = ()
    """Those that run on this machine, for this user."""


def status_of(root: Path, opening: Opening) -> Status:
    """What the index knows. Costs a look at every file, and reads those that seem changed.

    Raises ConfigError where ``vaultkit.toml`` cannot be used, DiskError where the root cannot be
    read.
    """
    folder = find_state_folder(root, environ=opening.environ)
    watchers = () if folder is None else find_watchers(folder)
    return _index_status(root, opening, folder)._replace(watchers=watchers)


def _index_status(root: Path, opening: Opening, folder: Path | None) -> Status:
    settings = settings_of(root, opening)
    holder = None if folder is None else is_locked(root / OWN_FOLDER)
    if folder is None or not store_size(folder / INDEX_NAME):
        return Status(None, 0, holder, None, None, find_bar(root, environ=opening.environ))
    place = folder / INDEX_NAME
    size = store_size(place)
    try:
        with closing(get_store(place, settings.fingerprint)) as store:
            store.pin()
            return Status(place, size, holder, _known_of(root, store, settings), None)
    except StoreError as error:
        return Status(place, size, holder, None, error)


def _known_of(root: Path, store: Store, settings: Settings) -> Known:
    updated = store.meta("updated")
    changes = tuple(_iter_changes(root, store, settings))
    counts = count_all(store)
    state = _pages_state(store, settings, counts, changes)
    return Known(
        counts,
        state,
        count_unsettled(store) if state == "current" else 0,
        None if updated is None else datetime.fromisoformat(updated),
        changes,
    )


def _pages_state(
    store: Store, settings: Settings, counts: Counts, changes: Iterable[Change]
) -> PagesState:
    config = settings.config
    if store.meta("pages") is None:
        folder = f"{config.pages_folder}/"
        there = counts.pages or any(change.path.startswith(folder) for change in changes)
        return "unknown" if there else "none"
    behind = any(changes) or owed_of(store, config)
    return "behind" if behind else "current"


# --- what changed


def _iter_changes(root: Path, store: Store, settings: Settings) -> Iterator[Change]:
    found = difference(store, look_at(root, settings))
    suspects = sorted(found.suspects)
    known = {path: find_file(store, path) for path in suspects}
    yield from (Change("new", path) for path in suspects if known[path] is None)
    with reading(root, follow_symlinks=settings.config.follow_symlinks) as files:
        for path in suspects:
            before = known[path]
            # Of what is no note, nothing is kept that could be otherwise now.
            if before is None or before.role == Role.ATTACHMENT:
                continue
            try:
                digest = sha256(files.read(VaultPath(path))).digest()
            except DiskError:
                digest = b""
            if digest != before.digest or is_below(path, found.flipped):
                yield Change("changed", path)
    yield from (Change("gone", path) for path in sorted(found.gone) if find_file(store, path))


# --- for programs


def status_form(status: Status, root: Path) -> Mapping[str, object]:
    """One object. Keys are always all there; what is not known is null."""
    known, holder = status.known, status.holder
    return {
        "index": None if status.place is None else status.place.relative_to(root).as_posix(),
        "size": status.size,
        "unusable": None if status.unusable is None else status.unusable.message,
        "barred": None if status.barred is None else status.barred.message,
        "updated": None if known is None or known.updated is None else known.updated.isoformat(),
        "notes": None if known is None else known.counts.notes,
        "links": None if known is None else known.counts.links,
        "files": None if known is None else known.counts.files,
        "pages": None if known is None else known.counts.pages,
        "pages_state": None if known is None else known.pages,
        "pages_left": None if known is None else known.left,
        **{what: None if known is None else _named(known, what) for what in _WHAT},
        "locked_by": None if holder is None else holder._asdict(),
        "watchers": [{**each.holder._asdict(), **watcher_state(each)} for each in status.watchers],
    }


_WHAT = ("new", "changed", "gone")


def watcher_state(watcher: Watcher) -> Mapping[str, object]:
    """What a watcher says of itself, of the right types; null is what it did not say."""
    said = watcher.state
    texts = {
        name: value if isinstance(value := said.get(key), str) else None
        for name, key in _SAID.items()
    }
    updates = said.get("updates")
    return {**texts, "updates": updates if isinstance(updates, int) else None}


_SAID = {"state": "state", "state_since": "since", "polling": "polling", "error": "error"}


def _named(known: Known, what: str) -> Mapping[str, object]:
    paths = known.paths(what)
    return {"count": len(paths), "paths": paths[:SHOWN]}
