"""A journal's entry as bytes: what a plan was about to do, and what it did it to.

The first line names the form, the second signs the third, which is the head; behind it stand the
files' old and new bytes, compressed. The key of the signature is the user's own, kept outside of
any vault: an entry that came with a vault from elsewhere is not believed.
"""

from __future__ import annotations

import hmac
import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Any, NamedTuple

from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import Attributes, FileMove

__all__ = ["Change", "Entry", "Version", "entry_bytes", "parse_entry"]

_FORM = b"vaultkit journal 1\n"
_QUICKLY = 1
"""zlib's level: a journal is written more often than it is read."""


class Version(NamedTuple):
    """A file as it was or became."""

    digest: str
    data: bytes
    attributes: Attributes | None = None


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
    head = json.dumps(
        {**entry._asdict(), "changes": changes, "moves": moves}, ensure_ascii=True
    ).encode()
    return b"".join((_FORM, _signed(head, key), b"\n", head, b"\n", *blobs))


def parse_entry(data: bytes, key: str) -> Entry | None:
    """The entry, or None where the bytes are none, are damaged, or another key signed them."""
    form, _, rest = data.partition(b"\n")
    signature, _, rest = rest.partition(b"\n")
    head, _, blobs = rest.partition(b"\n")
    if form + b"\n" != _FORM or not hmac.compare_digest(signature, _signed(head, key)):
        return None
    try:
        return _entry_of(json.loads(head), blobs)
    except (KeyError, TypeError, ValueError, zlib.error):
        return None


def _signed(head: bytes, key: str) -> bytes:
    return hmac.new(key.encode(), head, sha256).hexdigest().encode()


def _put_version(version: Version | None, blobs: list[bytes]) -> dict[str, Any] | None:
    if version is None:
        return None
    blob = zlib.compress(version.data, _QUICKLY)
    blobs.append(blob)
    found: dict[str, Any] = {"digest": version.digest, "bytes": len(blob)}
    if version.attributes is not None:
        found["mode"] = version.attributes.mode
        found["xattrs"] = [
            [name, b64encode(value).decode()] for name, value in version.attributes.xattrs
        ]
    return found


def _entry_of(head: dict[str, Any], blobs: bytes) -> Entry:
    at = 0

    def taken(size: int) -> bytes:
        nonlocal at
        at += size
        return blobs[at - size : at]

    changes = tuple(
        Change(
            VaultPath(each["path"]),
            each["reason"],
            _version_of(each["before"], taken),
            _version_of(each["after"], taken),
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


def _version_of(found: dict[str, Any] | None, taken: Callable[[int], bytes]) -> Version | None:
    """Raises ValueError where the bytes are not those that were put."""
    if found is None:
        return None
    data = zlib.decompress(taken(found["bytes"]))
    if sha256(data).hexdigest() != found["digest"]:
        raise ValueError(found["digest"])
    if "mode" not in found:
        return Version(found["digest"], data)
    xattrs = tuple((name, b64decode(value)) for name, value in found["xattrs"])
    return Version(found["digest"], data, Attributes(found["mode"], xattrs))
