"""What a person may do in Obsidian itself, where vaultkit never writes."""

from __future__ import annotations

from vaultkit.app.init import excluded_files_line
from vaultkit.cli.show import print_words
from vaultkit.language.catalog import Catalog
from vaultkit.model.config import Config

__all__ = ["say_excluded_files"]


def say_excluded_files(config: Config, words: Catalog) -> None:
    """Names the line that keeps index pages out of Obsidian's search, graph and suggestions."""
    print_words(
        words.text(
            "so that Obsidian's search and graph pass the index pages by, add this line under "
            "Settings > Files and links > Excluded files:"
        )
    )
    print_words(f"    {excluded_files_line(config)}")
