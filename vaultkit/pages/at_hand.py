"""The pages' source where all views are at hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from vaultkit.model.paths import VaultPath
from vaultkit.model.views import (
    AmbiguousView,
    BacklinksView,
    Choice,
    CommunityView,
    IndexViews,
    Member,
    Mention,
    TagView,
    Totals,
    UnresolvedView,
    Wanted,
    Wish,
)
from vaultkit.pages.contents import TAG, TO
from vaultkit.pages.lists import LISTS
from vaultkit.pages.quote import quote_block
from vaultkit.pages.split import Listed
from vaultkit.pages.words import Words

__all__ = ["ViewsAtHand"]


class ViewsAtHand:
    """A ``PageSource`` of a vault's views."""

    def __init__(self, views: IndexViews, words: Words) -> None:
        self._views = views
        self._words = words
        self._tags = {tag.key: tag for tag in views.tags}
        self._backlinks = {view.note.path: view for view in views.backlinks or ()}
        self._nested: dict[str, list[TagView]] = {}
        for tag in views.tags:
            self._nested.setdefault(tag.key.rpartition("/")[0], []).append(tag)
        self.max_entries = views.max_entries
        self.has_backlinks = views.backlinks is not None

    def heads(self) -> Iterator[str]:
        """The pages that are not in every vault."""
        yield from (TAG + key for key in self._tags)
        yield from (TO + path for path in self._backlinks)

    def totals(self) -> Totals:
        """The numbers of the home page."""
        views, home = self._views, self._views.home
        return Totals(
            kinds=home.kinds,
            attachments=home.attachments,
            links=home.links,
            tags=len(views.tags),
            actions=len(views.actions),
            unresolved_links=sum(view.links for view in views.unresolved),
            orphans=len(views.orphans),
            dead_ends=len(views.dead_ends),
            ambiguous=len(home.ambiguous),
            unreadable=len(home.unreadable),
        )

    def find_tag(self, key: str) -> TagView | None:
        """A tag or a parent of one, if any note bears it."""
        return self._tags.get(key)

    def find_backlinks(self, path: VaultPath) -> BacklinksView | None:
        """A note that others link to."""
        return self._backlinks.get(path)

    def entries(self, name: str, of: str = "") -> Listed[Any]:
        """A list; ``of`` is the identity of the page it stands on, if there are many such."""
        kind = LISTS[name]
        entries = kind.sort(self._unsorted(name, of), self._words)
        return Listed(entries, lambda entry: kind.steps(entry, self._words))

    def _unsorted(self, name: str, of: str) -> Iterable[Any]:
        views = self._views
        if of:
            return self._of_one_page(name, of)
        made: Mapping[str, Iterable[Any]] = {
            "ambiguous": _choices(views.home.ambiguous),
            "unreadable": views.home.unreadable,
            "communities": _members(views.communities),
            "unresolved": _wishes(views.unresolved),
            "by-note": views.actions,
            "by-owner": views.actions,
            "backlinks": views.backlinks or (),
            "dead-ends": views.dead_ends,
        }
        shown: Iterable[Any] = made[name] if name in made else getattr(views, name)
        return shown

    def _of_one_page(self, name: str, of: str) -> Iterable[Any]:
        if name == "nested":
            return self._nested.get(of[len(TAG) :], ())
        if of.startswith(TAG):
            return map(_quoted, self._tags[of[len(TAG) :]].mentions)
        return map(_quoted, self._backlinks[VaultPath(of[len(TO) :])].mentions)


def _quoted(mention: Mention) -> Mention:
    """The place as an index holds it: parts of a list are named after its text as it is shown."""
    return mention._replace(text=quote_block(mention.text))


def _choices(views: Iterable[AmbiguousView]) -> Iterator[Choice]:
    for view in views:
        taken = {winner.path for winner in view.winners}
        for file in view.files:
            yield Choice(view.name, len(view.files), file, file.path in taken)


def _members(views: Iterable[CommunityView]) -> Iterator[Member]:
    for number, view in enumerate(views):
        for note in view.members:
            yield Member(view.name, len(view.members), number, note)


def _wishes(views: Iterable[UnresolvedView]) -> Iterator[Wish]:
    for view in views:
        wanted = Wanted(view.key, view.name, view.links, len(view.wanted_by))
        for source, links in view.wanted_by:
            yield Wish(wanted, source, links)
