from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from vaultkit.disk.trust import is_trusted, revoke, trust
from vaultkit.model.paths import VaultPath

HERE = VaultPath("Templates/Встреча.md.j2")


@pytest.fixture
def home(tmp_path: Path) -> Mapping[str, str]:
    return {"VAULTKIT_STATE_HOME": str(tmp_path / "state")}


def test_nothing_is_trusted_at_first(tmp_path: Path, home: Mapping[str, str]) -> None:
    assert not is_trusted(tmp_path, HERE, digest="a", environ=home)
    assert not (tmp_path / "state").exists()


def test_trust_is_in_the_bytes_and_the_place(tmp_path: Path, home: Mapping[str, str]) -> None:
    trust(tmp_path, HERE, digest="a", environ=home)
    assert is_trusted(tmp_path, HERE, digest="a", environ=home)
    assert not is_trusted(tmp_path, HERE, digest="b", environ=home)
    assert not is_trusted(tmp_path, VaultPath("Templates/x.md.j2"), digest="a", environ=home)
    assert not is_trusted(tmp_path / "copy", HERE, digest="a", environ=home)


def test_an_edited_template_takes_the_old_ones_place(
    tmp_path: Path, home: Mapping[str, str]
) -> None:
    trust(tmp_path, HERE, digest="a", environ=home)
    trust(tmp_path, HERE, digest="b", environ=home)
    assert not is_trusted(tmp_path, HERE, digest="a", environ=home)
    assert is_trusted(tmp_path, HERE, digest="b", environ=home)


def test_trust_can_be_revoked_and_others_keep_theirs(
    tmp_path: Path, home: Mapping[str, str]
) -> None:
    other = VaultPath("Templates/x.md.j2")
    trust(tmp_path, HERE, digest="a", environ=home)
    trust(tmp_path, other, digest="c", environ=home)
    revoke(tmp_path, HERE, environ=home)
    assert not is_trusted(tmp_path, HERE, digest="a", environ=home)
    assert is_trusted(tmp_path, other, digest="c", environ=home)


@pytest.mark.parametrize("kept", [b"", b"[]", b"\xff", b'{"a": 1}', b"[" * 100_000])
def test_what_was_damaged_trusts_nothing_and_is_made_anew(
    tmp_path: Path, home: Mapping[str, str], kept: bytes
) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state/trusted-templates.json").write_bytes(kept)
    assert not is_trusted(tmp_path, HERE, digest="a", environ=home)
    trust(tmp_path, HERE, digest="a", environ=home)
    assert is_trusted(tmp_path, HERE, digest="a", environ=home)


def test_nothing_is_kept_in_the_vault(tmp_path: Path, home: Mapping[str, str]) -> None:
    (tmp_path / "vault").mkdir()
    trust(tmp_path / "vault", HERE, digest="a", environ=home)
    assert list((tmp_path / "vault").iterdir()) == []
