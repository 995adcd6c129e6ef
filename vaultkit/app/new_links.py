"""Links that a new note writes: true once it is there, and as the vault's settings ask for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol

from vaultkit.app.note_argument import find_file
from vaultkit.app.note_links import NoteLinks
from vaultkit.app.snapshot import Snapshot
from vaultkit.graph.namesakes import NO_NAMESAKES, Namesakes, namesakes_of
from vaultkit.graph.resolve import NameIndex
from vaultkit.model.paths import VaultPath, name_key
from vaultkit.pages.marks import Ready
from vaultkit.store.queries import aliases_of

__all__ = [
    "KEPT",
    "KEPT_TEXT",
    "NO_NOTE",
    "find_note",
    "link_in",
    "link_to_meant",
    "names_with",
]

NO_NOTE = "no note answers to '{name}': its link leads nowhere yet"
"""What is said of a name for which there is no note."""
KEPT = "{path}: its property '{key}' leads to {note}, which is not in the series, and is left so"
"""What is said of a neighbour in a series whose property means another note."""
KEPT_TEXT = (
    "{path}: its property '{key}' says '{text}', which is no meeting of the series, and is left so"
)
"""What is said of one whose property means no note."""

_NO_WIKI = re.compile(r"[\[\]|#^]")


class _Say(Protocol):
    def __call__(self, message: str, **values: str) -> None: ...


def link_in(
    snapshot: Snapshot, source: VaultPath, names: NameIndex
) -> Callable[[VaultPath, str], Ready]:
    """What writes links of a note: in its body as the vault's settings say, in properties always
    as wikilinks, the only ones that Obsidian reads there."""
    in_body = NoteLinks(source, names, snapshot.settings)
    wiki = snapshot.settings._replace(use_markdown_links=False)
    in_properties = NoteLinks(source, names, wiki)

    def link(path: VaultPath, text: str) -> Ready:
        plain = str(in_properties.link(path, text))
        if not plain.startswith("[["):
            # No Markdown is read in a property, so stars and braces need not be feared there.
            way = names.shortest_link(path)
            plain = text if _NO_WIKI.search(way) else f"[[{way}]]"
        return Ready(in_body.link(path, text), plain)

    return link


def names_with(names: NameIndex, new: Iterable[VaultPath]) -> NameIndex:
    """What resolves links once these files are there too."""
    by_name: dict[str, list[VaultPath]] = {}
    for path in new:
        by_name.setdefault(name_key(path.name), []).append(path)
    return NameIndex(_NamesWith(names.names, by_name))


class _NamesWith(Mapping[str, Namesakes]):
    def __init__(self, names: Mapping[str, Namesakes], new: Mapping[str, list[VaultPath]]) -> None:
        self._names = names
        self._new = new
        self._joined: dict[str, Namesakes] = {}

    def __getitem__(self, key: str) -> Namesakes:
        if key not in self._new:
            return self._names[key]
        found = self._joined.get(key)
        if found is None:
            there = self._names.get(key, NO_NAMESAKES).files
            found = namesakes_of((*(file.path for file in there), *self._new[key]))
            self._joined[key] = found
        return found

    def __iter__(self) -> Iterator[str]:
        return iter({**self._names, **self._new})

    def __len__(self) -> int:
        return sum(1 for _ in self)


def find_note(snapshot: Snapshot, text: str) -> VaultPath | None:
    """The file meant by a path, a name or an alias. Raises UsageError where it may be any of
    several."""
    store = snapshot.index.store
    return find_file(
        text,
        files=snapshot.known,
        names=snapshot.names,
        aliased=lambda key: [*map(VaultPath, aliases_of(store, key))],
    )


def link_to_meant(
    snapshot: Snapshot,
    link: Callable[[VaultPath, str], Ready],
    meant: VaultPath | str,
    say: _Say,
) -> str:
    """A link to the note; to one that is not there yet, a link that waits for it, which is said.

    What no wikilink can hold stays a text.
    """
    if isinstance(meant, VaultPath):
        note = snapshot.notes.get(meant)
        return link(meant, note.title if note else meant.name)
    say(NO_NOTE, name=meant)
    if not meant or _NO_WIKI.search(meant):
        return meant
    return Ready(f"[[{meant}]]")
