"""The text of one link to its parts: target, subpath, display."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote

__all__ = [
    "SHORT_LINK",
    "LinkHead",
    "LinkParts",
    "kept_property_head",
    "kept_wikilink_head",
    "parse_destination",
    "parse_wikilink",
    "property_head",
    "wikilink_head",
]

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:|//")


LinkParts = tuple[str, str, str | None, str | None]
"""What a link's text says: target, display, heading, block. At most one of the last two is set."""
LinkHead = tuple[str, str, str | None, str | None, bool, str, str]
"""How the row of a link begins: its parts, whether it embeds, form and original."""
SHORT_LINK = 200
"""Longer ones, in bytes, are not asked of the functions that keep their answers."""


def wikilink_head(raw: bytes) -> LinkHead | None:
    """How the row of ``[[...]]`` or ``![[...]]`` in a body begins; None where it is no link."""
    original = raw.decode()
    parts = parse_wikilink(original)
    if parts is None:
        return None
    embed = original[0] == "!"
    return *parts, embed, "embed" if embed else "wiki", original


def property_head(raw: bytes) -> LinkHead | None:
    """How the row of a property's ``[[...]]`` begins; None where it is no link."""
    original = raw.decode()
    parts = parse_wikilink(original)
    return None if parts is None else (*parts, False, "property", original)


# A vault says the same links again and again, so what they say is kept for a while: for the short
# ones, since what a hostile file holds must not stay in memory.
kept_wikilink_head = lru_cache(4096)(wikilink_head)
kept_property_head = lru_cache(4096)(property_head)


def parse_wikilink(original: str) -> LinkParts | None:  # noqa: PLR0911 - a reason each
    """The parts of ``[[...]]`` or ``![[...]]``; None where it is no link (WL-12..14).

    The first ``|`` splits off the display (WL-03), also written ``\\|`` (WL-11); one that stands
    first belongs to the target (WL-12). The first ``#`` begins the subpath (WL-04).
    """
    if original[-2:] != "]]":
        return None
    if original[:2] == "[[":
        inner = original[2:-2]
    elif original[:3] == "![[":
        inner = original[3:-2]
    else:
        return None
    if "]" in inner or "[" in inner or "\n" in inner or "\r" in inner:
        return None
    bar = inner.find("|")
    alias = ""
    if bar > 0:
        path = inner[: bar - 1] if inner[bar - 1] == "\\" else inner[:bar]
        alias = inner[bar + 1 :].strip()
        path = path.strip()
    else:
        path = inner.strip()
    if not path:
        return None
    if "#" not in path:
        return path, alias or path, None, None
    target, heading, block = _split_subpath(path)
    if alias:
        return target, alias, heading, block
    subpath = [f"^{block}"] if block is not None else (heading or "").split("#")
    return target, " > ".join([target, *subpath] if target else subpath), heading, block


def parse_destination(destination: str, text: str) -> LinkParts | None:
    """The parts of ``[text](destination)``, percent-decoded; None for an empty or external one.

    Anything with a scheme leads out of the vault (ML-07, ML-08).
    """
    if not destination or _SCHEME.match(destination):
        return None
    path, mark, fragment = destination.partition("#")
    target = _decode_percent(path)
    if not mark:
        return target, text, None, None
    subpath = _decode_percent(fragment)
    if not subpath and not target:
        return None
    if subpath.startswith("^"):
        return target, text, None, subpath[1:]
    return target, text, subpath, None


def _split_subpath(path: str) -> tuple[str, str | None, str | None]:
    target, _, subpath = path.partition("#")
    target, subpath = target.strip(), subpath.strip()
    if subpath.startswith("^"):
        return target, None, subpath[1:]
    return target, subpath, None


def _decode_percent(text: str) -> str:
    """Percent-decoded as UTF-8; as written where the bytes are none."""
    if "%" not in text:
        return text
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        return text
