"""Whether a drive tells of what changes on it: asked of its kind, tried with a file of our own."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from vaultkit.disk.watch import Ears, ears_for

__all__ = ["ELSEWHERE", "SILENT", "find_deafness", "find_drive_kind", "is_heard"]

ELSEWHERE = "on a drive of this kind nobody tells of changes that are made elsewhere"
SILENT = "the drive tells of no change"

_PATIENCE_S = 2.0
_MOUNTS = Path("/proc/self/mountinfo")
_SHARED = frozenset(
    (
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "ceph", "9p", "drvfs"),
        *("virtiofs", "vboxsf", "vmhgfs", "prl_fs", "fakeowner", "fuse.vmhgfs-fuse"),
        *("fuse.sshfs", "fuse.rclone", "fuse.grpcfuse", "fuse.osxfs", "fuse.davfs"),
        *("fuse.glusterfs", "fuse.s3fs", "fuse.gvfsd-fuse"),
    )
)
"""Network drives, and folders of a host in a machine that it runs (9p: Windows' own in WSL). Linux
tells there of what is written through it, and of nothing else."""


def find_deafness(root: Path, folder: Path) -> str | None:
    """Why not every change below a vault's root is told, whoever listens; None where it is.

    In ``folder``, which is vaultkit's own and on the same drive, a file is written and removed:
    where nothing is heard of it, this takes two seconds.
    """
    if find_drive_kind(root) in _SHARED:
        return ELSEWHERE
    return None if is_heard(folder) else SILENT


def find_drive_kind(place: Path, *, mounts: Path = _MOUNTS) -> str | None:
    """What kind of drive a folder lies on, as Linux calls it; None where nobody says."""
    try:
        lines = mounts.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return None
    real = os.path.realpath(place)
    found: tuple[int, str] | None = None
    for line in lines:
        before, _, after = line.partition(" - ")
        fields = before.split(" ")
        if len(fields) < 5 or not after:
            continue
        mount = _OCTAL.sub(lambda match: chr(int(match[1], 8)), fields[4]).rstrip("/")
        # Of two in one place the later one lies over the other.
        if f"{real}/".startswith(f"{mount}/") and (found is None or len(mount) >= found[0]):
            found = len(mount), after.split(" ")[0]
    return None if found is None else found[1]


_OCTAL = re.compile(r"\\([0-7]{3})")


def is_heard(
    folder: Path, *, listen: Callable[[Path], Ears] = ears_for, patience_s: float = _PATIENCE_S
) -> bool:
    """Whether anything is heard of a file that is made in this folder, within so many seconds.

    True also where that cannot be tried: no file can be made, or the system has no ears left,
    which is said of those that hear the vault.
    """
    ears = listen(folder)
    try:
        ears.begin(())
        if ears.unheard is not None or not _made_and_removed(folder / f"probe-{os.getpid()}"):
            return True
        deadline = time.monotonic() + patience_s
        while (left := deadline - time.monotonic()) > 0:
            if ears.wait(left):
                return True
        return False
    finally:
        ears.close()


def _made_and_removed(place: Path) -> bool:
    try:
        os.close(os.open(place, os.O_WRONLY | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600))
    except OSError:
        return False
    with suppress(OSError):
        os.unlink(place)
    return True
