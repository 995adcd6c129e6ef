"""Whose vault it is: the note that ``me`` in ``vaultkit.toml`` names."""

from __future__ import annotations

from collections.abc import Iterable

from vaultkit.graph.resolve import NameIndex, keys_answering, path_of
from vaultkit.model.paths import VaultPath, name_key

__all__ = ["find_reader", "is_reader_named"]

_FROM_ROOT = VaultPath("vaultkit")


def find_reader(names: NameIndex, me: str) -> VaultPath | None:
    """The file that the name means, as a link at the root of the vault would; of any kind."""
    return path_of(names.resolve(_FROM_ROOT, me)) if me else None


def is_reader_named(me: str, files: Iterable[str]) -> bool:
    """Whether the name may mean another file once these came or went: keys of files' names."""
    asked = name_key(me.rsplit("/", 1)[-1])
    return any(asked in keys_answering(name) for name in files)
