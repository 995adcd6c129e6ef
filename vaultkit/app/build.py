"""The main job: a vault's index pages, planned and written.

Loads jinja2 and networkx, so whoever may do without this module imports it when it is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass

from vaultkit.app.index_views import index_views, page_plan
from vaultkit.app.snapshot import Snapshot
from vaultkit.app.vault_language import vault_language
from vaultkit.disk.apply import apply, remove_empty_folders
from vaultkit.graph.measures import communities
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.errors import DiskError
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import Plan
from vaultkit.pages.index import render_pages

__all__ = ["BuildPlan", "BuildResult", "build", "plan_build", "result_of"]


@dataclass(frozen=True, slots=True)
class BuildPlan:
    """What a build would write, and the pages that the vault should have."""

    plan: Plan
    wanted: frozenset[VaultPath]


@dataclass(frozen=True, slots=True)
class BuildResult:
    """A build in numbers. ``diagnostics`` name the pages that were left as they are, and why."""

    notes: int
    links: int
    unresolved: int
    """Names that no file bears."""
    written: int
    unchanged: int
    removed: int
    kept: int
    """Pages left as they are: a person edited them, or their place or name is taken."""
    diagnostics: tuple[Diagnostic, ...]


def plan_build(snapshot: Snapshot) -> BuildPlan:
    """What to write and remove so that the vault's index pages are right. Writes nothing.

    Raises DiskError where something else lies in the place of the pages folder.
    """
    if snapshot.pages_folder_taken:
        raise DiskError(
            "the pages folder is not a folder, or is reached through a symbolic link",
            where=snapshot.config.pages_folder,
            hint="move what lies there, or name another folder in vaultkit.toml",
        )
    pages = render_pages(
        index_views(snapshot, communities=_communities(snapshot)), vault_language(snapshot)
    )
    return BuildPlan(page_plan(snapshot, pages), frozenset(page.path for page in pages))


def build(snapshot: Snapshot, planned: BuildPlan) -> BuildResult:
    """Carries the plan out; folders that lose their last page go too.

    Raises ConflictError where a page changed since the snapshot, DiskError where one cannot be
    written.
    """
    apply(snapshot.root, planned.plan)
    emptied = {edit.path.folder for edit in planned.plan.edits if edit.data is None}
    remove_empty_folders(snapshot.root, emptied)
    return result_of(snapshot, planned)


def result_of(snapshot: Snapshot, planned: BuildPlan) -> BuildResult:
    """The numbers of a build, done or only planned."""
    edits, diagnostics = planned.plan.edits, planned.plan.diagnostics
    written = sum(edit.data is not None for edit in edits)
    withheld = {found.path for found in diagnostics if found.path in planned.wanted}
    return BuildResult(
        notes=len(snapshot.listed),
        links=len(snapshot.graph.edges),
        unresolved=len(snapshot.graph.unresolved()),
        written=written,
        unchanged=len(planned.wanted) - written - len(withheld),
        removed=len(edits) - written,
        kept=len(diagnostics),
        diagnostics=diagnostics,
    )


def _communities(snapshot: Snapshot) -> tuple[tuple[str, tuple[VaultPath, ...]], ...]:
    return tuple(
        (found.name, tuple(map(VaultPath, found.members))) for found in communities(snapshot.graph)
    )
