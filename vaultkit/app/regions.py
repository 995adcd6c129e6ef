"""What a person asks of the regions in their notes, as plans.

Loads jinja2, so whoever may do without this module imports it when it is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from vaultkit.app.indexing import Index
from vaultkit.app.paging import prepare_pages
from vaultkit.app.region_plan import (
    NotePlan,
    RegionBodies,
    is_out_of_reach,
    plan_note,
    reasons_of,
)
from vaultkit.app.snapshot import Lookup
from vaultkit.app.whole import check_whole
from vaultkit.markdown.region_edits import DropRegion, PutRegion, RegionEdit, ReleaseRegion
from vaultkit.model.errors import ConflictError, UsageError
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import Plan
from vaultkit.model.regions import (
    AUTO_BACKLINKS,
    parse_region_name,
    region_text,
    written_name,
)
from vaultkit.store.files import find_id
from vaultkit.store.regions import region_notes, regions_in

__all__ = [
    "RegionsPlan",
    "note_for_regions",
    "plan_added",
    "plan_cleaned",
    "plan_released",
    "plan_removed",
]


class RegionsPlan(NamedTuple):
    """What becomes of regions; the plan's diagnostics say which are left as they are, and why."""

    plan: Plan
    changed: int
    unchanged: int


def note_for_regions(index: Index, note: Note) -> VaultPath:
    """The path of a note that may hold regions. Raises UsageError for one that may not."""
    if note.path.suffix != ".md":
        raise UsageError(
            "{path} is no Markdown note",
            values={"path": note.path},
            hint="regions stand in .md files",
        )
    if is_out_of_reach(index, note.path):
        raise UsageError(
            "{path} is not this vault's to write",
            values={"path": note.path},
            hint="it lies behind a symbolic link or in a vault of its own; edit it there",
        )
    return note.path


def plan_added(
    index: Index, path: VaultPath, texts: Sequence[str], *, over_edits: bool
) -> RegionsPlan:
    """These regions put into a note, or renewed where they stand; writes to the index alone.

    A region that ``[pages] backlinks`` brought becomes one that stays. In a template regions are
    put without a text: that comes with the notes that are made of it. Raises UsageError for a
    name that is none, and for a region that would stay empty in the note of a series; DiskError
    where something in the vault cannot be read.
    """
    check_whole(index.diagnostics)
    names = tuple(dict.fromkeys(_known_name(text) for text in texts))
    prepare_pages(index)
    number = _number(index, path)
    kind = index.store.value("SELECT kind FROM notes WHERE id = ?", (number,))
    if kind == "index":
        _refuse_in_series(index, path, names)
    bodies = RegionBodies(index)
    edits: list[RegionEdit] = []
    if "backlinks" in names:
        edits.append(DropRegion(AUTO_BACKLINKS, over_edits))
    for name in names:
        body = "" if kind == "template" else bodies.body(number, path, name)
        edits.append(PutRegion(name, body, over_edits))
    return _planned(index, number, path, edits, names)


_NOT_OF_SERIES = frozenset(["meetings", "actions", "brief"])


def _refuse_in_series(index: Index, path: VaultPath, names: Sequence[str]) -> None:
    """A region that would stay empty in a note to which meetings link as their series."""
    name = next((name for name in names if parse_region_name(name).kind in _NOT_OF_SERIES), None)
    if name is None:
        return
    if any(each.relation == "series" for each in Lookup(index).links_into(path)):
        raise UsageError(
            "a region '{name}' shows nothing of a series",
            where=path,
            values={"name": name},
            hint="put 'backlinks' there: it lists the meetings that link to the series",
        )


def plan_removed(
    index: Index, path: VaultPath, texts: Sequence[str], *, over_edits: bool
) -> RegionsPlan:
    """These regions taken out of a note. Raises UsageError for one that it does not have."""
    number = _number(index, path)
    names = _standing_names(index, number, path, texts)
    edits = [DropRegion(name, over_edits) for name in names]
    return _planned(index, number, path, edits, names)


def plan_released(index: Index, path: VaultPath, texts: Sequence[str]) -> RegionsPlan:
    """The text of these regions made the person's own. Raises UsageError as ``plan_removed``."""
    number = _number(index, path)
    names = _standing_names(index, number, path, texts)
    return _planned(index, number, path, [ReleaseRegion(name) for name in names], names)


def plan_cleaned(index: Index) -> RegionsPlan:
    """Every region of a known kind that nobody edited taken out; edited ones are reported."""
    plans: list[NotePlan] = []
    for number, path in region_notes(index.store):
        place = VaultPath(path)
        if is_out_of_reach(index, place):
            continue
        names = regions_in(index.store, number)
        edits = [DropRegion(name) for name in names if parse_region_name(name).is_known]
        plan = plan_note(index, number, place, edits) if edits else None
        plans += [] if plan is None else [plan]
    return _joined(plans)


def _joined(plans: Sequence[NotePlan]) -> RegionsPlan:
    found = [diagnostic for plan in plans for diagnostic in reasons_of(plan)]
    edits = tuple(plan.edit for plan in plans if plan.edit is not None)
    return RegionsPlan(Plan(edits, tuple(found)), sum(len(plan.changed) for plan in plans), 0)


def _planned(
    index: Index, number: int, path: VaultPath, edits: Sequence[RegionEdit], names: Sequence[str]
) -> RegionsPlan:
    """The plan of one note; counted are the regions of these names."""
    plan = plan_note(index, number, path, edits)
    if plan is None:
        raise ConflictError("the file has changed since it was read", where=path, hint="try again")
    changed = {edit.name for edit in plan.changed}.intersection(names)
    refused = {edit.name for edit, _ in plan.refused}
    return RegionsPlan(
        Plan(() if plan.edit is None else (plan.edit,), tuple(reasons_of(plan))),
        changed=len(changed),
        unchanged=len(set(names) - changed - refused),
    )


def _number(index: Index, path: VaultPath) -> int:
    number = find_id(index.store, path)
    assert number is not None  # it was found in this index
    return number


def _known_name(text: str) -> str:
    name = written_name(text)
    if name is None:
        raise UsageError(
            "there is no region '{name}'",
            values={"name": text},
            hint="a region is backlinks, meetings, actions, brief or tag:NAME",
        )
    return name


def _standing_names(
    index: Index, number: int, path: VaultPath, texts: Sequence[str]
) -> tuple[str, ...]:
    """The names of a note's regions that a person means. Broken ones are refused later."""
    present = [name for name in regions_in(index.store, number) if name]
    if not present and regions_in(index.store, number):
        return tuple(texts)
    found: dict[str, None] = {}
    for text in texts:
        name = next((each for each in (text, written_name(text)) if each in present), None)
        if name is None and text == "backlinks" and AUTO_BACKLINKS in present:
            name = AUTO_BACKLINKS
        if name is None:
            raise UsageError(
                "{path} has no region '{name}'",
                values={"path": path, "name": text},
                hint="'vaultkit region list' shows the regions there are",
                candidates=tuple(map(region_text, present)),
            )
        found[name] = None
    return tuple(found)
