"""What the pages depend on besides the notes: their language, and what the settings say of them."""

from __future__ import annotations

from vaultkit.language.detect import language_of
from vaultkit.model.config import Config, Language
from vaultkit.store.queries import script_sum
from vaultkit.store.store import Store

__all__ = ["page_language", "page_settings"]


def page_language(config: Config, store: Store) -> Language:
    """The language configured, else that of most of the text of the notes that are listed."""
    return language_of(script_sum(store)) if config.language == "auto" else config.language


def page_settings(config: Config, language: Language) -> str:
    """A text that is another one where all pages have to be made again."""
    return repr((config.pages_folder, language, config.backlinks, config.max_entries, config.me))
