"""One page as a file: its mark and digest in front, its text behind."""

from __future__ import annotations

import re
from dataclasses import dataclass

from vaultkit.markdown.digest import body_digest
from vaultkit.model.paths import VaultPath

__all__ = ["Page", "PageState", "bears_mark", "page_of", "page_state"]

_FRONTMATTER = re.compile(
    r"\ufeff?---[ \t]*(?:\r\n?|\n)(?P<block>.*?)(?<=[\r\n])---[ \t]*(?:\r\n?|\n|\Z)", re.DOTALL
)
_FENCES = (b"---", b"\xef\xbb\xbf---")
_ENTRY = re.compile(r"""(generated|digest):[ \t]*(["']?)([^"'\s]*)\2[ \t]*""")


@dataclass(frozen=True, slots=True)
class Page:
    """A note that vaultkit owns whole, as it lies in the vault."""

    path: VaultPath
    data: bytes


@dataclass(frozen=True, slots=True)
class PageState:
    """What a file is: ``ours`` bears vaultkit's mark, ``edited`` says that a person changed it."""

    ours: bool
    edited: bool


def page_of(path: VaultPath, text: str) -> Page:
    """The page with this text: no two blank lines, one line end at the end, LF, UTF-8.

    The digest stands in quotes: ``12345678`` or ``1e234567`` is a number to YAML, and Obsidian
    would write it back as one.
    """
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")  # far quicker than a pattern, and done in few rounds
    body = text.strip("\n") + "\n"
    front = f'---\ngenerated: vaultkit\ndigest: "{body_digest(body)}"\n---\n'
    return Page(path, (front + body).encode())


def bears_mark(data: bytes) -> bool:
    """Whether vaultkit made the file: the mark and a digest stand in its frontmatter.

    Any bytes are valid. This alone tells pages from notes, wherever the file lies.
    """
    return _front_of(data) is not None


def page_state(data: bytes) -> PageState:
    """What the bytes of a file say of it. Any bytes are valid.

    A page counts as edited also where its frontmatter gained a property.
    """
    front = _front_of(data)
    if front is None:
        return PageState(ours=False, edited=False)
    return PageState(ours=True, edited=not front.bare or front.digest != body_digest(front.body))


@dataclass(frozen=True, slots=True)
class _Front:
    digest: str
    bare: bool
    """Whether nothing but the mark and the digest stands there."""
    body: str


def _front_of(data: bytes) -> _Front | None:
    """What stands before a page's text; None where the file is no page of vaultkit."""
    if not data.startswith(_FENCES) or b"generated:" not in data:
        return None  # nearly every note: asked of the bytes, it costs next to nothing
    text = data.decode(errors="replace")
    match = _FRONTMATTER.match(text)
    if match is None:
        return None
    lines = [line for line in re.split(r"\r\n?|\n", match["block"]) if line.strip()]
    entries = {found[1]: found[3] for line in lines if (found := _ENTRY.fullmatch(line))}
    digest = entries.get("digest")
    if entries.get("generated") != "vaultkit" or not digest:
        return None
    return _Front(digest, len(lines) == len(entries), text[match.end() :])
