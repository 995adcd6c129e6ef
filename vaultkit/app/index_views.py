"""What the index pages of a vault show, and what is in their way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from vaultkit.app.snapshot import Snapshot
from vaultkit.app.vault_language import vault_language
from vaultkit.app.views import views_of
from vaultkit.disk.scan import numbers_at
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.errors import DiskError
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import Plan
from vaultkit.model.views import IndexViews
from vaultkit.pages.index import page_paths
from vaultkit.pages.page import Page
from vaultkit.pages.plan import plan_pages

__all__ = ["index_views", "page_diagnostics", "page_plan"]


def index_views(
    snapshot: Snapshot, *, communities: Iterable[tuple[str, Sequence[VaultPath]]] = ()
) -> IndexViews:
    """The views of what is not excluded. Communities are given in: they load networkx."""
    graph, excluded = snapshot.graph, snapshot.excluded
    return views_of(
        notes={path: note for path, note in snapshot.notes.items() if path not in excluded},
        files=snapshot.files - excluded,
        kinds=snapshot.kinds,
        links={
            path: tuple(link for link in links if link.path not in excluded)
            for path, links in snapshot.links.items()
            if path not in excluded
        },
        unresolved=graph.unresolved(),
        communities=communities,
        orphans=[VaultPath(node.id) for node in graph.orphans()],
        dead_ends=[VaultPath(node.id) for node in graph.dead_ends()],
        config=snapshot.config,
    )


def page_plan(snapshot: Snapshot, pages: Iterable[Page]) -> Plan:
    """What to write and remove so that these are the vault's pages."""
    return _plan(snapshot, pages, snapshot.pages)


def _plan(snapshot: Snapshot, pages: Iterable[Page], present: Mapping[VaultPath, bytes]) -> Plan:
    return plan_pages(
        pages,
        present,
        occupied=(*snapshot.files, *snapshot.occupied, *snapshot.foreign),
        note_names=snapshot.files,
        link_keys=snapshot.graph.unresolved(),
    )


def page_diagnostics(snapshot: Snapshot) -> tuple[Diagnostic, ...]:
    """The pages that a build would leave as they are, or not write, and why.

    Only the folder where no page can be written at all. Renders nothing: for this only the names
    of the pages matter.
    """
    if snapshot.pages_folder_taken:
        return (Diagnostic("page-place-taken", VaultPath(snapshot.config.pages_folder)),)
    paths = page_paths(index_views(snapshot), vault_language(snapshot))
    return _plan(snapshot, (Page(path, b"") for path in paths), _present(snapshot)).diagnostics


def _present(snapshot: Snapshot) -> Mapping[VaultPath, bytes]:
    """The pages, but for those that a build beside this run took away since the look."""
    found: dict[VaultPath, bytes] = {}
    for path in snapshot.pages:
        try:
            found[path] = snapshot.pages[path]
        except DiskError:
            if numbers_at(snapshot.root, path) is not None:
                raise
    return found
