"""What a tag's name says: which tag it is, and below which others (TG-03, TG-08).

Empty segments mean nothing: ``a//b`` and ``a/b/`` are the tag ``a/b``.
"""

from __future__ import annotations

from collections.abc import Iterable

from vaultkit.model.paths import name_key

__all__ = ["distinct_tags", "tag_key", "tag_lineage", "tag_part_length"]


def tag_key(name: str) -> str:
    """The form in which tags are compared; empty where the name is nothing but slashes."""
    return name_key(_spelled(name))


def tag_lineage(name: str) -> tuple[str, ...]:
    """The tag's parents from the top, then the tag itself, as they are spelt in it."""
    parts = _spelled(name).split("/")
    return tuple("/".join(parts[:depth]) for depth in range(1, len(parts) + 1) if parts[0])


def tag_part_length(name: str, key: str) -> int | None:
    """How many characters of a tag's name say the tag of a key: all of them where it is that tag,
    fewer where it lies below it, None where it is neither."""
    parts = key.split("/")
    at = met = 0
    for part in name.split("/"):
        at += len(part)
        if part:
            if name_key(part) != parts[met]:
                return None
            met += 1
            if met == len(parts):
                return at
        at += 1
    return None


def distinct_tags(names: Iterable[str]) -> tuple[str, ...]:
    """Each tag once, in the first spelling, in the order in which they come."""
    seen: dict[str, str] = {}
    for name in names:
        seen.setdefault(tag_key(name), _spelled(name))
    seen.pop("", None)
    return tuple(seen.values())


def _spelled(name: str) -> str:
    return "/".join(part for part in name.split("/") if part) if "/" in name else name
