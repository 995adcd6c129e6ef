"""Whether all of the vault could be read, for what a person's note is to say of all of it."""

from __future__ import annotations

from collections.abc import Iterable

from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.errors import DiskError

__all__ = ["check_whole"]


def check_whole(found: Iterable[Diagnostic]) -> None:
    """Raises DiskError with the first file or folder that could not be read, if there is one.

    Without it the note would say less than there is, and nobody would look at it again.
    """
    unread = next((each for each in found if each.code == "file-unreadable"), None)
    if unread is not None:
        raise DiskError(
            "cannot be read, and it may belong to what is to be written; nothing was written",
            where=unread.path,
            hint="see its permissions, then run the command again",
        )
