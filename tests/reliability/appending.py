"""A writer among others: reads a note, adds a line, writes it, under the vault's lock.

python -m tests.reliability.appending VAULT NAME TIMES
"""

from __future__ import annotations

import os
import sys
from hashlib import sha256
from pathlib import Path

from vaultkit.app.indexing import locked_index
from vaultkit.app.settings import Opening
from vaultkit.app.writing import write
from vaultkit.disk.read import read_bytes
from vaultkit.model.errors import LockedError
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import FileEdit, Plan

NOTE = VaultPath("Note.md")


def main(vault: Path, name: str, times: int) -> None:
    """Adds its lines, however long others hold the lock."""
    done = 0
    while done < times:
        try:
            with locked_index(vault, Opening(environ=os.environ, command=name)) as index:
                data = read_bytes(vault, NOTE)
                new = data + f"{name} {done}\n".encode()
                edit = FileEdit(NOTE, sha256(data).hexdigest(), new, "added to")
                write(index, Plan((edit,)))
        except LockedError:
            continue
        done += 1


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
