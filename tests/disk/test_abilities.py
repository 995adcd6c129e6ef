"""What a drive can do is tried out, and nothing stays behind even where the run is killed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.disk.noting import notes
from vaultkit.disk.abilities import abilities_of
from vaultkit.disk.folder import opened_folder
from vaultkit.disk.replace import is_stray


def test_every_file_it_makes_is_one_that_is_swept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    real = os.open

    def opened(path: str, flags: int, *rest: Any, **more: Any) -> int:
        if flags & os.O_CREAT:
            made.append(os.path.basename(path))  # noqa: PTH119
        return real(path, flags, *rest, **more)

    monkeypatch.setattr(os, "open", opened)
    with opened_folder(tmp_path, "") as folder:
        abilities_of(folder)
    assert len(made) >= 3
    assert [name for name in made if not is_stray(name)] == []
    assert notes(tmp_path) == {}
