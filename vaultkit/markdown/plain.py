"""Markdown to the words that a reader sees, for lists and quotations."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pyromark

__all__ = ["plain_line", "plain_text"]

_OPTIONS = (
    pyromark.Options.ENABLE_TASKLISTS
    | pyromark.Options.ENABLE_WIKILINKS
    | pyromark.Options.ENABLE_MATH
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_STRIKETHROUGH
)
_SHOWN = frozenset({"Text", "Code", "InlineMath", "DisplayMath"})
_INLINE = frozenset({"Emphasis", "Strong", "Strikethrough", "Superscript", "Subscript"})
_MARKUP = re.compile(r"[\\`*_\[\]<&$~|^!#>+=-]|[0-9][.)]")
_BLOCK_ID = re.compile(r"(?m)[ \t]+\^[A-Za-z0-9-]+[ \t]*$")
_SIZE = re.compile(r"[0-9]+(?:x[0-9]+)?")


def plain_text(text: str) -> str:
    """A block's text without its markup: links by what they show, code and math as written.

    Line breaks stay; a table row's cells are parted by ``·``. HTML, footnote marks, checkboxes
    and block ids (BL-01) are left out. Linear in the text.
    """
    if not _MARKUP.search(text):
        return text.strip()
    shown = _BLOCK_ID.sub("", _shown(text)).strip()
    if shown.startswith("|") and shown.endswith("|"):
        return " · ".join(cell for cell in map(str.strip, shown.strip("|").split("|")) if cell)
    return shown


def plain_line(text: str) -> str:
    """A single line's text without its inline markup; what looks like a block stays as it is.

    For headings and tasks: ``1. Plan`` is no list there.
    """
    if not _MARKUP.search(text):
        return text.strip()
    # A word before it keeps pyromark from reading a list, a heading or a quote.
    return _BLOCK_ID.sub("", _shown("x " + text.replace("\n", " "))[1:]).strip()


def _shown(text: str) -> str:
    parts: list[str] = []
    wikis: list[tuple[str, bool] | None] = []
    events: Iterable[Any] = pyromark.events(text, options=_OPTIONS)
    for event in events:
        if isinstance(event, str):
            parts.append("\n" if event in ("SoftBreak", "HardBreak") else "")
            continue
        ((kind, value),) = event.items()
        if kind in _SHOWN:
            wiki = wikis[-1] if wikis else None
            parts.append(value if wiki is None else _wikilink_text(value, *wiki))
        elif kind == "Start":
            name, detail = (value, {}) if isinstance(value, str) else next(iter(value.items()))
            if name in ("Link", "Image"):
                wikis.append(_wikilink(detail))
            elif name not in _INLINE and parts and not parts[-1].endswith("\n"):
                parts.append("\n")
        elif kind == "End" and _name(value) in ("Link", "Image"):
            wikis.pop()
    return "".join(parts)


def _name(value: str | dict[str, Any]) -> str:
    return value if isinstance(value, str) else next(iter(value))


def _wikilink(detail: dict[str, Any]) -> tuple[str, bool] | None:
    """The destination of a wikilink and whether it has a text of its own; None for others."""
    link_type = detail.get("link_type")
    if not isinstance(link_type, dict):
        return None
    return str(detail["dest_url"]), bool(link_type["WikiLink"]["has_pothole"])


def _wikilink_text(text: str, destination: str, has_own_text: bool) -> str:
    """What Obsidian shows: the text, for a size (``![[a.png|100]]``) the file's name."""
    if not has_own_text or _SIZE.fullmatch(text):
        return " > ".join(part for part in destination.split("#") if part)
    return text
