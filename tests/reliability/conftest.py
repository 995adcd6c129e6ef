"""Where the vaults of these tests lie."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def in_memory() -> Iterator[Path]:
    """A folder on a drive in memory where there is one: many small files come and go."""
    drive = Path("/dev/shm")
    parent = drive if os.access(drive, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="vaultkit-", dir=parent) as folder:
        yield Path(folder)
