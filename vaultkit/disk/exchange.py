"""Renaming in ways that ``os`` does not offer: two names exchanged, a name never taken over.

The system is asked through ctypes: ``renameat2`` on Linux, ``renameatx_np`` on macOS. File
systems differ too (network drives, FAT), so that every call may still say that it cannot.
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from vaultkit.disk.folder import OpenFolder
from vaultkit.model.paths import name_key

__all__ = ["Place", "can_exchange", "exchange", "move_new"]


class Place(NamedTuple):
    """A name in an open folder."""

    folder: OpenFolder
    name: str


_Rename = Callable[[int, bytes, int, bytes, int], int]


class _Call(NamedTuple):
    """The system's own function and what it calls the two ways."""

    rename: _Rename
    exchanging: int
    keeping: int


_UNABLE = frozenset((errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP))


def exchange(one: Place, other: Place) -> None:
    """What lies at either name lies at the other's afterwards, in one step that others see whole.

    Raises NotImplementedError where the system or the file system cannot, OSError for the rest.
    """
    call = _find_call()
    if call is None:
        raise NotImplementedError
    _renamed(call, one, other, call.exchanging)


def move_new(old: Place, new: Place) -> None:
    """Gives a file or folder another name. Raises FileExistsError where that name is taken.

    Where neither the system nor a second name can promise that, the name is looked for first.
    """
    call = _find_call()
    if call is not None:
        try:
            _renamed(call, old, new, call.keeping)
        except NotImplementedError:
            pass
        except FileExistsError:
            _rename_to_other_case(old, new)
            return
        else:
            return
    if new.folder.find_stat(new.name) is not None:
        _rename_to_other_case(old, new)
    elif not _named_twice(old, new):
        _plainly_renamed(old, new)


def can_exchange(folder: OpenFolder) -> bool:
    """Whether two files of this folder can be exchanged; tried with two of its own making."""
    names = tuple(f".vk-{os.urandom(8).hex()}" for _ in range(2))
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    try:
        for name in names:
            os.close(os.open(folder.at(name), flags, 0o600, dir_fd=folder.fd))
        exchange(Place(folder, names[0]), Place(folder, names[1]))
    except NotImplementedError:
        return False
    else:
        return True
    finally:
        for name in names:
            if folder.find_stat(name) is not None:
                os.unlink(folder.at(name), dir_fd=folder.fd)


def _rename_to_other_case(old: Place, new: Place) -> None:
    """Where case does not tell names apart, the name that is taken may be the file's own."""
    there, here = new.folder.find_stat(new.name), old.folder.find_stat(old.name)
    same = there is not None and here is not None and os.path.samestat(there, here)
    if not same or name_key(new.name) != name_key(old.name) or new.name == old.name:
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), new.name)
    _plainly_renamed(old, new)


def _named_twice(old: Place, new: Place) -> bool:
    """Whether the file could be given its new name beside the old one, which is then dropped.

    That never takes over a name. Folders, and some drives, know no second names.
    """
    try:
        os.link(
            old.folder.at(old.name),
            new.folder.at(new.name),
            src_dir_fd=old.folder.fd,
            dst_dir_fd=new.folder.fd,
            follow_symlinks=False,
        )
    except FileExistsError:
        raise
    except (OSError, NotImplementedError):
        return False
    os.unlink(old.folder.at(old.name), dir_fd=old.folder.fd)
    return True


def _plainly_renamed(old: Place, new: Place) -> None:
    os.rename(
        old.folder.at(old.name),
        new.folder.at(new.name),
        src_dir_fd=old.folder.fd,
        dst_dir_fd=new.folder.fd,
    )


def _renamed(call: _Call, one: Place, other: Place, way: int) -> None:
    if one.folder.fd is None or other.folder.fd is None:
        raise NotImplementedError
    names = os.fsencode(one.name), os.fsencode(other.name)
    if call.rename(one.folder.fd, names[0], other.folder.fd, names[1], way) == 0:
        return
    number = ctypes.get_errno()
    if number in _UNABLE:
        raise NotImplementedError
    raise OSError(number, os.strerror(number), one.name, None, other.name)


@cache
def _find_call() -> _Call | None:
    if sys.platform == "linux":
        return _loaded("renameat2", exchanging=2, keeping=1)
    if sys.platform == "darwin":
        return _loaded("renameatx_np", exchanging=2, keeping=4)
    return None


def _loaded(name: str, *, exchanging: int, keeping: int) -> _Call | None:
    try:
        function = getattr(ctypes.CDLL(None, use_errno=True), name)
    except (OSError, AttributeError):  # an old C library
        return None
    number, text = ctypes.c_int, ctypes.c_char_p
    function.argtypes = [number, text, number, text, ctypes.c_uint]
    function.restype = number
    return _Call(function, exchanging, keeping)
