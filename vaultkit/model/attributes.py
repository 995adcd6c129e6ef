"""What a file has beside its bytes. Apart from plans, which every command does without that writes
no file."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Attributes"]


class Attributes(NamedTuple):
    """What a file has beside its bytes: permission bits and extended attributes, by name."""

    mode: int
    xattrs: tuple[tuple[str, bytes], ...] = ()
