"""How a link's target is written once files have other paths (NM-03).

A link keeps the way in which it was written: by name alone, by the path from the root, by the way
from its own folder, or by a part of the path. Where its text could be any of several, the vault's
``newLinkFormat`` decides. Segments that did not change keep their spelling.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile
from typing import Literal, NamedTuple

from vaultkit.graph.moving import Moving
from vaultkit.graph.resolve import NameIndex
from vaultkit.model.links import Found
from vaultkit.model.paths import VaultPath, name_key

__all__ = ["LinkFormat", "Style", "iter_card_targets", "iter_targets", "style_of"]

LinkFormat = Literal["shortest", "relative", "absolute"]
"""``newLinkFormat`` of Obsidian's settings."""

Style = Literal["shortest", "relative", "absolute", "rooted", "partial"]
"""How a target is written; ``rooted`` begins with a slash, ``partial`` is a part of the path."""

_NOTE = ".md"


def iter_targets(
    target: str, *, source: VaultPath, dest: VaultPath, moving: Moving, new_format: LinkFormat
) -> Iterator[str]:
    """The targets that lead to ``dest`` after the rename, the best first, each once.

    The first is ``target`` itself where it may stay as it is: it leads there all the same, in
    the same manner, and spells the names as they are then. ``source`` and ``dest`` are old paths;
    ``target`` leads from one to the other now. Empty where nothing that is tried leads there.
    """
    written = _written(target, dest)
    style = style_of(target, source=source, dest=dest, names=moving.before, new_format=new_format)
    place = _Place(source, dest, moving)
    seen: set[str] = set()
    if _may_stay(target, written, style, place):
        seen.add(target)
        yield target
    for candidate in _candidates(written, style, place):
        if candidate not in seen and place.is_led_to_by(candidate):
            seen.add(candidate)
            yield candidate


def iter_card_targets(
    target: str, *, source: VaultPath, dest: VaultPath, moving: Moving
) -> Iterator[str]:
    """The same for a canvas's file card, which holds a whole path from the root (CV-01)."""
    place = _Place(source, dest, moving)
    if not place.is_moved and place.is_led_to_by(target):
        yield target
    if place.is_led_to_by(place.new):
        yield str(place.new)


def style_of(
    target: str, *, source: VaultPath, dest: VaultPath, names: NameIndex, new_format: LinkFormat
) -> Style:
    """The way in which a target that leads from ``source`` to ``dest`` is written."""
    if target.startswith("/"):
        return "rooted"
    if target.startswith(("./", "../")):
        return "relative"
    key = name_key(target)
    full = _without_ending(dest.key, written=key)
    possible: list[LinkFormat] = []
    if "/" not in target or (key == full and "/" in names.shortest_link(dest)):
        possible.append("shortest")
    if key == full:
        possible.append("absolute")
    if key == _without_ending(name_key(_way(source.folder, dest)), written=key):
        possible.append("relative")
    if new_format in possible:
        return new_format
    return possible[0] if possible else "partial"


class _Written(NamedTuple):
    """A target's text taken apart."""

    prefix: str
    """What leads up or to the root: ``/``, ``./``, ``../../`` or nothing."""
    length: int
    """How many segments follow."""
    spellings: dict[int, str]
    """How segments of the old path are written in it, by their place in that path."""
    has_ending: bool
    """Whether the name stands with its extension."""


class _Place(NamedTuple):
    """A link's two ends."""

    source: VaultPath
    dest: VaultPath
    moving: Moving

    @property
    def new(self) -> VaultPath:
        """Where the file that it leads to lies afterwards."""
        return self.moving.moved_path(self.dest)

    @property
    def is_moved(self) -> bool:
        return self.dest in self.moving.paths

    def is_led_to_by(self, target: str) -> bool:
        return self.moving.dest_after(self.source, target) == self.new


def _written(target: str, dest: VaultPath) -> _Written:
    rest = target
    if target.startswith("/"):
        rest = target[1:]
    else:
        while rest.startswith(("./", "../")):
            rest = rest.partition("/")[2]
    segments = rest.split("/")
    has_ending = _has_ending(name_key(rest), dest)
    spellings: dict[int, str] = {}
    old = dest.split("/")
    for back, (segment, real) in enumerate(zip(reversed(segments), reversed(old), strict=False)):
        wanted = real if back or has_ending else _stem(real)
        if name_key(segment) != name_key(wanted):
            break
        spellings[len(old) - 1 - back] = segment
    return _Written(target[: len(target) - len(rest)], len(segments), spellings, has_ending)


