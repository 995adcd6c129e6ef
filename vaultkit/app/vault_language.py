"""The language a vault is written in, and so its pages."""

from __future__ import annotations

from vaultkit.app.snapshot import Snapshot
from vaultkit.language.detect import language_of
from vaultkit.model.config import Language
from vaultkit.store.queries import script_sum

__all__ = ["vault_language"]


def vault_language(snapshot: Snapshot) -> Language:
    """The language configured, else that of most of the text of the notes that are listed."""
    if snapshot.config.language != "auto":
        return snapshot.config.language
    return language_of(script_sum(snapshot.index.store))
