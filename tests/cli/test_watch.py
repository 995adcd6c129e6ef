"""``vaultkit watch`` as people and programs meet it; the rest is in ``tests/watch``."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.support import make_vault, vaultkit
from vaultkit.app.build import BuildResult
from vaultkit.app.on_change import OnChange
from vaultkit.app.standing import Changes
from vaultkit.app.watch_events import (
    Event,
    Failed,
    Found,
    Paused,
    Polling,
    Resumed,
    Said,
    Started,
    Stopped,
    Updated,
)
from vaultkit.cli import building
from vaultkit.cli.commands import watch as command
from vaultkit.language.catalog import Catalog
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.errors import DamagedError, DiskError
from vaultkit.model.paths import VaultPath

RESULT = BuildResult(5, 8, 1, 3, 3, 1, 0, ())
MOVED = (("a.md", "Архив/a.md"),)
CHANGES = Changes(("n.md",), ("1.md", "2.md", "3.md", "4.md"), ("g\x1b.md",), MOVED)
SYNCED = VaultPath("a.sync-conflict-20260312-101500-ABCDEFG.md")
EVENTS: list[Event] = [
    Started("/notes", 7),
    Said("the index was made anew: {reason}", DamagedError("it is damaged")),
    Updated(Changes(), 5, ("start",), RESULT, 0.25),
    Updated(CHANGES, None, (), RESULT, 0.0312),
    Found(Diagnostic("sync-conflict", SYNCED)),
    Failed(DiskError("cannot be written: {reason}", where="/notes", values={"reason": "full"}), 1),
    Failed(DiskError("it ended"), None),
    Polling("No space left on device", 2.0),
    Polling(None, 60.0),
    Paused("/notes"),
    Resumed(),
    Stopped(),
]

ENGLISH = """\
12:00:00  watching /notes; Ctrl-C ends it
12:00:00  the index was made anew: it is damaged
12:00:00  5 notes read; pages: 3 written, 1 removed; 0.25 s
12:00:00  1 new: n.md; 4 changed: 1.md, 2.md, 3.md, ...; 1 gone: g\\x1b.md; \
1 moved: a.md -> Архив/a.md; pages: 3 written, 1 removed; 0.03 s
12:00:00  /notes: cannot be written: full; it is tried again
12:00:00  it ended
12:00:00  not every change is told by the system (No space left on device), so the vault is \
looked at every 2 s
12:00:00  all folders are watched again
12:00:00  /notes is not there; it goes on when it is back
12:00:00  it goes on
12:00:00  stopped
"""


def watched(
    monkeypatch: pytest.MonkeyPatch, vault: Path, *options: str, language: str = "C"
) -> tuple[int, str, str]:
    """What the command prints where a watcher tells all there is to tell."""

    def tell_all(root: Path, opening: object, tell: Callable[[Event], None], **_: object) -> None:
        for event in EVENTS:
            tell(event)

    monkeypatch.setattr(command, "watch", tell_all)
    environ = {"LANG": language}
    done = vaultkit("watch", "--vault", str(vault), *options, folder=vault, environ=environ)
    return done.code, done.out, done.err


def untimed(text: str) -> str:
    return "\n".join(
        f"12:00:00{line[8:]}" if line[2:3] == ":" and line[5:6] == ":" else line
        for line in text.split("\n")
    )


def test_a_person_reads_a_line_an_update(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    code, out, err = watched(monkeypatch, make_vault(tmp_path))
    assert code == 0
    lines = ENGLISH.splitlines()
    assert untimed(out).splitlines() == [line for line in lines if "pages:" in line]
    others = [line for line in lines if "pages:" not in line]
    said = untimed(err).splitlines()
    assert [line for line in said if line in others] == others
    (found, _) = [line for line in said if line not in others]
    assert found.startswith(f"{SYNCED}: warning sync-conflict: ")


def test_a_person_reads_it_in_russian(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _, out, err = watched(monkeypatch, make_vault(tmp_path), language="ru_RU.UTF-8")
    assert "прочитано 5 заметок; страницы: записано 3, удалено 1; 0.25 с" in out
    assert "4 изменены: 1.md" in out
    assert "слежу за /notes" in err
    assert "будет сделана новая попытка" in err


@pytest.mark.parametrize("agreed", [True, False])
def test_a_person_is_asked_before_the_first_pages_are_made(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, agreed: bool
) -> None:
    asked: list[str] = []

    def answer(question: str, words: Catalog) -> bool:
        asked.append(question)
        return agreed

    for module in (command, building):
        monkeypatch.setattr(module, "at_terminal", lambda stream: True)
    monkeypatch.setattr(building, "ask", answer)
    vault = make_vault(tmp_path)
    code, _, err = watched(monkeypatch, vault)
    assert (code, asked) == (0, ["Make them?"])
    assert "index pages will be made in _index/" in err
    assert (vault / "_index/index-home.md").exists() is agreed
    assert ("watching /notes" in err) is agreed
    assert ("Excluded files" in err) is agreed
    assert ("nothing was written" in err) is not agreed
    if agreed:
        watched(monkeypatch, vault)
        assert asked == ["Make them?"]


@pytest.mark.parametrize("options", [("--yes",), ()])
def test_nobody_is_asked_who_said_yes_or_is_not_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, options: tuple[str, ...]
) -> None:
    monkeypatch.setattr(command, "at_terminal", lambda stream: bool(options))
    _, _, err = watched(monkeypatch, make_vault(tmp_path), *options)
    assert "watching /notes" in err
    assert not (tmp_path / "_index").exists()


def test_quiet_leaves_what_goes_wrong(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _, out, err = watched(monkeypatch, make_vault(tmp_path), "--quiet")
    assert out == ""
    assert "watching" not in err
    assert "stopped" not in err
    assert "cannot be written: full" in err
    assert "sync-conflict" in err
    assert "is not there" in err


def test_programs_get_an_object_a_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _, out, err = watched(monkeypatch, make_vault(tmp_path), "--json")
    told = [json.loads(line) for line in out.splitlines()]
    assert [event["event"] for event in told] == [type(event).__name__.lower() for event in EVENTS]
    assert err == ""


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--on-change", "'half"], "cannot be taken apart"),
        (["--on-change", ""], "names no command"),
        (["--on-change", "echo a && echo b"], "'&&' is for a shell"),
        (["--every", "0"], "--every"),
        (["--every", "often"], "--every"),
    ],
)
def test_bad_arguments_are_refused(tmp_path: Path, options: list[str], said: str) -> None:
    done = vaultkit("watch", *options, "--vault", str(make_vault(tmp_path)), folder=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


# --- a command of the user's own


def finished(on_change: OnChange) -> str | None:
    """What went wrong with the command that runs, if anything."""
    running = on_change._running
    assert running is not None
    running.wait(60)
    failed = on_change.look_after()
    return None if failed is None else str(failed)


def test_a_command_gets_the_updates_since_its_last_run(tmp_path: Path) -> None:
    heard = tmp_path / "heard"
    program = (
        "import os, sys\n"
        f"with open({str(heard)!r}, 'ab') as file:\n"
        "    file.write(sys.stdin.buffer.read() + os.environ['VAULTKIT_VAULT'].encode() + b'\\n')\n"
    )
    on_change = OnChange([sys.executable, "-c", program], tmp_path, environ={})
    assert on_change.look_after() is None
    assert not heard.exists()
    on_change.add({"n": 1})
    on_change.add({"n": "два"})
    assert on_change.look_after() is None
    on_change.add({"n": 3})  # while it runs
    assert finished(on_change) is None
    assert finished(on_change) is None
    text = f'{{"n": 1}}\n{{"n": "два"}}\n{tmp_path}\n{{"n": 3}}\n{tmp_path}\n'
    assert heard.read_text("utf-8") == text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["no such program at all"], "No such file"), ([sys.executable, "-c", "exit(3)"], "code 3")],
)
def test_a_command_that_fails_is_told(tmp_path: Path, arguments: list[str], said: str) -> None:
    on_change = OnChange(arguments, tmp_path, environ={})
    on_change.add({})
    failed = on_change.look_after()
    assert said in (str(failed) if failed is not None else str(finished(on_change)))
