"""A file that the user names for reading, anywhere on the system."""

from __future__ import annotations

from pathlib import Path

from vaultkit.model.errors import DiskError

__all__ = ["read_input"]


def read_input(path: Path, *, limit: int) -> bytes:
    """The file's bytes, of a larger one the first ``limit`` and one more.

    Raises DiskError where there is no such file or it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(limit + 1)
    except OSError as error:
        raise DiskError(
            "cannot be read: {reason}",
            where=str(path),
            hint="see that it exists and that you may read it",
            values={"reason": error.strerror or str(error)},
        ) from error
