"""What stands on which page: for each page its name, its title, its values and its lists.

A page is known by its identity: ``home``, ``contacts``, ``tag:<key>``, ``to:<path>`` and so on;
parts of long lists have identities of their own. ``PageSource`` gives what the pages show, be it
at hand or in an index.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

from vaultkit.model.paths import VaultPath
from vaultkit.model.views import BacklinksView, TagView, Totals
from vaultkit.pages.lists import LISTS
from vaultkit.pages.names import WantedName, page_stem
from vaultkit.pages.quote import Markdown
from vaultkit.pages.sheets import ListSpec, Passing, Sheet, never, sheets_of
from vaultkit.pages.split import Dividing
from vaultkit.pages.words import Words

__all__ = ["FIXED_HEADS", "PageSource", "fixed_heads", "head_of_list", "iter_sheets", "wanted_name"]

TAG, TO = "tag:", "to:"


class PageSource(Protocol):
    """What the pages of a vault show."""

    @property
    def max_entries(self) -> int:
        """Entries on one page before a list is divided."""

    @property
    def has_backlinks(self) -> bool:
        """Whether there are pages of backlinks."""

    def totals(self) -> Totals:
        """The numbers of the home page."""

    def find_tag(self, key: str) -> TagView | None:
        """A tag or a parent of one, if any note bears it."""

    def find_backlinks(self, path: VaultPath) -> BacklinksView | None:
        """A note that others link to."""

    def entries(self, name: str, of: str = "") -> Dividing[Any]:
        """A list; ``of`` is the identity of the one page that it stands on, if there are many."""


FIXED_HEADS = (
    *("home", "topics", "topic-map", "contacts", "meetings"),
    *("tags", "actions", "unresolved", "orphans", "backlinks"),
)
"""The pages that every vault has, ``backlinks`` only where they are on."""

_HEAD_OF_LIST = {
    "ambiguous": "home",
    "unreadable": "home",
    "communities": "topic-map",
    "by-note": "actions",
    "by-owner": "actions",
    "dead-ends": "orphans",
}


def head_of_list(name: str) -> str:
    """The page that a list stands on which is there once."""
    return _HEAD_OF_LIST.get(name, name)


def fixed_heads(source: PageSource) -> tuple[str, ...]:
    """The pages that are there whatever the notes say."""
    return FIXED_HEADS if source.has_backlinks else FIXED_HEADS[:-1]


def wanted_name(head: str) -> WantedName:
    """The name that a page asks for; those of its parts are made from it."""
    if head.startswith(TAG):
        return WantedName(page_stem("tag-", head[len(TAG) :]), 1)
    if head.startswith(TO):
        path = VaultPath(head[len(TO) :])
        return WantedName(page_stem("to-", _link_name(path), digest_of=path), 1)
    return WantedName(f"index-{head}")


def iter_sheets(
    head: str, source: PageSource, words: Words, *, passing: Passing = never
) -> Iterator[Sheet]:
    """The page of an identity, behind those that its long lists are divided into.

    Nothing where there is no such page any more. Of parts in which nothing changed, those that
    are ``passing`` are left out.
    """
    found = _find_page(head, source, words)
    if found is None:
        return
    page, titles = found
    of = head if head.startswith((TAG, TO)) else ""
    specs = [
        ListSpec(LISTS[name], title, source.entries(name, of)) for name, title in titles.items()
    ]
    yield from sheets_of(page, specs, source.max_entries, words, passing=passing)


_Page = tuple[Sheet, Mapping[str, str]]
"""A page, and by name the titles of its lists, which stand in this order."""


def _find_page(head: str, source: PageSource, words: Words) -> _Page | None:
    if head.startswith(TAG):
        return _tag(head, source, words)
    if head.startswith(TO):
        return _backlinks_of(head, source, words)
    return _PAGES[head](source, words)


def _home(source: PageSource, words: Words) -> _Page:
    head = Sheet(
        identity="home",
        wanted=wanted_name("home"),
        title=words.text("Vault index"),
        template="home",
        name_parts=("index-home", "", None),
        values={
            "totals": source.totals(),
            "has_backlinks": source.has_backlinks,
            "pages_of_kind": {"topic": "topics", "contact": "contacts", "meeting": "meetings"},
        },
    )
    return head, {
        "ambiguous": words.text("Names that fit several files"),
        "unreadable": words.text("Properties that cannot be read"),
    }


def _of_one_list(
    name: str, title: str, list_name: str = ""
) -> Callable[[PageSource, Words], _Page]:
    def page(_source: PageSource, words: Words) -> _Page:
        shown = words.text(title)
        return _fixed(name, shown, words), {list_name or name: shown}

    return page


def _actions(_source: PageSource, words: Words) -> _Page:
    titles = {"by-note": words.text("By meeting and note"), "by-owner": words.text("By owner")}
    return _fixed("actions", words.text("Open actions"), words), titles


def _orphans(_source: PageSource, words: Words) -> _Page:
    titles = {"orphans": words.text("Orphans"), "dead-ends": words.text("Dead ends")}
    return _fixed("orphans", words.text("Orphans and dead ends"), words), titles


def _tag(identity: str, source: PageSource, words: Words) -> _Page | None:
    key = identity[len(TAG) :]
    tag = source.find_tag(key)
    if tag is None:
        return None
    title = words.text("Tag {tag}", tag=f"#{tag.name}")
    head = Sheet(
        identity=identity,
        wanted=wanted_name(identity),
        title=title,
        template="tag",
        folder="tags",
        name_parts=("tag-", key, None),
        values={"tag": tag},
        up=(_home_link(words), ("tags", words.text("Tags"))),
    )
    return head, {"nested": words.text("Nested tags"), "mentions": title}


def _backlinks_of(identity: str, source: PageSource, words: Words) -> _Page | None:
    path = VaultPath(identity[len(TO) :])
    view = source.find_backlinks(path)
    if view is None:
        return None
    title = words.text("Backlinks: {title}", title=view.note.title)
    head = Sheet(
        identity=identity,
        wanted=wanted_name(identity),
        title=title,
        template="backlinks-of",
        folder="backlinks",
        name_parts=("to-", _link_name(path), path),
        values={"view": view},
        up=(_home_link(words), ("backlinks", words.text("Backlinks"))),
    )
    return head, {"mentions": title}


_PAGES: Mapping[str, Callable[[PageSource, Words], _Page]] = {
    "home": _home,
    "topics": _of_one_list("topics", "Topics"),
    "topic-map": _of_one_list("topic-map", "Topic map", "communities"),
    "contacts": _of_one_list("contacts", "Contacts"),
    "meetings": _of_one_list("meetings", "Meetings"),
    "tags": _of_one_list("tags", "Tags"),
    "actions": _actions,
    "unresolved": _of_one_list("unresolved", "Unresolved links"),
    "orphans": _orphans,
    "backlinks": _of_one_list("backlinks", "Backlinks"),
}


def _fixed(name: str, title: Markdown, words: Words) -> Sheet:
    """A page whose name is the same in every vault and language."""
    return Sheet(
        identity=name,
        wanted=wanted_name(name),
        title=title,
        template=name,
        name_parts=("index-", name, None),
        up=(_home_link(words),),
    )


def _home_link(words: Words) -> tuple[str, str]:
    return "home", words.text("Vault index")


def _link_name(path: VaultPath) -> str:
    return path.stem if path.suffix == ".md" else path.name
