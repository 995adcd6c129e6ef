"""What templates say and how: messages, plurals and dates of one language, safe to print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from vaultkit.language.catalog import Catalog, catalog
from vaultkit.language.dates import DateStyle, format_date
from vaultkit.model.links import Kind
from vaultkit.pages.quote import Markdown, quote_line

__all__ = ["KIND_COUNTS", "Words"]

KIND_COUNTS: Mapping[Kind, tuple[str, str]] = {
    "topic": ("{n} topic", "{n} topics"),
    "contact": ("{n} contact", "{n} contacts"),
    "meeting": ("{n} meeting", "{n} meetings"),
    "daily": ("{n} daily note", "{n} daily notes"),
    "index": ("{n} index note", "{n} index notes"),
    "template": ("{n} template", "{n} templates"),
    "other": ("{n} other note", "{n} other notes"),
}


_KEPT = 4096
"""Messages, counts and days that stand on many pages, made once; eleven years have as many days."""


@dataclass(frozen=True, slots=True)
class Words:
    """The messages of one language. Values that are put into them are quoted."""

    catalog: Catalog

    @classmethod
    def of(cls, language: str) -> Words:
        """The words of a language; ValueError for one that vaultkit does not speak."""
        return cls(catalog(language))

    @property
    def language(self) -> str:
        """``en`` or ``ru``."""
        return self.catalog.language

    def text(self, message: str, /, **values: str | int) -> Markdown:
        """The message with its values, quoted where they are no Markdown."""
        return Markdown(_message(self.catalog, message).format_map(_quoted(values)))

    def plural(self, one: str, many: str, n: int, /, **values: str | int) -> Markdown:
        """The form of the message that goes with ``n`` things."""
        if not values:
            return _counted(self.catalog, one, many, n)
        return Markdown(self.catalog.plural(one, many, n, **_quoted(values)))

    def count(self, kind: Kind, n: int) -> Markdown:
        """So many notes of a kind: ``3 contacts``."""
        return self.plural(*KIND_COUNTS[kind], n)

    def day(self, day: date, style: DateStyle = "long") -> Markdown:
        """A date in words; a month begins with a capital, as it stands in headings."""
        return _day(day, self.language, style)


@lru_cache(maxsize=_KEPT)
def _message(catalog: Catalog, message: str) -> str:
    return catalog.translations.gettext(message)


@lru_cache(maxsize=_KEPT)
def _counted(catalog: Catalog, one: str, many: str, n: int) -> Markdown:
    return Markdown(catalog.plural(one, many, n))


@lru_cache(maxsize=_KEPT)
def _day(day: date, language: str, style: DateStyle) -> Markdown:
    text = format_date(day, language, style)
    return Markdown(text[:1].upper() + text[1:])


def _quoted(values: dict[str, str | int]) -> dict[str, str | int]:
    for name, value in values.items():
        if isinstance(value, str) and not isinstance(value, Markdown):
            values[name] = quote_line(value)
    return values
