"""A vault that takes a while to build, and what happens to it between builds."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.cli.support import make_vault
from tests.store.fresh import (
    NOTE_QUESTIONS,
    QUESTIONS,
    VAULTKIT,
    assert_same_build,
    build,
    put_fresh,
)
from tests.store.places import remove, tree_of

CHANGES: Mapping[str, Callable[[Path, int], None]]

_TOPICS, _PEOPLE, _MEETINGS = 7, 9, 14
_KEPT = re.compile(
    r"(\.gitignore|lock(\.held)?|[0-9a-f]{32}/(vault-mark|index\.sqlite3(-wal|-shm)?))\Z"
)
"""What may lie in ``.vaultkit`` between two runs."""


def network_of(size: int = 1) -> Mapping[str, str]:
    """Topics, people and meetings that link to each other."""
    files = {"vaultkit.toml": '[pages]\nmax_entries = 8\n[vault]\nexclude = ["Archive/"]\n'}
    for n in range(_TOPICS * size):
        near = f"[[Тема {(n * 5 + 1) % (_TOPICS * size)}]] и [[Идея {n % 4}]]"
        files[f"Темы/Тема {n}.md"] = f"# Тема {n}\n\n## Связанные темы\n\n{near} #тема/{n % 3}\n"
    for n in range(_PEOPLE * size):
        text = f"---\naliases: [P{n}]\norg: '[[Org {n % 3}]]'\n---\n# Person {n}\n\n[[Тема {n}]]\n"
        files[f"Contacts/Person {n}.md"] = text
    for n in range(_MEETINGS * size):
        guests = ", ".join(f"'[[Person {(n * k) % (_PEOPLE * size)}]]'" for k in (1, 3, 7))
        files[f"Meetings/2026-{n % 12 + 1:02}-{n % 28 + 1:02} Call {n}.md"] = (
            f"---\nattendees: [{guests}]\ntopics: ['[[Тема {n % (_TOPICS * size)}]]']\n---\n"
            f"# Call {n}\n\n- [ ] [[Person {n % 5}]] sends it 📅 2026-04-{n % 28 + 1:02} #vip\n"
        )
    return files


def make_network(root: Path, size: int = 1) -> Path:
    """The network as a vault."""
    return make_vault(root, network_of(size))


def _start_again(vault: Path, _: int) -> None:
    remove(vault / ".vaultkit")
    remove(vault / "_index")


def _lose_index(vault: Path, n: int) -> None:
    remove(vault / ".vaultkit")
    _edit_one(vault, n)


def _lose_pages(vault: Path, _: int) -> None:
    remove(vault / "_index")


def _edit_one(vault: Path, n: int) -> None:
    (vault / f"Contacts/Person {n % 9}.md").write_text(
        f"# Person {n}\n\n[[Тема {n % 7}]] #new{n}\n"
    )


def _change_much(vault: Path, n: int) -> None:
    make_network(vault)
    other = vault / ("Archive" if n % 2 else "Notes")
    remove(vault / "Archive")
    remove(vault / "Notes")
    shutil.move(vault / "Темы", other)
    for number in range(n % 5, _MEETINGS, 5):
        for place in (vault / "Meetings").glob(f"* Call {number}.md"):
            place.write_text(f"# Встреча {n}\n\n[[Person 1]] [[Тема 3]] [[Новое {n}]]\n")


CHANGES = {
    "all begins again": _start_again,
    "the index is lost": _lose_index,
    "the pages are lost": _lose_pages,
    "one note is edited": _edit_one,
    "much changes": _change_much,
}


def assert_right_after_build(vault: Path, fresh: Path) -> None:
    """The next build makes all of it right, and leaves nothing behind but that."""
    before = tree_of(vault)
    assert_all_right(vault, fresh, before)


def assert_all_right(vault: Path, fresh: Path, before: Mapping[str, bytes]) -> None:
    """A build of the vault makes it what a build of the files ``before`` makes elsewhere."""
    built = build(VAULTKIT, vault, {})
    copy = put_fresh(fresh / "vault", before)
    assert_same_build(built, build(VAULTKIT, copy, {}))
    note = next(path for path in before if path.startswith("Contacts/"))
    for words in (QUESTIONS[0], QUESTIONS[2], *((*question, note) for question in NOTE_QUESTIONS)):
        assert VAULTKIT(*words, vault=vault).out == VAULTKIT(*words, vault=copy).out, f"{words}"
    assert not (left := strays_in(vault)), f"{left}"


def strays_in(vault: Path) -> list[str]:
    """What a run that ended left behind and should not have."""
    own = vault / ".vaultkit"
    kept = [place.relative_to(own).as_posix() for place in own.rglob("*") if place.is_file()]
    left = [f".vaultkit/{path}" for path in kept if not _KEPT.match(path)]
    return left + [path for path in tree_of(vault) if "/.vk-" in f"/{path}"]
