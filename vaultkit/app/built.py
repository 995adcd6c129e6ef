"""What a build comes to, and whether there is anything to build.

Loads nothing that reads notes or makes pages: most builds find that nothing changed.
"""

from __future__ import annotations

from typing import NamedTuple

from vaultkit.app.indexing import Index
from vaultkit.app.page_settings import page_language, page_settings
from vaultkit.model.config import Config
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.store.losses import has_losses
from vaultkit.store.marks import owes_topic_map
from vaultkit.store.queries import (
    count_notes,
    count_unresolved,
    count_unsettled,
    count_wanted_pages,
    pages_to_make,
)
from vaultkit.store.regions import RegionRow, count_first_regions, owed_regions, stale_regions
from vaultkit.store.regions import has_regions as any_regions
from vaultkit.store.rows import Role
from vaultkit.store.store import Store

__all__ = [
    "BuildResult",
    "Owed",
    "count_to_come",
    "find_settled",
    "has_pages",
    "has_regions",
    "numbers_of",
    "owed_of",
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


class Owed(NamedTuple):
    """What a build would have to do, as far as the index knows; true where that is anything.

    What a person's edits stand in the way of is not owed: a build leaves it again.
    """

    pages: bool = False
    """Lists or pages are behind the notes, or were never made as the settings ask for them."""
    regions: tuple[RegionRow, ...] = ()
    """Those that may not show what they should."""
    topic_map: bool = False
    """It was left for later."""
    losses: bool = False
    """Notes vanished since vaultkit wrote last."""

    def __bool__(self) -> bool:
        return self != Owed()


def owed_of(store: Store, config: Config) -> Owed:
    """What is owed to a vault with these settings. Costs a few sums over the index."""
    made = store.meta("pages")
    return Owed(
        pages=made is None
        or pages_to_make(store)
        or made != page_settings(config, page_language(config, store)),
        regions=tuple(owed_regions(store)),
        topic_map=owes_topic_map(store),
        losses=has_losses(store),
    )


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
    if index.pages_folder_taken or index.page_strays or not has_pages(index):
        return None
    if owed_of(store, config) or count_to_come(index):
        return None
    # What a build leaves, it says each time.
    if count_unsettled(store) or stale_regions(store):
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
