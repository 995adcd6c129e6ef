"""The language a vault is written in, and so its pages."""

from __future__ import annotations

from vaultkit.app.page_settings import page_language
from vaultkit.app.snapshot import Snapshot
from vaultkit.model.config import Language

__all__ = ["vault_language"]


def vault_language(snapshot: Snapshot) -> Language:
    """The language configured, else that of most of the text of the notes that are listed."""
    return page_language(snapshot.config, snapshot.index.store)
