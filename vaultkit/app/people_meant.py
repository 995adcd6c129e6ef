"""Whom a person means by a name, an alias or an e-mail address."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from vaultkit.app.nearest import NearestNames
from vaultkit.app.snapshot import Lookup
from vaultkit.model.errors import UsageError
from vaultkit.model.paths import VaultPath, name_key
from vaultkit.people.directory import Directory, Named, directory_of, parse_named
from vaultkit.store.queries import aliases_of, find_kind, notes_titled

__all__ = ["NAME", "NAME_OR_MAKE", "People", "get_contact", "nobody_meant", "several_meant"]


NAME = "give a name, an alias or an e-mail address"
NAME_OR_MAKE = f"{NAME}, or make notes of those who have none: --create-contacts"
"""What a person is to do whose name is nobody's."""


class People:
    """The contacts of a vault whose notes are not excluded. Whole names are asked of its index;
    only an address or a part of a name has all contacts read."""

    def __init__(self, snapshot: Lookup) -> None:
        self._snapshot = snapshot

    def find(self, named: Named) -> tuple[VaultPath, ...]:
        """As ``Directory.find`` does."""
        whole = () if named.email else self._whole(named.name.strip())
        return whole or self.directory.find(named)

    def _whole(self, name: str) -> tuple[VaultPath, ...]:
        store, key = self._snapshot.index.store, name_key(name)
        stems = (path for path in self._snapshot.names.named(f"{name}.md") if name)
        paths = {*stems, *map(VaultPath, (*notes_titled(store, key), *aliases_of(store, key)))}
        known = paths - self._snapshot.excluded
        return tuple(sorted(path for path in known if find_kind(store, path) == "contact"))

    @cached_property
    def paths(self) -> frozenset[VaultPath]:
        """Where their notes lie."""
        kinds, excluded = self._snapshot.kinds, self._snapshot.excluded
        return frozenset(path for path, kind in kinds.items() if kind == "contact") - excluded

    @cached_property
    def directory(self) -> Directory:
        """All by name: their notes are read when somebody is asked for."""
        return directory_of(self._snapshot.notes[path] for path in sorted(self.paths))


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
        hint="give the whole name or an e-mail address",
        candidates=tuple(paths),
    )


def nobody_meant(people: People, name: str, hint: str) -> UsageError:
    """That no contact is called so, with near names."""
    return UsageError(
        "no contact answers to '{name}'",
        values={"name": name},
        hint=hint,
        candidates=NearestNames.of(people.directory.names).near(name),
    )
