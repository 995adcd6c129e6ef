"""Links that lead nowhere, to the wrong place, or to one of several."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from vaultkit.app.nearest import NearestNames
from vaultkit.app.note_argument import alias_index
from vaultkit.app.snapshot import Snapshot
from vaultkit.disk.read import read_bytes
from vaultkit.graph.subpath import heading_key
from vaultkit.markdown.decode import decode
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.errors import DiskError
from vaultkit.model.links import Ambiguous, Missing, ResolvedLink, unresolved_name
from vaultkit.model.paths import VaultPath, name_key

__all__ = ["iter_link_diagnostics"]


def iter_link_diagnostics(snapshot: Snapshot) -> Iterator[Diagnostic]:
    """What is wrong with the links of notes that are neither excluded nor templates.

    By source in path order, in document order. Links in generated regions are vaultkit's own and
    not reported.
    """
    known = _known_of(snapshot)
    for path, links in snapshot.links.items():
        if path in snapshot.excluded or snapshot.kinds[path] == "template":
            continue
        faults = [
            (resolved, fault)
            for resolved in links
            if resolved.link.region is None
            and (fault := _fault_of(resolved, snapshot, known)) is not None
        ]
        columns = _columns_of(snapshot, path, [resolved for resolved, _ in faults])
        for (resolved, fault), column in zip(faults, columns, strict=True):
            link = resolved.link
            yield Diagnostic(fault.code, path, link.line, column, link.span, fault.args)


class _Fault(NamedTuple):
    code: str
    args: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Known:
    """The names a link may have been meant for."""

    aliases: Mapping[str, tuple[VaultPath, ...]]
    spellings: Mapping[str, str]
    """An alias as its note writes it, by its key."""
    nearest: Callable[[str], str | None]
    """The file name nearest to a text; many links ask for the same missing note."""
    nearest_heading: Callable[[VaultPath, str], str | None]
    """The heading of a note nearest to a text."""


def _known_of(snapshot: Snapshot) -> _Known:
    notes = snapshot.listed
    spellings: dict[str, str] = {}
    for note in notes:
        for alias in note.aliases:
            spellings.setdefault(name_key(alias), alias)
    names = {snapshot.names.shortest_link(path) for path in snapshot.files - snapshot.excluded}

    @cache
    def headings_of(path: VaultPath) -> NearestNames:
        # One index a note, however many broken links lead there.
        return NearestNames.of(heading.text for heading in snapshot.notes[path].headings)

    return _Known(
        alias_index(notes),
        spellings,
        cache(NearestNames.of(names).find),
        cache(lambda path, text: headings_of(path).find(text)),
    )


def _fault_of(resolved: ResolvedLink, snapshot: Snapshot, known: _Known) -> _Fault | None:
    match resolved.resolution:
        case Missing():
            return _missing(resolved, snapshot, known)
        case Ambiguous(winner, candidates):
            proposal = _unambiguous(resolved, snapshot, winner)
            return _Fault(
                "link-ambiguous",
                {
                    "original": resolved.link.original,
                    "count": str(len(candidates)),
                    "winner": winner,
                    "proposal": proposal,
                },
            )
        case _:
            return _subpath_fault(resolved, known)


def _missing(resolved: ResolvedLink, snapshot: Snapshot, known: _Known) -> _Fault | None:
    name = unresolved_name(resolved.link.target)
    if name.startswith("|"):
        return None  # reading has said so: wikilink-empty-target (WL-12)
    original = resolved.link.original
    bearers = known.aliases.get(name_key(name))
    if bearers:
        shown = f"{snapshot.names.shortest_link(bearers[0])}|{known.spellings[name_key(name)]}"
        return _Fault("link-to-alias", {"original": original, "proposal": shown})
    nearest = known.nearest(name)
    return _Fault("link-unresolved", {"original": original, "proposal": nearest or ""})


def _unambiguous(resolved: ResolvedLink, snapshot: Snapshot, winner: VaultPath) -> str:
    if resolved.link.form == "markdown":
        return f"(</{winner}>)"
    shown = snapshot.names.shortest_link(winner)
    # A file at the root has no folder to name; a leading slash says the same (RS-08).
    return f"[[{shown}]]" if "/" in shown else f"[[/{shown}]]"


def _subpath_fault(resolved: ResolvedLink, known: _Known) -> _Fault | None:
    link, path = resolved.link, resolved.path
    if resolved.subpath_ok is not False or path is None:
        return None
    if link.block is not None:
        return _Fault("link-block-missing", {"path": path, "block": link.block})
    heading = link.heading or ""
    nearest = known.nearest_heading(path, heading.rpartition("#")[2]) or ""
    proposal = " ".join(nearest.split()) if heading_key(nearest) else ""
    return _Fault("link-heading-missing", {"path": path, "heading": heading, "proposal": proposal})


def _columns_of(snapshot: Snapshot, path: VaultPath, links: list[ResolvedLink]) -> list[int]:
    """The links' columns, from the file as it is now; 1 where it is no longer what was read."""
    if not links:
        return []
    try:
        data = read_bytes(snapshot.root, path, follow_symlinks=snapshot.config.follow_symlinks)
    except DiskError:
        return [1] * len(links)
    source = decode(path, data)
    if source.digest != snapshot.notes[path].digest:
        return [1] * len(links)
    return [source.column_of(resolved.link.span.start) for resolved in links]
