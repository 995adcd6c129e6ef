"""A list as a command prints it: JSON Lines, a table, or only its length."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Generic, Literal, NamedTuple, TypeVar

from vaultkit.cli.show import print_json, print_line, print_table, print_words
from vaultkit.language.catalog import Catalog

__all__ = ["Listing", "ListingStyle", "headings", "show_listing", "style_of"]

Item = TypeVar("Item")

ListingStyle = Literal["table", "json", "total"]


class Listing(NamedTuple, Generic[Item]):
    """What is listed and how one item looks as JSON and as a row."""

    items: Sequence[Item]
    form: Callable[[Item], Mapping[str, object]]
    headings: Sequence[str]
    row: Callable[[Item], Sequence[str]]
    nothing: str
    """What is said, on stderr, where there are none."""


def headings(words: Catalog, *texts: str) -> list[str]:
    """The headings of a table's columns."""
    return [words.text(text) for text in texts]


def style_of(*, as_json: bool, total: bool) -> ListingStyle:
    """The style that the flags of a listing command ask for."""
    if total:
        return "total"
    return "json" if as_json else "table"


def show_listing(listing: Listing[Item], style: ListingStyle) -> None:
    """Prints the list; an empty one is no error."""
    if style == "total":
        print_line(str(len(listing.items)))
    elif style == "json":
        for item in listing.items:
            print_json(listing.form(item))
    elif listing.items:
        print_table(listing.headings, [listing.row(item) for item in listing.items])
    else:
        print_words(listing.nothing)
