"""Links that vaultkit writes into people's notes: in the vault's own style, and true."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from vaultkit.graph.resolve import NameIndex, path_of
from vaultkit.markdown.plain import plain_line
from vaultkit.model.config import ObsidianSettings
from vaultkit.model.paths import VaultPath
from vaultkit.pages.quote import (
    Markdown,
    destination_of,
    heading_fragment,
    link_text,
    link_to,
    percent_encoded,
    relative_way,
)

__all__ = ["NoteLinks"]

_KEPT = 4096
_NO_WIKI = re.compile(r"[\[\]|#^]")
"""What has a meaning between the brackets of a wikilink."""


class NoteLinks:
    """The links of one note, as its vault's settings ask for (``useMarkdownLinks``,
    ``newLinkFormat``).

    A name that several files bear is written as a path. What cannot be told between the brackets
    of a wikilink, a title with ``]`` or a file called ``C#``, becomes a Markdown link.
    """

    def __init__(self, source: VaultPath, names: NameIndex, settings: ObsidianSettings) -> None:
        self._source = source
        self._names = names
        self._settings = settings
        self._way = lru_cache(maxsize=_KEPT)(self._find_way)

    def link(self, path: VaultPath, text: str, *, heading: str | None = None) -> Markdown:
        """A link to a file, or to a heading in it, that shows a text; ``heading`` is raw."""
        way = self._way(path)
        if way is None:
            return link_to(text, destination_of(self._source.folder, path, heading=heading))
        if self._settings.use_markdown_links:
            return self._markdown_link(path, way, text, heading)
        fragment = "" if heading is None else heading_fragment(heading)
        if not (_fits_brackets(way) and _fits_brackets(text) and _fits_brackets(fragment, "")):
            return self._markdown_link(path, way, text, heading)
        target = f"{way}#{fragment}" if fragment else way
        return Markdown(f"[[{target}]]" if target == text else f"[[{target}|{text}]]")

    def heading_link(self, path: VaultPath, heading: str) -> Markdown:
        """A link to a heading that shows it; ``heading`` is its raw text."""
        return self.link(path, plain_line(heading) or "…", heading=heading)

    def _markdown_link(self, path: VaultPath, way: str, text: str, heading: str | None) -> Markdown:
        named = f"{way}.md" if path.suffix == ".md" and not way.endswith(".md") else way
        if not self._leads(named, path):
            return link_to(text, destination_of(self._source.folder, path, heading=heading))
        fragment = "" if heading is None else heading_fragment(heading)
        destination = percent_encoded(named) + (f"#{percent_encoded(fragment)}" if fragment else "")
        return Markdown(f"[{link_text(text)}]({destination})")

    def _find_way(self, path: VaultPath) -> str | None:
        """The target of a link to a file, without subpath: the first that leads there."""
        for way in self._ways(path):
            if self._leads(way, path):
                return way
        return None

    def _ways(self, path: VaultPath) -> Iterator[str]:
        full = str(path).removesuffix(".md")
        match self._settings.new_link_format:
            case "shortest":
                yield self._names.shortest_link(path)
            case "relative":
                beside = relative_way(self._source.folder, VaultPath(full))
                yield beside.removeprefix("./")
                yield beside
        yield full
        yield str(path)
        yield f"/{path}"

    def _leads(self, target: str, path: VaultPath) -> bool:
        return path_of(self._names.resolve(self._source, target)) == path


def _fits_brackets(text: str, nothing: str | None = None) -> bool:
    """Whether a wikilink can hold the text as it is, and a reader takes it for nothing else."""
    if text == nothing:
        return True
    return link_text(text) == text and text.strip() == text and not _NO_WIKI.search(text)
