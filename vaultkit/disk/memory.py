"""Memory that was freed, given back to the system."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress

__all__ = ["give_back"]


def give_back() -> None:
    """Has the C library give back what it keeps of memory that was freed; only glibc is asked.

    It keeps all that lies below something still in use, which after a large piece of work may be
    more than is in use. Takes some milliseconds.
    """
    if sys.platform == "linux":
        with suppress(AttributeError, OSError):  # another C library
            ctypes.CDLL(None).malloc_trim(0)
