"""A journal's entry as bytes: what a plan was about to do, and what it did it to.

The first line names the form, the second signs the third, which is the head; behind it stand the
files' old and new bytes, compressed. The key of the signature is the user's own, kept outside of
any vault: an entry that came with a vault from elsewhere is not believed. The head has the digest
of all that stands behind it, so nothing is decompressed that was not put there by us.

An entry that is read has no file's bytes in memory: they are read when they are asked for.
"""

from __future__ import annotations

import hmac
import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from io import BytesIO
from typing import Any, BinaryIO, NamedTuple

from vaultkit.model.attributes import Attributes
from vaultkit.model.errors import DiskError
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import FileMove

__all__ = ["Change", "Entry", "Stored", "Version", "entry_bytes", "parse_entry", "read_entry"]

_FORM = b"vaultkit journal 2\n"
_QUICKLY = 1
"""zlib's level: a journal is written more often than it is read."""
_SIGNATURE = 64
_PIECE = 1 << 18


@dataclass(frozen=True, slots=True)
class Version:
    """A file as it was or became."""

    digest: str
    source: bytes | Callable[[], bytes] = field(compare=False, repr=False)
    """The bytes, or what reads them."""
    attributes: Attributes | None = None

    @property
    def data(self) -> bytes:
        """The file's bytes; those of an entry that was read are read anew each time.

        Raises DiskError where the entry is gone or cannot be read.
        """
        return self.source if isinstance(self.source, bytes) else self.source()


class Stored(NamedTuple):
    """Where an entry is kept, and what reads bytes of it: from an offset on, so many."""

    where: str
    read: Callable[[int, int], bytes]


class Change(NamedTuple):
    """A file before and after; None where there is none."""

    path: VaultPath
    reason: str
    before: Version | None
    after: Version | None


class Entry(NamedTuple):
    """One plan that was carried out, or was about to be."""

    when: str
    """UTC, ISO 8601."""
    command: str
    root: int
    """The number (inode) of the vault's folder: a copy of it is another one."""
    undoes: int | None
    """The entry that this one took back."""
    folders: tuple[str, ...]
    """Folders that did not exist before."""
    changes: tuple[Change, ...]
    moves: tuple[FileMove, ...]
    numbers: tuple[int, ...] = ()
    """For each move the number (inode) of what is moved; 0 where it was not known."""


def entry_bytes(entry: Entry, key: str) -> bytes:
    """The entry as it is kept, signed."""
    blobs: list[bytes] = []
    changes = [
        {
            "path": change.path,
            "reason": change.reason,
            "before": _put_version(change.before, blobs),
            "after": _put_version(change.after, blobs),
        }
        for change in entry.changes
    ]
    moves = [[move.path, move.to, move.expected, move.reason] for move in entry.moves]
    stored = b"".join(blobs)
    values = {
        **entry._asdict(),
        "changes": changes,
        "moves": moves,
        "stored": sha256(stored).hexdigest(),
    }
    head = json.dumps(values, ensure_ascii=True).encode()
    return b"".join((_FORM, _signed(head, key), b"\n", head, b"\n", stored))


def parse_entry(data: bytes, key: str) -> Entry | None:
    """The entry that stands in these bytes, as ``read_entry`` gives it."""
    stored = Stored("", lambda at, size: data[at : at + size])
    return read_entry(BytesIO(data), key, stored)


def read_entry(file: BinaryIO, key: str, stored: Stored) -> Entry | None:
    """The entry, or None where the file holds none, is damaged, or another key signed it.

    Reads all of the file, and holds no more of it than the head. Raises OSError.
    """
    if file.readline(len(_FORM)) != _FORM:
        return None
    signature, head = file.readline(_SIGNATURE + 1), file.readline()
    if not hmac.compare_digest(signature, _signed(head[:-1], key) + b"\n"):
        return None
    start = file.tell()
    try:
        values = json.loads(head)
        if _digest_of_rest(file) != values["stored"]:
            return None
        return _entry_of(values, start, stored)
    except (KeyError, TypeError, ValueError):
        return None


def _digest_of_rest(file: BinaryIO) -> str:
    digest = sha256()
    while piece := file.read(_PIECE):
        digest.update(piece)
    return digest.hexdigest()


def _signed(head: bytes, key: str) -> bytes:
    return hmac.new(key.encode(), head, sha256).hexdigest().encode()


def _put_version(version: Version | None, blobs: list[bytes]) -> dict[str, Any] | None:
    if version is None:
        return None
    data = version.data
    blob = zlib.compress(data, _QUICKLY)
    blobs.append(blob)
    found: dict[str, Any] = {"digest": version.digest, "bytes": len(blob), "size": len(data)}
    if version.attributes is not None:
        found["mode"] = version.attributes.mode
        found["xattrs"] = [
            [name, b64encode(value).decode()] for name, value in version.attributes.xattrs
        ]
    return found


def _entry_of(head: dict[str, Any], start: int, stored: Stored) -> Entry:
    at = start

    def version_of(found: dict[str, Any] | None) -> Version | None:
        nonlocal at
        if found is None:
            return None
        at += found["bytes"]
        return _version_of(found, at - found["bytes"], stored)

    changes = tuple(
        Change(
            VaultPath(each["path"]),
            each["reason"],
            version_of(each["before"]),
            version_of(each["after"]),
        )
        for each in head["changes"]
    )
    moves = tuple(
        FileMove(VaultPath(path), VaultPath(to), expected, reason)
        for path, to, expected, reason in head["moves"]
    )
    return Entry(
        head["when"],
        head["command"],
        head["root"],
        head["undoes"],
        tuple(head["folders"]),
        changes,
        moves,
        tuple(head["numbers"]),
    )


def _version_of(found: dict[str, Any], at: int, stored: Stored) -> Version:
    digest = found["digest"]
    source = partial(_data_of, stored, at, found["bytes"], size=found["size"], digest=digest)
    if "mode" not in found:
        return Version(digest, source)
    xattrs = tuple((name, b64decode(value)) for name, value in found["xattrs"])
    return Version(digest, source, Attributes(found["mode"], xattrs))


def _data_of(stored: Stored, at: int, length: int, *, size: int, digest: str) -> bytes:
    """Raises DiskError where the bytes are not those that were put."""
    try:
        # One byte more than there should be: then it is not what was put, however much follows.
        data = zlib.decompressobj().decompress(stored.read(at, length), size + 1)
    except zlib.error:
        data = b""
    if len(data) != size or sha256(data).hexdigest() != digest:
        raise DiskError(
            "the journal's entry is damaged",
            where=stored.where,
            hint="see `vaultkit log` for what can be undone",
        )
    return data
