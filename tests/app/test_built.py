"""A build that finds nothing to do is told from one that may, and comes to the same numbers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.support import NETWORK, make_vault
from tests.store.kept import built, opening, spoil
from vaultkit.app import build as building
from vaultkit.app.build import build, plan_build
from vaultkit.app.built import BuildResult, Owed, find_settled, owed_of
from vaultkit.app.indexing import Index, locked_index
from vaultkit.app.paranoid import prove
from vaultkit.model.plan import Plan

REGION = "<!-- vaultkit:begin backlinks 00000000 -->\n<!-- vaultkit:end backlinks -->\n"


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return make_vault(tmp_path / "Vault", {**NETWORK, "Private/Away.md": "[[Anna Petrova]] [[No]]"})


@contextmanager
def opened(vault: Path) -> Iterator[Index]:
    with locked_index(vault, opening()) as index:
        yield index


def settled(vault: Path) -> BuildResult | None:
    with opened(vault) as index:
        return find_settled(index)


def put(name: str, text: str) -> Callable[[Path], None]:
    return lambda vault: make_vault(vault, {name: text}) and None


def edit_page(vault: Path) -> None:
    page = vault / "_index/index-home.md"
    page.write_text(page.read_text(encoding="utf-8") + "mine\n", encoding="utf-8")


def take_folder(vault: Path) -> None:
    (vault / "_index").rename(vault / "pages")
    (vault / "_index").write_text("not a folder", encoding="utf-8")


CHANGES: dict[str, Callable[[Path], None]] = {
    "a new note": put("Topics/Новая.md", "[[Networking]]"),
    "another text of a note": put("Topics/Networking.md", "# Networking\n"),
    "a note gone": lambda vault: (vault / "Notes/Lonely 孤独.md").unlink(),
    "a note emptied": put("Notes/Lonely 孤独.md", ""),
    "a new name among files": put("Nobody Yet.png", "x"),
    "a region": put("Topics/Networking.md", REGION),
    "a page gone": lambda vault: (vault / "_index/index-home.md").unlink(),
    "a page edited": edit_page,
    "a page elsewhere": lambda vault: (
        (vault / "_index/index-home.md").rename(vault / "elsewhere.md") and None
    ),
    "another language": put("vaultkit.toml", 'language = "ru"\n'),
    "another pages folder": put("vaultkit.toml", '[pages]\nfolder = "Lists"\n'),
    "no backlinks": put("vaultkit.toml", '[pages]\nbacklinks = "off"\n'),
    "backlinks in notes": put("vaultkit.toml", '[pages]\nbacklinks = "region"\n'),
    "shorter pages": put("vaultkit.toml", "[pages]\nmax_entries = 10\n"),
    "something excluded": put("vaultkit.toml", '[vault]\nexclude = ["Private/"]\n'),
    "no folder for pages": take_folder,
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_a_build_has_to_do_is_seen(vault: Path, change: str) -> None:
    built(vault)
    assert settled(vault) is not None
    CHANGES[change](vault)
    assert settled(vault) is None
    assert settled(vault) is None, "looking took it away"


def owed(vault: Path) -> Owed:
    with opened(vault) as index:
        return owed_of(index.store, index.config)


def test_what_is_owed_is_told_by_its_kind(vault: Path) -> None:
    assert owed(vault) == Owed(pages=True)
    built(vault)
    assert not owed(vault)
    (vault / "Notes/Lonely 孤独.md").unlink()
    assert owed(vault) == Owed(pages=True, losses=True)
    built(vault)
    make_vault(vault, {"Topics/Новая.md": "[[Networking]]"})
    with opened(vault) as index:
        build(index, topic_map="later")
    assert owed(vault) == Owed(topic_map=True)
    make_vault(vault, {"Topics/Region.md": f"{REGION}"})
    with opened(vault) as index:
        plan_build(index)
        assert [row.name for row in owed_of(index.store, index.config).regions] == ["backlinks"]
    built(vault)
    built(vault)
    assert not owed(vault)


def test_a_vault_without_pages_is_not_settled(vault: Path) -> None:
    assert settled(vault) is None


@pytest.mark.parametrize(
    "config",
    ["", '[vault]\nexclude = ["Private/"]\n', '[pages]\nbacklinks = "region"\n'],
    ids=["as it is", "with what is excluded", "with regions"],
)
def test_the_numbers_are_those_of_a_build(vault: Path, config: str) -> None:
    make_vault(vault, {"vaultkit.toml": config, "Topics/Region.md": f"[[Nobody Yet]]\n\n{REGION}"})
    built(vault)
    built(vault)  # looks once more at the notes whose regions it wrote
    with opened(vault) as index:
        found = find_settled(index)
        assert found == plan_build(index)
        assert found == build(index)
    assert found is not None
    assert (found.written, found.removed, found.regions_written) == (0, 0, 0)
    assert found.unresolved == (1 if "exclude" in config else 2)


def test_a_page_that_is_kept_is_said_each_time(vault: Path) -> None:
    built(vault)
    edit_page(vault)
    built(vault)
    assert settled(vault) is None


def test_what_a_killed_run_left_among_the_pages_is_for_a_build_to_sweep(vault: Path) -> None:
    built(vault)
    folders = ("_index", "_index/backlinks", "Topics")
    strays = [vault / folder / ".vk-0123456789abcdef" for folder in folders]
    for stray in strays:
        stray.write_text("half", encoding="utf-8")
    assert settled(vault) is None
    built(vault)
    assert [stray.exists() for stray in strays] == [False, False, True]
    assert settled(vault) is not None


def test_looking_writes_nothing_into_the_index(vault: Path) -> None:
    built(vault)
    with opened(vault) as index:
        before = index.store.db.total_changes
        assert find_settled(index) is not None
        assert index.store.db.total_changes == before


def test_a_note_that_was_lost_is_for_a_build_to_settle(vault: Path) -> None:
    make_vault(vault, {"vaultkit.toml": '[vault]\nexclude = ["Private/"]\n'})
    built(vault)
    (vault / "Private/Away.md").unlink()
    with opened(vault) as index:
        plan_build(index)
    assert settled(vault) is None
    built(vault)
    assert settled(vault) is not None


# --- what a person does while pages are written


def _hour_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """No time of any file is near."""
    clock = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: clock() + 3_600_000_000_000)
    monkeypatch.setattr(building, "time_ns", time.time_ns, raising=False)


@pytest.mark.parametrize("clock", ["the computer's", "a drive's that is behind"])
@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("_index/index-home.md", None),
        ("_index/tags/tag-vip.md", None),
        ("_index/tags/tag-gone.md", "# Моё\n\n[[Networking]] #mine\n"),
    ],
)
def test_what_is_written_over_a_page_while_its_batch_goes_on_is_seen_next_time(
    vault: Path, monkeypatch: pytest.MonkeyPatch, path: str, text: str | None, clock: str
) -> None:
    """On a slow drive a batch takes longer than any doubt about a file's times."""
    make_vault(vault, {"Tagged.md": "#gone\n"})
    built(vault)
    (vault / "Tagged.md").unlink()
    (vault / "Contacts/Another.md").write_text("#vip [[Networking]]\n", encoding="utf-8")
    apply = building.apply

    def slow(root: Path, plan: Plan, *, strays: frozenset[str]) -> object:
        done = apply(root, plan, strays=strays)
        if any(edit.path == path for edit in plan.edits):
            place = vault / path
            mine = f"{place.read_text(encoding='utf-8')}mine\n" if text is None else text
            place.write_text(mine, encoding="utf-8")
            if clock == "the computer's":
                spoil(vault)  # nothing of the last look is in doubt
                _hour_later(monkeypatch)
        return done

    monkeypatch.setattr(building, "apply", slow)
    if clock != "the computer's":
        _hour_later(monkeypatch)
    built(vault)
    assert (vault / path).read_text(encoding="utf-8").endswith("mine\n")
    with opened(vault) as index:
        left = [found.path for found in build(index).diagnostics]
    assert left == ([path] if text is None else [])
    assert prove(vault, opening()).diagnostics == ()