def _may_stay(target: str, written: _Written, style: Style, place: _Place) -> bool:
    if not place.is_led_to_by(target):
        return False
    old, new = place.dest.split("/"), place.new.split("/")
    for at in written.spellings:
        back = len(old) - at
        if back > len(new) or old[at] != new[-back]:
            return False
    key = name_key(target)
    if style == "absolute" and place.is_moved:
        return key == _without_ending(place.new.key, written=key)
    if style == "relative" and not written.prefix:
        home = place.moving.moved_path(place.source).folder
        if place.is_moved or home != place.source.folder:
            return key == _without_ending(name_key(_way(home, place.new)), written=key)
    return True


def _candidates(written: _Written, style: Style, place: _Place) -> Iterator[str]:
    segments = _spelled(written, place)
    home = place.moving.moved_path(place.source).folder
    up, down = _steps(home, place.new)
    for name in _names(written, segments[-1], place.new):
        whole = [*segments[:-1], name]
        full = "/".join(whole)
        if style == "rooted":
            yield f"/{full}"
        elif style == "relative":
            way = "../" * up + "/".join(whole[len(whole) - down :])
            here = way if up or not written.prefix.startswith("./") else f"./{way}"
            yield from (here, way if up else f"./{way}")
        elif style == "partial":
            for count in range(min(written.length, len(whole)), len(whole)):
                yield "/".join(whole[-count:])
        elif style == "shortest" and _is_alone(name, place):
            yield name
        yield from (full, f"/{full}")


def _spelled(written: _Written, place: _Place) -> list[str]:
    """The segments of the new path; those that are as they were, as the link spells them."""
    old, new = place.dest.split("/"), place.new.split("/")
    front = sum(1 for _ in takewhile(_is_pair, zip(old, new, strict=False)))
    back = sum(1 for _ in takewhile(_is_pair, zip(reversed(old), reversed(new), strict=False)))
    spelled = list(new)
    for at in range(len(new)):
        was = at if at < front else at - len(new) + len(old)
        if (at < front or len(new) - at <= back) and was in written.spellings:
            spelled[at] = written.spellings[was]
    if spelled[-1] == new[-1] and not written.has_ending:
        spelled[-1] = _stem(new[-1])
    return spelled


def _is_pair(pair: tuple[str, str]) -> bool:
    return pair[0] == pair[1]


def _names(written: _Written, name: str, new: VaultPath) -> Iterator[str]:
    """The last segment as it was written, then with its extension, which leaves no doubt."""
    yield name
    if not written.has_ending:
        yield new.name


def _is_alone(name: str, place: _Place) -> bool:
    """Whether no other file answers to a name."""
    moving = place.moving
    return moving.after.resolve(moving.moved_path(place.source), name) == Found(place.new)


def _steps(folder: str, path: VaultPath) -> tuple[int, int]:
    """How many folders to go up from a folder, and how many segments down, to a file."""
    here, there = folder.split("/") if folder else [], path.split("/")
    shared = sum(1 for _ in takewhile(_is_pair, zip(here, there[:-1], strict=False)))
    return len(here) - shared, len(there) - shared


def _way(folder: str, path: VaultPath) -> str:
    up, down = _steps(folder, path)
    return "../" * up + "/".join(path.split("/")[-down:])


def _has_ending(key: str, dest: VaultPath) -> bool:
    """Whether a target spells the extension of the file it leads to (RS-10)."""
    return key.rpartition("/")[2] == name_key(dest.name) or dest.suffix != _NOTE


def _without_ending(path_key: str, *, written: str) -> str:
    """A path's key with or without ``.md``, as the written one has it."""
    if path_key.endswith(_NOTE) and written.rpartition("/")[2] != path_key.rpartition("/")[2]:
        return path_key[: -len(_NOTE)]
    return path_key


def _stem(name: str) -> str:
    return name[: -len(_NOTE)] if name.lower().endswith(_NOTE) else name
