"""A file that the user named for an answer (``-o FILE``), anywhere on the system."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from vaultkit.disk.folder import opened_folder, reason_of
from vaultkit.disk.replace import create_file, replace_file
from vaultkit.model.errors import DiskError

__all__ = ["write_output"]


def write_output(path: Path, data: bytes) -> None:
    """Writes the file whole, in place of one that lies there.

    A link is followed, since the user named it. A pipe or device is written into as it is.

    Raises DiskError where it cannot be written, a folder lies there, or its folder is missing.
    """
    try:
        _write(Path(os.path.realpath(path)), data)
    except OSError as error:
        raise DiskError(
            "cannot be written: {reason}",
            where=str(path),
            hint="give a file in a folder that exists and that you may write",
            values={"reason": reason_of(error)},
        ) from error


def _write(place: Path, data: bytes) -> None:
    with opened_folder(place.parent, "") as folder:
        old = folder.find_stat(place.name)
        if old is None:
            create_file(folder, place.name, data)
        elif stat.S_ISREG(old.st_mode):
            replace_file(folder, place.name, data, old)
        else:
            place.write_bytes(data)
