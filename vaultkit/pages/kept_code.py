"""What templates were compiled to, kept from run to run in a place that is trusted."""

from __future__ import annotations

import marshal
import sys
from collections.abc import Hashable
from hashlib import sha256
from pathlib import Path
from typing import Protocol

import jinja2
from jinja2.bccache import Bucket

__all__ = ["DIGEST", "Compiled", "KeptCode", "seal_of"]

DIGEST = 32
"""Bytes of the digest that stands before the code."""


class Compiled(Hashable, Protocol):
    """A place that keeps compiled templates from run to run, and is trusted."""

    def find(self, name: str) -> bytes | None:
        """The bytes last put under a name, if any."""

    def put(self, name: str, data: bytes) -> None:
        """Keeps the bytes under a name, if it can."""


class KeptCode(jinja2.BytecodeCache):
    """What templates were compiled to, each behind a digest of it and of all that it came of.

    Anything else than that is compiled again: other templates, another jinja2 or Python, a file
    that was cut short. ``prefix`` tells templates of one name in several folders apart.
    """

    def __init__(self, compiled: Compiled, seal: bytes, prefix: str = "") -> None:
        self._compiled = compiled
        self._seal = seal
        self._prefix = prefix

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """What a template's code is kept under."""
        return self._prefix + name

    def load_bytecode(self, bucket: Bucket) -> None:
        """Gives the bucket the code, where it is what it was."""
        data = self._compiled.find(bucket.key)
        if data is not None and data[:DIGEST] == self._digest(bucket.key, data[DIGEST:]):
            bucket.code = marshal.loads(data[DIGEST:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keeps the bucket's code."""
        code = marshal.dumps(bucket.code)
        self._compiled.put(bucket.key, self._digest(bucket.key, code) + code)

    def _digest(self, name: str, code: bytes) -> bytes:
        return sha256(b"\0".join((self._seal, name.encode(), code))).digest()


def seal_of(folder: Path, made_by: Path) -> bytes:
    """A digest of all that decides what templates are compiled to.

    All of a folder at once, since each is put together from several; and the module that says how.
    """
    digest = sha256(repr((jinja2.__version__, sys.version, str(folder))).encode())
    for place in (Path(__file__), made_by, *sorted(folder.iterdir())):
        digest.update(sha256(place.read_bytes()).digest())
    return digest.digest()
