"""What a build comes to, and whether there is anything to build.

Loads nothing that reads notes or makes pages: most builds find that nothing changed.
"""

from __future__ import annotations

from typing import NamedTuple

from vaultkit.app.indexing import Index
from vaultkit.app.page_settings import page_language, page_settings
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.store.losses import has_losses
from vaultkit.store.queries import (
    count_notes,
    count_unresolved,
    count_unsettled,
    count_wanted_pages,
    pages_to_make,
)
from vaultkit.store.regions import count_first_regions, stale_regions
from vaultkit.store.regions import has_regions as any_regions
from vaultkit.store.rows import Role

__all__ = [
    "BuildResult",
    "count_to_come",
    "find_settled",
    "has_pages",
    "has_regions",
    "numbers_of",
]


class BuildResult(NamedTuple):
    """A build in numbers. ``diagnostics`` name the regions and pages that were left, and why."""

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
    regions_written: int = 0
    regions_removed: int = 0
    regions_kept: int = 0
    """Regions left as they are: a person edited them, or the note may not be edited."""


def has_pages(index: Index) -> bool:
    """Whether the vault has any page of vaultkit."""
    return index.store.one("SELECT 1 FROM files WHERE role = ?", (Role.PAGE,)) is not None


def has_regions(index: Index) -> bool:
    """Whether any note of the vault has a region, or is to get some."""
    return index.config.backlinks == "region" or any_regions(index.store)


def count_to_come(index: Index) -> int:
    """How many notes are to get a region of ``[pages] backlinks = "region"`` for the first time.

    0 where some note has one already.
    """
    return count_first_regions(index.store)


def find_settled(index: Index) -> BuildResult | None:
    """What a build comes to that finds nothing to do; None where there may be something.

    Such a build would write nothing at all, neither into the vault nor into the index, whose lists
    are up to date. Costs a few sums over the index, and loads nothing.
    """
    store, config = index.store, index.config
    if index.pages_folder_taken or not has_pages(index):
        return None
    asked = page_settings(config, page_language(config, store))
    if store.meta("pages") != asked or pages_to_make(store) or count_unsettled(store):
        return None
    if stale_regions(store) or count_to_come(index) or has_losses(store):
        return None
    return numbers_of(index)


def numbers_of(index: Index) -> BuildResult:
    """The numbers of the vault, with every page that it should have as unchanged.

    The index's lists are up to date.
    """
    store = index.store
    notes, links = count_notes(store)
    return BuildResult(
        notes=notes,
        links=links,
        unresolved=count_unresolved(store),
        written=0,
        unchanged=count_wanted_pages(store),
        removed=0,
        kept=0,
        diagnostics=(),
    )
