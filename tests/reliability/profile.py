"""How much of it: little in every run of the tests, all of it in ``.ci/long``."""

from __future__ import annotations

import os

__all__ = ["LONG", "count_of"]

LONG = os.environ.get("VAULTKIT_TEST_PROFILE") == "long"


def count_of(short: int, long: int) -> int:
    """The one that this run is for."""
    return long if LONG else short
