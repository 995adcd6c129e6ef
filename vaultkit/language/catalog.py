"""Message catalogs: English source texts in, the text in the asked language out.

English is the language of the source, so it needs no file and loads nothing. Every other
language is a ``.po`` file beside this module.
"""

from __future__ import annotations

import re
from functools import cache
from gettext import NullTranslations
from typing import Literal, NamedTuple

__all__ = ["LANGUAGES", "Catalog", "catalog", "language_of_locale"]

LANGUAGES: tuple[Literal["en", "ru"], ...] = ("en", "ru")
"""The languages that vaultkit speaks."""


class Catalog(NamedTuple):
    """The messages of one language. A message without a translation stays English."""

    language: str
    translations: NullTranslations

    def phrase(self, text: str) -> str:
        """A text that may be a message without values, translated where it is one.

        It is no format: a person's own text may stand in it, with braces of its own.
        """
        return self.translations.gettext(text) if text else ""

    def text(self, message: str, /, **values: object) -> str:
        """The message in this language with its ``{names}`` filled.

        Raises KeyError where the message names a value that is not given.
        """
        return self.translations.gettext(message).format_map(values)

    def plural(self, one: str, many: str, n: int, /, **values: object) -> str:
        """The form of the message that goes with ``n`` things; ``{n}`` is filled too.

        ``one`` and ``many`` are the English forms; Russian has three of its own.
        """
        message = self.translations.ngettext(one, many, n)
        return message.format_map({"n": n, **values})


@cache
def catalog(language: str) -> Catalog:
    """The catalog of a language of ``LANGUAGES``; read once for each.

    Raises ValueError for any other language.
    """
    if language not in LANGUAGES:
        raise ValueError(f"no catalog for the language {language!r}")
    if language == "en":
        return Catalog(language, NullTranslations())
    # babel's reader costs some 30 ms, which English must not pay.
    from vaultkit.language.po import read_translations  # noqa: PLC0415

    return Catalog(language, read_translations(language))


def language_of_locale(text: str) -> Literal["en", "ru"] | None:
    """The language of a locale such as ``ru_RU.UTF-8``, where it is one of ours."""
    found = re.fullmatch(r"(en|ru)(?:[_.@-].*)?", text, re.IGNORECASE)
    if found is None:
        return None
    return "ru" if found[1].lower() == "ru" else "en"
