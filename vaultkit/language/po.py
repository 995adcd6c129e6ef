"""gettext's ``.po`` text to a catalog in memory. Loaded only for languages other than English."""

from __future__ import annotations

from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

__all__ = ["parse_po", "read_translations"]


def read_translations(language: str) -> GNUTranslations:
    """The translations of the file that stands beside this module."""
    return parse_po(Path(__file__).with_name(f"{language}.po").read_bytes(), language)


def parse_po(data: bytes, language: str) -> GNUTranslations:
    """The translations that a ``.po`` file holds, its plural rule among them.

    Raises babel's ``PoFileError`` where the file is broken.
    """
    messages = read_po(BytesIO(data), locale=language, abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return GNUTranslations(compiled)
