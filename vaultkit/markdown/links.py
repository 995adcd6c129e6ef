"""The text of one link to its parts: target, subpath, display."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote

__all__ = ["LinkParts", "parse_destination", "parse_wikilink"]

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:|//")


class LinkParts(NamedTuple):
    """What a link's text says. At most one of ``heading`` and ``block`` is set."""

    target: str
    display: str
    heading: str | None
    block: str | None


def parse_wikilink(original: str) -> LinkParts | None:  # noqa: PLR0911 - a reason each
    """The parts of ``[[...]]`` or ``![[...]]``; None where it is no link (WL-12..14).

    The first ``|`` splits off the display (WL-03), also written ``\\|`` (WL-11); one that stands
    first belongs to the target (WL-12). The first ``#`` begins the subpath (WL-04).
    """
    if original[-2:] != "]]" or (original[:2] != "[[" and original[:3] != "![["):
        return None
    inner = original[original.index("[") + 2 : -2]
    if "]" in inner or "[" in inner or "\n" in inner or "\r" in inner:
        return None
    if "|" not in inner and "#" not in inner:
        target = inner.strip()
        return LinkParts(target, target, None, None) if target else None
    bar = inner.find("|")
    alias: str | None = None
    if bar > 0:
        path = inner[: bar - 1] if inner[bar - 1] == "\\" else inner[:bar]
        alias = inner[bar + 1 :].strip()
    else:
        path = inner
    path = path.strip()
    if not path:
        return None
    target, heading, block = _split_subpath(path)
    if alias:
        return LinkParts(target, alias, heading, block)
    if heading is None and block is None:
        return LinkParts(target, target, None, None)
    subpath = [f"^{block}"] if block is not None else (heading or "").split("#")
    display = " > ".join([target, *subpath] if target else subpath)
    return LinkParts(target, display, heading, block)


def parse_destination(destination: str, text: str) -> LinkParts | None:
    """The parts of ``[text](destination)``, percent-decoded; None for an empty or external one.

    Anything with a scheme leads out of the vault (ML-07, ML-08).
    """
    if not destination or _SCHEME.match(destination):
        return None
    path, mark, fragment = destination.partition("#")
    target = _decode_percent(path)
    if not mark:
        return LinkParts(target, text, None, None)
    subpath = _decode_percent(fragment)
    if not subpath and not target:
        return None
    if subpath.startswith("^"):
        return LinkParts(target, text, None, subpath[1:])
    return LinkParts(target, text, subpath, None)


def _split_subpath(path: str) -> tuple[str, str | None, str | None]:
    target, mark, subpath = path.partition("#")
    if not mark:
        return path, None, None
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
