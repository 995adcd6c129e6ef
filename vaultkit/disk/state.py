"""Where vaultkit keeps what it knows of a vault: ``.vaultkit/<machine id>/`` in the vault.

The id is random, made once for a user on a machine, and kept outside of any vault, in the user's
own folder for such things. So a vault that comes from elsewhere (a download, a sync, a shared
drive) may hold the folders of other machines, but never one that this machine would read. As a
home may be shared by machines, each has a file there that is named for it.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from vaultkit.disk.folder import close_read, folders_below, opened_folder, reason_of, sync_folder
from vaultkit.disk.host import host_identity
from vaultkit.disk.lock import lock
from vaultkit.disk.place import OWN_FOLDER
from vaultkit.disk.replace import create_file, replace_file, sweep_folders
from vaultkit.model.errors import DiskError, LockedError

__all__ = [
    "STATE_VARIABLE",
    "find_bar",
    "find_machine_id",
    "find_state_folder",
    "get_journal_key",
    "get_machine_id",
    "state_folder",
    "sweep_state",
    "user_state_folder",
]

STATE_VARIABLE = "VAULTKIT_STATE_HOME"
"""Names the folder of ``user_state_folder`` itself."""

_ID_FILE = "machine-id-"
_KEY_FILE = "journal-key-"
_ID_BYTES = 16
_PATIENCE_S = 5.0
_READ = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


def state_folder(root: Path, *, environ: Mapping[str, str], host: str | None = None) -> Path:
    """The folder of this machine and user in the vault, made where it is missing.

    Only its user may look into it; git is told to ignore all of ``.vaultkit``. ``host`` is what
    tells this machine from others.

    Raises DiskError where it or the machine id cannot be made, and where a symbolic link or a
    file lies in its place: nothing is then kept, and the caller does without.
    """
    name = get_machine_id(environ=environ, host=host)
    try:
        with folders_below(root) as folders:
            own = folders.made_to_last(OWN_FOLDER)  # the journal lies in there
            with suppress(FileExistsError):  # a file that lies there is the user's own matter
                if own.find_stat(".gitignore") is None:
                    create_file(own, ".gitignore", b"*\n")
            with suppress(FileExistsError):
                os.mkdir(own.at(name), 0o700, dir_fd=own.fd)
                sync_folder(own)
        with opened_folder(root, f"{OWN_FOLDER}/{name}"):
            return root / OWN_FOLDER / name
    except OSError as error:
        raise _unwritable(root / OWN_FOLDER, reason_of(error)) from error


def sweep_state(state: Path) -> None:
    """Deletes what runs that were killed left in ``.vaultkit`` and in a state folder of it.

    The caller holds the vault's lock. What cannot be deleted is left.
    """
    sweep_folders(state.parent.parent, (OWN_FOLDER, f"{OWN_FOLDER}/{state.name}"))


def find_bar(
    root: Path, *, environ: Mapping[str, str], host: str | None = None
) -> DiskError | None:
    """Why ``state_folder`` would raise, as far as can be seen without making anything."""
    own = root / OWN_FOLDER
    try:
        name = find_machine_id(environ=environ, host=host)
        if name is None:
            home = user_state_folder(environ)
            nearest = next(place for place in (home, *home.parents) if os.path.lexists(place))
            if (reason := _find_reason_against(nearest)) is not None:
                return _useless(home / _name_of(host), reason)
        deepest = root
        for folder in (OWN_FOLDER, f"{OWN_FOLDER}/{name}") if name else (OWN_FOLDER,):
            if not os.path.lexists(root / folder):
                break
            with opened_folder(root, folder):
                deepest = root / folder
        reason = _find_reason_against(deepest)
    except DiskError as error:
        return error
    except OSError as error:
        reason = reason_of(error)
    return None if reason is None else _unwritable(own, reason)


def _find_reason_against(place: Path) -> str | None:
    """Why nothing can be made in a folder."""
    if not os.path.isdir(place):
        return os.strerror(errno.ENOTDIR)
    return None if os.access(place, os.W_OK | os.X_OK) else os.strerror(errno.EACCES)


def _unwritable(own: Path, reason: str) -> DiskError:
    return DiskError(
        "cannot be written: {reason}",
        where=str(own),
        hint="see that it is a folder in which you may write",
        values={"reason": reason},
    )


def _useless(place: Path, reason: str) -> DiskError:
    return DiskError(
        "cannot be used: {reason}",
        where=str(place),
        hint="see that you may write there, or name a folder in VAULTKIT_STATE_HOME",
        values={"reason": reason},
    )


def find_state_folder(
    root: Path, *, environ: Mapping[str, str], host: str | None = None
) -> Path | None:
    """The folder where it is there and is a folder; nothing is made. None for anything else."""
    name = find_machine_id(environ=environ, host=host)
    if name is None:
        return None
    try:
        with opened_folder(root, f"{OWN_FOLDER}/{name}"):
            return root / OWN_FOLDER / name
    except (OSError, DiskError):
        return None


def get_machine_id(*, environ: Mapping[str, str], host: str | None = None) -> str:
    """32 hexadecimal digits that stay the same for this user on this machine, and for no other.

    Made on first use, and made anew where what was kept is damaged. Runs that start at once
    agree. Raises DiskError where none can be kept.
    """
    return _kept_id(_ID_FILE, environ, host)


def _kept_id(file: str, environ: Mapping[str, str], host: str | None) -> str:
    home = user_state_folder(environ)
    name = _name_of(host, file)
    try:
        return _find_id(home, name) or _made_id(home, name)
    except (OSError, LockedError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else error.message
        raise _useless(home / name, reason) from error


def get_journal_key(*, environ: Mapping[str, str], host: str | None = None) -> str:
    """What this user signs journals with on this machine: 32 hexadecimal digits, made on first use.

    Unlike the machine id it stands in no vault. Raises DiskError where none can be kept.
    """
    return _kept_id(_KEY_FILE, environ, host)


def find_machine_id(*, environ: Mapping[str, str], host: str | None = None) -> str | None:
    """The id where it was made before; None where it was not, or cannot be read."""
    try:
        return _find_id(user_state_folder(environ), _name_of(host))
    except (OSError, DiskError):
        return None


def user_state_folder(environ: Mapping[str, str], *, system: str = sys.platform) -> Path:
    """Where the user's own state of vaultkit is kept, whether or not it is there yet.

    ``system`` is as ``sys.platform``. Raises DiskError where the environment names no such place.
    """
    named = environ.get(STATE_VARIABLE, "")
    if named:
        return _absolute(named, STATE_VARIABLE)
    if system == "win32":
        return _absolute(environ.get("LOCALAPPDATA", ""), "LOCALAPPDATA") / "vaultkit"
    if system == "darwin":
        return _absolute(environ.get("HOME", ""), "HOME") / "Library/Application Support/vaultkit"
    xdg = environ.get("XDG_STATE_HOME", "")
    if os.path.isabs(xdg):  # the specification says to ignore any other
        return Path(xdg) / "vaultkit"
    return _absolute(environ.get("HOME", ""), "HOME") / ".local/state/vaultkit"


def _absolute(named: str, variable: str) -> Path:
    if os.path.isabs(named):
        return Path(named)
    raise DiskError(
        "{variable} is no absolute path: '{named}'",
        hint="set VAULTKIT_STATE_HOME to a folder in which you may write",
        values={"variable": variable, "named": named},
    )


def _name_of(host: str | None, file: str = _ID_FILE) -> str:
    """The file that holds the id of a machine, or its key."""
    known = host_identity() if host is None else host
    return file + "".join(letter if letter.isalnum() else "-" for letter in known[:64])


def _find_id(home: Path, name: str) -> str | None:
    """None where there is none yet, or something that was not made here."""
    try:
        fd = os.open(home / name, _READ)
    except FileNotFoundError:
        return None
    try:
        if not stat.S_ISREG(os.fstat(fd).st_mode):
            return None
        found = os.read(fd, 4 * _ID_BYTES)
    finally:
        close_read(fd)
    digits = found[:-1]
    right = len(digits) == 2 * _ID_BYTES and found.endswith(b"\n")
    return digits.decode("ascii") if right and set(digits) <= set(b"0123456789abcdef") else None


def _made_id(home: Path, name: str) -> str:
    os.makedirs(home, 0o700, exist_ok=True)
    new = os.urandom(_ID_BYTES).hex()
    with opened_folder(home, "") as folder:
        try:
            create_file(folder, name, f"{new}\n".encode("ascii"))
        except FileExistsError:
            return _find_id(home, name) or _mended_id(home, name, new)
    return new


def _mended_id(home: Path, name: str, new: str) -> str:
    """Puts the new id in place of a damaged one, unless another run did so just now."""
    with (
        lock(home, command="machine id", wait_s=_PATIENCE_S),
        opened_folder(home, "") as folder,
    ):
        found = _find_id(home, name)
        if found is not None:
            return found
        old = folder.find_stat(name)
        data = f"{new}\n".encode("ascii")
        if old is None:
            create_file(folder, name, data)
        else:
            replace_file(folder, name, data, old)
        return new
