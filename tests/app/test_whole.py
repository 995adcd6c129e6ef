"""What a person's note is to say of the whole vault is not written where not all can be read."""

from __future__ import annotations

import pytest

from vaultkit.app.whole import check_whole
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.errors import DiskError
from vaultkit.model.paths import VaultPath


def test_a_file_that_cannot_be_read_is_named() -> None:
    other = Diagnostic("symlink-left-out", VaultPath("a.md"), args={"reason": "x"})
    unread = Diagnostic("file-unreadable", VaultPath("Old/b.md"), args={"reason": "x"})
    check_whole([other])
    with pytest.raises(DiskError) as caught:
        check_whole([other, unread])
    assert caught.value.where == "Old/b.md"
