"""Whom a person means by a name, an alias, an e-mail address, a path or a wikilink."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from vaultkit.app.nearest import NearestNames
from vaultkit.app.snapshot import Lookup
from vaultkit.markdown.links import parse_wikilink
from vaultkit.model.errors import UsageError
from vaultkit.model.links import Ambiguous, Found
from vaultkit.model.paths import VaultPath, name_key
from vaultkit.people.directory import Directory, Named, directory_of, parse_named
from vaultkit.store.queries import aliases_of, find_kind, notes_titled

__all__ = [
    "NAME",
    "NAME_OR_MAKE",
    "People",
    "get_contact",
    "nobody_meant",
    "several_meant",
    "unlinked",
]


NAME = "give a name, an alias or an e-mail address"
NAME_OR_MAKE = f"{NAME}, or make notes of those who have none: --create-contacts"
"""What a person is to do whose name is nobody's."""

_FROM_ROOT = VaultPath("vaultkit")


class People:
    """The contacts of a vault whose notes are not excluded. Whole names are asked of its index;
    only an address or a part of a name has all contacts read."""

    def __init__(self, snapshot: Lookup) -> None:
        self._snapshot = snapshot

    def find(self, named: Named) -> tuple[VaultPath, ...]:
        """As ``Directory.find`` does, but that a path or a wikilink comes before all."""
        if found := self._at(named.name.strip() or named.email):
            return found
        named = named._replace(name=unlinked(named.name))
        whole = () if named.email else self._whole(named.name.strip())
        return whole or self.directory.find(named)

    def _at(self, text: str) -> tuple[VaultPath, ...]:
        """The contacts to which a path or a wikilink leads, several where it leaves a choice."""
        link = parse_wikilink(text)
        if link is None and "/" not in text and not text.endswith(".md"):
            return ()
        match self._snapshot.names.resolve(_FROM_ROOT, text if link is None else link[0]):
            case Found(path):
                paths: tuple[VaultPath, ...] = (path,)
            case Ambiguous(candidates=candidates):
                paths = candidates
            case _:
                return ()
        return tuple(path for path in paths if self._is_contact(path))

    def _is_contact(self, path: VaultPath) -> bool:
        if path in self._snapshot.excluded:
            return False
        return find_kind(self._snapshot.index.store, path) == "contact"

    def _whole(self, name: str) -> tuple[VaultPath, ...]:
        store, key = self._snapshot.index.store, name_key(name)
        stems = (path for path in self._snapshot.names.named(f"{name}.md") if name)
        paths = {*stems, *map(VaultPath, (*notes_titled(store, key), *aliases_of(store, key)))}
        return tuple(sorted(filter(self._is_contact, paths)))

    def title(self, path: VaultPath) -> str:
        """What a contact is called."""
        return self._snapshot.notes[path].title

    @cached_property
    def paths(self) -> frozenset[VaultPath]:
        """Where their notes lie."""
        return frozenset(self._snapshot.of_kind("contact")) - self._snapshot.excluded

    @cached_property
    def directory(self) -> Directory:
        """All by name: their notes are read when somebody is asked for."""
        return directory_of(self._snapshot.notes[path] for path in sorted(self.paths))


def unlinked(text: str) -> str:
    """What a wikilink names, any other text as it is."""
    link = parse_wikilink(text.strip())
    return text if link is None else link[0].rpartition("/")[2]


def get_contact(people: People, text: str) -> VaultPath:
    """The one contact that is meant. Raises UsageError where it is nobody or several."""
    named = parse_named(text)
    paths = people.find(named)
    if len(paths) == 1:
        return paths[0]
    if paths:
        raise several_meant(named.name or named.email, paths)
    raise nobody_meant(people, text, NAME)


def several_meant(name: str, paths: Sequence[VaultPath]) -> UsageError:
    """That a name may be any of these contacts."""
    return UsageError(
        "'{name}' may be any of {count} contacts",
        values={"name": name, "count": str(len(paths))},
        hint="give the path of one of them, the whole name or an e-mail address",
        candidates=tuple(paths),
    )


def nobody_meant(people: People, name: str, hint: str) -> UsageError:
    """That no contact is called so, with near names and addresses."""
    directory = people.directory
    known = directory.by_email if "@" in name else directory.names
    return UsageError(
        "no contact answers to '{name}'",
        values={"name": name},
        hint=hint,
        candidates=NearestNames.of(known).near(unlinked(name)),
    )
