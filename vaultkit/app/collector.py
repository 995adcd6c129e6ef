"""The garbage collector, held back where nothing that is made is garbage."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["collect_garbage", "collector_paused"]


@contextmanager
def collector_paused() -> Iterator[None]:
    """While a chunk of notes or pages is made, which is kept: to look through all of it again and
    again took a tenth of the time.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def collect_garbage(*, old: bool) -> None:
    """Frees what is held by nothing but itself; what was made lately, or ``old`` things as well.

    The former takes a millisecond. Left to itself the collector would come by when much of it has
    grown old among what is kept.
    """
    gc.collect(2 if old else 1)
