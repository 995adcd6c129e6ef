"""From pages to what is written: only what differs, and never over a person's text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from hashlib import sha256

from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.paths import VaultPath, name_key
from vaultkit.model.plan import FileEdit, Plan
from vaultkit.pages.page import Page, page_state

__all__ = ["plan_clean", "plan_pages"]

_WRITTEN = "index page"
_REMOVED = "index page that nothing asks for any more"
_RESPELLED = "index page whose name is now in another case"
_CLEANED = "index page, taken out"


def plan_pages(
    pages: Iterable[Page],
    existing: Mapping[VaultPath, bytes],
    *,
    occupied: Iterable[VaultPath] = (),
    note_names: Iterable[str] = (),
    link_keys: Iterable[str] = (),
) -> Plan:
    """What to write and to remove so that these are the vault's pages and no others.

    ``existing`` are the pages that the vault has now, wherever they lie; what bears no mark of
    vaultkit among them is left alone. At the places of ``occupied`` lies something else, so no
    page is written there or below. ``note_names`` are the names of the vault's files and
    ``link_keys`` the keys of its unresolved links: a page of such a name would answer to a
    person's link, so it is not written. All these are reported, and pages that a person edited,
    which stay as they are. Written pages first, each in order of the path; one whose name comes
    to be in another case is removed right before it is written. Linear in the bytes.
    """
    names = frozenset(note_names)
    taken = _taken_names(names, link_keys)
    spelled = _spellings(existing)
    others = _spellings(occupied)
    kept: set[VaultPath] = set()
    edits: list[FileEdit] = []
    diagnostics: list[Diagnostic] = []
    for page in sorted(pages, key=lambda page: page.path):
        place = page.path if page.path in existing else spelled.get(page.path.key, page.path)
        blocked = _find_blocked(place, others)
        if place in existing:  # it lies there: a note that came beside it alone is in its way
            is_ours = page_state(existing[place]).ours
            blocked = others.get(place.key) if is_ours and others.get(place.key) in names else None
        if blocked is not None:
            diagnostics.append(Diagnostic("page-place-taken", blocked))
            continue
        verdict = _verdict(place, page.data, existing.get(place), taken)
        if isinstance(verdict, Diagnostic):
            diagnostics.append(verdict)
        elif _is_misspelled(place, page.path) and _find_blocked(page.path, others) is None:
            edits.append(FileEdit(place, _digest(existing[place]), None, _RESPELLED, "vaultkit"))
            edits.append(FileEdit(page.path, None, page.data, _WRITTEN, "vaultkit"))
        elif verdict is not None:
            edits.append(verdict)
        if not (isinstance(verdict, Diagnostic) and verdict.code == "page-name-taken"):
            kept.add(place)
    rest = _removals({path: existing[path] for path in existing if path not in kept}, _REMOVED)
    edits += rest.edits
    diagnostics += rest.diagnostics
    return Plan(tuple(edits), tuple(sorted(diagnostics, key=lambda each: each.path or "")))


def plan_clean(existing: Mapping[VaultPath, bytes]) -> Plan:
    """The removal of every page that nobody edited, in order of the path.

    Edited ones are reported and kept; files without vaultkit's mark are not even mentioned.
    """
    return _removals(existing, _CLEANED)


def _find_blocked(place: VaultPath, others: Mapping[str, VaultPath]) -> VaultPath | None:
    """The place of a page as it is spelled on disk, if something else lies there or above it."""
    if place.key in others:
        return others[place.key]
    key, cut, _ = place.key.rpartition("/")
    while cut:
        if key in others:
            return place
        key, cut, _ = key.rpartition("/")
    return None


def _is_misspelled(place: VaultPath, wanted: VaultPath) -> bool:
    """Whether a page lies under its name in another case, where other pages do not link to it.

    Not in another Unicode form: some disks give back no other. The case of a folder is not ours.
    """
    if place == wanted:
        return False
    here, there = (unicodedata.normalize("NFC", path) for path in (place, wanted))
    return here != there and here.rpartition("/")[0] == there.rpartition("/")[0]


def _verdict(
    place: VaultPath, data: bytes, present: bytes | None, taken: Mapping[str, str]
) -> FileEdit | Diagnostic | None:
    """What becomes of one page: an edit, a report, or None where its bytes are right already."""
    state = None if present is None else page_state(present)
    if state is not None and not state.ours:
        return Diagnostic("page-place-taken", place)
    other = taken.get(name_key(place.stem))
    if other is not None:
        return Diagnostic("page-name-taken", place, args={"other": other})
    if present is None or state is None:
        return FileEdit(place, None, data, _WRITTEN, "vaultkit")
    if present == data:
        return None
    if state.edited:
        return Diagnostic("page-edited", place)
    return FileEdit(place, _digest(present), data, _WRITTEN, "vaultkit")


def _removals(files: Mapping[VaultPath, bytes], reason: str) -> Plan:
    edits: list[FileEdit] = []
    diagnostics: list[Diagnostic] = []
    for path in sorted(files):
        state = page_state(files[path])
        if not state.ours:
            continue
        if state.edited:
            diagnostics.append(Diagnostic("page-edited", path))
        else:
            edits.append(FileEdit(path, _digest(files[path]), None, reason, "vaultkit"))
    return Plan(tuple(edits), tuple(diagnostics))


def _taken_names(note_names: Iterable[str], link_keys: Iterable[str]) -> Mapping[str, str]:
    """Names that a page must not bear, by key: of files without ``.md``, of links' last parts."""
    taken: dict[str, str] = {}
    for name in sorted((*note_names, *link_keys)):
        last = name.rsplit("/", 1)[-1]
        taken.setdefault(name_key(last).removesuffix(".md"), name)
    return taken


def _spellings(paths: Iterable[VaultPath]) -> Mapping[str, VaultPath]:
    """Paths by key: a disk may give a page's name back in another case or Unicode form."""
    spelled: dict[str, VaultPath] = {}
    for path in sorted(paths):
        spelled.setdefault(path.key, path)
    return spelled


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()
