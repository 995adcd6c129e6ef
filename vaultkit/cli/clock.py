"""What time it is: the one place where the command line takes it."""

from __future__ import annotations

from datetime import datetime

import click

from vaultkit.language.catalog import Catalog
from vaultkit.model.errors import UsageError

__all__ = ["now_option", "parse_now"]


def now_option(words: Catalog) -> click.Option:
    """``--now WHEN`` of a command whose answer depends on the time."""
    return click.Option(
        ["--now"],
        metavar="WHEN",
        help=words.text("Answer as at this moment: 2026-12-08 15:00, with +01:00 if need be."),
    )


def parse_now(text: str | None) -> datetime:
    """The moment given, else this one; with an offset, that of this computer where none is given.

    Raises UsageError for a text that is no moment.
    """
    if text is None:
        return datetime.now().astimezone()
    try:
        moment = datetime.fromisoformat(text.strip())
        return moment if moment.tzinfo is not None else moment.astimezone()
    except (ValueError, OverflowError):
        raise UsageError(
            "'{text}' is no day and no time",
            values={"text": text},
            hint="write 2026-12-08 or 2026-12-08 15:00",
        ) from None
