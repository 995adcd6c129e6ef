"""An editor that saves a note all the time: by a new file under the old name, and in place.

It tells, when its stdin ends, which versions it wrote and which ones it saw go: what lay in the
note when it saved over it.

    python -m tests.reliability.editor NOTE
"""

from __future__ import annotations

import json
import os
import random
import select
import sys
from hashlib import sha256
from pathlib import Path

from vaultkit.disk.exchange import Place, exchange
from vaultkit.disk.folder import OpenFolder, opened_folder


def main(note: Path) -> None:
    """Saves until stdin ends; then prints the digests of its versions and of what it replaced."""
    chance = random.Random(11)
    written: list[str] = []
    replaced: list[str] = []
    with opened_folder(note.parent, "") as folder:
        while not select.select([sys.stdin], [], [], chance.random() / 500)[0]:
            data = b"version %d\n" % len(written) + b"text " * chance.randrange(600)
            save = _save_by_rename if chance.random() < 0.5 else _save_in_place
            written.append(sha256(data).hexdigest())
            replaced.append(sha256(save(folder, note.name, data)).hexdigest())
    sys.stdout.write(json.dumps({"written": written, "replaced": replaced}))


def _save_by_rename(folder: OpenFolder, name: str, data: bytes) -> bytes:
    """As rename does it, but that it sees what it takes the name from."""
    temp = Path(folder.path) / f"{name}~"
    temp.write_bytes(data)
    exchange(Place(folder, temp.name), Place(folder, name))
    old = temp.read_bytes()
    temp.unlink()
    return old


def _save_in_place(folder: OpenFolder, name: str, data: bytes) -> bytes:
    fd = os.open(name, os.O_RDWR, dir_fd=folder.fd)
    try:
        old = os.read(fd, 1 << 20)
        os.pwrite(fd, data, 0)
        os.ftruncate(fd, len(data))
    finally:
        os.close(fd)
    return old


if __name__ == "__main__":
    main(Path(sys.argv[1]))
