"""Read, connect and index an Obsidian-style vault of topics, contacts and meetings.

Start with ``Vault``::

    from vaultkit import Vault

    vault = Vault.open("~/Notes")
    for backlink in vault.backlinks("Anna Petrova"):
        print(backlink.resolved.source, backlink.text)

Names are loaded when they are first asked for, so that ``import vaultkit`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vaultkit.app.vault import Vault
    from vaultkit.model.diagnostic import Diagnostic
    from vaultkit.model.errors import (
        ConfigError,
        ConflictError,
        DiskError,
        UsageError,
        VaultkitError,
    )
    from vaultkit.model.links import Ambiguous, Found, Missing, ResolvedLink
    from vaultkit.model.note import Heading, Link, Note, Tag, Task
    from vaultkit.model.paths import VaultPath
    from vaultkit.model.plan import FileEdit, Plan
    from vaultkit.model.source import Span

__version__ = "0.1.0"

__all__ = [
    "Ambiguous",
    "ConfigError",
    "ConflictError",
    "Diagnostic",
    "DiskError",
    "FileEdit",
    "Found",
    "Heading",
    "Link",
    "Missing",
    "Note",
    "Plan",
    "ResolvedLink",
    "Span",
    "Tag",
    "Task",
    "UsageError",
    "Vault",
    "VaultPath",
    "VaultkitError",
    "__version__",
]

_HOMES = {
    "app.vault": ("Vault",),
    "model.diagnostic": ("Diagnostic",),
    "model.errors": (
        "ConfigError",
        "ConflictError",
        "DiskError",
        "UsageError",
        "VaultkitError",
    ),
    "model.links": ("Ambiguous", "Found", "Missing", "ResolvedLink"),
    "model.note": ("Heading", "Link", "Note", "Tag", "Task"),
    "model.paths": ("VaultPath",),
    "model.plan": ("FileEdit", "Plan"),
    "model.source": ("Span",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'vaultkit' has no attribute {name!r}")
    return getattr(import_module(f"vaultkit.{home}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
