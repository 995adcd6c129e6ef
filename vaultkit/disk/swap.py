"""A person's file replaced or removed only if it still is what it was when it was read.

Looking and then renaming is not enough: an editor that saves in between loses its version. So
the new file and the old one exchange their names in one step, and what came out is looked at
afterwards. If it is not what was expected, the names are exchanged back. What came out lies aside
for a while, since an editor that has it open may still write into it.

Where names cannot be exchanged, the file is looked at right before it is replaced.
"""

from __future__ import annotations

import hashlib
import os
import stat
from contextlib import suppress

from vaultkit.disk.aside import beside, found_place
from vaultkit.disk.attributes import attributes_of, give_attributes, give_owner
from vaultkit.disk.digest import digest_of, find_digest, opened_file
from vaultkit.disk.exchange import Place, exchange, move_new
from vaultkit.disk.folder import close_read
from vaultkit.disk.replace import create_file, held_name, temporary_file
from vaultkit.model.attributes import Attributes

__all__ = ["ChangedError", "create_noted", "remove_noted", "replace_looking", "replace_noted"]

_MOST_TIMES = 100


class ChangedError(Exception):
    """The file is not what was expected; it lies there as it was found."""


def replace_noted(place: Place, data: bytes, *, expected: str, aside: Place | None) -> None:
    """Puts the bytes in the place of the file with the expected digest, synced to the disk.

    Mode, owner and extended attributes are kept. The old file goes to ``aside``, where there is
    one and it is on the same drive.

    Raises ChangedError where another file came out, OSError where the new one cannot be written.
    """
    attributes, numbers = _looked_at(place)
    with temporary_file(place.folder, 0o600) as temp:
        temp.write(data)
        give_owner(temp.fd, numbers)
        give_attributes(temp.fd, attributes)
        os.fsync(temp.fd)
        ours = hashlib.sha256(data).hexdigest()
        temp.hold()
        # From here on that name may be a person's, even where the exchange is interrupted or says
        # that it failed: it is never deleted unseen.
        temp.named()
        new = Place(place.folder, temp.name)
        try:
            exchange(new, place)
        except NotImplementedError:
            temp.unnamed()
            temp.close_early()
            replace_looking(place, new, ours=ours, expected=expected, aside=aside)
            temp.named()
            return
        except BaseException:
            with suppress(OSError, NotImplementedError):  # else the next run looks at it
                _sort_out(new, place, ours=ours, expected=expected, aside=aside)
            raise
        if _digest_behind(new) != expected:
            _give_back(new, place, ours=ours, aside=aside)
            raise ChangedError
        _set_aside(new, aside)


def _sort_out(new: Place, place: Place, *, ours: str, expected: str, aside: Place | None) -> None:
    """After an exchange that was interrupted, or said that it failed: was it made or not?"""
    found = _digest_behind(new)
    if found == ours:
        os.unlink(new.folder.at(new.name), dir_fd=new.folder.fd)
    elif found != expected:
        _give_back(new, place, ours=ours, aside=aside)


def remove_noted(place: Place, *, expected: str, aside: Place | None) -> None:
    """Removes the file with the expected digest, into ``aside`` where there is one.

    Raises ChangedError where it is another one, FileNotFoundError where there is none.
    """
    # A name of our own for it first: what lies there then is what is looked at.
    temp = Place(place.folder, held_name())
    move_new(place, temp)
    if _digest_behind(temp) != expected:
        try:
            move_new(temp, place)
        except FileExistsError:  # it was saved anew in the meantime
            _keep_found(temp, place, aside)
        raise ChangedError
    _set_aside(temp, aside)


def create_noted(place: Place, data: bytes, attributes: Attributes | None) -> None:
    """Puts the bytes where nothing lies, synced. Raises FileExistsError where something does."""

    def seal(fd: int) -> None:
        if attributes is not None:
            give_attributes(fd, attributes)
        os.fsync(fd)

    create_file(place.folder, place.name, data, seal=seal)


def _looked_at(place: Place) -> tuple[Attributes, os.stat_result]:
    try:
        fd = opened_file(place.folder, place.name)
    except FileNotFoundError:
        raise ChangedError from None
    try:
        numbers = os.fstat(fd)
        if not stat.S_ISREG(numbers.st_mode):
            raise ChangedError
        return attributes_of(fd), numbers
    finally:
        close_read(fd)


def _digest_behind(place: Place) -> str | None:
    return find_digest(place.folder, place.name)


def _give_back(new: Place, place: Place, *, ours: str, aside: Place | None) -> None:
    """Exchanges the names until what comes out is what was put in last.

    Whatever else comes out was saved in the meantime and is newer than what is held. Our own file
    is put aside like a person's, since an editor may have opened it while it bore the name.
    """
    put = ours
    for _ in range(_MOST_TIMES):
        held = _digest_behind(new) or ""
        exchange(new, place)
        if _digest_behind(new) == put:
            break
        put = held
    if _digest_behind(new) == ours:
        _set_aside(new, aside and beside(aside, ours))
    else:
        _keep_found(new, place, aside)


def _keep_found(held: Place, place: Place, aside: Place | None) -> None:
    """Somebody's version that has lost its name: aside, else beside the file."""
    if aside is not None:
        with suppress(OSError):
            _renamed(held, found_place(aside))
            return
    stem, dot, suffix = place.name.rpartition(".")
    other = f"{stem or suffix}.{os.urandom(4).hex()}{dot and stem and dot + suffix}"
    move_new(held, Place(place.folder, other))


def _set_aside(held: Place, aside: Place | None) -> None:
    if aside is not None:
        with suppress(OSError):  # another drive: it cannot be kept
            _renamed(held, aside)
            return
    os.unlink(held.folder.at(held.name), dir_fd=held.folder.fd)


def replace_looking(
    place: Place, new: Place, *, ours: str, expected: str, aside: Place | None
) -> None:
    """Without exchange: a second name for the old file, one more look, then the replacement.

    The file at ``new``, whose digest is ``ours``, takes the place of the one with the expected
    digest, which goes to ``aside`` where it can have a second name. That needs no room.

    Raises ChangedError where it is another one: the new file is at its old name then, or gone
    where somebody wrote in that very moment. Raises OSError where it cannot be renamed.
    """
    folder, name = place
    held = aside if aside is not None and _linked(place, aside) else None
    if digest_of(folder, name) != expected:
        if held is not None:
            os.unlink(held.folder.at(held.name), dir_fd=held.folder.fd)
        raise ChangedError
    _renamed(new, place)
    if held is None or _digest_behind(held) == expected:
        return
    # It was written to between the look and the replacement.
    if _digest_behind(place) == ours:
        _renamed(held, place)
    else:
        _keep_found(held, place, aside)
    raise ChangedError


def _renamed(old: Place, new: Place) -> None:
    os.replace(
        old.folder.at(old.name),
        new.folder.at(new.name),
        src_dir_fd=old.folder.fd,
        dst_dir_fd=new.folder.fd,
    )


def _linked(place: Place, aside: Place) -> bool:
    try:
        os.link(
            place.folder.at(place.name),
            aside.folder.at(aside.name),
            src_dir_fd=place.folder.fd,
            dst_dir_fd=aside.folder.fd,
            follow_symlinks=False,
        )
    except (OSError, NotImplementedError):
        return False
    return True
