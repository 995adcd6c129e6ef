"""The index pages: views in, pages out. Start here; ``sheets.py`` says how long lists are split.

The same views and language give the same bytes, on any machine and day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from vaultkit.markdown.plain import plain_line
from vaultkit.model.config import Language
from vaultkit.model.paths import VaultPath
from vaultkit.model.views import IndexViews, NoteRef
from vaultkit.pages.at_hand import ViewsAtHand
from vaultkit.pages.contents import fixed_heads, iter_sheets
from vaultkit.pages.engine import render
from vaultkit.pages.kept_code import Compiled
from vaultkit.pages.names import distinct_names
from vaultkit.pages.page import Page, page_of
from vaultkit.pages.quote import (
    Markdown,
    destination_of,
    fragment_of,
    link_text,
    link_to,
    quote_line,
)
from vaultkit.pages.sheets import Sheet
from vaultkit.pages.words import Words

__all__ = ["PageMaker", "page_paths", "place_of", "render_pages"]

_KEPT = 8192
"""Links and headings that stand on many pages, made once. Not all of them: a large vault has
hundreds of thousands, and to make one anew takes little longer than to look it up."""


def render_pages(views: IndexViews, language: Language) -> tuple[Page, ...]:
    """Every index page of the vault, in order of the path; there is always at least the home page.

    No two of them have the same name. Linear in what they show, apart from sorting.
    """
    words = Words.of(language)
    sheets = _sheets(views, words)
    maker = PageMaker(views.folder, _places_of(sheets, views), words)
    return tuple(sorted(map(maker.page, sheets), key=lambda page: page.path))


def page_paths(views: IndexViews, language: Language) -> tuple[VaultPath, ...]:
    """Where ``render_pages`` would put its pages, in code-point order; renders none of them."""
    sheets = _sheets(views, Words.of(language))
    return tuple(sorted(_places_of(sheets, views).values()))


def _sheets(views: IndexViews, words: Words) -> tuple[Sheet, ...]:
    source = ViewsAtHand(views, words)
    heads = (*fixed_heads(source), *source.heads())
    return tuple(sheet for head in heads for sheet in iter_sheets(head, source, words))


def _places_of(sheets: Sequence[Sheet], views: IndexViews) -> Mapping[str, VaultPath]:
    """By identity."""
    stems = distinct_names({sheet.identity: sheet.wanted for sheet in sheets})
    return {
        sheet.identity: place_of(views.folder, sheet.folder, stems[sheet.identity])
        for sheet in sheets
    }


def place_of(root: str, folder: str, stem: str) -> VaultPath:
    """Where a page of a name lies: ``folder`` is below the pages folder, or empty."""
    return VaultPath("/".join(part for part in (root, folder, f"{stem}.md") if part))


class PageMaker:
    """Sheets to pages. ``places`` says where the pages lie that they link to, by identity."""

    def __init__(
        self,
        folder: str,
        places: Mapping[str, VaultPath],
        words: Words,
        *,
        compiled: Compiled | None = None,
    ) -> None:
        self._folder = folder
        self._places = places
        self._words = words
        self._compiled = compiled
        self._speeches: dict[str, Mapping[str, Any]] = {}

    def page(self, sheet: Sheet) -> Page:
        """The page as it lies in the vault."""
        place = self._places[sheet.identity]
        folder = place.folder
        if folder not in self._speeches:
            self._speeches[folder] = _speech(folder, self._places, self._words)
        speech = self._speeches[folder]
        values = {"title": sheet.title, "up": sheet.up, **sheet.values, **speech}
        return page_of(place, render(sheet.template, values, compiled=self._compiled))


def _speech(folder: str, places: Mapping[str, VaultPath], words: Words) -> Mapping[str, Any]:
    """The functions that templates of the pages in a folder call; links are relative to it."""

    @lru_cache(maxsize=_KEPT)
    def way(path: VaultPath) -> str:
        return destination_of(folder, path)

    @lru_cache(maxsize=_KEPT)
    def link_of(path: VaultPath, title: str) -> Markdown:
        return link_to(title, way(path))

    def link(target: NoteRef | str, *, heading: str | None = None) -> Markdown:
        if isinstance(target, str):
            return quote_line(target)
        if heading is None:
            return link_of(target.path, target.title)
        return link_to(target.title, way(target.path) + _heading(heading)[1])

    def heading_link(target: NoteRef, heading: str) -> Markdown:
        text, fragment = _heading(heading)
        return link_to(text, way(target.path) + fragment)

    def links(targets: tuple[NoteRef | str, ...]) -> Markdown:
        return Markdown(", ".join(map(link, targets)))

    def page(identity: str, text: str) -> Markdown:
        return link_to(text, way(places[identity]))

    return {
        "t": words.text,
        "n": words.plural,
        "count": words.count,
        "day": words.day,
        "link": link,
        "heading_link": heading_link,
        "links": links,
        "page": page,
    }


@lru_cache(maxsize=_KEPT)
def _heading(heading: str) -> tuple[Markdown, str]:
    """A heading as a link's text, and the end of a destination that leads to it."""
    return link_text(plain_line(heading)), fragment_of(heading)
