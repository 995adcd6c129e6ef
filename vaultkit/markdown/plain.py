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
# A set stands in front, so that re skips to the next of them.
_MARKUP = re.compile(r"[\\`*_\[\]<&$~|^!#>+=.)-](?:(?<![.)])|(?<=[0-9].))")
_BLOCK_ID = re.compile(r"(?m)[ \t]+\^[A-Za-z0-9-]+[ \t]*$")
_SIZE = re.compile(r"[0-9]+(?:x[0-9]+)?")

# Most contexts have links in them and nothing else, which needs no parser. In doubt there is one.
_WORDS = r"(?![ ])[^\\`*_\[\]<&$~|!\n]+(?<![ ])"
_WIKILINK = re.compile(rf"\[\[(?<!!..)({_WORDS})(?:\|({_WORDS}))?\]\]")
_INLINE_MARKUP = re.compile(r"[\\`*_\[\]<&$~]")
_BEGINS_BLOCK = re.compile(r" *(?:[-+>=]|\#{1,6}(?: |$)|[0-9]{1,9}[.)]|$)| {4}")


def plain_text(text: str) -> str:
    """A block's text without its markup: links by what they show, code and math as written.

    Line breaks stay; a table row's cells are parted by ``·``. HTML, footnote marks, checkboxes
    and block ids (BL-01) are left out. Linear in the text.
    """
    if not _MARKUP.search(text):
        return text.strip()
    lines = text.split("\n")
    shown = None if any(map(_BEGINS_BLOCK.match, lines)) else _find_words(text)
    if shown is None:
        shown = _shown(text)
    elif len(lines) == 1:
        shown = shown.strip(" ")
    else:
        shown = "\n".join([line.strip(" ") for line in shown.split("\n")])
    shown = _without_block_ids(shown).strip()
    if shown.startswith("|") and shown.endswith("|"):
        return " · ".join(cell for cell in map(str.strip, shown.strip("|").split("|")) if cell)
    return shown


def plain_line(text: str) -> str:
    """A single line's text without its inline markup; what looks like a block stays as it is.

    For headings and tasks: ``1. Plan`` is no list there.
    """
    if not _MARKUP.search(text):
        return text.strip()
    line = " " + text.replace("\n", " ")
    shown = _find_words(line)
    if shown is None:
        # A word before it keeps pyromark from reading a list, a heading or a quote.
        shown = _shown("x" + line)[1:]
    return _without_block_ids(shown).strip()


def _without_block_ids(shown: str) -> str:
    return _BLOCK_ID.sub("", shown) if "^" in shown else shown


def _find_words(text: str) -> str | None:
    """The text with wikilinks as they show; None where other inline markup may be in it.

    Blanks and line ends are the only white space that is understood.
    """
    if not (text.isprintable() or text.replace("\n", "").isprintable()):
        return None
    if "[" not in text:
        return None if _INLINE_MARKUP.search(text) else text
    parts = _WIKILINK.split(text)  # words, target, shown text, words, ...
    if _INLINE_MARKUP.search("".join(parts[::3])):
        return None
    for at in range(1, len(parts), 3):
        target, own = parts[at], parts[at + 1]
        parts[at] = _wikilink_text(own or target, target, own is not None)
        parts[at + 1] = ""
    return "".join(parts)


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
