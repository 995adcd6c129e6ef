"""Notes and links made by hand, so that these tests need no reader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vaultkit.model.links import Found, Missing, ResolvedLink
from vaultkit.model.note import Link, Note, Task
from vaultkit.model.paths import VaultPath, name_key
from vaultkit.model.source import Span

NOWHERE = Span(0, 0)


def note(path: str, properties: Mapping[str, Any] | None = None, *tasks: Task) -> Note:
    where = VaultPath(path)
    return Note(where, where.stem, "name", "0" * 64, properties or {}, tasks=tasks)


def task(text: str, status: str = " ", line: int = 1, region: str | None = None) -> Task:
    return Task(status, text, NOWHERE, line, region=region)


def link(
    source: str,
    target: str,
    relation: str = "mention",
    *,
    prop: str | None = None,
    of_task: int | None = None,
    region: str | None = None,
    exists: bool = True,
) -> ResolvedLink:
    display = target.rsplit("/", 1)[-1].removesuffix(".md")
    made = Link(
        target=display,
        display=display,
        heading=None,
        block=None,
        embed=False,
        form="property" if prop else "wiki",
        original=f"[[{display}]]",
        span=NOWHERE,
        line=1,
        property=prop,
        task=of_task,
        region=region,
    )
    where = Found(VaultPath(target)) if exists else Missing(name_key(display))
    return ResolvedLink(VaultPath(source), made, where, relation)


def by_path(*notes: Note) -> dict[VaultPath, Note]:
    return {each.path: each for each in notes}


def by_source(*links: ResolvedLink) -> dict[VaultPath, tuple[ResolvedLink, ...]]:
    grouped: dict[VaultPath, list[ResolvedLink]] = {}
    for each in links:
        grouped.setdefault(each.source, []).append(each)
    return {source: tuple(group) for source, group in grouped.items()}
