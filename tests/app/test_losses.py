"""Where many notes vanish at once nothing is written, unless a person means it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from shutil import copytree, ignore_patterns, rmtree

import pytest

from tests.cli.support import bytes_of, make_vault, vaultkit

MANY = 40


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    files = {f"Notes/n{n:02}.md": f"note {n} [[n{(n + 1) % MANY:02}]]\n" for n in range(MANY)}
    root = make_vault(tmp_path / "vault", {"vaultkit.toml": 'language = "en"\n', **files})
    assert vaultkit("build", "--yes", folder=root).code == 0
    return root


def _lose(vault: Path, numbers: range) -> None:
    for n in numbers:
        (vault / f"Notes/n{n:02}.md").unlink()


def test_when_a_third_of_the_notes_vanishes_nothing_is_written(vault: Path) -> None:
    _lose(vault, range(13))
    before = bytes_of(vault)
    for _ in range(2):  # the second run does not take what the first saw for granted
        done = vaultkit("build", folder=vault)
        assert (done.code, done.out) == (1, "")
        assert "13 of 40 notes vanished or became empty" in done.err
        assert bytes_of(vault) == before
    assert vaultkit("build", "--yes-really", folder=vault).code == 0
    assert bytes_of(vault) != before
    assert vaultkit("build", folder=vault).code == 0


def test_reading_goes_on_and_forgets_nothing(vault: Path) -> None:
    _lose(vault, range(13))
    assert vaultkit("unresolved", "--total", folder=vault).out == "1\n"
    assert vaultkit("build", folder=vault).code == 1


def test_notes_that_become_empty_are_lost_too(vault: Path) -> None:
    for n in range(13):
        (vault / f"Notes/n{n:02}.md").write_bytes(b"")
    assert "13 of 40 notes" in vaultkit("build", folder=vault).err


def test_what_is_lost_bit_by_bit_adds_up_until_something_is_written(vault: Path) -> None:
    _lose(vault, range(9))
    assert vaultkit("tags", folder=vault).code == 0
    _lose(vault, range(9, 12))
    assert vaultkit("build", folder=vault).code == 1


def test_ten_notes_or_a_fifth_may_go(vault: Path) -> None:
    _lose(vault, range(8))
    assert vaultkit("build", folder=vault).code == 0
    _lose(vault, range(8, 18))
    assert vaultkit("build", folder=vault).code == 0


def test_notes_that_moved_are_not_lost(vault: Path) -> None:
    (vault / "Notes").rename(vault / "Elsewhere")
    assert vaultkit("build", folder=vault).code == 0


def test_notes_that_come_back_are_not_lost(vault: Path) -> None:
    (vault / "Notes").rename(vault.parent / "away")
    assert vaultkit("build", folder=vault).code == 1
    (vault.parent / "away").rename(vault / "Notes")
    assert vaultkit("build", folder=vault).code == 0


def test_another_folder_in_the_vaults_place_is_not_written_into(vault: Path) -> None:
    vault.rename(vault.parent / "old")
    copytree(vault.parent / "old", vault, ignore=ignore_patterns(".vaultkit"))
    before = bytes_of(vault)
    for words in (("build",), ("property", "set", "n01", "a", "b")):
        done = vaultkit(*words, folder=vault)
        assert (done.code, done.out) == (1, "")
        assert "another folder lies here" in done.err
        assert bytes_of(vault) == before
    assert vaultkit("tags", folder=vault).code == 0
    assert vaultkit("build", "--yes-really", folder=vault).code == 0
    assert vaultkit("property", "set", "n01", "a", "b", folder=vault).code == 0


def test_an_empty_folder_that_waits_for_its_drive_gets_no_pages(vault: Path) -> None:
    vault.rename(vault.parent / "drive")
    vault.mkdir()
    done = vaultkit("build", "--yes", "--vault", str(vault), folder=vault.parent)
    assert done.code == 1
    assert "another folder lies here" in done.err
    assert list(vault.rglob("*.md")) == []
    vault.rename(vault.parent / "mount point")
    (vault.parent / "drive").rename(vault)
    assert vaultkit("build", folder=vault).code == 0


def test_a_vault_that_moved_is_the_same(vault: Path) -> None:
    elsewhere = vault.rename(vault.parent / "elsewhere")
    assert vaultkit("build", folder=elsewhere).code == 0


def test_a_vault_whose_index_was_deleted_is_the_same(vault: Path) -> None:
    rmtree(vault / ".vaultkit")
    assert vaultkit("build", folder=vault).code == 0


def _forget(vault: Path) -> None:
    rmtree(vault / ".vaultkit")


def _exclude(vault: Path) -> None:
    with (vault / "vaultkit.toml").open("a") as file:
        file.write('exclude = ["Elsewhere/"]\n')


@pytest.mark.parametrize("make_anew", [_forget, _exclude])
def test_an_index_that_was_made_anew_forgets_no_losses(
    vault: Path, make_anew: Callable[[Path], None]
) -> None:
    _lose(vault, range(10))
    (vault / "Notes/n10.md").write_bytes(b"")
    make_anew(vault)
    before = bytes_of(vault)
    done = vaultkit("build", folder=vault)
    assert (done.code, bytes_of(vault)) == (1, before)
    assert "11 of 40 notes vanished or became empty" in done.err
    assert vaultkit("build", "--yes-really", folder=vault).code == 0
    _forget(vault)
    assert vaultkit("build", folder=vault).code == 0


def test_an_interrupted_plan_waits_until_the_vault_is_whole(vault: Path) -> None:
    assert vaultkit("property", "set", "n20", "a", "b", folder=vault).code == 0
    (entry,) = vault.glob(".vaultkit/*/journal/*")
    entry.rename(entry.with_name(entry.name.replace("done", "begun")))
    _lose(vault, range(13))
    before = bytes_of(vault)
    assert vaultkit("build", folder=vault).code == 1
    assert bytes_of(vault) == before
    done = vaultkit("build", "--yes-really", folder=vault)
    assert "an interrupted run was taken back" in done.err
    assert (vault / "Notes/n20.md").read_text() == "note 20 [[n21]]\n"
    assert vaultkit("build", folder=vault).out.count("0 written") == 1


def test_a_whole_copy_in_the_vaults_place_is_the_vault(vault: Path) -> None:
    vault.rename(vault.parent / "old")
    copytree(vault.parent / "old", vault)
    assert vaultkit("build", folder=vault).code == 0
    _lose(vault, range(13))
    assert vaultkit("build", folder=vault).code == 1


def test_another_vault_with_a_mark_of_its_own_is_not_written_into(
    vault: Path, tmp_path: Path
) -> None:
    files = {f"n{n:02}.md": "note\n" for n in range(MANY)}
    other = make_vault(tmp_path / "other", {"vaultkit.toml": 'language = "en"\n', **files})
    assert vaultkit("build", "--yes", folder=other).code == 0
    vault.rename(vault.parent / "old")
    other.rename(vault)
    assert vaultkit("build", folder=vault).code == 1
    assert vaultkit("build", "--yes-really", folder=vault).code == 0


CARDS = "".join(f"BEGIN:VCARD\nVERSION:3.0\nFN:Person {n}\nEND:VCARD\n" for n in range(40))


def _import(vault: Path) -> None:
    (vault / "cards.vcf").write_text(CARDS, "utf-8")
    assert vaultkit("contacts", "import", "cards.vcf", folder=vault).code == 0
    assert vaultkit("build", folder=vault).code == 0


def test_what_vaultkit_removed_itself_is_not_lost(vault: Path) -> None:
    _import(vault)
    assert vaultkit("undo", folder=vault).code == 0
    assert vaultkit("build", folder=vault).code == 0
    assert vaultkit("undo", "2", folder=vault).code == 0
    assert vaultkit("build", folder=vault).code == 0


def test_what_an_interrupted_run_removed_comes_back_whatever_it_was(vault: Path) -> None:
    _import(vault)
    before = bytes_of(vault)
    assert vaultkit("undo", folder=vault).code == 0
    entry = max(vault.glob(".vaultkit/*/journal/*"))
    entry.rename(entry.with_name(entry.name.replace("done", "begun")))
    (entry.parents[1] / "index.sqlite3").unlink()
    done = vaultkit("build", folder=vault)
    assert "an interrupted run was taken back" in done.err
    assert bytes_of(vault) == before


def test_a_vault_that_could_keep_nothing_for_a_while_is_the_same(vault: Path) -> None:
    own, aside = vault / ".vaultkit", vault.parent / "aside"
    own.rename(aside)
    own.write_bytes(b"in the way")
    assert vaultkit("build", folder=vault).code == 0
    own.unlink()
    aside.rename(own)
    assert vaultkit("build", folder=vault).code == 0


def test_a_mark_that_was_not_put_is_put_the_next_time(vault: Path) -> None:
    (mark,) = vault.glob(".vaultkit/*/vault-mark")
    known = mark.read_bytes()
    rmtree(vault / ".vaultkit")
    assert vaultkit("build", folder=vault).code == 0
    assert mark.read_bytes() == known
