"""Plain values as bytes, with a checksum: a damaged index must never be taken for a whole one."""

from __future__ import annotations

import marshal
from typing import Any
from zlib import crc32

from vaultkit.model.errors import DamagedError

__all__ = ["pack", "pack_alike", "unpack"]

_NO_REFERENCES = 2
"""The last version of marshal's format in which bytes do not depend on who else holds a value."""


def pack(value: Any) -> bytes:
    """Texts, numbers, bytes, None, and tuples, lists and dicts of them.

    The bytes are good for the same release of Python only; the index's fingerprint names it.
    """
    data = marshal.dumps(value)
    return crc32(data).to_bytes(4, "little") + data


def pack_alike(value: Any) -> bytes:
    """Like ``pack``, and equal values in the same order give the same bytes, whoever holds them.

    It takes more room: what stands in the value twice is written twice.
    """
    data = marshal.dumps(value, _NO_REFERENCES)
    return crc32(data).to_bytes(4, "little") + data


def unpack(data: bytes) -> Any:
    """The value. Raises DamagedError where a byte is not what was written."""
    record = memoryview(data)[4:]  # one of a large folder has megabytes
    if len(record) == 0 or crc32(record) != int.from_bytes(data[:4], "little"):
        raise DamagedError("a record is damaged")
    return marshal.loads(record)
