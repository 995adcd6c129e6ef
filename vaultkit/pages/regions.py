"""Views of regions to the text that stands in people's notes: short lists, no headings.

A heading would belong to the person's outline, and a tag or a task to their lists, so a region
has none: what it is of stands in bold, actions have no boxes, and every ``#`` is escaped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from vaultkit.language.brief_words import LACKS
from vaultkit.markdown.plain import plain_line
from vaultkit.model.paths import VaultPath
from vaultkit.model.views import NoteRef, PlacesView, RegionView
from vaultkit.pages.engine import render
from vaultkit.pages.quote import Markdown
from vaultkit.pages.words import Words

__all__ = ["LinkWriter", "RegionMaker"]


class LinkWriter(Protocol):
    """Writes the links of one note."""

    def link(self, path: VaultPath, text: str, *, heading: str | None = None) -> Markdown:
        """A link to a file, or to a heading in it."""

    def heading_link(self, path: VaultPath, heading: str) -> Markdown:
        """A link to a heading that shows it."""


@dataclass(frozen=True, slots=True)
class RegionMaker:
    """Makes the bodies of regions. ``find_page`` says where the page of an identity lies."""

    words: Words
    find_page: Callable[[str], VaultPath | None]

    def body(self, view: RegionView, here: VaultPath, links: LinkWriter) -> str:
        """A region's body in the note ``here``: no blank lines around it, LF."""
        text = render(f"region-{view.kind}", self._values(view, here, links))
        while "\n\n\n" in text:
            text = text.replace("\n\n\n", "\n\n")
        return text.strip("\n")

    def _values(self, view: RegionView, here: VaultPath, links: LinkWriter) -> Mapping[str, Any]:
        place = self.find_page(view.page) if view.more and view.page else None

        def link(target: NoteRef, *, heading: str | None = None) -> Markdown:
            return links.link(target.path, target.title, heading=heading)

        def heading_link(target: NoteRef, heading: str) -> Markdown:
            return links.heading_link(target.path, heading)

        def page_link(target: VaultPath, text: str) -> Markdown:
            return links.link(target, text)

        return {
            "t": self.words.text,
            "n": self.words.plural,
            "day": self.words.day,
            "link": link,
            "heading_link": heading_link,
            "page_link": page_link,
            "page": place,
            "here": here,
            "entries": tuple(map(_shown, view.entries)),
            "total": view.total,
            "more": view.more,
            "links": view.links,
            "tag": view.tag,
            "lacks": LACKS,
        }


def _shown(entry: Any) -> Any:
    """The entry as its template takes it. A note's title is no place in it worth a link."""
    if not isinstance(entry, PlacesView):
        return entry
    places = [
        (form, name)
        for form, name in entry.places
        if form == "property" or plain_line(name) != entry.note.title
    ]
    return entry.note, places
