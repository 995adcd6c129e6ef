"""One page as a file: its mark and digest in front, its text behind."""

from __future__ import annotations

import re
from dataclasses import dataclass

from vaultkit.model.paths import VaultPath
from vaultkit.pages.digest import body_digest

__all__ = ["Page", "PageState", "page_of", "page_state"]

_BLANK_LINES = re.compile(r"\n{3,}")
_FRONTMATTER = re.compile(
    r"\ufeff?---[ \t]*(?:\r\n?|\n)(?P<block>.*?)(?<=[\r\n])---[ \t]*(?:\r\n?|\n|\Z)", re.DOTALL
)
_ENTRY = re.compile(r"""(generated|digest):[ \t]*(["']?)([^"'\s]*)\2[ \t]*""")


@dataclass(frozen=True, slots=True)
class Page:
    """A note that vaultkit owns whole, as it lies in the vault."""

    path: VaultPath
    data: bytes


@dataclass(frozen=True, slots=True)
class PageState:
    """What a file in the pages folder is: ``ours`` bears the mark, ``edited`` by a person since."""

    ours: bool
    edited: bool


def page_of(path: VaultPath, text: str) -> Page:
    """The page with this text: no two blank lines, one line end at the end, LF, UTF-8.

    The digest stands in quotes: ``12345678`` or ``1e234567`` is a number to YAML, and Obsidian
    would write it back as one.
    """
    body = _BLANK_LINES.sub("\n\n", text).strip("\n") + "\n"
    front = f'---\ngenerated: vaultkit\ndigest: "{body_digest(body)}"\n---\n'
    return Page(path, (front + body).encode())


def page_state(data: bytes) -> PageState:
    """What the bytes of a file in the pages folder say of it. Any bytes are valid.

    A page counts as edited also where its frontmatter gained a property or lost its digest.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = data.decode(errors="replace")
    match = _FRONTMATTER.match(text)
    if match is None:
        return PageState(ours=False, edited=False)
    lines = [line for line in re.split(r"\r\n?|\n", match["block"]) if line.strip()]
    entries = {found[1]: found[3] for line in lines if (found := _ENTRY.fullmatch(line))}
    if entries.get("generated") != "vaultkit":
        return PageState(ours=False, edited=False)
    whole = len(lines) == len(entries) and entries.get("digest") == body_digest(text[match.end() :])
    return PageState(ours=True, edited=not whole)
