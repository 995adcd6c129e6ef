"""A folder made a vault of vaultkit: one file of settings, nothing else."""

from __future__ import annotations

import os

from vaultkit.app.config import CONFIG_NAME
from vaultkit.app.snapshot import Snapshot
from vaultkit.app.vault_language import vault_language
from vaultkit.disk.apply import apply
from vaultkit.language.catalog import Catalog, catalog
from vaultkit.model.config import Config, Language
from vaultkit.model.plan import FileEdit, Plan, Receipt

__all__ = ["excluded_files_line", "init", "plan_init"]


def excluded_files_line(config: Config) -> str:
    """What to put under "Excluded files" in Obsidian, so that its search passes the pages by."""
    return f"{config.pages_folder}/"


def plan_init(snapshot: Snapshot) -> Plan:
    """A ``vaultkit.toml`` that fixes the pages' language and explains the other keys.

    In the language of the vault's own text. Empty where there is such a file, whatever it holds.
    """
    if os.path.lexists(snapshot.root / CONFIG_NAME):
        return Plan()
    language = vault_language(snapshot)
    text = "\n".join(_lines(language, catalog(language))) + "\n"
    return Plan((FileEdit(CONFIG_NAME, None, text.encode(), "settings of the vault"),))


def init(snapshot: Snapshot, plan: Plan) -> tuple[Receipt, ...]:
    """Carries the plan out. Raises DiskError where the file cannot be written."""
    return apply(snapshot.root, plan)


def _lines(language: Language, words: Catalog) -> tuple[str, ...]:
    def comment(text: str) -> str:
        return f"# {text}"

    return (
        comment(words.text("Settings of vaultkit. A line after # shows what holds without it.")),
        "",
        comment(words.text("The language of the index pages: en, ru, or auto: that of the notes.")),
        f'language = "{language}"',
        "",
        "[pages]",
        comment(words.text("Where the index pages lie.")),
        '# folder = "_index"',
        comment(
            words.text("Backlinks on a page for each note, or in the notes: page, region or off.")
        ),
        '# backlinks = "page"',
        comment(words.text("Entries on a page before it is split by initial or year.")),
        "# max_entries = 1000",
        "",
        "[templates]",
        comment(words.text("The folder of note templates; without it, that of Obsidian.")),
        '# folder = "Templates"',
        "",
        "[vault]",
        comment(words.text("What to leave out: the beginning of a path, or a /pattern/.")),
        '# exclude = ["Archive/"]',
        "# follow_symlinks = false",
        "",
        "[check]",
        comment(words.text("Codes of findings that need not be reported.")),
        '# ignore = ["link-unresolved"]',
        "",
        comment(words.text("More words that make a note a meeting, a contact or a topic.")),
        "# [kinds.meeting]",
        '# values = ["1:1"]',
        '# tags = ["sync"]',
        '# folders = ["Standups"]',
    )
