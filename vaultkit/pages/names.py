"""Names of pages: safe on every system, told apart everywhere, the same for the same thing.

A name is the slug of a tag, a note or a letter, with six hex digits of a digest wherever the
slug lost something of it, so that ``a/b`` and ``a-b`` have pages of their own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from vaultkit.model.paths import name_key

__all__ = ["WantedName", "distinct_names", "page_stem", "slug_of"]

NAME_LIMIT = 255
"""Bytes of a file's name, ``.md`` included (NM-01)."""
_STEM_LIMIT = NAME_LIMIT - len(".md")
_PART_LIMIT = 60

# Ranges and not categories: those change with Python's Unicode tables, and a page's name must not.
# Left out: ASCII marks, blanks, controls, direction marks, fillers, private use, all punctuation
# of U+2000 and U+3000, and U+2E00 (TG-04).
_UNSAFE = re.compile(
    r"[^0-9A-Za-z_\-"
    r"\u00aa\u00b5\u00ba\u00c0-\u034e\u0350-\u061b\u061d-\u115e\u1161-\u167f\u1681-\u17b3"
    r"\u17b6-\u180a\u1810-\u1fff\u2070-\u2dff\u2e80-\u2fef\u3005-\u3007\u3021-\ud7ff"
    r"\uf900-\ufaff\ufb00-\ufdcf\ufdf0-\ufdff\ufe20-\ufe4f\ufe70-\ufefc"
    r"\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff66-\uffdc"
    r"\U00010000-\U0001f9ff\U0001fa00-\U0001faff\U00020000-\U0003ffff]+"
)


@dataclass(frozen=True, slots=True)
class WantedName:
    """The stem a page asks for. Of two that ask for one, the lower ``rank`` keeps it."""

    stem: str
    rank: int = 0


def slug_of(text: str) -> tuple[str, bool]:
    """The text as a part of a name, NFC, and whether nothing of it was lost.

    Whatever a file system, a link or Obsidian could trip over is one ``-``. May be empty.
    """
    composed = unicodedata.normalize("NFC", text)
    slug = _UNSAFE.sub("-", composed).strip("-")
    return slug, slug == text


def page_stem(prefix: str, text: str, *, digest_of: str | None = None, part: str = "") -> str:
    """``prefix`` + slug of ``text`` + digest + ``part``, at most 252 bytes.

    The digest is that of ``digest_of`` where that is given, else of ``text`` and only where its
    slug lost something. ``part`` names a part of the page and gets a digest by the same rule.
    """
    ending = f"-{_part_slug(part)}" if part else ""
    slug, lossless = slug_of(text)
    room = _STEM_LIMIT - len((prefix + ending).encode())
    if digest_of is None and lossless and len(slug.encode()) <= room:
        return f"{prefix}{slug}{ending}"
    digest = _digest(text if digest_of is None else digest_of)
    slug = _cut(slug, room - len(digest) - 1)
    return f"{prefix}{slug}-{digest}{ending}" if slug else f"{prefix}{digest}{ending}"


def distinct_names(wanted: Mapping[str, WantedName]) -> Mapping[str, str]:
    """A stem for each identity, all different under ``name_key``.

    One that nobody else asks for is given as it is. Of several, the one of the lowest rank keeps
    it if it is alone there; the others get more digits of their identity's digest until they
    differ. Independent of the order.
    """
    given: dict[str, str] = {}
    taken: set[str] = set()
    groups: dict[str, list[str]] = {}
    for identity in sorted(wanted):
        groups.setdefault(name_key(wanted[identity].stem), []).append(identity)
    crowded: list[str] = []
    for key, identities in groups.items():
        keeper, others = _keeper(identities, wanted)
        if keeper is not None:
            given[keeper] = wanted[keeper].stem
            taken.add(key)
        crowded += others
    for identity in crowded:
        for digits in (6, 12, 24, 64):
            ending = f"-{_digest(identity, digits)}"
            stem = _cut(wanted[identity].stem, _STEM_LIMIT - len(ending)) + ending
            if name_key(stem) not in taken and name_key(stem) not in groups:
                break
        given[identity] = stem
        taken.add(name_key(stem))
    return given


def _keeper(
    identities: list[str], wanted: Mapping[str, WantedName]
) -> tuple[str | None, Iterable[str]]:
    lowest = min(wanted[identity].rank for identity in identities)
    first = [identity for identity in identities if wanted[identity].rank == lowest]
    if len(first) > 1:
        return None, identities
    return first[0], [identity for identity in identities if identity != first[0]]


def _part_slug(part: str) -> str:
    slug, lossless = slug_of(part)
    if lossless and len(slug.encode()) <= _PART_LIMIT:
        return slug
    digest = _digest(part)
    slug = _cut(slug, _PART_LIMIT)
    return f"{slug}-{digest}" if slug else digest


def _digest(text: str, digits: int = 6) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:digits]


def _cut(text: str, limit: int) -> str:
    """At most ``limit`` bytes of the text; never part of a character, nor one without its marks."""
    encoded = text.encode()
    if len(encoded) <= limit:
        return text
    kept = encoded[: max(limit, 0)].decode(errors="ignore")
    while kept and unicodedata.combining(text[len(kept)]):
        kept = kept[:-1]
    return kept.rstrip("-")
