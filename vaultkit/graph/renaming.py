"""A rename as links see it: what each may say afterwards, and whether it means what it meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from vaultkit.graph.moving import Moving
from vaultkit.graph.retitling import Retitling
from vaultkit.graph.spelling import LinkFormat, iter_card_targets, iter_targets
from vaultkit.model.note import Link
from vaultkit.model.paths import VaultPath

__all__ = ["Change", "Said", "said_of"]


class Said(NamedTuple):
    """What a link says of where it leads."""

    target: str
    heading: str | None


def said_of(link: Link) -> Said:
    """What a link says now."""
    return Said(link.target, link.heading)


@dataclass(frozen=True, slots=True)
class Change:
    """Files that get other paths, and notes whose headings get other texts; paths are old ones.

    What is renamed may be neither: then only headings change in which it stands.
    """

    moving: Moving
    new_format: LinkFormat
    headings: Mapping[VaultPath, Retitling] = field(default_factory=dict)

    def concerns(self, path: VaultPath, link: Link) -> bool:
        """Whether a link of the file at ``path`` can be another afterwards. Links in generated
        regions never are: ``build`` writes them anew."""
        return link.region is None and (
            self.moving.concerns(path, link.target) or bool(self.headings and _names_heading(link))
        )

    def ways(self, path: VaultPath, link: Link) -> Iterator[Said]:
        """What a link may say afterwards, the best first.

        Begins with what it says now where that may stay; empty where nothing can be said.
        """
        dest = self._dest(path, link) if self.concerns(path, link) else None
        if dest is None:
            yield said_of(link)
            return
        for target in self._targets(path, link, dest):
            for heading in self._subpaths(dest, link):
                yield Said(target, heading)

    def is_kept(self, path: VaultPath, before: Link, after: Link) -> bool:
        """Whether a link means afterwards what it meant: the same file, the same heading.

        What led nowhere, and what is generated, has only to stay as it is; so has a link that
        asks for no name that comes or goes, from a place that stays.
        """
        if not self.concerns(path, before):
            return said_of(before) == said_of(after)
        dest = self._dest(path, before)
        if dest is None:
            return said_of(before) == said_of(after)
        if not after.target:
            return not before.target and self._is_same_heading(dest, before, after)
        now = self.moving.dest_after(path, after.target)
        return now == self.moving.moved_path(dest) and self._is_same_heading(dest, before, after)

    def begins_to_lead(self, path: VaultPath, link: Link) -> str | None:
        """Where a link leads afterwards that leads nowhere now: a file, or a heading of it."""
        if not self.concerns(path, link):
            return None
        dest = self._dest(path, link)
        if dest is None:
            return self.moving.dest_after(path, link.target)
        headings = self.headings.get(dest)
        if headings and _names_heading(link) and headings.begins_to_answer(link.heading or ""):
            return f"{self.moving.moved_path(dest)}#{link.heading}"
        return None

    def _dest(self, path: VaultPath, link: Link) -> VaultPath | None:
        return self.moving.dest_before(path, link.target) if link.target else path

    def _targets(self, path: VaultPath, link: Link, dest: VaultPath) -> Iterator[str]:
        if not self.moving.concerns(path, link.target):
            return iter((link.target,))
        if link.form == "canvas":
            return iter_card_targets(link.target, source=path, dest=dest, moving=self.moving)
        return iter_targets(
            link.target, source=path, dest=dest, moving=self.moving, new_format=self.new_format
        )

    def _subpaths(self, dest: VaultPath, link: Link) -> Iterator[str | None]:
        headings = self.headings.get(dest)
        if not (headings and _names_heading(link) and headings.answers(link.heading or "")):
            return iter((link.heading,))
        return headings.iter_subpaths(link.heading or "")

    def _is_same_heading(self, dest: VaultPath, before: Link, after: Link) -> bool:
        headings = self.headings.get(dest)
        if headings and _names_heading(before) and headings.answers(before.heading or ""):
            return headings.is_same(before.heading or "", after.heading or "")
        return before.heading == after.heading


def _names_heading(link: Link) -> bool:
    """Whether a link's subpath is a heading, and no footnote (FN)."""
    return bool(link.heading) and not (link.heading or "").startswith("[^")
