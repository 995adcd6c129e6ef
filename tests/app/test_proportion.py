"""What an edit costs goes by the edit, not by the vault."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from tests.cli.support import make_vault
from tests.store.kept import built, opening
from vaultkit.app.indexing import Index
from vaultkit.app.paranoid import prove
from vaultkit.app.standing import Standing
from vaultkit.app.watch_agenda import Job, Timing

EDITED = "Notes/Note 0007.md"


def note_text(number: int, count: int, more: str = "") -> str:
    links = " ".join(f"[[Note {(number * step + 1) % count:04}]]" for step in (3, 7))
    return (
        f"# Note {number:04}\n\n{links} [[Nobody {number % 9}]] #t/{number % 5}\n- [ ] Ask\n{more}"
    )


def vault_of(place: Path, count: int, more: str = "") -> Path:
    files = {
        f"Notes/Note {number:04}.md": note_text(number, count, more) for number in range(count)
    }
    return make_vault(place, {**files, "vaultkit.toml": "[pages]\nmax_entries = 20\n"})


@contextmanager
def standing_in(vault: Path) -> Iterator[Standing]:
    standing = Standing(vault, opening(), Timing())
    try:
        standing.take(Job(None, frozenset({"start"}), whole_graph=True))
        yield standing
    finally:
        standing.close()


def steps_of_an_edit(vault: Path, *edits: str) -> int:
    """Those of SQLite's machine, in hundreds: every row that it looks at takes some."""
    steps = 0

    def counted() -> int:
        nonlocal steps
        steps += 1
        return 0

    with standing_in(vault) as standing:
        index = standing._index
        assert isinstance(index, Index)
        edited = Job(frozenset({EDITED}), frozenset(), whole_graph=False)
        for more in edits:
            with (vault / EDITED).open("a") as file:
                file.write(more)
            index.store.db.set_progress_handler(counted, 100)
            taken = standing.take(edited)
            index.store.db.set_progress_handler(None, 0)
            assert taken.result is not None
            assert taken.result.written > 0
    return steps


def test_sqlite_looks_at_hardly_more_rows_where_the_vault_is_six_times_as_large(
    tmp_path: Path,
) -> None:
    small, large = (
        steps_of_an_edit(
            vault_of(tmp_path / str(count) / "vault", count),
            "[[Note 0003]]\n",
            "[[Nobody yet]]\n",
        )
        for count in (100, 600)
    )
    assert large < 1.5 * small


def test_a_note_that_six_times_as_many_lead_to_costs_hardly_more_for_one_link(
    tmp_path: Path,
) -> None:
    hub = "## One\n[[Hub]]\n\nAnd [[Hub]] again.\n"
    small, large = (
        steps_of_an_edit(
            make_vault(vault_of(tmp_path / str(count) / "vault", count, hub), {"Hub.md": ""}),
            "[[Hub]] more\n",
            "### [[Hub]]\n",
        )
        for count in (100, 600)
    )
    assert large < 1.5 * small


@pytest.mark.parametrize("seed", [1, 2])
def test_long_lists_are_right_after_every_update(tmp_path: Path, seed: int) -> None:
    """Names that begin alike, so that parts are divided again, and put together again."""
    chance = Random(seed)
    vault = make_vault(tmp_path / "vault", {"vaultkit.toml": "[pages]\nmax_entries = 3\n"})
    titles = [a + b + c for a in "аб" for b in "вгд" for c in ("", "е", "ж")]
    for _ in range(6):
        for title in chance.sample(titles, chance.choice((1, 2, 7))):
            place = vault / f"{title}.md"
            if place.exists() and chance.random() < 0.5:
                place.unlink()
            else:
                wanted = chance.sample([*titles, "Никто", "Ничто"], 2)
                links = " ".join(f"[[{name}]]" for name in wanted)
                place.write_text(f"{links} #{title}\n- [ ] {title}\n", "utf-8")
        built(vault)
        assert prove(vault, opening()).diagnostics == ()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_mentions_of_a_note_are_right_after_every_update(tmp_path: Path, seed: int) -> None:
    """Of few notes and many, much of it in one note, and none at all now and then."""
    chance = Random(seed)
    vault = make_vault(tmp_path / "vault", {"vaultkit.toml": "[pages]\nmax_entries = 3\n"})
    names = ["План", "план б", "Plan", "Plan b", "plan b c", "会議", "📥 a", "1.2"]
    for turn in range(9):
        (vault / "Хаб.md").write_text("# Хаб\n" if turn < 8 else "# Другой\n", "utf-8")
        for name in chance.sample(names, chance.choice((1, 1, 2, 8))):
            count = chance.choice((0, 0, 1, 1, 4, 12))
            parts = [f"## Часть {at % 5}\n{at} [[Хаб]] [[План]]\n" for at in range(count)]
            (vault / f"{name}.md").write_text("".join(parts), "utf-8")
        built(vault)
        assert prove(vault, opening()).diagnostics == ()
