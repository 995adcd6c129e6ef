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
    fragment_of,
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
_ESCAPED = re.compile(r"\\(.)")
_NO_WORD = re.compile(r"[\W_]+")
_SIMPLER = {"[": "(", "]": ")", "|": "/", **dict.fromkeys("<*`~$^#\\", "")}


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
        return self._link(path, text, "" if heading is None else heading_fragment(heading))

    def block_link(self, path: VaultPath, text: str, block: str) -> Markdown:
        """A link to the block of an id, given without its ``^``."""
        return self._link(path, text, f"^{block}")

    def _link(self, path: VaultPath, text: str, fragment: str) -> Markdown:
        way = self._way(path)
        if way is None:
            return self._plain_link(path, text, fragment)
        if self._settings.use_markdown_links:
            return self._markdown_link(path, way, text, fragment)
        words = fragment.removeprefix("^")
        if not (_fits_brackets(way) and _fits_brackets(text) and _fits_brackets(words, "")):
            return self._markdown_link(path, way, text, fragment)
        target = f"{way}#{fragment}" if fragment else way
        return Markdown(f"[[{target}]]" if target == text else f"[[{target}|{text}]]")

    def alias(self, text: str) -> str:
        """The text as a link may show it: simpler where it would keep the link from being the
        wikilink that the vault's settings ask for."""
        if self._settings.use_markdown_links or _fits_brackets(text):
            return text
        plain = _NO_WIKI.sub(_simpler, _ESCAPED.sub(_simpler, link_text(text)))
        plain = " ".join(plain.replace(">", "" if "<" in text else ">").split())
        if not _fits_brackets(plain):
            plain = " ".join(_NO_WORD.sub(" ", text).split())
        return plain if plain and _fits_brackets(plain) else text

    def heading_link(self, path: VaultPath, heading: str) -> Markdown:
        """A link to a heading that shows it; ``heading`` is its raw text."""
        return self.link(path, plain_line(heading) or "…", heading=heading)

    def _plain_link(self, path: VaultPath, text: str, fragment: str) -> Markdown:
        """By the way to the file, which any reader follows."""
        way = destination_of(self._source.folder, path)
        is_block = fragment.startswith("^")
        return link_to(text, way + (_encoded(fragment) if is_block else fragment_of(fragment)))

    def _markdown_link(self, path: VaultPath, way: str, text: str, fragment: str) -> Markdown:
        named = f"{way}.md" if path.suffix == ".md" and not way.endswith(".md") else way
        if not self._leads(named, path):
            return self._plain_link(path, text, fragment)
        return Markdown(f"[{link_text(text)}]({percent_encoded(named)}{_encoded(fragment)})")

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


def _simpler(mark: re.Match[str]) -> str:
    return _SIMPLER.get(mark[0][-1], " ")


def _encoded(fragment: str) -> str:
    return f"#{percent_encoded(fragment)}" if fragment else ""


def _fits_brackets(text: str, nothing: str | None = None) -> bool:
    """Whether a wikilink can hold the text as it is, and a reader takes it for nothing else."""
    if text == nothing:
        return True
    return link_text(text) == text and text.strip() == text and not _NO_WIKI.search(text)
